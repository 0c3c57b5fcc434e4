#pragma once
// Learns a policy from a log: credits from the objective, gradients from the policy, steps from the
// optimiser.

#include <functional>
#include <optional>
#include <set>
#include <string>

#include "log/shard.hpp"
#include "objective/objective.hpp"
#include "observe/events.hpp"
#include "optimizer/optimizer.hpp"
#include "policy/gradient/gradient.hpp"
#include "policy/gradient/tilt.hpp"
#include "reward/reward_model.hpp"
#include "run/learner.hpp"
#include "train/rounds/epoch_plan.hpp"
#include "train/sums/learner_sections.hpp"
#include "train/watch/normaliser_watch.hpp"

namespace megabandit {

class SharedTally;

struct PolicyLearnerSettings {
  double l2 = 0;                   ///< weight of |parameters|^2 / 2, once for the whole problem
  std::uint64_t epochs = 0;        ///< stop after so many; 0: the optimiser stops by itself
  std::uint64_t batch_rounds = 0;  ///< 0: the whole log
  std::uint64_t seed = 0;
  std::size_t threads = 1;
  Approximation approximation = {};    ///< of the softmax
  Seen* seen = nullptr;                ///< null: rounds stand for their actions
  const RewardModel* model = nullptr;  ///< of an objective that needs one
};

/// Where the catalogue is cut over ranks, these look at the same blocks together: each adds up the gradient
/// of its own rows of a trained table, and blocks are dealt to them for all else that is added up.
class PolicyLearner final : public Learner {
 public:
  /// All outlive the learner. `report` is called on every rank after every step; it must not throw.
  PolicyLearner(Shard& shard, Policy& policy, const Objective& objective, Optimizer& optimizer,
                const SoftmaxKernel& kernel, const PolicyLearnerSettings& settings,
                std::function<void(const StepDone&)> report);

  TallyLayout layout() const override;
  void observe(const Share& share, Tally& tally) override;
  Decision decide(const Tally& total) override;
  SavedState save() const override;
  void load(const SavedState& state) override;

  /// What the step that was just decided gave reason to warn of, once a kind of warning.
  std::optional<Warning> warning() const { return warning_; }

 private:
  using Credits = std::vector<std::vector<double>>;  // of a part's rounds, by channel

  void observe_blocks(std::span<const BlockView> blocks, Tally& tally);
  void observe_parts(std::span<const BlockView> blocks, const Panel& panel, Tally& tally);
  Credits observe_part(const BlockView& block, const Panel& panel, const PanelPart& part,
                       SharedTally& tally) const;
  void observe_expected(const Panel& panel, const PanelPart& part, SharedTally& tally) const;
  void observe_probe(const Panel& panel, const PanelPart& part, SharedTally& tally) const;
  std::size_t section_of(std::size_t channel) const;
  void observe_tower(const Panel& panel, const PanelPart& part, std::size_t channel,
                     std::span<const double> credit, SharedTally& tally) const;
  void observe_table(const Panel& panel, std::span<const Credits> credits, std::size_t channel,
                     SharedTally& tally) const;
  void observe_table_field(const Panel& panel, SharedTally& tally) const;
  TakeTableGradient table_adder(std::size_t channel, SharedTally& tally) const;
  std::uint32_t draw_epoch() const;
  Scoring scoring() const;
  bool dealt_here(BlockId block) const;
  double batch_rounds() const;
  double l2() const;
  Advice take_gradient(const Tally& total, const Combination& combination, double value);
  Advice take_fall(const Tally& total, const Combination& combination);
  void check_parameters() const;
  StepDone describe(const Vector& statistic, double weight_max) const;
  void advance();
  void judge(const Vector& statistic, double weight_max);

  Shard& shard_;
  Policy& policy_;
  const Objective& objective_;
  Optimizer& optimizer_;
  const SoftmaxKernel& kernel_;
  PolicyLearnerSettings settings_;
  LearnerSections sections_;
  std::function<void(const StepDone&)> report_;
  EpochPlan epochs_;
  NormaliserWatch watch_;
  Space space_;                 // of the parameters
  Vector parameters_;           // the point that is evaluated next
  std::uint64_t epoch_ = 0;     // epochs done
  std::uint64_t position_ = 0;  // steps done in this epoch
  std::uint64_t step_ = 0;
  std::optional<Tilt> tilt_;          // of the product that is being made
  Vector gradient_;                   // of the last evaluation; kept for its memory
  double gradient_norm_ = undefined;  // of the last evaluation
  Vector epoch_statistics_;           // sums over this epoch
  std::optional<Warning> warning_;
  std::optional<Warning> fallback_;  // of the step that is done again
  std::set<std::string> warned_;
};

/// The batches of a run on this log.
EpochPlan plan_epochs(const Shard& shard, std::uint64_t batch_rounds, std::uint64_t seed);

}  // namespace megabandit
