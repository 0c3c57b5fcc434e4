#include "sentences/methods/dense_method.hpp"

#include <utility>

#include "network/vector/network_kernel.hpp"
#include "sentences/benchmark/draws.hpp"

namespace megabandit {

void LogRule::choose(Batch& batch) {
  const DrawName name = draw_name(experiment_.settings().seed, Purpose::batch, batch.step);
  const auto rounds = static_cast<std::uint64_t>(log().rounds());
  batch.rounds.resize(static_cast<std::size_t>(batch.size()));
  for (std::uint32_t i = 0; i < batch.rounds.size(); ++i) {
    batch.rounds[i] = static_cast<std::uint32_t>(below(name, rounds, i));
    batch.contexts.row(i) = log().contexts.row(batch.rounds[i]);
  }
}

DenseMethod::DenseMethod(const Experiment& experiment, const MethodSettings& settings,
                         std::unique_ptr<StepRule> rule)
    : rule_(std::move(rule)),
      network_({experiment.log().contexts.cols(), static_cast<std::int64_t>(settings.hidden),
                experiment.actions()},
               experiment.settings().seed),
      adam_(network_.parameters().size(), settings.learning_rate) {
  const auto rows = static_cast<Eigen::Index>(settings.batch);
  batch_.contexts.resize(rows, experiment.log().contexts.cols());
  slope_.resize(rows, experiment.actions());
}

void DenseMethod::forward(const RowMatrix<float>& contexts) {
  network_.forward({contexts.data(), contexts.rows(), contexts.cols()}, activations_);
  RowMatrix<float>& p = activations_.layers.back();
  sums_.resize(p.rows());
  network_kernel().exponentials(p.rows(), p.cols(), p.data(), sums_.data());
  p.array().colwise() /= sums_.array();
}

void DenseMethod::step(std::uint64_t number, WeightTally& tally) {
  batch_.step = number;
  rule_->choose(batch_);
  forward(batch_.contexts);
  const RowMatrix<float>& p = activations_.outputs();
  new (&batch_.probabilities) RowsView<float>(p.data(), p.rows(), p.cols());
  rule_->descend(batch_, slope_, tally);
  network_.backward({batch_.contexts.data(), batch_.size(), batch_.contexts.cols()},
                    {slope_.data(), slope_.rows(), slope_.cols()}, activations_, gradient_);
  adam_.step(gradient_, network_.parameters());
}

void DenseMethod::fill(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities) {
  forward(contexts);
  probabilities = activations_.outputs();
}

}  // namespace megabandit
