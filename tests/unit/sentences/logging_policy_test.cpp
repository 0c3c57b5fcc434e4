// The logging policy of the DSO paper (specification 6.2, E6 and E7) in its own first world.
#include <gtest/gtest.h>

#include <cmath>

#include "sentences/benchmark/evaluation.hpp"
#include "sentences/benchmark/experiment.hpp"

namespace megabandit {
namespace {

/// Mean over the log of sum_a pi0(a | x) kappa(a), with the released kernel at bandwidth 1 (in units of the
/// dimension) and its noise of 1 on both outputs.
double mean_density(const Experiment& experiment) {
  constexpr double squared_bandwidth = 25, variance = 3;
  const SentenceLog& log = experiment.log();
  double sum = 0;
  for (Eigen::Index i = 0; i < log.rounds(); ++i)
    for (Eigen::Index a = 0; a < experiment.actions(); ++a) {
      const double squared_distance = static_cast<double>(
          (log.outputs.row(i) - log.shifts.row(i) - experiment.world().outputs().row(a)).squaredNorm());
      sum += static_cast<double>(experiment.logging()(i, a)) *
             std::exp(-squared_distance / (2 * (squared_bandwidth + variance)));
    }
  const double scale = std::pow(1 + variance / squared_bandwidth, -2.5) / std::sqrt(2 * M_PI);
  return scale * sum / static_cast<double>(log.rounds());
}

// Means over 20 worlds: entropy 6.86 to 6.89, optimality 0.041, density 0.0065 to 0.0076. The first world is
// near all of them; optimalities of single worlds lie within 0.04 of their mean.
TEST(LoggingPolicy, is_as_unsure_as_that_of_the_paper) {
  BenchmarkSettings settings;
  settings.rounds = 1000;
  settings.evaluation_contexts = 1000;
  const Experiment experiment({}, settings);
  const ExactEvaluation evaluation(experiment);
  const PolicyNumbers logging = evaluation.of(
      [&](const RowMatrix<float>& contexts, RowMatrix<float>& p) { p = experiment.logging_at(contexts); });
  EXPECT_GE(logging.entropy, 6.86);
  EXPECT_LE(logging.entropy, 6.89);
  EXPECT_NEAR(evaluation.optimality(logging.value), .041, .04);
  const double density = mean_density(experiment);
  EXPECT_GE(density, .0065);
  EXPECT_LE(density, .0076);
}

}  // namespace
}  // namespace megabandit
