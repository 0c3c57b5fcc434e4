#pragma once
// The value of a policy on a log: off-policy estimates, and the true value where the log carries its truth.

#include <memory>
#include <optional>
#include <vector>

#include "estimator/estimator.hpp"
#include "log/shard.hpp"
#include "policy/panel.hpp"
#include "run/learner.hpp"

namespace megabandit {

struct EvaluationReport {
  double rounds = 0;
  std::vector<Estimate> estimates;
  std::optional<double> true_value;         ///< of the policy; mean over the rounds' contexts
  std::optional<double> true_value_greedy;  ///< of always taking the policy's best action
};

/// One step over the whole log. `report()` after the loop.
class PolicyEvaluation final : public Learner {
 public:
  PolicyEvaluation(Shard& shard, const Scoring& scoring,
                   const std::vector<std::unique_ptr<Estimator>>& estimators);

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
  EvaluationReport report_;
};

}  // namespace megabandit
