#include "network/vector/network_kernel.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "base/matrix.hpp"

namespace megabandit {
namespace {

using Floats = RowMatrix<float>;

struct Size {
  std::int64_t rows, depth, columns;
};

class NetworkKernels : public testing::TestWithParam<Size> {
 protected:
  void SetUp() override { std::srand(17); }  // of Eigen's Random
  Size size_ = GetParam();
  ProductShape shape_{size_.rows, size_.depth, size_.columns};
  // Sums of `depth` products of numbers in [-1, 1], in any order.
  double tolerance_ = 1e-6 * static_cast<double>(size_.depth + 1);
};

double difference(const Floats& c, const RowMatrix<double>& expected) {
  return expected.size() > 0 ? (c.cast<double>() - expected).cwiseAbs().maxCoeff() : 0;
}

TEST_P(NetworkKernels, ProductsAreThoseOfDoubles) {
  const Floats a = Floats::Random(size_.rows, size_.depth), b = Floats::Random(size_.depth, size_.columns);
  const Floats a_transposed = a.transpose(), b_transposed = b.transpose();
  const RowMatrix<double> expected = a.cast<double>() * b.cast<double>();
  for (const NetworkKernel* kernel : network_kernels()) {
    Floats c = Floats::Constant(size_.rows, size_.columns, 7);
    kernel->product(shape_, a.data(), b.data(), c.data());
    EXPECT_LE(difference(c, expected), tolerance_) << kernel->name;
    c.setConstant(7);
    kernel->product_of_transposed(shape_, a_transposed.data(), b.data(), c.data());
    EXPECT_LE(difference(c, expected), tolerance_) << kernel->name;
    c.setConstant(7);
    kernel->product_with_transposed(shape_, a.data(), b_transposed.data(), c.data());
    EXPECT_LE(difference(c, expected), tolerance_) << kernel->name;
  }
}

TEST_P(NetworkKernels, ExponentialsOfARowHaveOneAsTheLargest) {
  const Floats x = 200 * Floats::Random(size_.rows, size_.columns);  // the smallest underflow
  for (const NetworkKernel* kernel : network_kernels()) {
    Floats y = x;
    Eigen::VectorXf sums(size_.rows);
    kernel->exponentials(size_.rows, size_.columns, y.data(), sums.data());
    for (Eigen::Index i = 0; i < size_.rows; ++i) {
      const double largest = x.row(i).maxCoeff();
      const Eigen::ArrayXd expected = (x.row(i).cast<double>().array() - largest).exp();
      EXPECT_LE((y.row(i).cast<double>().transpose().array() - expected).abs().maxCoeff(), 1e-6)
          << kernel->name;
      EXPECT_NEAR(sums[i], expected.sum(), 1e-5 * expected.sum()) << kernel->name;
      EXPECT_GE(sums[i], 1) << kernel->name;
    }
  }
}

TEST_P(NetworkKernels, AdamTakesTheStepsOfItsDefinition) {
  const Eigen::Index n = size_.rows * size_.columns;
  const Eigen::ArrayXf gradient = Eigen::ArrayXf::Random(n);
  for (const NetworkKernel* kernel : network_kernels()) {
    Eigen::ArrayXf parameters = Eigen::ArrayXf::Zero(n), first = parameters, second = parameters;
    Eigen::ArrayXd p = Eigen::ArrayXd::Zero(n), m = p, v = p;
    const Eigen::ArrayXd g = gradient.cast<double>();
    for (int t = 1; t <= 3; ++t) {
      const AdamStep step{.rate = static_cast<float>(0.01 / (1 - std::pow(0.9, t))),
                          .correction = static_cast<float>(1 / (1 - std::pow(0.999, t)))};
      kernel->adam(step, n, gradient.data(), parameters.data(), first.data(), second.data());
      m = 0.9 * m + 0.1 * g;
      v = 0.999 * v + 0.001 * g.square();
      p -= 0.01 / (1 - std::pow(0.9, t)) * m / ((v / (1 - std::pow(0.999, t))).sqrt() + 1e-8);
    }
    EXPECT_LE((parameters.cast<double>() - p).abs().maxCoeff(), 1e-5) << kernel->name;
  }
}

INSTANTIATE_TEST_SUITE_P(Sizes, NetworkKernels,
                         testing::Values(Size{1, 1, 1}, Size{3, 2, 5}, Size{7, 15, 16}, Size{17, 16, 33},
                                         Size{32, 100, 1031}));

}  // namespace
}  // namespace megabandit
