#pragma once
// What users saw in the rounds of a small log, and ways to see it.

#include "memory_shard.hpp"
#include "outputs/joined/joined_seen.hpp"
#include "outputs/listed/listed_seen.hpp"

namespace megabandit::testing {

enum class SumOver { softmax, all, nearest, drawn };

/// How a trial's rounds count.
struct SeenPlan {
  bool on = false;
  double bandwidth = 1;
  PivotKind pivot = PivotKind::randomised;
  std::uint64_t pivots = 2;
  bool uniform = true;  ///< the policy that logged; else one with a table of its own
  SumOver sum = SumOver::softmax;
  KernelKind kernel = KernelKind::gaussian;
  std::uint64_t neighbours = 40, draws = 20;
};

constexpr Eigen::Index kOutputColumns = 3;

/// Outputs of actions, [K, e].
inline RowMatrix<float> action_outputs(const SmallLog& log) {
  return random_table({0, log.actions}, kOutputColumns, 77, 1);
}

/// What was seen: the action's output and noise.
class SmallOutputs final : public OutputsOfRounds {
 public:
  explicit SmallOutputs(const SmallLog& log) : outputs_(action_outputs(log)) {}
  std::uint64_t columns() const override { return kOutputColumns; }
  void write(const BlockView& block, std::size_t round, std::span<double> output) const override {
    for (std::size_t i = 0; i < output.size(); ++i)
      output[i] = static_cast<double>(outputs_(block.action[round].value, static_cast<Eigen::Index>(i))) +
                  0.3 * normal({.seed = 8, .stream = Stream::world, .index = block.id.value << 32 | round},
                               static_cast<std::uint32_t>(i));
  }

 private:
  RowMatrix<float> outputs_;
};

inline std::unique_ptr<Policy> logging_of(const SeenPlan& plan, const SmallLog& log, const Policy& learned) {
  if (plan.uniform) return nullptr;
  const Catalogue& catalogue = learned.catalogue();
  const ActionRange own = own_actions(log.actions, catalogue.group);
  auto policy = std::make_unique<Policy>(
      PolicyShape{.tower = {.kind = TowerKind::linear,
                            .features = static_cast<std::uint64_t>(log.features.cols()),
                            .columns = 3,
                            .hidden = {}},
                  .table = TableKind::fixed,
                  .actions = log.actions},
      TablePart{random_table(own, 3, 12, 1), own.first, catalogue.group});
  policy->initialise_tower(5, 0.5);
  return policy;
}

inline std::unique_ptr<Candidates> candidates_of(const SeenPlan& plan, const SmallLog& log,
                                                 const Kernel& kernel) {
  SeenActions actions{action_outputs(log), SmoothedKernel(kernel, 0.09, kOutputColumns)};
  if (plan.sum == SumOver::nearest)
    return nearest_candidates(std::move(actions), plan.neighbours, vector_kernel());
  if (plan.sum == SumOver::drawn)
    return drawn_candidates(std::move(actions), plan.neighbours, plan.draws, 31, vector_kernel());
  return all_candidates(std::move(actions));
}

/// @collective over the policy's group
inline std::unique_ptr<Seen> see(const SeenPlan& plan, const SmallLog& log, const Policy& policy,
                                 Posterior posterior, PivotUse use) {
  if (!plan.on) return nullptr;
  const Slice& own = policy.catalogue().slice;
  DensitySettings settings;
  settings.pivot = plan.pivot;
  settings.pivots = plan.pivots;
  const Kernel kernel{plan.kernel, plan.bandwidth};
  if (plan.sum != SumOver::softmax)
    return make_listed_seen(
        {.looking = {std::make_unique<SmallOutputs>(log), Pivots(settings, kernel, 21, use)},
         .bank = nullptr,
         .candidates = candidates_of(plan, log, kernel),
         .logging = logging_of(plan, log, policy),
         .kernel = &vector_kernel(),
         .posterior = posterior});
  return make_joined_seen(
      policy,
      {.looking = {std::make_unique<SmallOutputs>(log), Pivots(settings, kernel, 21, use)},
       .outputs = {action_outputs(log).middleRows(static_cast<Eigen::Index>(own.first), own.rows.rows()),
                   plan.bandwidth * plan.bandwidth + 0.09},
       .logging = logging_of(plan, log, policy),
       .kernel = &vector_kernel(),
       .posterior = posterior});
}

}  // namespace megabandit::testing
