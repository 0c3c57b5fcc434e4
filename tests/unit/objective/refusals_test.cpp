#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.hpp"
#include "objective/table.hpp"

namespace megabandit {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

const std::vector<float> kReward{1, -0.5F}, kPscore{0.5F, 0.25F};

void find_live(const ObjectiveSettings& settings) {
  std::vector<std::uint8_t> live(2);
  make_objective(settings)->find_live(kReward, kPscore, live);
}

TEST(NegativeRewards, are_refused_where_they_make_the_objective_unbounded) {
  for (const char* kind : {"lpi", "clpi", "regkl", "ls"})
    EXPECT_THAT(
        [kind] { find_live({.kind = kind}); },
        ThrowsMessage<DataError>(AllOf(HasSubstr("-0.5"), HasSubstr(kind), HasSubstr("shift the rewards"))))
        << kind;
}

TEST(NegativeRewards, are_taken_by_estimates_of_the_value) {
  for (const char* kind : {"ips", "cips", "snips", "es", "ix", "bc"})
    EXPECT_NO_THROW(find_live({.kind = kind})) << kind;
}

TEST(NegativeRewards, are_taken_on_demand_at_the_price_of_concavity) {
  const ObjectiveSettings refusing{.kind = "lpi"},
      allowing{.kind = "lpi", .negative_rewards = NegativeRewards::allow};
  EXPECT_NO_THROW(find_live(allowing));
  EXPECT_TRUE(make_objective(refusing)->concave());
  EXPECT_FALSE(make_objective(allowing)->concave());
}

TEST(ObjectiveTable, points_to_the_nearest_name) {
  EXPECT_THAT(
      [] { make_objective({.kind = "clip"}); },
      ThrowsMessage<ConfigError>(AllOf(HasSubstr("`clip`"), HasSubstr("`clpi`"), HasSubstr("regkl"))));
}

TEST(ObjectiveTable, refuses_parameters_of_other_objectives_and_values_out_of_range) {
  EXPECT_THAT(
      [] {
        make_objective({.kind = "clpi", .parameters = {{"beta", 1}}});
      },
      ThrowsMessage<ConfigError>(AllOf(HasSubstr("`beta`"), HasSubstr("tau"))));
  EXPECT_THAT(
      [] {
        make_objective({.kind = "lpi", .parameters = {{"tau", 1}}});
      },
      ThrowsMessage<ConfigError>(HasSubstr("remove it")));
  EXPECT_THAT(
      [] {
        make_objective({.kind = "clpi", .parameters = {{"tau", -0.1}}});
      },
      ThrowsMessage<ConfigError>(AllOf(HasSubstr("-0.1"), HasSubstr("at least 0 and at most 1"))));
  EXPECT_THAT(
      [] {
        make_objective({.kind = "regkl", .parameters = {{"beta", 0}}});
      },
      ThrowsMessage<ConfigError>(HasSubstr("greater than 0")));
}

TEST(RegKl, refuses_a_beta_whose_exponential_overflows) {
  EXPECT_THAT(
      [] {
        make_objective({.kind = "regkl", .parameters = {{"beta", 1e-3}}, .reward_max = 5});
      },
      ThrowsMessage<ConfigError>(AllOf(HasSubstr("0.001"), HasSubstr("use at least"))));
}

TEST(Snips, says_when_no_logged_action_has_any_probability) {
  const std::vector<double> sums{0, 0};
  EXPECT_THROW(make_objective({.kind = "snips"})->combine(sums, 3), DataError);
}

}  // namespace
}  // namespace megabandit
