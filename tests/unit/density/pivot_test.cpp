#include "density/pivot.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace megabandit {
namespace {

constexpr std::uint64_t kDraws = 20'000;

std::vector<double> drawn(const Kernel& kernel, std::uint64_t index, std::vector<double> output = {1, 2, 3}) {
  draw_pivot(kernel, PivotKind::randomised, {7, Stream::pivot, 0, index}, output);
  return output;
}

TEST(Pivot, OfAGaussianKernelHasItsBandwidthInEveryDirection) {
  double sums[3] = {0, 0, 0}, squares[3] = {0, 0, 0};
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const auto pivot = drawn({KernelKind::gaussian, 2}, i);
    for (std::size_t k = 0; k < 3; ++k) {
      const double off = pivot[k] - static_cast<double>(k + 1);
      sums[k] += off;
      squares[k] += off * off;
    }
  }
  for (std::size_t k = 0; k < 3;
       ++k) {  // five standard errors of mean (h / sqrt n) and variance (h^2 sqrt(2 / n))
    EXPECT_NEAR(sums[k] / kDraws, 0, 5 * 2 / std::sqrt(kDraws));
    EXPECT_NEAR(squares[k] / kDraws, 4, 5 * 4 * std::sqrt(2.0 / kDraws));
  }
}

TEST(Pivot, OfAUniformKernelIsEvenInItsBall) {
  std::uint64_t inner = 0;
  double along = 0;
  for (std::uint64_t i = 0; i < kDraws; ++i) {
    const auto pivot = drawn({KernelKind::uniform, 2}, i, {0, 0, 0});
    const double length = std::hypot(pivot[0], pivot[1], pivot[2]);
    EXPECT_LE(length, 2);
    inner += length <= 1 ? 1 : 0;  // an eighth of the ball
    along += pivot[0];
  }
  EXPECT_NEAR(static_cast<double>(inner) / kDraws, 0.125, 5 * std::sqrt(0.125 * 0.875 / kDraws));
  EXPECT_NEAR(along / kDraws, 0, 5 * 2 / std::sqrt(5.0 * kDraws));  // variance h^2 / 5
}

TEST(Pivot, IsAFunctionOfItsName) {
  const Kernel kernel{KernelKind::gaussian, 1};
  EXPECT_EQ(drawn(kernel, 5), drawn(kernel, 5));
  EXPECT_NE(drawn(kernel, 5), drawn(kernel, 6));
}

TEST(Pivot, StaysWhereNothingIsDrawn) {
  std::vector<double> output{1, 2};
  draw_pivot({KernelKind::gaussian, 3}, PivotKind::centred, {7, Stream::pivot, 0, 0}, output);
  draw_pivot({KernelKind::partition, 3}, PivotKind::randomised, {7, Stream::pivot, 0, 0}, output);
  EXPECT_EQ(output, (std::vector<double>{1, 2}));
}

}  // namespace
}  // namespace megabandit
