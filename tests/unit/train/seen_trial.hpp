#pragma once
// What users saw in the rounds of a small log, and ways to see it.

#include "comm/self_comm.hpp"
#include "memory_shard.hpp"
#include "outputs/doubts/log_sample.hpp"
#include "outputs/joined/joined_density.hpp"
#include "outputs/joined/joined_seen.hpp"
#include "outputs/listed/listed_seen.hpp"
#include "outputs/marginal/monte_carlo.hpp"
#include "outputs/marginal/network_density.hpp"

namespace megabandit::testing {

enum class SumOver { softmax, all, nearest, drawn, policy };

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
  DensityEstimate estimate = DensityEstimate::exact;
  std::uint64_t estimate_draws = 50;
};

constexpr Eigen::Index kOutputColumns = 3;
/// [K, e]
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

inline RowMatrix<float> own_outputs(const SmallLog& log, const Catalogue& catalogue) {
  return action_outputs(log).middleRows(static_cast<Eigen::Index>(catalogue.slice.first),
                                        catalogue.slice.rows.rows());
}

inline std::shared_ptr<const ActionOutputs> made_outputs(const SmallLog& log, const Kernel& kernel,
                                                         const Catalogue& catalogue) {
  return outputs_around_means({own_outputs(log, catalogue), catalogue.slice.first, catalogue.group}, 0.3,
                              SmoothedKernel(kernel, 0.09, kOutputColumns));
}

inline std::unique_ptr<Candidates> candidates_of(const SeenPlan& plan, const SmallLog& log,
                                                 const Kernel& kernel, const Catalogue& catalogue) {
  SeenActions actions{action_outputs(log), SmoothedKernel(kernel, 0.09, kOutputColumns)};
  if (plan.sum == SumOver::nearest)
    return nearest_candidates(std::move(actions), plan.neighbours, vector_kernel());
  if (plan.sum == SumOver::drawn)
    return drawn_candidates(std::move(actions), plan.neighbours, plan.draws, 31, vector_kernel());
  if (plan.sum == SumOver::policy)
    return policy_candidates(made_outputs(log, kernel, catalogue), plan.draws, 31, vector_kernel());
  return all_candidates(std::move(actions));
}

inline Panel whole_log(const SmallLog& log, const Policy& policy, const Pivots& pivots) {
  MemoryShard shard(log, 4, 0, 1);
  SelfComm self;
  return panel_of(sample_log(shard, self, SmallOutputs(log), 1'000'000), policy, pivots);
}

/// @collective over the policy's group  Null: as the sums are made.
inline std::unique_ptr<MarginalDensity> density_of(const SeenPlan& plan, const SmallLog& log,
                                                   const Policy& policy, const Pivots& pivots) {
  const Kernel kernel{plan.kernel, plan.bandwidth};
  std::shared_ptr<const Policy> logging = logging_of(plan, log, policy);
  const Catalogue& catalogue = policy.catalogue();
  auto outputs = made_outputs(log, kernel, catalogue);
  if (plan.estimate == DensityEstimate::monte_carlo)
    return kept(monte_carlo_density({logging, vector_kernel()}, outputs, plan.estimate_draws, 41));
  if (plan.estimate != DensityEstimate::exact)
    return network_density(
        {.policy = policy, .kernel = vector_kernel()}, whole_log(log, policy, pivots),
        plan.estimate == DensityEstimate::learned ? DensityForm::logarithm : DensityForm::kernel_values,
        {.logging = {logging, vector_kernel()},
         .outputs = outputs,
         .pivot = plan.pivot,
         .draws = plan.estimate_draws,
         .seed = 41});
  if (plan.sum != SumOver::policy) return nullptr;
  return kept(std::make_unique<JoinedDensity>(
      catalogue, OutputTable{own_outputs(log, catalogue), plan.bandwidth * plan.bandwidth + 0.09}, logging,
      vector_kernel(), 0));
}

/// @collective over the policy's group
inline std::unique_ptr<Seen> see(const SeenPlan& plan, const SmallLog& log, const Policy& policy,
                                 Posterior posterior, PivotUse use) {
  if (!plan.on) return nullptr;
  DensitySettings settings;
  settings.pivot = plan.pivot;
  settings.pivots = plan.pivots;
  const Kernel kernel{plan.kernel, plan.bandwidth};
  const Pivots pivots(settings, kernel, 21, use);
  auto density = density_of(plan, log, policy, pivots);
  if (plan.sum != SumOver::softmax)
    return make_listed_seen({.looking = {std::make_unique<SmallOutputs>(log), pivots},
                             .bank = nullptr,
                             .candidates = candidates_of(plan, log, kernel, policy.catalogue()),
                             .logging = logging_of(plan, log, policy),
                             .kernel = &vector_kernel(),
                             .support = {.posterior = posterior},
                             .density = std::move(density)});
  return make_joined_seen(
      policy, {.looking = {std::make_unique<SmallOutputs>(log), pivots},
               .outputs = {own_outputs(log, policy.catalogue()), plan.bandwidth * plan.bandwidth + 0.09},
               .logging = logging_of(plan, log, policy),
               .kernel = &vector_kernel(),
               .support = {.posterior = posterior},
               .density = std::move(density)});
}

}  // namespace megabandit::testing
