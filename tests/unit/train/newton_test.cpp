// Second derivatives of concave objectives: what a pass over the log makes of them, and where they lead.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random.hpp"
#include "comm/self_comm.hpp"
#include "memory_shard.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "run/loop.hpp"
#include "train/policy_learner.hpp"

namespace megabandit {
namespace {

using testing::MemoryShard;
using testing::small_log;
using testing::SmallLog;

constexpr double kL2 = 0.01;

struct Problem {
  std::string objective = "clpi";
  TowerKind tower = TowerKind::linear;
  TableKind table = TableKind::fixed;
  double l2 = kL2;
};

Policy make_policy(const Problem& problem, const SmallLog& log) {
  const auto features = static_cast<std::uint64_t>(log.features.cols());
  const std::uint64_t columns = problem.tower == TowerKind::identity ? features : 4;
  Policy policy({.tower = {.kind = problem.tower, .features = features, .columns = columns, .hidden = {}},
                 .table = problem.table,
                 .temperature = 0.7,
                 .actions = log.actions},
                random_table({0, log.actions}, columns, 3, 0.5));
  policy.initialise_tower(4, 0.3);
  return policy;
}

/// Asks once, for a product or for an evaluation.
class Probe final : public Optimizer {
 public:
  explicit Probe(const Vector* direction) : direction_(direction) {}
  std::string name() const override { return "probe"; }
  bool full_batch() const override { return true; }
  Advice step(const Evaluation& at, Vector&) override {
    return answer = at.gradient, Advice{.finished = "."};
  }
  const Vector* wanted_direction() const override { return direction_; }
  Advice take_fall(const Fall& along, Vector&) override {
    return answer = along.fall, Advice{.finished = "."};
  }
  SavedState save() const override { return {}; }
  void load(const SavedState&) override {}
  Vector answer;

 private:
  const Vector* direction_;
};

Vector ask(const Problem& problem, const SmallLog& log, const Vector& parameters, const Vector* direction,
           const SoftmaxKernel& kernel) {
  SelfComm self;
  MemoryShard shard(log, 4, 0, 1);
  Policy policy = make_policy(problem, log);
  policy.set_parameters(parameters);
  const auto objective = make_objective({.kind = problem.objective, .parameters = {}});
  Probe probe(direction);
  PolicyLearner learner(shard, policy, *objective, probe, kernel, {.l2 = problem.l2}, {});
  LoopState state;
  run_loop(self, learner, Reduction::reproducible, state, {});
  return probe.answer;
}

Vector random_direction(Eigen::Index size, std::uint64_t seed) {
  Vector direction(size);
  for (Eigen::Index i = 0; i < size; ++i)
    direction[i] = normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)});
  return direction.normalized();
}

class AnyProduct : public ::testing::TestWithParam<Problem> {
 protected:
  SmallLog log_ = small_log(20, 5, 40);
  Vector at_ = make_policy(GetParam(), log_).parameters();
  Vector fall(const Vector& direction, const SoftmaxKernel& kernel = reference_kernel()) const {
    return ask(GetParam(), log_, at_, &direction, kernel);
  }
  Vector gradient(const Vector& at) const { return ask(GetParam(), log_, at, nullptr, reference_kernel()); }
};

TEST_P(AnyProduct, is_how_the_gradient_falls) {
  // Gradients are made of floats: their rounding of some 1e-7 of the credits, over a step of 0.02, is below
  // 1e-4; what the third derivative adds to a central difference is below 1e-4 too.
  constexpr double h = 1e-2;
  for (std::uint64_t seed = 0; seed < 3; ++seed) {
    const Vector direction = random_direction(at_.size(), seed);
    const Vector difference = (gradient(at_ - h * direction) - gradient(at_ + h * direction)) / (2 * h);
    EXPECT_LE((fall(direction) - difference).norm(), 1e-3 * difference.norm()) << seed;
  }
}

