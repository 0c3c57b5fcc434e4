#include "judge/judge.hpp"

namespace megabandit {

const RowMatrix<double>& Judge::features() const {
  static const RowMatrix<double> none;
  return none;
}

}  // namespace megabandit
