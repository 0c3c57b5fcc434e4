#include "log/shards/loaded.hpp"

#include <numeric>

namespace megabandit {

Loaded::Loaded(const LogFile& log, const BlockPlan& plan, Range contexts) : plan_(plan), contexts_(contexts) {
  Faults faults;
  features_ = log.features(contexts, faults);
  truth_ = log.truth(contexts, faults);
  faults.throw_first(log.file().path());
  first_round_.assign(contexts.size() + 1, 0);
}

void Loaded::take(const Rounds& rounds) {
  std::vector<std::uint64_t> next(contexts_.size() + 1, 0);
  for (const ContextId context : rounds.context) ++next[context.value - contexts_.first + 1];
  std::partial_sum(next.begin(), next.end(), next.begin());
  first_round_ = next;
  row_.resize(rounds.size());
  action_.resize(rounds.size());
  reward_.resize(rounds.size());
  pscore_.resize(rounds.size());
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const std::uint64_t at = next[rounds.context[i].value - contexts_.first]++;
    row_[at] = static_cast<std::uint32_t>(rounds.context[i].value % plan_.contexts_per_block);
    action_[at] = rounds.action[i];
    reward_[at] = rounds.reward[i];
    pscore_[at] = rounds.pscore[i];
  }
}

BlockView Loaded::view(BlockId block) const {
  const Range contexts = plan_.contexts_of(block);
  const std::uint64_t row = contexts.first - contexts_.first;
  const std::uint64_t first = first_round_[row], rounds = first_round_[row + contexts.size()] - first;
  const float* features = features_.data() + row * static_cast<std::uint64_t>(features_.cols());
  BlockView view{.id = block,
                 .features = {features, static_cast<Eigen::Index>(contexts.size()), features_.cols()},
                 .context = std::span(row_).subspan(first, rounds),
                 .action = std::span(action_).subspan(first, rounds),
                 .reward = std::span(reward_).subspan(first, rounds),
                 .pscore = std::span(pscore_).subspan(first, rounds),
                 .truth_offset = {},
                 .truth_action = {},
                 .truth_reward = {}};
  if (truth_.offset.empty()) return view;
  view.truth_offset = std::span(truth_.offset).subspan(row, contexts.size() + 1);
  view.truth_action = truth_.action;
  view.truth_reward = truth_.reward;
  return view;
}

}  // namespace megabandit
