#include <algorithm>

#include "density/kappa.hpp"
#include "outputs/listed/candidates/collect_list.hpp"

namespace megabandit {
namespace {

class AllCandidates final : public Candidates {
 public:
  explicit AllCandidates(SeenActions actions)
      : actions_(std::move(actions)),
        distances_({actions_.outputs.data(), actions_.outputs.rows(), actions_.outputs.cols()}) {}

  std::uint64_t at_once() const override {
    return std::max<std::uint64_t>(1, kListed / static_cast<std::uint64_t>(actions_.outputs.rows()));
  }

  ActionLists lists(const Scoring&, const Panel& panel, Range entries) override {
    const RowMatrix<double> squares = distances_.squared(panel.seen.pivot.middleRows(
        static_cast<Eigen::Index>(entries.first), static_cast<Eigen::Index>(entries.size())));
    ActionLists lists;
    for (Eigen::Index entry = 0; entry < squares.rows(); ++entry) {
      for (Eigen::Index a = 0; a < squares.cols(); ++a) {
        const double log_kappa = actions_.kernel.log_value(squares(entry, a));
        if (!std::isfinite(log_kappa)) continue;
        lists.action.emplace_back(static_cast<std::uint32_t>(a));
        lists.log_kappa.push_back(log_kappa);
      }
      end_list(lists, lists.first.back(),
               logged_value(actions_, panel, entries.first + static_cast<std::uint64_t>(entry)));
    }
    return lists;
  }

 private:
  SeenActions actions_;
  OutputDistances distances_;
};

}  // namespace

std::unique_ptr<Candidates> all_candidates(SeenActions actions) {
  return std::make_unique<AllCandidates>(std::move(actions));
}

}  // namespace megabandit
