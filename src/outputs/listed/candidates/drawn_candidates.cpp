#include <algorithm>
#include <unordered_set>

#include "base/random.hpp"
#include "outputs/listed/candidates/collect_list.hpp"
#include "outputs/listed/candidates/nearest.hpp"

namespace megabandit {
namespace {

class DrawnCandidates final : public Candidates {
 public:
  DrawnCandidates(SeenActions actions, std::uint64_t nearest, std::uint64_t draws, std::uint64_t seed,
                  const SoftmaxKernel& kernel)
      : actions_(std::move(actions)),
        nearest_(actions_, nearest, kernel),
        listed_(nearest + draws),
        seed_(seed) {}

  std::uint64_t at_once() const override { return std::max<std::uint64_t>(1, kListed / listed_); }
  StandFor stand_for() const override { return StandFor::all; }

  ActionLists lists(const Scoring& scoring, const Panel& panel, Range entries) override {
    ActionLists lists;
    const auto near = nearest_.find(scoring, panel, entries);
    for (std::uint64_t i = 0; i < near.size(); ++i)
      add(lists, panel, entries.first + i, *near[i], scoring.epoch);
    return lists;
  }

 private:
  void add(ActionLists& lists, const Panel& panel, std::uint64_t entry, const Neighbours& near,
           std::uint32_t epoch) const {
    const std::size_t from = lists.action.size();
    for (std::size_t i = 0; i < near.actions.size(); ++i) push(lists, near.actions[i], near.log_kappa[i], 0);
    const DrawName name{
        .seed = seed_, .stream = Stream::density, .epoch = epoch, .index = panel.seen.name[entry]};
    const auto others = static_cast<std::uint64_t>(actions_.outputs.rows()) - near.actions.size();
    const std::vector<ActionId> drawn = draw_others(near, name);
    const double each = std::log(static_cast<double>(others) / static_cast<double>(drawn.size()));
    for (const ActionId action : drawn) {
      const double log_kappa = actions_.kernel.log_value(squared_distance(actions_, panel, entry, action));
      push(lists, action, std::max(log_kappa, kSeesNothing), each);
    }
    end_list(lists, from, logged_value(actions_, panel, entry));
  }

  // Evenly from those that are not near, as many as the list is to have: all of them, where they are few.
  std::vector<ActionId> draw_others(const Neighbours& near, const DrawName& name) const {
    const auto count = static_cast<std::uint64_t>(actions_.outputs.rows());
    const std::uint64_t draws = listed_ - near.actions.size();
    if (count <= listed_) return far_from(near, count);
    std::vector<ActionId> drawn;
    if (2 * near.actions.size() > count) {
      const std::vector<ActionId> others = far_from(near, count);
      for (std::uint32_t k = 0; k < draws; ++k) drawn.push_back(others[below(name, others.size(), k)]);
      return drawn;
    }
    std::unordered_set<std::uint32_t> listed;
    for (const ActionId action : near.actions) listed.insert(action.value);
    for (std::uint32_t k = 0; drawn.size() < draws; ++k) {
      const ActionId action(static_cast<std::uint32_t>(below(name, count, k)));
      if (!listed.contains(action.value)) drawn.push_back(action);
    }
    return drawn;
  }

  static std::vector<ActionId> far_from(const Neighbours& near, std::uint64_t count) {
    std::vector<std::uint8_t> is_near(count, 0);
    for (const ActionId action : near.actions) is_near[action.value] = 1;
    std::vector<ActionId> others;
    for (std::uint32_t action = 0; action < count; ++action)
      if (is_near[action] == 0) others.emplace_back(action);
    return others;
  }

  static void push(ActionLists& lists, ActionId action, double log_kappa, double log_count) {
    lists.action.push_back(action);
    lists.log_kappa.push_back(log_kappa);
    lists.log_count.push_back(log_count);
  }

  SeenActions actions_;
  NearestActions nearest_;
  std::uint64_t listed_, seed_;
};

}  // namespace

std::unique_ptr<Candidates> drawn_candidates(SeenActions actions, std::uint64_t nearest, std::uint64_t draws,
                                             std::uint64_t seed, const SoftmaxKernel& kernel) {
  return std::make_unique<DrawnCandidates>(std::move(actions), nearest, draws, seed, kernel);
}

}  // namespace megabandit
