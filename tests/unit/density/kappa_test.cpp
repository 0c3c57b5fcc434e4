// Kernels averaged over the outputs of actions (DSO specification 1.11, 6.1).
#include "density/kappa.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "base/random.hpp"

namespace megabandit {
namespace {

constexpr double kNothing = -std::numeric_limits<double>::infinity();

/// `count` points: mean e1 plus what `terms` of sds are drawn.
template <class Visit>
void for_noisy_points(int count, int dimensions, const std::vector<double>& sds, double mean,
                      const Visit& visit) {
  std::mt19937_64 generator(11);
  std::normal_distribution<double> draw;
  for (int i = 0; i < count; ++i) {
    double square = 0;
    for (int k = 0; k < dimensions; ++k) {
      double at = k == 0 ? mean : 0;
      for (const double sd : sds) at += sd * draw(generator);
      square += at * at;
    }
    visit(square);
  }
}

TEST(SmoothedKernel, GaussianIsTheMeanOverNoise) {  // (DSO specification T14)
  constexpr int draws = 1'000'000, dimensions = 5;
  for (const double embedding_noise : {0.0, 1.0}) {
    const double taus[] = {0.5, 1, 2};
    double sums[3] = {0, 0, 0};
    // The output's noise, and the noise of both vectors whenever they meet.
    for_noisy_points(draws, dimensions, {1.0, embedding_noise, embedding_noise}, 3, [&](double square) {
      for (int t = 0; t < 3; ++t)
        sums[t] += std::exp(log_kernel({KernelKind::gaussian, taus[t] * dimensions}, square));
    });
    for (int t = 0; t < 3; ++t) {
      const SmoothedKernel kernel({KernelKind::gaussian, taus[t] * dimensions},
                                  noise_variance(1, embedding_noise), dimensions);
      EXPECT_NEAR(std::exp(kernel.log_value(9) + kernel.log_peak()) / (sums[t] / draws), 1, 0.01);
    }
  }
}

TEST(SmoothedKernel, UniformIsTheChanceToFallWithin) {
  constexpr int draws = 40'000;
  for (const int dimensions : {1, 2, 5})
    for (const double radius : {0.5, 2.0, 6.0})
      for (const double mean : {0.0, 1.0, 4.0}) {
        int within = 0;
        for_noisy_points(draws, dimensions, {0.7}, mean,
                         [&](double square) { within += square <= radius * radius ? 1 : 0; });
        const SmoothedKernel kernel({KernelKind::uniform, radius}, 0.49, dimensions);
        const double chance = std::exp(kernel.log_value(mean * mean) + kernel.log_peak());
        // Five standard deviations of the share, and what one draw counts.
        EXPECT_NEAR(chance, within / double{draws}, 5 * std::sqrt(chance / draws) + 1.0 / draws)
            << dimensions << " numbers, radius " << radius << ", mean " << mean;
      }
}

TEST(SmoothedKernel, UniformInOneDimensionIsADifferenceOfNormals) {
  const SmoothedKernel kernel({KernelKind::uniform, 3}, 0.25, 1);
  const auto chance = [](double distance) {
    return (std::erfc((distance - 3) / 0.5 / std::sqrt(2.0)) -
            std::erfc((distance + 3) / 0.5 / std::sqrt(2.0))) /
           2;
  };
  for (int step = 0; step < 40; ++step) {
    const double distance = 0.173 * step;
    EXPECT_NEAR(kernel.log_value(distance * distance), std::log(chance(distance) / chance(0)), 1e-6);
  }
}

TEST(SmoothedKernel, WithLittleNoiseIsTheKernelItself) {
  for (const int dimensions : {1, 3, 300}) {
    const SmoothedKernel noisy({KernelKind::uniform, 2}, 1e-8, dimensions),
        plain({KernelKind::uniform, 2}, 0, 1);
    for (const double distance : {0.0, 1.0, 1.9, 2.1, 40.0}) {
      const double square = distance * distance;
      EXPECT_NEAR(std::exp(noisy.log_value(square)), std::exp(plain.log_value(square)), 1e-7) << distance;
    }
  }
}

TEST(OutputDistances, KeepTheirDigitsFarFromTheOrigin) {  // (DSO specification T22)
  RowMatrix<float> outputs(200, 8);
  for (Eigen::Index i = 0; i < outputs.size(); ++i)
    outputs.data()[i] =
        static_cast<float>(1e3 + normal({2, Stream::probe, 0, static_cast<std::uint64_t>(i)}));
  const RowMatrix<double> pivots = outputs.topRows(20).cast<double>().array() + 0.25;
  const auto squared = OutputDistances({outputs.data(), 200, 8}).squared(pivots);
  for (Eigen::Index i = 0; i < 20; ++i)
    for (Eigen::Index a = 0; a < 200; ++a)
      EXPECT_NEAR(squared(i, a), (pivots.row(i) - outputs.row(a).cast<double>()).squaredNorm(),
                  1e-4);  // h = 1
  const auto to_themselves =
      OutputDistances({outputs.data(), 200, 8}).squared(outputs.topRows(20).cast<double>());
  EXPECT_GE(to_themselves.minCoeff(), 0);
}

TEST(Kappa, OfABankComesToThatOfTheLaw) {
  constexpr Eigen::Index each = 20'000;
  RowMatrix<float> outputs(2 * each, 3);
  RowMatrix<float> means(2, 3);
  means << 0, 0, 0, 1.5, -1, 0.5;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i)
    for (Eigen::Index k = 0; k < 3; ++k)
      outputs(i, k) = means(i / each, k) +
                      static_cast<float>(0.5 * normal({4, Stream::probe, static_cast<std::uint32_t>(k),
                                                       static_cast<std::uint64_t>(i)}));
  const std::vector<double> pivot{0.4, 0.3, -0.2};
  for (const KernelKind kind : {KernelKind::gaussian, KernelKind::uniform}) {
    const Kernel kernel{kind, 1.2};
    std::vector<double> of_bank(2);
    log_kappa_of_bank(SmoothedKernel(kernel, 0, 3), pivot, {outputs.data(), 2 * each, 3}, of_bank);
    const SmoothedKernel smoothed(kernel, 0.25, 3);
    const auto of_law = log_kappa(smoothed, OutputDistances({means.data(), 2, 3}),
                                  Eigen::Map<const RowMatrix<double>>(pivot.data(), 1, 3));
    for (Eigen::Index a = 0; a < 2; ++a)  // five standard errors of shares of at least 0.05
      EXPECT_NEAR(of_bank[static_cast<std::size_t>(a)], of_law(0, a) + smoothed.log_peak(), 0.15);
  }
}

TEST(Kappa, OfAPartitionIsTheShareOfTheCluster) {
  const std::vector<std::uint32_t> clusters{1, 1, 0, 1, 2, 0};  // two outputs each of three actions
  std::vector<double> log_kappa(3);
  log_kappa_of_partition(1, clusters, log_kappa);
  EXPECT_EQ(log_kappa, (std::vector<double>{0, std::log(0.5), kNothing}));
}

}  // namespace
}  // namespace megabandit
