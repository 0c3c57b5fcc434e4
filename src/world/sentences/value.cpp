#include "world/sentences/value.hpp"

#include <algorithm>

namespace megabandit {
namespace {

constexpr Eigen::Index kTogether = 256;  ///< contexts whose rewards are held at a time

/// `visit` is given the first row and the rewards [rows, A] of each block of contexts.
template <class Visit>
void for_blocks(const SentenceWorld& world, const RowMatrix<float>& contexts, const Visit& visit) {
  for (Eigen::Index first = 0; first < contexts.rows(); first += kTogether)
    visit(first,
          world.expected_rewards(contexts.middleRows(first, std::min(kTogether, contexts.rows() - first))));
}

}  // namespace

WorldValues exact_values(const SentenceWorld& world, const RowMatrix<float>& contexts) {
  WorldValues sum;
  for_blocks(world, contexts, [&](Eigen::Index, const RowMatrix<float>& rewards) {
    sum.uniform += rewards.rowwise().mean().cast<double>().sum();
    sum.optimal += rewards.rowwise().maxCoeff().cast<double>().sum();
  });
  const auto n = static_cast<double>(contexts.rows());
  return {.uniform = sum.uniform / n, .optimal = sum.optimal / n};
}

double exact_value(const SentenceWorld& world, const RowMatrix<float>& contexts,
                   const RowMatrix<float>& probabilities) {
  double sum = 0;
  for_blocks(world, contexts, [&](Eigen::Index first, const RowMatrix<float>& rewards) {
    const auto weights = probabilities.middleRows(first, rewards.rows()).cast<double>();
    sum += weights.cwiseProduct(rewards.cast<double>()).sum();
  });
  return sum / static_cast<double>(contexts.rows());
}

double optimality(double value, const WorldValues& values) {
  return (value - values.uniform) / (values.optimal - values.uniform);
}

}  // namespace megabandit
