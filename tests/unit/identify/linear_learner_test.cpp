#include "identify/linear/linear_learner.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "base/error.hpp"
#include "identify/contest/comparison_learner.hpp"
#include "judge/simulated.hpp"
#include "run/loop.hpp"
#include "unit/identify/sessions.hpp"

namespace megabandit {
namespace {

using testing::HasSubstr;

/// Scores that are linear in features, or scores of whatever kind beside the same features.
struct Instance {
  RowMatrix<double> features;
  std::vector<double> scores;
  double ties = 0;
  RowMatrix<double> preference = {};  ///< in place of scores, if not empty

  std::unique_ptr<Judge> judge(std::uint64_t seed) const {
    Roster roster;
    roster.features = features;
    if (preference.size() > 0) return make_matrix_judge({preference}, seed, roster);
    return make_scores_judge({scores, ties}, seed, roster);
  }
  CandidateId best() const { return best_of(scores); }
};

Instance linear_instance(std::uint64_t candidates, std::uint64_t dimensions, double deviation,
                         std::uint64_t seed) {
  Instance instance{normal_features(candidates, dimensions, seed), {}};
  const std::vector<double> coefficients = normal_scores(dimensions, deviation, seed);
  const Vector scores =
      instance.features * Vector::Map(coefficients.data(), static_cast<Eigen::Index>(dimensions));
  instance.scores.assign(scores.begin(), scores.end());
  return instance;
}

CompareSettings settings_of(double delta, std::uint64_t budget = 100'000) {
  CompareSettings settings;
  settings.target = Target::linear;
  settings.delta = delta;
  settings.budget = budget;
  return settings;
}

/// Sessions one after the other, each from the checkpoint of the one before.
Left<double> run(const std::vector<Session>& sessions, const Instance& instance, std::uint64_t seed = 1) {
  return run_sessions<LinearLearner>(
      sessions, [&] { return instance.judge(seed); }, seed,
      [](const LinearLearner& learner) { return learner.field().own(); },
      [](const LinearLearner& learner, CandidateId one) { return learner.field().evidence(one); });
}

Left<double> run(int ranks, const Instance& instance, const CompareSettings& settings,
                 std::uint64_t seed = 1) {
  return run({{ranks, settings}}, instance, seed);
}

TEST(LinearLearner, FindsTheBestOfThousandsWithHundredsOfComparisons) {
  const Instance instance = linear_instance(5000, 5, 3, 7);
  const Left<double> left = run(1, instance, settings_of(0.05));
  EXPECT_EQ(left.standing.status, Status::converged) << left.finished;
  EXPECT_EQ(left.standing.leader, instance.best());
  EXPECT_LT(left.comparisons, 5000U);
  for (std::size_t i = 0; i < instance.scores.size(); ++i)
    EXPECT_EQ(left.evidence[i] < -std::log(0.05), i == instance.best().value) << i;
}

TEST(LinearLearner, IsTheSameOnAnyNumberOfRanks) {
  Instance instance = linear_instance(7500, 5, 3, 3);
  instance.ties = 0.2;
  CompareSettings settings = settings_of(0.05);
  settings.wave_least = 64;
  const Left<double> one = run(1, instance, settings);
  EXPECT_EQ(one.standing.status, Status::converged);
  for (const int ranks : {2, 3, 4, 7}) expect_same(run(ranks, instance, settings), one);
}

TEST(LinearLearner, GoesOnBitForBitOnAnotherNumberOfRanks) {
  const Instance instance = linear_instance(5000, 5, 3, 5);
  const CompareSettings settings = settings_of(0.05);
  expect_same(run({{2, settings, 3}, {3, settings, 14}, {1, settings, 9}, {4, settings}}, instance),
              run(1, instance, settings));
}

TEST(LinearLearner, EndsWithTheBudgetAndGoesOnWithMore) {
  const Instance instance = linear_instance(3000, 8, 1, 5);
  const Left<double> once = run(2, instance, settings_of(0.05, 300));
  EXPECT_EQ(once.standing.status, Status::open);
  EXPECT_THAT(once.finished, HasSubstr("budget of 300"));
  EXPECT_EQ(once.comparisons, 300U);
  const Left<double> more = run({{2, settings_of(0.05, 300)}, {3, settings_of(0.05)}}, instance);
  EXPECT_EQ(more.standing.status, Status::converged);
  EXPECT_EQ(more.standing.leader, instance.best());
}

TEST(LinearLearner, ASmallerDeltaGoesOnWithWhoIsOpenThen) {
  const Instance instance = linear_instance(3000, 4, 3, 11);
  const Left<double> strict = run({{2, settings_of(0.2)}, {3, settings_of(1e-60)}}, instance);
  EXPECT_EQ(strict.standing.status, Status::converged);
  EXPECT_EQ(strict.standing.leader, instance.best());
  EXPECT_GT(strict.comparisons, run(1, instance, settings_of(0.2)).comparisons);
}

TEST(LinearLearner, EndsWhereAllCandidatesHaveTheSameFeatures) {
  Instance instance{RowMatrix<double>::Constant(50, 2, 1.5), std::vector<double>(50, 0.0)};
  EXPECT_THAT(run(2, instance, settings_of(0.05)).finished, HasSubstr("the same features"));
}

// Features explain who wins among nearly all, but who has most of the feature loses to those just below.
TEST(LinearLearner, SaysSoWhereComparisonsContradictTheModel) {
  constexpr Eigen::Index kCandidates = 40;
  Instance instance;
  instance.features = RowMatrix<double>(kCandidates, 1);
  instance.preference = RowMatrix<double>(kCandidates, kCandidates);
  for (Eigen::Index a = 0; a < kCandidates; ++a) {
    instance.features(a, 0) = 0.1 * static_cast<double>(a);
    for (Eigen::Index b = 0; b < a; ++b) {
      const bool odd = a == kCandidates - 1 && b > kCandidates / 2;
      const double p = odd ? 0.1 : 1 / (1 + std::exp(-0.1 * static_cast<double>(a - b)));
      instance.preference(a, b) = p;
      instance.preference(b, a) = 1 - p;
    }
    instance.preference(a, a) = 0.5;
  }
  CompareSettings settings = settings_of(0.05, 40'000);
  settings.wave = 16'000;  // of which one in 16 is of the leader with a close rival
  const Left<double> left = run(2, instance, settings);
  EXPECT_EQ(left.standing.status, Status::model_conflict) << left.finished;
  EXPECT_THAT(left.finished, HasSubstr("contradict the model"));
}

TEST(LinearLearner, AgreesWithTheContestOfFew) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Instance instance = linear_instance(40, 3, 4, seed);
    const std::unique_ptr<Judge> judge = instance.judge(seed);
    const CompareSettings settings = settings_of(0.01);
    ComparisonLearner dense(make_procedure(40, instance.features, settings), settings, seed, *judge,
                            [](const ComparisonLearner&) {});
    SelfComm comm;
    LoopState state;
    dense.begin();
    run_loop({comm}, dense, Reduction::reproducible, state, {});
    const Left<double> many = run(1, instance, settings, seed);
    EXPECT_EQ(many.standing.status, Status::converged);
    EXPECT_EQ(dense.standing().status, Status::converged);
    EXPECT_EQ(many.standing.leader, dense.standing().leader) << seed;
    EXPECT_LT(many.comparisons, 500 + 3 * dense.contest().comparisons()) << seed;
  }
}

TEST(LinearLearner, RefusesSettingsThatItHasNoUseFor) {
  const Instance instance = linear_instance(20, 2, 1, 1);
  const auto refusal = [&](const CompareSettings& settings, const Instance& of) -> std::string {
    try {
      run(1, of, settings);
    } catch (const ConfigError& error) {
      return error.what();
    }
    return "none";
  };
  CompareSettings settings = settings_of(0.05);
  settings.alternatives = Alternatives::no_winner;
  EXPECT_THAT(refusal(settings, instance), HasSubstr("compare.screen_above"));
  settings = settings_of(0.05);
  settings.stop = "hyb";
  EXPECT_THAT(refusal(settings, instance), HasSubstr("compare.stop = \"hyb\""));
  settings = settings_of(0.05);
  settings.epsilon = 0.1;
  EXPECT_THAT(refusal(settings, instance), HasSubstr("compare.epsilon"));
  Instance without = instance;
  without.features = {};
  EXPECT_THAT(refusal(settings_of(0.05), without), HasSubstr("candidates.features"));
}

// The promise at delta = 0.2, by 100 runs.
TEST(LinearLearner, IsWrongAtMostDeltaOfTheTime) {
  int wrong = 0;
  constexpr int kRuns = 100;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    const Instance instance = linear_instance(60, 2, 2, seed);
    const Left<double> left = run(1, instance, settings_of(0.2, 1500), seed);
    wrong += left.standing.status == Status::converged && left.standing.leader != instance.best() ? 1 : 0;
  }
  EXPECT_LE(wrong, kRuns * (0.2 + 3 * std::sqrt(0.2 * 0.8 / kRuns)));
}

}  // namespace
}  // namespace megabandit
