// Two stages (DSO specification 1.8): a policy over clusters of actions, learned as doubly robust, and within
// the cluster the model's best action.

#include <cmath>

#include "network/vector/network_kernel.hpp"
#include "sentences/benchmark/draws.hpp"
#include "sentences/methods/clusters.hpp"
#include "sentences/methods/credit.hpp"
#include "sentences/methods/kinds/kinds.hpp"
#include "sentences/methods/weight.hpp"

namespace megabandit {
namespace {

/// The best action of each cluster, and what it promises.
struct BestOfClusters {
  RowMatrix<float> promise;                                     ///< [n, k]
  Eigen::Matrix<std::int32_t, -1, -1, Eigen::RowMajor> action;  ///< [n, k]
};

BestOfClusters best_of(const Clusters& clusters, const RowMatrix<float>& predicted) {
  BestOfClusters best;
  best.promise = RowMatrix<float>::Constant(predicted.rows(), clusters.count(), -HUGE_VALF);
  best.action.setZero(predicted.rows(), clusters.count());
  for (Eigen::Index i = 0; i < predicted.rows(); ++i)
    for (Eigen::Index a = 0; a < predicted.cols(); ++a) {
      const Eigen::Index c = clusters.of_action[static_cast<std::size_t>(a)];
      if (predicted(i, a) <= best.promise(i, c)) continue;
      best.promise(i, c) = predicted(i, a);
      best.action(i, c) = static_cast<std::int32_t>(a);
    }
  return best;
}

/// One network scores every [context, centre]; softmax over the clusters of a context.
class ClusterPolicy {
 public:
  ClusterPolicy(const Clusters& clusters, const Experiment& experiment, const MethodSettings& settings)
      : clusters_(clusters),
        network_({experiment.log().contexts.cols() + clusters.centres.cols(),
                  static_cast<std::int64_t>(settings.hidden), 1},
                 experiment.settings().seed),
        adam_(network_.parameters().size(), settings.learning_rate) {}

  const RowMatrix<float>& probabilities(const RowMatrix<float>& contexts) {
    const Eigen::Index n = contexts.rows(), k = clusters_.count(), width = contexts.cols();
    inputs_.resize(n * k, width + clusters_.centres.cols());
    for (Eigen::Index i = 0; i < n; ++i) {
      inputs_.block(i * k, 0, k, width).rowwise() = contexts.row(i);
      inputs_.block(i * k, width, k, clusters_.centres.cols()) = clusters_.centres;
    }
    network_.forward({inputs_.data(), inputs_.rows(), inputs_.cols()}, activations_);
    p_ = RowsView<float>(activations_.outputs().data(), n, k);
    Eigen::VectorXf sums(n);
    network_kernel().exponentials(n, k, p_.data(), sums.data());
    p_.array().colwise() /= sums.array();
    return p_;
  }

  /// After probabilities(): against the gradient in the scores, [n, k].
  void descend(const RowMatrix<float>& slope) {
    network_.backward({inputs_.data(), inputs_.rows(), inputs_.cols()}, {slope.data(), slope.size(), 1},
                      activations_, gradient_);
    adam_.step(gradient_, network_.parameters());
  }

 private:
  const Clusters& clusters_;
  Network network_;
  AdamDescent adam_;
  Activations activations_;
  RowMatrix<float> inputs_, p_;
  Eigen::VectorXf gradient_;
};

class Potec final : public Method {
 public:
  Potec(const Experiment& experiment, const MethodSettings& settings)
      : experiment_(experiment),
        settings_(settings),
        clusters_(
            cluster_actions(experiment.world().embeddings(), settings.clusters, experiment.settings().seed)),
        policy_(clusters_, experiment, settings),
        predicted_(experiment.action_rewards_at(experiment.log().contexts)),
        promise_(best_of(clusters_, predicted_).promise),
        logging_(clusters_.sums(experiment.logging())),
        contexts_(static_cast<Eigen::Index>(settings.batch), experiment.log().contexts.cols()) {}

  void step(std::uint64_t number, WeightTally& tally) override {
    const SentenceLog& log = experiment_.log();
    const DrawName name = draw_name(experiment_.settings().seed, Purpose::batch, number);
    for (std::uint32_t i = 0; i < settings_.batch; ++i) {
      rounds_.resize(settings_.batch);
      rounds_[i] = static_cast<std::uint32_t>(below(name, static_cast<std::uint64_t>(log.rounds()), i));
      contexts_.row(i) = log.contexts.row(rounds_[i]);
    }
    const RowMatrix<float>& p = policy_.probabilities(contexts_);
    slope_.setZero(p.rows(), p.cols());
    for (std::uint32_t i = 0; i < settings_.batch; ++i) add_row(p.row(i), number, i, slope_.row(i), tally);
    policy_.descend(slope_);
  }

  void fill(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities) override {
    const BestOfClusters best = best_of(clusters_, experiment_.action_rewards_at(contexts));
    const RowMatrix<float>& p = policy_.probabilities(contexts);
    probabilities.setZero(contexts.rows(), experiment_.actions());
    for (Eigen::Index i = 0; i < p.rows(); ++i)
      for (Eigen::Index c = 0; c < p.cols(); ++c) probabilities(i, best.action(i, c)) += p(i, c);
  }

 private:
  void add_row(const RowNumbers& p, std::uint64_t step, std::uint32_t row, RowSlope slope,
               WeightTally& tally) const {
    const SentenceLog& log = experiment_.log();
    const std::uint32_t round = rounds_[row], cluster = clusters_.of_action[log.actions[round]];
    const double weight = static_cast<double>(p[cluster]) / static_cast<double>(logging_(round, cluster));
    const float left = log.rewards[round] - predicted_(round, log.actions[round]);
    const auto rows = static_cast<Eigen::Index>(settings_.batch);
    add_point(p, cluster, counted_weight(weight, settings_.clip, tally) * left, rows, slope);
    if (settings_.sum == Summation::exact) return add_field(p, promise_.row(round), rows, slope);
    const std::uint32_t drawn =
        action_at({p.data(), static_cast<std::size_t>(p.size())},
                  uniform(draw_name(experiment_.settings().seed, Purpose::chosen_action,
                                    step * settings_.batch + row)));
    add_point(p, drawn, promise_(round, drawn), rows, slope);
  }

  const Experiment& experiment_;
  MethodSettings settings_;
  Clusters clusters_;
  ClusterPolicy policy_;
  RowMatrix<float> predicted_, promise_, logging_;  // at the log: [n, A], [n, k], [n, k]
  std::vector<std::uint32_t> rounds_;
  RowMatrix<float> contexts_, slope_;
};

}  // namespace

std::unique_ptr<Method> make_potec(const Experiment& experiment, const MethodSettings& settings) {
  return std::make_unique<Potec>(experiment, settings);
}

}  // namespace megabandit
