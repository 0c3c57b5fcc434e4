// What every row of the table must do; a new objective is tested by being there.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.hpp"
#include "learning/six_rounds.hpp"
#include "objective/table.hpp"

namespace megabandit::testing {
namespace {

class EveryObjective : public ::testing::TestWithParam<std::string> {
 protected:
  Measured at(const Matrix& theta, const TableProblem& problem = six_rounds()) const {
    return measure(*objective_, problem, theta);
  }
  std::unique_ptr<Objective> objective_ = make_objective({.kind = GetParam()});
};

TEST_P(EveryObjective, gradient_is_that_of_the_value) {
  // Central differences: truncation h^2 and rounding 1e-16 / h balance near h = 1e-5, both below 1e-9 here.
  constexpr double h = 1e-5;
  const Matrix theta = six_rounds_table(), gradient = at(theta).by_table;
  for (Eigen::Index i = 0; i < theta.size(); ++i) {
    Matrix up = theta, down = theta;
    up.data()[i] += h;
    down.data()[i] -= h;
    EXPECT_NEAR((at(up).value - at(down).value) / (2 * h), gradient.data()[i], 1e-8) << "parameter " << i;
  }
}

TEST_P(EveryObjective, pushes_scores_against_each_other) {
  const Measured measured = at(six_rounds_table());
  EXPECT_LT(measured.by_score.rowwise().sum().cwiseAbs().maxCoeff(), 1e-14);
}

TEST_P(EveryObjective, sees_differences_of_scores_only) {
  const Matrix theta = six_rounds_table();
  const Matrix moved = theta.rowwise() + Eigen::RowVector3d(1.5, -2, 0.3);  // the same for all actions
  EXPECT_NEAR(at(moved).value, at(theta).value, 1e-12);
  EXPECT_LT((at(moved).by_table - at(theta).by_table).cwiseAbs().maxCoeff(), 1e-12);
}

TEST_P(EveryObjective, does_not_know_the_names_of_actions) {
  TableProblem renamed = six_rounds();
  for (auto& action : renamed.action) action = 4 - action;
  const Matrix theta = six_rounds_table();
  const Measured original = at(theta), mirrored = at(theta.colwise().reverse(), renamed);
  EXPECT_NEAR(mirrored.value, original.value, 1e-13);
  EXPECT_LT((mirrored.by_table.colwise().reverse() - original.by_table).cwiseAbs().maxCoeff(), 1e-13);
}

TEST_P(EveryObjective, stays_when_every_round_is_there_twice) {
  const TableProblem once = six_rounds();
  TableProblem twice = once;
  twice.contexts.conservativeResize(12, 3);
  twice.contexts.bottomRows(6) = once.contexts;
  twice.action.insert(twice.action.end(), once.action.begin(), once.action.end());
  twice.reward.insert(twice.reward.end(), once.reward.begin(), once.reward.end());
  twice.pscore.insert(twice.pscore.end(), once.pscore.begin(), once.pscore.end());
  const Measured a = at(six_rounds_table()), b = at(six_rounds_table(), twice);
  EXPECT_NEAR(a.value, b.value, 1e-13);
  EXPECT_LT((a.by_table - b.by_table).cwiseAbs().maxCoeff(), 1e-13);
}

TEST_P(EveryObjective, leaves_out_only_rounds_that_never_count) {
  // Credits and sums of a dead round, scored nevertheless, are zero under any probability.
  const std::vector<float> reward{0, 1, 0, 0.5F}, pscore{0.5F, 0.1F, 1e-6F, 1};
  std::vector<std::uint8_t> live(4);
  objective_->find_live(reward, pscore, live);
  for (std::size_t i = 0; i < 4; ++i)
    for (const double log_prob : {-1e-9, -3.0, -200.0}) {
      std::vector<std::vector<double>> credit(objective_->channels(), std::vector<double>(1));
      std::vector<double> sums(objective_->sums());
      const std::vector<double> r{reward[i]}, p{pscore[i]}, l{log_prob};
      objective_->credit({r, p, l}, {{credit.begin(), credit.end()}, sums});
      if (live[i]) continue;
      for (const auto& channel : credit) EXPECT_EQ(channel[0], 0) << i;
      for (const double sum : sums) EXPECT_EQ(sum, 0) << i;
    }
}

TEST_P(EveryObjective, is_finite_for_extreme_probabilities) {
  for (const double log_prob : {-0.0, -1e-300, -700.0, -1e4}) {
    const std::vector<double> r{1}, p{1e-38}, l{log_prob};
    std::vector<std::vector<double>> credit(objective_->channels(), std::vector<double>(1));
    std::vector<double> sums(objective_->sums());
    objective_->credit({r, p, l}, {{credit.begin(), credit.end()}, sums});
    for (const auto& channel : credit) EXPECT_TRUE(std::isfinite(channel[0])) << log_prob;
    for (const double sum : sums) EXPECT_TRUE(std::isfinite(sum)) << log_prob;
  }
}

std::vector<std::string> all_kinds() {
  std::vector<std::string> names;
  for (const ObjectiveKind& kind : objective_kinds()) names.push_back(kind.choice.name);
  return names;
}
INSTANTIATE_TEST_SUITE_P(all, EveryObjective, ::testing::ValuesIn(all_kinds()), [](const auto& row) {
  std::string name = row.param;  // a name of a test has no hyphens
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace megabandit::testing
