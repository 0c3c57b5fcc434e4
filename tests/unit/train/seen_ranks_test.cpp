// Pivots, drawn actions and gradients are the same on any number of ranks, over hundreds of steps.
#include <gtest/gtest.h>

#include "comm/self_comm.hpp"
#include "comm/thread_comm.hpp"
#include "trial.hpp"

namespace megabandit {
namespace {

using namespace testing;

class SeenOnRanks : public ::testing::TestWithParam<SumOver> {};

// Not nearly but to the last bit, in parameters and in every step's objective (DSO specification T19).
TEST_P(SeenOnRanks, two_hundred_steps_of_adam_end_at_the_same_bits) {
  const SmallLog log = small_log(30, 5, 100);
  const Plan plan{.objective = "ips",
                  .batch_rounds = 20,
                  .epochs = 100,
                  .seen = {.on = true, .uniform = false, .sum = GetParam()},
                  .steps = 200};
  SelfComm self;
  const Outcome alone = train(self, plan, log);
  ASSERT_GE(alone.objective.size(), 200U);
  for (const int ranks : {2, 3, 4, 8}) {
    const Outcome together = train_on(ranks, plan, log);
    EXPECT_EQ(together.parameters, alone.parameters) << ranks << " ranks";
    EXPECT_EQ(together.objective, alone.objective) << ranks << " ranks";
  }
}

INSTANTIATE_TEST_SUITE_P(Sums, SeenOnRanks,
                         ::testing::Values(SumOver::softmax, SumOver::nearest, SumOver::drawn));

}  // namespace
}  // namespace megabandit
