#include "judge/judge.hpp"

namespace megabandit {

const RowMatrix<double>& Judge::features() const {
  static const RowMatrix<double> none;
  return none;
}

const std::vector<std::string>& Judge::notes() const {
  static const std::vector<std::string> none;
  return none;
}

}  // namespace megabandit
