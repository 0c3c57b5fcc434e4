#include "train/watch/health.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace megabandit {
namespace {

using testing::AllOf;
using testing::HasSubstr;

TEST(CountCpus, reads_what_linux_writes) {
  EXPECT_EQ(count_cpus("3"), 1U);
  EXPECT_EQ(count_cpus("0-3,8"), 5U);
  EXPECT_EQ(count_cpus("0-3,8,10-11"), 7U);
  for (const char* other : {"", "unknown", "0-", "3-1", "1;2", ",1"})
    EXPECT_EQ(count_cpus(other), 0U) << other;
}

TEST(JudgePlaces, names_the_first_rank_whose_threads_take_turns) {
  const std::vector<RankPlace> places{{"a", "0-3"}, {"b", "unknown"}, {"b", "5"}};
  EXPECT_FALSE(judge_places(places, 1));
  const auto warning = judge_places(places, 2);
  ASSERT_TRUE(warning);
  EXPECT_THAT(warning->text,
              AllOf(HasSubstr("rank 2 on b may use only 1"), HasSubstr("srun --cpus-per-task=2")));
}

TEST(JudgeEpoch, says_what_widens_weights_of_outputs) {
  StepDone epoch;
  epoch.damping = 1;
  epoch.ess = 3;
  EXPECT_THAT(judge_epoch(epoch, 1000)->text, HasSubstr("cips"));
  epoch.unsupported = 0;
  EXPECT_THAT(judge_epoch(epoch, 1000)->text, HasSubstr("density.bandwidth"));
}

TEST(JudgeEpoch, knows_no_plateau_of_what_a_model_expects) {
  StepDone epoch;
  epoch.damping = undefined;
  epoch.ess = 300;
  EXPECT_FALSE(judge_epoch(epoch, 1000));
  epoch.ess = 3;
  EXPECT_THAT(judge_epoch(epoch, 1000)->text, HasSubstr("smaller limit of objective.kind = \"dr\""));
}

TEST(JudgeCertificate, says_when_there_will_be_none_although_there_is_one_optimum) {
  const OptimizerSettings newton{.kind = "newton-cg"}, adam{.kind = "adam"};
  EXPECT_THAT(judge_certificate(newton, true, 0)->text, HasSubstr("set objective.l2 above 0"));
  EXPECT_FALSE(judge_certificate(newton, true, 1e-9));
  EXPECT_FALSE(judge_certificate(newton, false, 0));  // it has many
  EXPECT_FALSE(judge_certificate(adam, true, 0));     // it never has one
}

TEST(JudgePrecision, says_that_a_certificate_from_rounded_gradients_is_rough) {
  const OptimizerSettings lbfgs{.kind = "lbfgs"}, adam{.kind = "adam"};
  EXPECT_THAT(judge_precision(lbfgs, Precision::bf16)->text, HasSubstr("set run.precision to fp32"));
  EXPECT_FALSE(judge_precision(lbfgs, Precision::fp32));
  EXPECT_FALSE(judge_precision(adam, Precision::bf16));
}

}  // namespace
}  // namespace megabandit
