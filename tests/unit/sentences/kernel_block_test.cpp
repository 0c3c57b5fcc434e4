#include "sentences/methods/kernels/kernel_block.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "density/dense/gradient.hpp"
#include "density/kappa.hpp"
#include "density/marginal/enumerated.hpp"
#include "unit/sentences/small_experiment.hpp"

namespace megabandit {
namespace {

/// A batch of logged rounds under some policy.
struct SomeBatch {
  explicit SomeBatch(const Experiment& experiment) {
    std::srand(5);
    const Eigen::Index rows = 12;
    batch.step = 3;
    batch.contexts.resize(rows, experiment.log().contexts.cols());
    for (std::uint32_t i = 0; i < rows; ++i) {
      batch.rounds.push_back(7 * i);
      batch.contexts.row(i) = experiment.log().contexts.row(7 * i);
    }
    p = (2 * RowMatrix<float>::Random(rows, experiment.actions())).array().exp();
    p.array().colwise() /= p.rowwise().sum().array().eval();
    new (&batch.probabilities) RowsView<float>(p.data(), p.rows(), p.cols());
  }
  RowMatrix<float> p;
  Batch batch;
};

/// Rewards, weights and gradients of the batch at the block's pivots, written out in double.
struct WrittenOut {
  WrittenOut(const Experiment& experiment, const MethodSettings& method, const KernelBlock& block,
             const Batch& batch) {
    const SmoothedKernel kernel(kernel_of(method), kernel_variance(experiment, method),
                                static_cast<int>(experiment.dimensions()));
    const RowMatrix<float>& outputs = experiment.world().outputs();
    log_kappa =
        megabandit::log_kappa(kernel, OutputDistances({outputs.data(), outputs.rows(), outputs.cols()}),
                              block.pivots().cast<double>());
    RowMatrix<double> log_logging(batch.size(), outputs.rows());
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)];
      log_logging.row(i) = experiment.logging().row(round).cast<double>().array().log();
      rewards.push_back(static_cast<double>(experiment.log().rewards[round]));
    }
    log_rho = log_rho_enumerated(log_logging, log_kappa);
    for (const double value : log_rho) log_density.push_back(value + kernel.log_peak());
    const RowMatrix<double> log_policy = batch.probabilities.cast<double>().array().log();
    gradient.setZero(batch.size(), outputs.rows());
    const DenseRounds rounds{log_policy, log_kappa, log_rho, rewards};
    log_weights = megabandit::log_weights(rounds, guards);
    statistics = add_dso(rounds, guards, gradient);
  }
  Guards guards;
  RowMatrix<double> log_kappa, gradient;
  std::vector<double> log_rho, log_density, log_weights, rewards;
  WeightStatistics statistics;
};

class KernelBlocks : public testing::TestWithParam<PivotKind> {};

TEST_P(KernelBlocks, GiveTheGradientThatIsWrittenOut) {
  const Experiment experiment(small_world(), small_benchmark());
  MethodSettings method = small_method("dso");
  method.pivot = GetParam();
  method.bandwidth = 6;
  method.embedding_noise = 1;
  KernelBlock block(experiment, method);
  const SomeBatch some(experiment);
  block.take(some.batch);
  const WrittenOut expected(experiment, method, block, some.batch);
  RowMatrix<float> slope = RowMatrix<float>::Zero(some.batch.size(), experiment.actions());
  WeightTally tally;
  for (Eigen::Index i = 0; i < some.batch.size(); ++i) {
    const auto row = static_cast<std::size_t>(i);
    // Floats: exponents up to some 30 with a rounding of 1e-7 each.
    EXPECT_NEAR(std::log(block.weight(some.batch, i)), expected.log_weights[row], 1e-4);
    EXPECT_NEAR(block.log_density(i), expected.log_density[row], 1e-4);
    block.add_credit(some.batch, i, expected.guards.weight_limit, static_cast<float>(expected.rewards[row]),
                     slope.row(i), tally);
  }
  EXPECT_LE((slope.cast<double>() + expected.gradient).cwiseAbs().maxCoeff(),
            1e-4 * expected.gradient.cwiseAbs().maxCoeff());
  EXPECT_EQ(tally.rounds, 12U);
  EXPECT_NEAR(tally.weights, expected.statistics.weights, 1e-4 * tally.weights);
}

INSTANTIATE_TEST_SUITE_P(Pivots, KernelBlocks, testing::Values(PivotKind::centred, PivotKind::randomised));

TEST(KernelBlock, HasTheActionsWeightWhereASentenceTellsItsAction) {
  SentenceWorldSettings still = small_world();
  still.output_noise = 0;
  const Experiment experiment(still, small_benchmark());
  MethodSettings method = small_method("dso");
  method.bandwidth = 0.1;
  KernelBlock block(experiment, method);
  const SomeBatch some(experiment);
  block.take(some.batch);
  for (Eigen::Index i = 0; i < some.batch.size(); ++i) {
    const std::uint32_t round = some.batch.rounds[static_cast<std::size_t>(i)];
    const std::uint32_t action = experiment.log().actions[round];
    const double ratio =
        static_cast<double>(some.p(i, action)) / static_cast<double>(experiment.logging()(round, action));
    EXPECT_NEAR(block.weight(some.batch, i), ratio, 1e-4 * ratio);
  }
}

TEST(KernelBlock, HasWeightsOfOneWithoutABandwidth) {
  const Experiment experiment(small_world(), small_benchmark());
  MethodSettings method = small_method("dso");
  method.bandwidth = 1e6;
  KernelBlock block(experiment, method);
  const SomeBatch some(experiment);
  block.take(some.batch);
  RowMatrix<float> slope = RowMatrix<float>::Zero(some.batch.size(), experiment.actions());
  WeightTally tally;
  for (Eigen::Index i = 0; i < some.batch.size(); ++i)
    block.add_credit(some.batch, i, 200, 1, slope.row(i), tally);
  EXPECT_NEAR(tally.weights / 12, 1, 1e-5);
  EXPECT_LE(slope.cwiseAbs().maxCoeff(), 1e-5F);
}

}  // namespace
}  // namespace megabandit
