// Marginal logging densities, by every way there is (DSO specification 1.12).
#include <cmath>

#include <gtest/gtest.h>

#include "density/bandwidth.hpp"
#include "density/dense/gradient.hpp"
#include "density/kappa.hpp"
#include "density/marginal/enumerated.hpp"
#include "density/marginal/learned.hpp"
#include "density/marginal/sampled.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kActions = 400, kColumns = 2;

double draw(std::uint32_t what, std::uint64_t index) { return normal({31, Stream::probe, what, index}); }

/// Outputs: two-dimensional, noise of sd 0.5 around the actions' means.
struct Law {
  RowMatrix<float> means{kActions, kColumns};
  RowMatrix<double> log_logging{1, kActions};
  Kernel kernel{KernelKind::gaussian, 0.7};
  SmoothedKernel smoothed{kernel, 0.25, kColumns};

  Law() {
    for (Eigen::Index k = 0; k < means.size(); ++k)
      means.data()[k] = static_cast<float>(1.5 * draw(1, static_cast<std::uint64_t>(k)));
    for (Eigen::Index a = 0; a < kActions; ++a) log_logging(0, a) = draw(2, static_cast<std::uint64_t>(a));
    log_logging = log_softmax(log_logging);
  }
  std::span<const double> logging() const { return {log_logging.data(), kActions}; }
  std::vector<double> log_kappa(const std::vector<double>& pivot) const {
    const auto row = megabandit::log_kappa(smoothed, OutputDistances({means.data(), kActions, kColumns}),
                                           Eigen::Map<const RowMatrix<double>>(pivot.data(), 1, kColumns));
    return {row.data(), row.data() + kActions};
  }
  double log_rho(const std::vector<double>& pivot) const {
    return log_sum_exp_of(log_kappa(pivot)) + smoothed.log_peak();
  }
  double log_sum_exp_of(const std::vector<double>& log_kappa) const {
    return log_rho_enumerated(log_logging, Eigen::Map<const RowMatrix<double>>(log_kappa.data(), 1, kActions))
        .front();
  }
  /// One output through the logging policy.
  std::vector<double> output(std::uint64_t index) const {
    const auto action = draw_actions(logging(), {31, Stream::density, 0, index}, 1).front();
    std::vector<double> made(kColumns);
    for (std::size_t k = 0; k < kColumns; ++k)
      made[k] = double{means(action.value, static_cast<Eigen::Index>(k))} +
                0.5 * normal({31, Stream::density, 1, index}, static_cast<std::uint32_t>(k));
    return made;
  }
};

const std::vector<double> kPivot{0.3, -0.4};

TEST(MarginalDensity, OfNeighboursIsTheWholeUpToTheTail) {
  const Law law;
  const auto log_kappa = law.log_kappa(kPivot);
  const Neighbours near = nearest_actions(log_kappa, kActions);
  EXPECT_LT(near.actions.size(), std::size_t{kActions});
  const double whole = std::exp(law.log_sum_exp_of(log_kappa)),
               cut = std::exp(log_rho_truncated(near, law.logging()));
  EXPECT_LE(cut, whole);
  EXPECT_GE(cut, whole - kKernelTail);
}

TEST(MarginalDensity, KeepsTheNearestWhenThereIsRoomForFew) {
  const std::vector<double> log_kappa{-1, -3, -1, -20, 0, -2};
  EXPECT_EQ(nearest_actions(log_kappa, 3).actions,
            (std::vector<ActionId>{ActionId{0}, ActionId{2}, ActionId{4}}));
  EXPECT_EQ(nearest_actions(log_kappa, 2).actions, (std::vector<ActionId>{ActionId{0}, ActionId{4}}));
  EXPECT_EQ(nearest_actions(log_kappa, 9).actions.size(), 5U);  // exp(-20) is in the tail
  EXPECT_TRUE(
      nearest_actions(std::vector<double>(3, -std::numeric_limits<double>::infinity()), 3).actions.empty());
}

TEST(MarginalDensity, FromDrawsErrsAsItShouldAndLessWhenKappaIsKnown) {
  const Law law;
  constexpr std::uint64_t draws = 4000, repeats = 40;
  const double truth = law.log_rho(kPivot);
  const auto log_kappa = law.log_kappa(kPivot);
  double whole_outputs = 0, known_kappa = 0;
  for (std::uint64_t repeat = 0; repeat < repeats; ++repeat) {
    RowMatrix<float> outputs(draws, kColumns);
    for (std::uint64_t m = 0; m < draws; ++m) {
      const auto made = law.output(repeat * draws + m);
      outputs.row(static_cast<Eigen::Index>(m)) << static_cast<float>(made[0]), static_cast<float>(made[1]);
    }
    const double one = log_rho_monte_carlo(SmoothedKernel(law.kernel, 0, kColumns), kPivot,
                                           {outputs.data(), draws, kColumns}) -
                       truth;
    const auto drawn = draw_actions(law.logging(), {31, Stream::density, 5, repeat}, draws);
    const double other = log_rho_rao_blackwell(drawn, log_kappa) + law.smoothed.log_peak() - truth;
    whole_outputs += one * one / repeats;
    known_kappa += other * other / repeats;
  }
  // Relative error sqrt((E K^2 / (E K)^2 - 1) / m), estimated from 40: within a factor of 1.5.
  std::vector<double> of_squares = log_kappa;
  for (double& value : of_squares) value *= 2;
  const double spread = std::exp(law.log_sum_exp_of(of_squares) - 2 * law.log_sum_exp_of(log_kappa)) - 1;
  EXPECT_NEAR(std::log(std::sqrt(known_kappa) / std::sqrt(spread / draws)), 0, std::log(1.5));
  EXPECT_LT(known_kappa, 0.9 * whole_outputs);
}

