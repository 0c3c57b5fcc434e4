#include "compare/proportions/certify.hpp"

#include <algorithm>
#include <limits>

#include "compare/proportions/matrix_game.hpp"

namespace megabandit {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

}  // namespace

Proportions certified(const StructuredProblem& problem, const Eigen::ArrayXd& weights) {
  const SecondOrder known = problem.second_order(weights);
  const auto rivals = problem.gaps().size();
  Eigen::MatrixXd gains(rivals, weights.size());
  double least = kNever;
  for (Eigen::Index j = 0; j < rivals; ++j) {
    const Alternative nearest = problem.nearest(j, weights, problem.one_step(known, j));
    gains.row(j) = problem.divergences(nearest.scores);
    least = std::min(least, nearest.divergence);
  }
  Proportions result;
  for (Eigen::Index p = 0; p < weights.size(); ++p)
    if (weights[p] > 0) result.weights.emplace_back(problem.pairs()[static_cast<std::size_t>(p)], weights[p]);
  const bool told_apart = least > 0 && rivals > 0;
  result.characteristic_time = told_apart ? 1 / least : kNever;
  result.gap = told_apart ? std::max(0.0, solve_game(gains).value / least - 1) : kNever;
  return result;
}

}  // namespace megabandit