TEST_P(AnyProduct, is_symmetric_and_curves_by_at_least_the_l2_weight) {
  const Vector a = random_direction(at_.size(), 1), b = random_direction(at_.size(), 2);
  const Vector fall_a = fall(a), fall_b = fall(b);
  EXPECT_NEAR(a.dot(fall_b), b.dot(fall_a), 1e-5 * (fall_a.norm() + fall_b.norm()));
  EXPECT_GE(a.dot(fall_a), kL2);
}

TEST_P(AnyProduct, is_the_same_for_every_kernel) {
  const Vector direction = random_direction(at_.size(), 5), exact = fall(direction);
  for (const SoftmaxKernel* kernel : vector_kernels())
    EXPECT_LE((fall(direction, *kernel) - exact).norm(), 1e-5 * exact.norm()) << kernel->name();
}

const auto kProblems = ::testing::Values(
    Problem{}, Problem{.objective = "lpi"}, Problem{.objective = "regkl"}, Problem{.objective = "bc"},
    Problem{.tower = TowerKind::identity, .table = TableKind::trained},
    Problem{.objective = "bc", .tower = TowerKind::identity, .table = TableKind::trained});

INSTANTIATE_TEST_SUITE_P(Kinds, AnyProduct, kProblems, [](const auto& shown) {
  return shown.param.objective + std::to_string(shown.index);
});

struct Solution {
  Vector parameters;
  std::string finished;
  double gap = undefined;
  std::size_t passes = 0;
};

Solution solve(const Problem& problem, const SmallLog& log, const std::string& kind, double gap) {
  SelfComm self;
  MemoryShard shard(log, 4, 0, 1);
  Policy policy = make_policy(problem, log);
  const auto objective = make_objective({.kind = problem.objective, .parameters = {}});
  const auto optimizer = make_optimizer(
      {.kind = kind, .parameters = {{"gap", gap}}, .steps = 2000, .strong_concavity = problem.l2});
  Solution solution;
  PolicyLearner learner(shard, policy, *objective, *optimizer, vector_kernel(), {.l2 = problem.l2},
                        [&](const StepDone& done) { solution.gap = done.gap, ++solution.passes; });
  LoopState state;
  solution.finished = run_loop(self, learner, Reduction::reproducible, state, {}).finished;
  solution.parameters = policy.parameters();
  return solution;
}

class AnyConcave : public ::testing::TestWithParam<Problem> {};

// Both are certified to be within the gap of the one optimum, hence within 2 sqrt(2 gap / l2) of each other.
TEST_P(AnyConcave, is_solved_as_lbfgs_solves_it) {
  const SmallLog log = small_log(50, 5, 300);
  constexpr double gap = 1e-7;
  const Solution newton = solve(GetParam(), log, "newton-cg", gap),
                 lbfgs = solve(GetParam(), log, "lbfgs", gap);
  EXPECT_THAT(newton.finished, ::testing::HasSubstr("certified"));
  EXPECT_LE(newton.gap, gap);
  EXPECT_LE((newton.parameters - lbfgs.parameters).norm(), 2 * std::sqrt(2 * gap / kL2));
}

INSTANTIATE_TEST_SUITE_P(Kinds, AnyConcave, kProblems, [](const auto& shown) {
  return shown.param.objective + std::to_string(shown.index);
});

// Features of very different size make the curvatures differ by their squares.
TEST(Newton, needs_fewer_passes_than_lbfgs_where_features_differ_in_size) {
  SmallLog log = small_log(200, 24, 300);
  for (Eigen::Index k = 0; k < log.features.cols(); ++k)
    log.features.col(k) *= static_cast<float>(std::pow(10, -2.0 * static_cast<double>(k) / 23));
  const Problem problem{.l2 = 1e-4};
  const Solution newton = solve(problem, log, "newton-cg", 1e-6), lbfgs = solve(problem, log, "lbfgs", 1e-6);
  EXPECT_LE(newton.gap, 1e-6);
  EXPECT_LE(lbfgs.gap, 1e-6) << lbfgs.finished << lbfgs.passes << " " << newton.passes;
  EXPECT_LT(newton.passes, lbfgs.passes) << lbfgs.finished;
}

}  // namespace
}  // namespace megabandit
