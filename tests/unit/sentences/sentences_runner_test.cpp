#include "sentences/sentences_runner.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/error.hpp"
#include "comm/thread_comm.hpp"
#include "storage/file_driver.hpp"

namespace megabandit {
namespace {

const ConfigText kSmall{"small.toml", R"(
sentences = { actions = 20 }
benchmark = { rounds = 100, logging_rounds = 100, model_steps = 50, evaluation_contexts = 50 }
method    = { name = "ips", steps = 20, hidden = 8 }
)"};

RunNumbers run_on(int ranks) {
  const SerialFileDriver files;
  RunNumbers first;
  on_threads(ranks, [&](Communicator& comm) {
    RunNumbers numbers = SentencesRunner().run({comm, files}, kSmall, {}, {});
    numbers.erase("step_seconds");
    EXPECT_TRUE(std::isfinite(numbers.at("optimality")));
    if (comm.rank() == 0) first = numbers;
  });
  return first;
}

TEST(SentencesRunner, TellsTheSameOnAnyNumberOfRanks) {
  const RunNumbers one = run_on(1);
  EXPECT_EQ(run_on(2), one);
  EXPECT_EQ(run_on(3), one);
}

TEST(SentencesRunner, KnowsRunsByWhatTheyCompute) {
  const SentencesRunner runner;
  const std::vector<std::string> kept{"benchmark.artefacts=models"}, other{"benchmark.seed=3"},
      wrong{"method.density=learned", "method.name=dso"}, narrow{"method.bandwidth=0"};
  EXPECT_EQ(runner.check(kSmall, {}), runner.check(kSmall, kept));
  EXPECT_NE(runner.check(kSmall, {}), runner.check(kSmall, other));
  EXPECT_THROW(runner.check(kSmall, wrong), ConfigError);
  EXPECT_THROW(runner.check(kSmall, narrow), ConfigError);
  const std::vector<std::string> confounded{"method.name=dso", "sentences.confounders=1"};
  EXPECT_THROW(runner.check(kSmall, confounded), ConfigError);
  EXPECT_EQ(runner.path_keys(), std::vector<std::string>{"benchmark.artefacts"});
}

}  // namespace
}  // namespace megabandit
