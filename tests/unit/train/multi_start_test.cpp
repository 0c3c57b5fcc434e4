// Different starts on one noisy log: a concave objective forgets where it started, the value does not.

#include <gtest/gtest.h>

#include <cmath>

#include "base/random.hpp"
#include "learning/table_problem.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"

namespace megabandit::testing {
namespace {

constexpr Eigen::Index kActions = 30, kFeatures = 4, kRounds = 200;
constexpr double kL2 = 1e-3;

// Contexts point to their right action with noise; the logging policy follows a third of what is known, and
// explores.
TableProblem noisy_log() {
  const auto gauss = [](std::uint64_t thing, std::uint32_t k) {
    return normal({.seed = 4, .stream = Stream::world, .index = thing}, k);
  };
  Matrix actions(kActions, kFeatures);
  for (Eigen::Index a = 0; a < kActions; ++a)
    for (Eigen::Index j = 0; j < kFeatures; ++j)
      actions(a, j) = gauss(static_cast<std::uint64_t>(a), static_cast<std::uint32_t>(j));
  actions.rowwise().normalize();
  TableProblem log{Matrix(kRounds, kFeatures), {}, {}, {}};
  for (Eigen::Index i = 0; i < kRounds; ++i) {
    const auto name = static_cast<std::uint64_t>(1000 + i);
    const auto right =
        static_cast<Eigen::Index>(below({.seed = 4, .stream = Stream::world, .index = name}, kActions, 100));
    for (Eigen::Index j = 0; j < kFeatures; ++j)
      log.contexts(i, j) = actions(right, j) + 0.3 * gauss(name, static_cast<std::uint32_t>(j));
    const Matrix logging =
        0.95 * reference::probabilities<double>(reference::logits<double>(log.contexts.row(i) * 4, actions))
                   .array() +
        0.05 / kActions;
    double left = uniform({.seed = 4, .stream = Stream::logging_action, .index = name});
    Eigen::Index shown = 0;
    while (shown + 1 < kActions && left >= logging(0, shown)) left -= logging(0, shown++);
    log.action.push_back(static_cast<std::uint32_t>(shown));
    log.reward.push_back(shown == right ? 1 : 0);
    log.pscore.push_back(logging(0, shown));
  }
  return log;
}

// Largest distance of two ends over the size of an end, from ten starts drawn from N(0, 4).
double spread(const ObjectiveSettings& settings) {
  const auto objective = make_objective(settings);
  const TableProblem log = noisy_log();
  std::vector<Vector> ends;
  for (std::uint64_t start = 0; start < 10; ++start) {
    Vector theta(kActions * kFeatures);
    for (Eigen::Index i = 0; i < theta.size(); ++i)
      theta(i) = 2 * normal({.seed = 4, .stream = Stream::parameters, .index = start},
                            static_cast<std::uint32_t>(i));
    const auto lbfgs = make_optimizer({.kind = "lbfgs",
                                       .parameters = {{"gap", 1e-14}},
                                       .steps = 1000,
                                       .strong_concavity = objective->concave() ? kL2 : 0});
    for (Advice advice; advice.finished.empty();) {
      const Penalised here = penalised(*objective, log, theta, kActions, kL2);
      advice = lbfgs->step({here.value, here.gradient}, theta);
    }
    ends.push_back(theta);
  }
  double widest = 0;
  for (const Vector& end : ends) widest = std::max(widest, (end - ends[0]).norm() / ends[0].norm());
  return widest;
}

TEST(MultiStart, clpi_ends_in_one_place) {
  // Gaps of 1e-14 put each end within sqrt(2e-14 / 1e-3) = 4.5e-6 of the optimum, whose norm is above 1.
  EXPECT_LT(spread({.kind = "clpi", .parameters = {{"tau", 0.05}}}), 1e-5);
}

TEST(MultiStart, ips_ends_in_different_places) { EXPECT_GT(spread({.kind = "ips"}), 0.1); }

}  // namespace
}  // namespace megabandit::testing