/// Outputs through the logging policy and the densities there, met again and again.
class Examples final : public DensityExamples {
 public:
  Examples(const Law& law, DensityForm form) : law_(law), form_(form) {
    for (std::uint64_t index = 0; index < kPool; ++index) {
      outputs_.push_back(law.output(index));
      log_rho_.push_back(law.log_rho(outputs_.back()));
    }
  }
  void fill(std::uint64_t step, RowMatrix<float>& inputs, Eigen::VectorXf& targets) const override {
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
      const DrawName name{31, Stream::density, 7, step * 64 + static_cast<std::uint64_t>(i)};
      const std::uint64_t pivot = below(name, kPool, 0), other = below(name, kPool, 1);
      const auto &one = outputs_[pivot], &two = outputs_[other];
      inputs.row(i) << static_cast<float>(one[0]), static_cast<float>(one[1]);
      const double square = std::pow(one[0] - two[0], 2) + std::pow(one[1] - two[1], 2);
      targets(i) = static_cast<float>(
          form_ == DensityForm::logarithm ? log_rho_[pivot] : std::exp(log_kernel(law_.kernel, square)));
    }
  }

 private:
  static constexpr std::uint64_t kPool = 4096;
  const Law& law_;
  DensityForm form_;
  std::vector<std::vector<double>> outputs_;
  std::vector<double> log_rho_;
};

class LearnedDensities : public testing::TestWithParam<DensityForm> {};

TEST_P(LearnedDensities, ComeToTheTruthAndTheReportSaysSo) {
  const Law law;
  LearnedDensitySettings settings{.form = GetParam(), .steps = 3000, .rate = 3e-3, .seed = 2};
  RowMatrix<float> pivots(500, kColumns);
  std::vector<double> truth;
  for (Eigen::Index i = 0; i < pivots.rows(); ++i) {
    const auto pivot = law.output(1'000'000 + static_cast<std::uint64_t>(i));
    pivots.row(i) << static_cast<float>(pivot[0]), static_cast<float>(pivot[1]);
    truth.push_back(law.log_rho(pivot));
  }
  const RowsView<float> inputs(pivots.data(), pivots.rows(), kColumns);
  const LearnedDensity trained(settings, kColumns, Examples(law, settings.form));
  const DensityQuality quality = density_quality(trained.log_rho(inputs), truth);
  EXPECT_GT(quality.correlation, 0.9);
  EXPECT_EQ(quality.warning(), "") << quality.mean_weight;
  settings.steps = 0;
  const LearnedDensity untrained(settings, kColumns, Examples(law, settings.form));
  EXPECT_NE(density_quality(untrained.log_rho(inputs), truth).warning(), "");
}

INSTANTIATE_TEST_SUITE_P(Forms, LearnedDensities,
                         testing::Values(DensityForm::kernel_values, DensityForm::logarithm),
                         [](const auto& form) {
                           return form.param == DensityForm::logarithm ? "Logarithm" : "KernelValues";
                         });

TEST(DensityQuality, WarnsOfPoorOrderAndOfWrongLevel) {
  const std::vector<double> truth{-1, -2, -3, -4}, shifted{-2, -3, -4, -5}, mixed{-3, -1, -4, -2};
  EXPECT_EQ(density_quality(truth, truth).warning(), "");
  EXPECT_NE(density_quality(shifted, truth).warning(), "");  // all weights e times too large
  EXPECT_NE(density_quality(mixed, truth).warning(), "");
  EXPECT_NEAR(density_quality(shifted, truth).correlation, 1, 1e-12);
  EXPECT_NEAR(density_quality(shifted, truth).mean_weight, std::exp(1), 1e-12);
}

TEST(Bandwidth, IsMeasuredByTheDistancesThereAre) {
  RowMatrix<float> line(2001, 1);
  for (Eigen::Index i = 0; i <= 2000; ++i) line(i, 0) = static_cast<float>(i) / 2000;
  // Of two even draws in [0, 1]: 1 - 1/sqrt 2; five standard errors at 10,000 pairs, of density sqrt 2 there.
  EXPECT_NEAR(median_distance({line.data(), 2001, 1}, 3), 1 - std::sqrt(0.5), 5 * 0.5 / 100 / std::sqrt(2.0));
  EXPECT_EQ(median_distance({line.data(), 1, 1}, 3), 0);
}

TEST(Bandwidth, ParticipationIsTheShareOfActionsThatMeetThePivot) {
  const std::vector<double> uniform(8, std::log(0.125));
  std::vector<double> log_kappa(8, -std::numeric_limits<double>::infinity());
  EXPECT_EQ(participation(uniform, log_kappa), 0);
  log_kappa[1] = log_kappa[5] = -3;
  EXPECT_NEAR(participation(uniform, log_kappa), 0.25, 1e-12);
  EXPECT_NEAR(participation(uniform, std::vector<double>(8, -900.0)), 1, 1e-12);
  EXPECT_TRUE(sparse_enough(0.25, 8, 8));
  EXPECT_FALSE(sparse_enough(0.26, 8, 8));
}

}  // namespace
}  // namespace megabandit
