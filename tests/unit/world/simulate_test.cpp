#include "world/simulate.hpp"

#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "world/kinds/generator.hpp"

namespace megabandit {
namespace {

const GeneratorSettings kSmall{.actions = 60, .dimensions = 8, .train = 300, .test = 61};
const LoggingSettings kNoisy{
    .eta = 5, .top = 7, .epsilon = 0.2, .rounds_per_context = 3, .reward_right = 0.9, .reward_wrong = 0.1};

Simulation whole(const LoggingSettings& logging) {
  SelfComm comm;
  return simulate(comm, make_generator(kSmall, 11, {}), logging, 11);
}

/// What the ranks' parts make when they are written one after the other.
Simulation joined(int ranks, const LoggingSettings& logging) {
  std::map<int, Simulation> parts;
  std::mutex mutex;
  on_threads(ranks, [&](Communicator& comm) {
    auto part = simulate(comm, make_generator(kSmall, 11, {comm.rank(), comm.size()}), logging, 11);
    const std::lock_guard lock(mutex);
    parts.emplace(comm.rank(), std::move(part));
  });
  Simulation all = parts.at(0);
  for (int rank = 1; rank < ranks; ++rank) {
    const LogPart& part = parts.at(rank).log;
    EXPECT_EQ(part.logging_policy, all.log.logging_policy);
    const auto before = static_cast<std::uint32_t>(all.log.features.rows());
    all.log.features.conservativeResize(before + part.features.rows(), part.features.cols());
    all.log.features.bottomRows(part.features.rows()) = part.features;
    for (std::size_t i = 0; i < part.rounds.size(); ++i) {
      all.log.rounds.context.emplace_back(part.rounds.context[i].value + before);
      all.log.rounds.action.push_back(part.rounds.action[i]);
      all.log.rounds.reward.push_back(part.rounds.reward[i]);
      all.log.rounds.pscore.push_back(part.rounds.pscore[i]);
    }
  }
  return all;
}

TEST(Simulate, makes_the_same_log_for_any_number_of_ranks) {
  const Simulation alone = whole(kNoisy);
  for (const int ranks : {1, 2, 3, 7}) {
    const Simulation cut = joined(ranks, kNoisy);
    EXPECT_EQ(cut.log.features, alone.log.features) << ranks;
    EXPECT_EQ(cut.log.rounds.context, alone.log.rounds.context) << ranks;
    EXPECT_EQ(cut.log.rounds.action, alone.log.rounds.action) << ranks;
    EXPECT_EQ(cut.log.rounds.reward, alone.log.rounds.reward) << ranks;
    EXPECT_EQ(cut.log.rounds.pscore, alone.log.rounds.pscore) << ranks;
    EXPECT_EQ(cut.log.logging_policy, alone.log.logging_policy) << ranks;
  }
}

TEST(Simulate, rewards_as_the_truth_says) {
  const Simulation made = whole(kNoisy);
  const Rounds& rounds = made.log.rounds;
  const Truth& truth = *made.log.truth;
  ASSERT_EQ(rounds.size(), 361u * 3);
  std::map<float, std::pair<double, double>> by_expected;  // expected reward -> rounds, rewards
  for (std::size_t i = 0; i < rounds.size(); ++i) {
    const std::uint64_t row = truth.offset[rounds.context[i].value];
    const bool right = truth.action[row] == rounds.action[i];
    auto& [count, sum] = by_expected[right ? truth.reward[row] : truth.otherwise];
    count += 1;
    sum += static_cast<double>(rounds.reward[i]);
  }
  ASSERT_EQ(by_expected.size(), 2u);
  for (const auto& [expected, seen] : by_expected) {
    const double deviation = std::sqrt(double{expected} * (1 - double{expected}) / seen.first);
    EXPECT_NEAR(seen.second / seen.first, expected, 4 * deviation);
  }
}

// E[1 / pscore] under full support is the number of actions, for each context: the log's propensities are
// those of its draws.
TEST(Simulate, logs_propensities_that_weigh_to_the_truth) {
  SelfComm comm;
  LoggingSettings logging = kNoisy;
  logging.rounds_per_context = 40;
  logging.epsilon = 0.5;
  const Simulation made = simulate(comm, make_generator(kSmall, 11, {}), logging, 11);
  double sum = 0, squares = 0;
  for (const float p : made.log.rounds.pscore) {
    sum += 1 / double{p};
    squares += 1 / (double{p} * double{p});
  }
  const auto n = static_cast<double>(made.log.rounds.size());
  const double mean = sum / n, error = std::sqrt((squares / n - mean * mean) / n);
  EXPECT_NEAR(mean, 60, 4 * error);
  EXPECT_LT(error, 1);
}

TEST(Simulate, says_when_the_support_is_deficient) {
  LoggingSettings logging = kNoisy;
  EXPECT_NE(whole(logging).log.logging_policy.find(R"("support":"full")"), std::string::npos);
  logging.epsilon = 0;
  EXPECT_NE(whole(logging).log.logging_policy.find(R"("support":"deficient")"), std::string::npos);
  logging.top = 0;
  EXPECT_NE(whole(logging).log.logging_policy.find(R"("support":"full")"), std::string::npos);
}

}  // namespace
}  // namespace megabandit
