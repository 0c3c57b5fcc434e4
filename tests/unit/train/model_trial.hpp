#pragma once
// A model of the rewards of a small log.

#include <memory>

#include "reward/fit.hpp"
#include "reward/reward_model.hpp"
#include "seen_trial.hpp"

namespace megabandit::testing {

struct ModelPlan {
  double ridge = 1;
  std::size_t threads = 1;
};

/// @collective
inline std::unique_ptr<RewardModel> model_of(const ModelPlan& plan, const SmallLog& log, Shard& shard,
                                             const Policy& policy, const LoopRanks& ranks) {
  const Catalogue& catalogue = policy.catalogue();
  const Slice& own = catalogue.slice;
  const SmallOutputs outputs(log);
  FittedRewards fitted = fit_rewards(
      ranks, shard, outputs,
      {.ridge = plan.ridge, .folds = 3, .seed = 11, .threads = plan.threads, .group = catalogue.group});
  return std::make_unique<RewardModel>(
      std::move(fitted.rewards),
      RewardModel::Actions{
          action_outputs(log).middleRows(static_cast<Eigen::Index>(own.first), own.rows.rows()), own.first,
          catalogue.actions, catalogue.group},
      std::make_unique<SmallOutputs>(log));
}

}  // namespace megabandit::testing
