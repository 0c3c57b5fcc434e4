#pragma once
// The value of a policy on a log: off-policy estimates, and the true value where the log carries its truth.

#include <memory>
#include <optional>
#include <vector>

#include "estimator/estimator.hpp"
#include "log/shard.hpp"
#include "policy/panel.hpp"
#include "reward/reward_model.hpp"
#include "run/learner.hpp"
#include "train/truth/true_values.hpp"

namespace megabandit {

/// What the log's truth says; means over the rounds' contexts.
struct TrueReport {
  double value = 0;    ///< of the policy
  double greedy = 0;   ///< of always taking the policy's best action
  double best = 0;     ///< of always taking the action that is truly best
  double uniform = 0;  ///< of taking each action as often as any other

  /// Where `of` lies between uniform (0) and best (1); nothing where these are equal.
  std::optional<double> optimality(double of) const;
};

struct EvaluationReport {
  double rounds = 0;
  double unsupported = 0;  ///< rounds of which nothing is known: what logged makes nothing like what was seen
  std::vector<Estimate> estimates;
  std::optional<TrueReport> truth;  ///< of a log that carries it
};

/// One step over the whole log. `report()` after the loop.
class PolicyEvaluation final : public Learner {
 public:
  /// `truth`: null where the log has none; `model`: of estimators that need one. All outlive the evaluation.
  PolicyEvaluation(Shard& shard, const Scoring& scoring,
                   const std::vector<std::unique_ptr<Estimator>>& estimators, const TrueValues* truth,
                   const RewardModel* model = nullptr);

  TallyLayout layout() const override;
  void observe(const Share& share, Tally& tally) override;
  Decision decide(const Tally& total) override;
  SavedState save() const override { return {}; }
  void load(const SavedState&) override {}

  const EvaluationReport& report() const { return report_; }

 private:
  void observe_blocks(std::span<const BlockView> blocks, Tally& tally) const;

  Shard& shard_;
  Scoring scoring_;
  const std::vector<std::unique_ptr<Estimator>>& estimators_;
  const TrueValues* truth_;
  const RewardModel* model_;
  EvaluationReport report_;
};

}  // namespace megabandit
