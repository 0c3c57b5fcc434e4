#include "policy/tower.hpp"

#include <gtest/gtest.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {
namespace {

RowMatrix<double> normals(Eigen::Index rows, Eigen::Index columns, std::uint64_t seed) {
  RowMatrix<double> m(rows, columns);
  for (Eigen::Index i = 0; i < m.size(); ++i)
    m.data()[i] = normal({.seed = seed, .stream = Stream::probe, .index = static_cast<std::uint64_t>(i)});
  return m;
}

class Towers : public testing::TestWithParam<TowerShape> {};

// In double, central differences of step 1e-5 are good to about 1e-9 (no kink of a ReLU lies that near for
// these numbers).
TEST_P(Towers, backward_is_the_slope_of_forward) {
  const auto tower = make_tower(GetParam());
  std::vector<double> parameters(tower->parameters());
  tower->initialise(parameters, 1, 0.8);
  TowerPass pass{
      .input = normals(7, static_cast<Eigen::Index>(GetParam().features), 2), .hidden = {}, .output = {}};
  const RowMatrix<double> weight = normals(7, static_cast<Eigen::Index>(GetParam().columns), 3);
  const auto value = [&](const std::vector<double>& at) {
    tower->forward(at, pass);
    return (pass.output.array() * weight.array()).sum();
  };
  std::vector<double> gradient(parameters.size(), 0.0);
  value(parameters);
  tower->backward(parameters, pass, weight, gradient);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    std::vector<double> ahead = parameters, behind = parameters;
    ahead[i] += 1e-5;
    behind[i] -= 1e-5;
    EXPECT_NEAR(gradient[i], (value(ahead) - value(behind)) / 2e-5, 1e-7) << "parameter " << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, Towers,
                         testing::Values(TowerShape{TowerKind::identity, 4, 4, {}},
                                         TowerShape{TowerKind::linear, 5, 3, {}},
                                         TowerShape{TowerKind::mlp, 5, 3, {6}},
                                         TowerShape{TowerKind::mlp, 2, 1, {4, 3}}));

TEST(Towers, refuse_an_identity_of_another_width) {
  EXPECT_THROW(make_tower({TowerKind::identity, 5, 3, {}}), ConfigError);
}

}  // namespace
}  // namespace megabandit
