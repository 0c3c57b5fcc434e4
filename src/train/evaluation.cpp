#include "train/evaluation.hpp"

#include <algorithm>
#include <cmath>

#include "train/numbers.hpp"
#include "train/scored.hpp"
#include "train/windows.hpp"

namespace megabandit {
namespace {

enum TruthSum : std::size_t { kValue, kGreedyValue, kTruthSums };

// The policy's best action for every context of the panel.
std::vector<ActionId> greedy_actions(const Scoring& scoring, const Panel& panel) {
  std::vector<ActionId> best(static_cast<std::size_t>(panel.queries.rows()));
  for_queries(panel.queries.cast<float>(), scoring.threads, [&](std::size_t first, RowsView<float> some) {
    const auto top = scoring.kernel.top(some, scoring.policy.catalogue().slice, 1);
    for (std::size_t i = 0; i < top.size(); ++i) best[first + i] = top[i].front().action;
  });
  return best;
}

struct ContextValue {
  double policy = 0, greedy = 0;
};

// Expected reward in the context that is row `row` of the panel and `block_row` of the block.
ContextValue true_value(const Scoring& scoring, const Panel& panel, const BlockView& block, std::uint64_t row,
                        std::uint32_t block_row, ActionId greedy, double otherwise) {
  ContextValue value{otherwise, otherwise};
  for (std::uint64_t i = block.truth_offset[block_row]; i < block.truth_offset[block_row + 1]; ++i) {
    const double gain = static_cast<double>(block.truth_reward[i]) - otherwise;
    const double score =
        scoring.policy.score(panel.queries.row(static_cast<Eigen::Index>(row)), block.truth_action[i]);
    value.policy += gain * std::exp(std::min(0.0, score - panel.log_z[row]));
    if (block.truth_action[i] == greedy) value.greedy += gain;
  }
  return value;
}

// Sums over the rounds of a part: a context counts as often as it was seen.
std::vector<double> truth_sums(const Scoring& scoring, const Panel& panel, const PanelPart& part,
                               const BlockView& block, const std::vector<ActionId>& greedy,
                               double otherwise) {
  std::vector<ContextValue> values;
  for (std::uint64_t row = part.contexts.first; row < part.contexts.last; ++row)
    values.push_back(true_value(scoring, panel, block, row, part.block_row[row - part.contexts.first],
                                greedy[row], otherwise));
  std::vector<double> sums(kTruthSums, 0.0);
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i) {
    const ContextValue& value = values[panel.context[i] - part.contexts.first];
    sums[kValue] += value.policy;
    sums[kGreedyValue] += value.greedy;
  }
  return sums;
}

void all_live(std::span<const float>, std::span<const float>, std::span<std::uint8_t> live) {
  std::ranges::fill(live, 1);
}

}  // namespace

PolicyEvaluation::PolicyEvaluation(Shard& shard, const Scoring& scoring,
                                   const std::vector<std::unique_ptr<Estimator>>& estimators)
    : shard_(shard), scoring_(scoring), estimators_(estimators) {}

TallyLayout PolicyEvaluation::layout() const {
  TallyLayout layout;
  for (const auto& estimator : estimators_) append_numbers(layout, estimator->name(), estimator->sums());
  append_numbers(layout, "truth", kTruthSums);
  layout.maxima = estimators_.size();
  return layout;
}

void PolicyEvaluation::observe(const Share& share, Tally& tally) {
  const Range owned = shard_.plan().owned(share.rank, share.ranks);
  std::vector<BlockId> ids;
  for (std::uint64_t block = owned.first; block < owned.last; ++block) ids.emplace_back(block);
  for_windows(shard_, ids, scoring_.policy.catalogue().group,
              [&](std::span<const BlockView> blocks) { observe_blocks(blocks, tally); });
}

void PolicyEvaluation::observe_blocks(std::span<const BlockView> blocks, Tally& tally) const {
  const Panel panel = score_blocks(scoring_, blocks, all_live, PassWants::log_prob);
  const bool truth = shard_.shape().has_truth && shard_.shape().truth_columns == 0;
  const auto greedy = truth ? greedy_actions(scoring_, panel) : std::vector<ActionId>{};
  for (std::size_t p = 0; p < panel.parts.size(); ++p) {
    const PanelPart& part = panel.parts[p];
    if (part.rounds.size() == 0) continue;
    const ScoredRounds rounds = scored(panel, part);
    std::size_t section = 0;
    for (std::size_t e = 0; e < estimators_.size(); ++e) {
      std::vector<double> sums(estimators_[e]->sums(), 0.0);
      double weight_max = 0;
      estimators_[e]->observe(rounds, sums, weight_max);
      add_numbers(tally, section, sums);
      tally.raise(e, weight_max);
      section += sums.size();
    }
    if (truth)
      add_numbers(tally, section,
                  truth_sums(scoring_, panel, part, blocks[p], greedy,
                             static_cast<double>(shard_.shape().truth_otherwise)));
  }
}

Decision PolicyEvaluation::decide(const Tally& total) {
  report_ = {};
  report_.rounds = static_cast<double>(shard_.shape().rounds);
  std::size_t section = 0;
  for (std::size_t e = 0; e < estimators_.size(); ++e) {
    const auto sums = numbers_of(total, section, estimators_[e]->sums());
    report_.estimates.push_back(estimators_[e]->estimate(sums, total.maximum(e), report_.rounds));
    section += sums.size();
  }
  if (shard_.shape().has_truth && shard_.shape().truth_columns == 0) {
    const auto truth = numbers_of(total, section, kTruthSums);
    report_.true_value = truth[kValue] / report_.rounds;
    report_.true_value_greedy = truth[kGreedyValue] / report_.rounds;
  }
  return {"the whole log was seen"};
}

}  // namespace megabandit
