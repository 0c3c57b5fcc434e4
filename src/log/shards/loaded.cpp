#include "log/shards/loaded.hpp"

#include <algorithm>
#include <numeric>

namespace megabandit {
namespace {

std::uint32_t row_in_block(ContextId context, const BlockPlan& plan) {
  return static_cast<std::uint32_t>(context.value % plan.contexts_per_block);
}

}  // namespace

Loaded::Loaded(const LogFile& log, const BlockPlan& plan, Range contexts) : plan_(plan), contexts_(contexts) {
  Faults faults;
  features_ = log.features(contexts, faults);
  truth_ = log.truth(contexts, faults);
  faults.throw_first(log.file().path());
  first_round_.assign(contexts.size() + 1, 0);
}

void Loaded::take(Rounds rounds) {
  first_round_.assign(contexts_.size() + 1, 0);
  for (const ContextId context : rounds.context) ++first_round_[context.value - contexts_.first + 1];
  std::partial_sum(first_round_.begin(), first_round_.end(), first_round_.begin());
  row_.resize(rounds.size());
  if (!std::is_sorted(rounds.context.begin(), rounds.context.end())) return place(rounds);
  for (std::size_t i = 0; i < rounds.size(); ++i) row_[i] = row_in_block(rounds.context[i], plan_);
  action_ = std::move(rounds.action);
  reward_ = std::move(rounds.reward);
  pscore_ = std::move(rounds.pscore);
}

void Loaded::place(const Rounds& rounds) {
  action_.resize(rounds.size());
  reward_.resize(rounds.size());
  pscore_.resize(rounds.size());
  std::vector<std::uint64_t> next = first_round_;
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const std::uint64_t at = next[rounds.context[i].value - contexts_.first]++;
    row_[at] = row_in_block(rounds.context[i], plan_);
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
