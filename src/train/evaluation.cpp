#include "train/evaluation.hpp"

#include <algorithm>
#include <array>

#include "run/windows.hpp"
#include "train/rounds/scored.hpp"
#include "train/sums/numbers.hpp"

namespace megabandit {
namespace {

enum TruthSum : std::size_t { kValue, kGreedy, kBest, kUniform, kTruthSums };
constexpr std::size_t kUnsupported = 0, kEstimates = 1;  // sections

// Sums over the rounds of a part: a context counts as often as it was seen.
std::vector<double> truth_sums(const Panel& panel, const PanelPart& part,
                               const std::vector<ContextValue>& values) {
  std::vector<double> sums(kTruthSums, 0.0);
  for (std::uint64_t i = part.rounds.first; i < part.rounds.last; ++i) {
    const ContextValue& value = values[panel.context[i]];
    sums[kValue] += value.policy;
    sums[kGreedy] += value.greedy;
    sums[kBest] += value.best;
    sums[kUniform] += value.uniform;
  }
  return sums;
}

void all_live(std::span<const float>, std::span<const float>, std::span<std::uint8_t> live) {
  std::ranges::fill(live, 1);
}

}  // namespace

std::optional<double> TrueReport::optimality(double of) const {
  if (!(best > uniform)) return std::nullopt;
  return (of - uniform) / (best - uniform);
}

PolicyEvaluation::PolicyEvaluation(Shard& shard, const Scoring& scoring,
                                   const std::vector<std::unique_ptr<Estimator>>& estimators,
                                   const TrueValues* truth, const RewardModel* model)
    : shard_(shard), scoring_(scoring), estimators_(estimators), truth_(truth), model_(model) {
  scoring_.field = model;
}

TallyLayout PolicyEvaluation::layout() const {
  TallyLayout layout;
  append_numbers(layout, "unsupported", 1);
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
  const Panel panel = score_blocks(scoring_, blocks, all_live, PassWants::every_log_prob);
  add_numbers(tally, kUnsupported, std::array{static_cast<double>(panel.seen.unsupported)});
  const auto values = truth_ != nullptr ? truth_->of(scoring_, panel, blocks) : std::vector<ContextValue>{};
  for (std::size_t p = 0; p < panel.parts.size(); ++p) {
    const PanelPart& part = panel.parts[p];
    if (part.rounds.size() == 0) continue;
    const ScoredPart scored_part(panel, part, blocks[p], model_);
    const ScoredRounds& rounds = scored_part.rounds();
    std::size_t section = kEstimates;
    for (std::size_t e = 0; e < estimators_.size(); ++e) {
      std::vector<double> sums(estimators_[e]->sums(), 0.0);
      double weight_max = 0;
      estimators_[e]->observe(rounds, sums, weight_max);
      add_numbers(tally, section, sums);
      tally.raise(e, weight_max);
      section += sums.size();
    }
    if (truth_ != nullptr) add_numbers(tally, section, truth_sums(panel, part, values));
  }
}

Decision PolicyEvaluation::decide(const Tally& total) {
  report_ = {};
  report_.rounds = static_cast<double>(shard_.shape().rounds);
  report_.unsupported = numbers_of(total, kUnsupported, 1)[0];
  std::size_t section = kEstimates;
  for (std::size_t e = 0; e < estimators_.size(); ++e) {
    const auto sums = numbers_of(total, section, estimators_[e]->sums());
    report_.estimates.push_back(estimators_[e]->estimate(sums, total.maximum(e), report_.rounds));
    section += sums.size();
  }
  if (truth_ != nullptr) {
    const auto truth = numbers_of(total, section, kTruthSums);
    report_.truth = TrueReport{truth[kValue] / report_.rounds, truth[kGreedy] / report_.rounds,
                               truth[kBest] / report_.rounds, truth[kUniform] / report_.rounds};
  }
  return {"the whole log was seen"};
}

}  // namespace megabandit
