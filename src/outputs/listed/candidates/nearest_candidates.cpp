#include <algorithm>

#include "outputs/listed/candidates/collect_list.hpp"
#include "outputs/listed/candidates/nearest.hpp"

namespace megabandit {
namespace {

class NearestCandidates final : public Candidates {
 public:
  NearestCandidates(SeenActions actions, std::uint64_t most, const SoftmaxKernel& kernel)
      : actions_(std::move(actions)), nearest_(actions_, most, kernel), most_(most) {}

  std::uint64_t at_once() const override { return std::max<std::uint64_t>(1, kListed / most_); }

  ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) override {
    ActionLists lists;
    const auto found = nearest_.find(scoring, panel, entries);
    for (std::size_t i = 0; i < found.size(); ++i) {
      const Neighbours& near = *found[i];
      lists.action.insert(lists.action.end(), near.actions.begin(), near.actions.end());
      lists.log_kappa.insert(lists.log_kappa.end(), near.log_kappa.begin(), near.log_kappa.end());
      end_list(lists, lists.first.back(), logged_value(actions_, panel, entries.first + i));
    }
    return lists;
  }

 private:
  SeenActions actions_;
  NearestActions nearest_;
  std::uint64_t most_;
};

}  // namespace

std::unique_ptr<Candidates> nearest_candidates(SeenActions actions, std::uint64_t most,
                                               const SoftmaxKernel& kernel) {
  return std::make_unique<NearestCandidates>(std::move(actions), most, kernel);
}

}  // namespace megabandit
