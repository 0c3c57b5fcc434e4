#include "world/sentences/reward_law.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <Eigen/Eigenvalues>

#include "base/error.hpp"
#include "config/choice.hpp"

namespace megabandit {
namespace {

/// Nodes and weights with sum_i weight_i f(node_i) = E f(z), z ~ N(0, 1), for polynomials f up to degree 39:
/// the eigenvalues of the recurrence of Hermite's polynomials (Golub and Welsch).
struct NormalQuadrature {
  static constexpr Eigen::Index kNodes = 20;
  Eigen::VectorXd nodes, weights;
  NormalQuadrature() {
    Eigen::MatrixXd recurrence = Eigen::MatrixXd::Zero(kNodes, kNodes);
    for (Eigen::Index i = 1; i < kNodes; ++i)
      recurrence(i, i - 1) = recurrence(i - 1, i) = std::sqrt(static_cast<double>(i));
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(recurrence);
    nodes = solver.eigenvalues();
    weights = solver.eigenvectors().row(0).transpose().array().square();
  }
};

double sigmoid(double score) { return 1 / (1 + std::exp(-score)); }

}  // namespace

std::vector<std::string> RewardLaw::names() { return {"normal", "bernoulli", "sigmoid"}; }

RewardLaw::RewardLaw(const std::string& name, double noise) : noise_(noise) {
  const std::vector<std::string> known = names();
  const auto found = std::ranges::find(known, name);
  if (found == known.end()) refuse_name("reward", name, known);
  kind_ = static_cast<Kind>(found - known.begin());
}

double RewardLaw::expected(double score) const { return kind_ == Kind::sigmoid ? sigmoid(score) : score; }

double RewardLaw::expected(double mean, double deviation) const {
  if (is_linear()) return mean;
  static const NormalQuadrature quadrature;
  double sum = 0;
  for (Eigen::Index i = 0; i < NormalQuadrature::kNodes; ++i)
    sum += quadrature.weights[i] * sigmoid(mean + deviation * quadrature.nodes[i]);
  return sum;
}

double RewardLaw::draw(const DrawName& name, double score) const {
  if (kind_ == Kind::normal) return noise_ == 0 ? score : score + noise_ * normal(name);
  const double probability = expected(score);
  if (!(probability >= 0 && probability <= 1))
    throw DataError(fmt::format(
        "a sentence has the expected reward {}, which is no probability of a Bernoulli reward: set reward to "
        "\"sigmoid\" (a probability for any score) or \"normal\"",
        probability));
  return uniform(name) < probability ? 1 : 0;
}

}  // namespace megabandit
