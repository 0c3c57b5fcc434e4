#pragma once
// From table [reward_model] and a log to a model of rewards.

#include <filesystem>
#include <string>

#include "reward/fit.hpp"
#include "reward/reward_model.hpp"
#include "reward/settings.hpp"
#include "storage/job.hpp"

namespace megabandit {

struct RewardProblem {
  std::filesystem::path log;
  Shard& shard;                ///< opened with Outputs::read
  const Catalogue& catalogue;  ///< of the policy that is learned or evaluated
  Communicator& replicas;      ///< ranks that share out the rounds
  std::filesystem::path bank;  ///< by which rounds are weighed; empty: by outputs of actions
  std::uint64_t seed = 0;
  std::size_t threads = 1;
};

struct MadeRewardModel {
  std::unique_ptr<RewardModel> model;
  std::string summary;  ///< for people: how large it is, and what it explains
  std::string doubt;    ///< why it may not be what was asked for; empty: no doubt
};

/// @collective over the job  Learns it from all rounds of the shard. @throws AgreedError: what users saw is
/// not known
MadeRewardModel make_reward_model(const Job& job, const RewardModelSettings& settings,
                                  const RewardProblem& problem);

}  // namespace megabandit
