#include "sentences/benchmark/evaluation.hpp"

#include <algorithm>

#include "sentences/benchmark/draws.hpp"

namespace megabandit {
namespace {

constexpr Eigen::Index kBlock = 250;  // contexts whose rewards are held at a time

double entropy_of(const Eigen::Ref<const Eigen::RowVectorXf>& p) {
  // p log p is 0 at 0
  return -(p.array() * p.array().max(1e-30F).log()).sum();
}

}  // namespace

ExactEvaluation::ExactEvaluation(const Experiment& experiment)
    : experiment_(experiment),
      contexts_(experiment.world().contexts(static_cast<std::uint32_t>(Purpose::evaluation_context), 0,
                                            experiment.settings().evaluation_contexts)) {
  for (Eigen::Index first = 0; first < contexts_.rows(); first += kBlock) {
    const RowMatrix<float> rewards = experiment_.world().expected_rewards(
        contexts_.middleRows(first, std::min(kBlock, contexts_.rows() - first)));
    uniform_ += rewards.rowwise().mean().cast<double>().sum();
    optimal_ += rewards.rowwise().maxCoeff().cast<double>().sum();
  }
  uniform_ /= static_cast<double>(contexts_.rows());
  optimal_ /= static_cast<double>(contexts_.rows());
}

PolicyNumbers ExactEvaluation::of(const PolicyTable& policy) const {
  PolicyNumbers sums;
  RowMatrix<float> probabilities;
  for (Eigen::Index first = 0; first < contexts_.rows(); first += kBlock) {
    const RowMatrix<float> contexts = contexts_.middleRows(first, std::min(kBlock, contexts_.rows() - first));
    policy(contexts, probabilities);
    const RowMatrix<float> rewards = experiment_.world().expected_rewards(contexts);
    for (Eigen::Index i = 0; i < contexts.rows(); ++i) {
      sums.value += static_cast<double>(probabilities.row(i).dot(rewards.row(i)));
      sums.entropy += entropy_of(probabilities.row(i));
    }
  }
  const auto count = static_cast<double>(contexts_.rows());
  return {sums.value / count, sums.entropy / count};
}

}  // namespace megabandit
