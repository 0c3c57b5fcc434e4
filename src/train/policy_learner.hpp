#pragma once
// Learns a policy from a log: credits from the objective, gradients from the policy, steps from the
// optimiser.

#include <functional>
#include <optional>

#include "log/shard.hpp"
#include "objective/objective.hpp"
#include "optimizer/optimizer.hpp"
#include "policy/panel.hpp"
#include "train/epoch_plan.hpp"
#include "train/learner.hpp"

namespace megabandit {

class SharedTally;

/// What one step showed. Sums run over the live rounds of the step's batch.
struct StepReport {
  std::uint64_t step = 0;  ///< from 1
  double epoch = 0;        ///< how often the log has been seen, this step included
  double objective = 0;    ///< at the parameters before the step, L2 term included
  double gradient_norm = 0;
  std::optional<double> gap;  ///< certified distance to the optimum's value
  double rounds = 0;          ///< of the batch, dead ones included
  double live_rounds = 0;     ///< rounds that were scored
  double contexts = 0;        ///< contexts that were scored
  double ess = 0;             ///< effective sample size of the importance weights of live rounds
  double weight_max = 0;
  double damping = 0;  ///< sum |credit| / sum |reward| / pscore; spec/pwll 6.6: near 0 on a plateau
};

struct PolicyLearnerSettings {
  double l2 = 0;                   ///< weight of |parameters|^2 / 2, once for the whole problem
  std::uint64_t epochs = 0;        ///< stop after so many; 0: the optimiser stops by itself
  std::uint64_t batch_rounds = 0;  ///< 0: the whole log
  std::uint64_t seed = 0;
  std::size_t threads = 1;
};

class PolicyLearner final : public Learner {
 public:
  /// All outlive the learner. `report` is called on every rank after every step.
  PolicyLearner(Shard& shard, Policy& policy, const Objective& objective, Optimizer& optimizer,
                const SoftmaxKernel& kernel, const PolicyLearnerSettings& settings,
                std::function<void(const StepReport&)> report);

  TallyLayout layout() const override;
  void observe(const Share& share, Tally& tally) override;
  Decision decide(const Tally& total) override;
  LearnerState save() const override;
  void load(const LearnerState& state) override;

  std::uint64_t steps_per_epoch() const { return epochs_.steps(); }

 private:
  void observe_blocks(std::span<const BlockView> blocks, Tally& tally);
  void observe_part(const Panel& panel, const PanelPart& part, SharedTally& tally);
  void observe_channel(const Panel& panel, const PanelPart& part, std::size_t channel,
                       std::span<const double> credit, SharedTally& tally);
  double batch_rounds() const;
  Vector gradient(const Tally& total, const Combination& combination) const;
  StepReport describe(const Tally& total, double value, const Vector& gradient) const;
  void advance();

  Shard& shard_;
  Policy& policy_;
  const Objective& objective_;
  Optimizer& optimizer_;
  const SoftmaxKernel& kernel_;
  PolicyLearnerSettings settings_;
  std::function<void(const StepReport&)> report_;
  EpochPlan epochs_;
  Vector parameters_;           // the point that is evaluated next
  std::uint64_t epoch_ = 0;     // epochs done
  std::uint64_t position_ = 0;  // steps done in this epoch
  std::uint64_t step_ = 0;
};

}  // namespace megabandit
