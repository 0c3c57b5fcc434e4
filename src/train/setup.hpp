#pragma once
// What a run is made of: shard, policy, objective, optimiser, each from its settings.

#include <memory>
#include <string>
#include <vector>

#include "log/shard.hpp"
#include "outputs/make_seen.hpp"
#include "policy/policy_file.hpp"
#include "reward/make_reward_model.hpp"
#include "storage/job.hpp"
#include "train/layout/layout.hpp"
#include "train/policy_learner.hpp"
#include "train/run_config.hpp"

namespace megabandit {

struct Setup {
  std::unique_ptr<Layout> layout;
  std::unique_ptr<Shard> shard;
  SavedPolicy saved;                       ///< the policy at its start, with what goes into its file
  std::unique_ptr<Normaliser> normaliser;  ///< null: exact
  MadeSeen outputs;              ///< what users saw of the rounds; null: rounds stand for their actions
  MadeRewardModel reward_model;  ///< null where the objective needs none
  std::unique_ptr<Objective> objective;
  std::unique_ptr<Optimizer> optimizer;
  PolicyLearnerSettings learner;
  const SoftmaxKernel* kernel = nullptr;  ///< the same on all ranks
  std::uint64_t steps = 0;                ///< planned for the whole run
  bool concave = false;                   ///< in all that is learned: there is one optimum
};

/// @collective  @throws AgreedError
Setup make_setup(const Job& job, const RunConfig& config);

}  // namespace megabandit
