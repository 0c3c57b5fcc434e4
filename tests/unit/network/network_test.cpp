#include "network/network.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace megabandit {
namespace {

using Floats = RowMatrix<float>;

RowsView<float> view(const Floats& rows) { return {rows.data(), rows.rows(), rows.cols()}; }

double weighted_outputs(const Network& network, const Floats& inputs, const Floats& weights) {
  Activations activations;
  network.forward(view(inputs), activations);
  return activations.outputs().cast<double>().cwiseProduct(weights.cast<double>()).sum();
}

class Networks : public testing::TestWithParam<std::vector<std::int64_t>> {
 protected:
  void SetUp() override {
    std::srand(3);
    inputs_ = Floats::Random(6, GetParam().front());
    weights_ = Floats::Random(6, GetParam().back());
  }
  Floats inputs_, weights_;
};

TEST_P(Networks, TheGradientIsTheDifferenceQuotient) {
  Network network(GetParam(), 5);
  Activations activations;
  network.forward(view(inputs_), activations);
  Eigen::VectorXf gradient;
  network.backward(view(inputs_), view(weights_), activations, gradient);
  ASSERT_EQ(gradient.size(), network.parameters().size());
  // Piecewise linear in each parameter: only the rounding of floats (1e-7 of sums of some 10) over the step.
  const float step = 1e-2F;
  int wrong = 0;
  for (Eigen::Index i = 0; i < gradient.size(); ++i) {
    const float at = network.parameters()[i];
    network.parameters()[i] = at + step;
    const double above = weighted_outputs(network, inputs_, weights_);
    network.parameters()[i] = at - step;
    const double below = weighted_outputs(network, inputs_, weights_);
    network.parameters()[i] = at;
    if (std::abs((above - below) / (2.0 * step) - gradient[i]) > 1e-3) ++wrong;
  }
  // A kink of ReLU within a step is rare: pre-activations are of size 1, steps of 0.01, 6 rows.
  EXPECT_LE(wrong, gradient.size() / 10);
}

TEST_P(Networks, BeginsWithinItsBoundsAndWithTheSeed) {
  const Network network(GetParam(), 5), same(GetParam(), 5), other(GetParam(), 6);
  EXPECT_EQ(network.parameters(), same.parameters());
  EXPECT_NE(network.parameters(), other.parameters());
  for (std::size_t layer = 0; layer + 1 < GetParam().size(); ++layer)
    EXPECT_LE(network.weights(layer).cwiseAbs().maxCoeff(),
              1 / std::sqrt(static_cast<float>(GetParam()[layer])));
}

TEST_P(Networks, ABatchOfRowsGivesWhatTheRowsGive) {
  const Network network(GetParam(), 5);
  Activations all, one;
  network.forward(view(inputs_), all);
  for (Eigen::Index i = 0; i < inputs_.rows(); ++i) {
    const Floats row = inputs_.row(i);
    network.forward(view(row), one);
    EXPECT_LE((one.outputs() - all.outputs().row(i)).cwiseAbs().maxCoeff(), 1e-5);
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, Networks,
                         testing::Values(std::vector<std::int64_t>{3, 2}, std::vector<std::int64_t>{4, 7, 1},
                                         std::vector<std::int64_t>{5, 6, 9, 4}));

TEST(AdamDescent, FindsTheLeastOfAParabola) {
  Eigen::VectorXf x = Eigen::VectorXf::Constant(3, 2), gradient;
  AdamDescent adam(3, 0.05);
  const Eigen::Vector3f least(1, -1, 0);
  for (int t = 0; t < 2000; ++t) {
    gradient = x - least;
    adam.step(gradient, x);
  }
  EXPECT_LE((x - least).cwiseAbs().maxCoeff(), 1e-3);
}

}  // namespace
}  // namespace megabandit
