#include <algorithm>
#include <unordered_set>

#include "base/random.hpp"
#include "outputs/listed/collect_list.hpp"
#include "outputs/listed/nearest.hpp"

namespace megabandit {
namespace {

class DrawnCandidates final : public Candidates {
 public:
  DrawnCandidates(SeenActions actions, std::uint64_t nearest, std::uint64_t draws, std::uint64_t seed,
                  const SoftmaxKernel& kernel)
      : actions_(std::move(actions)),
        nearest_(actions_, nearest, kernel),
        listed_(nearest + draws),
        draws_(draws),
        seed_(seed) {}

  std::uint64_t at_once() const override { return std::max<std::uint64_t>(1, kListed / listed_); }
  bool sample() const override { return true; }

  ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) override {
    ActionLists lists;
    const auto near = nearest_.find(scoring, panel, entries);
    for (std::uint64_t i = 0; i < near.size(); ++i)
      add(lists, panel, entries.first + i, *near[i], scoring.epoch);
    return lists;
  }

 private:
  // Draws of what is listed already are drawn again: the others are all alike.
  void add(ActionLists& lists, const Panel& panel, std::uint64_t entry, const Neighbours& near,
           std::uint32_t epoch) {
    const std::size_t from = lists.action.size();
    const auto count = static_cast<std::uint64_t>(actions_.outputs.rows());
    std::unordered_set<std::uint32_t> listed;
    for (std::size_t i = 0; i < near.actions.size(); ++i) {
      listed.insert(near.actions[i].value);
      push(lists, near.actions[i], near.log_kappa[i], 0);
    }
    const std::uint64_t others = count - near.actions.size();
    const double each = std::log(static_cast<double>(others) / static_cast<double>(draws_));
    const DrawName name{
        .seed = seed_, .stream = Stream::density, .epoch = epoch, .index = panel.seen.name[entry]};
    for (std::uint32_t k = 0, drawn = 0; others > 0 && drawn < draws_; ++k) {
      const ActionId action(static_cast<std::uint32_t>(below(name, count, k)));
      if (listed.contains(action.value)) continue;
      ++drawn;
      const double log_kappa = actions_.kernel.log_value(squared_distance(actions_, panel, entry, action));
      push(lists, action, std::max(log_kappa, kNothing), each);
    }
    end_list(lists, from, logged_value(actions_, panel, entry));
  }

  static void push(ActionLists& lists, ActionId action, double log_kappa, double log_count) {
    lists.action.push_back(action);
    lists.log_kappa.push_back(log_kappa);
    lists.log_count.push_back(log_count);
  }

  static constexpr double kNothing = -1e6;  // such an action counts for the partition function alone

  SeenActions actions_;
  NearestActions nearest_;
  std::uint64_t listed_, draws_, seed_;
};

}  // namespace

std::unique_ptr<Candidates> drawn_candidates(SeenActions actions, std::uint64_t nearest, std::uint64_t draws,
                                             std::uint64_t seed, const SoftmaxKernel& kernel) {
  return std::make_unique<DrawnCandidates>(std::move(actions), nearest, draws, seed, kernel);
}

}  // namespace megabandit
