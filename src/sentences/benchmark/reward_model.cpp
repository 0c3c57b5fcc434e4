#include "sentences/benchmark/reward_model.hpp"

#include <algorithm>

#include "sentences/benchmark/draws.hpp"

namespace megabandit {
namespace {

constexpr std::int64_t kHidden = 100;
constexpr Eigen::Index kBatch = 32;

std::span<const float> numbers_of(const auto& matrix) {
  return {matrix.data(), static_cast<std::size_t>(matrix.size())};
}

Digest digest_of(const RowMatrix<float>& inputs, const Eigen::VectorXf& targets,
                 const FitSettings& settings) {
  Digest digest;
  digest.add(numbers_of(inputs));
  digest.add(numbers_of(targets));
  digest.add(static_cast<double>(settings.seed));
  digest.add(static_cast<double>(settings.steps));
  digest.add(settings.rate);
  return digest;
}

void learn(Network& network, const RowMatrix<float>& inputs, const Eigen::VectorXf& targets,
           const FitSettings& settings) {
  const auto rows = static_cast<std::uint64_t>(std::max<Eigen::Index>(1, inputs.rows() * 4 / 5));
  AdamDescent adam(network.parameters().size(), settings.rate);
  Activations activations;
  RowMatrix<float> batch(kBatch, inputs.cols()), slope(kBatch, 1);
  Eigen::VectorXf gradient, wanted(kBatch);
  for (std::uint64_t step = 0; step < settings.steps; ++step) {
    const DrawName name = draw_name(settings.seed, Purpose::model_batch, step);
    for (Eigen::Index i = 0; i < kBatch; ++i) {
      const auto row = static_cast<Eigen::Index>(below(name, rows, static_cast<std::uint32_t>(i)));
      batch.row(i) = inputs.row(row);
      wanted[i] = targets[row];
    }
    network.forward({batch.data(), kBatch, batch.cols()}, activations);
    slope = (2.0F / kBatch) * (activations.outputs() - wanted);
    network.backward({batch.data(), kBatch, batch.cols()}, {slope.data(), kBatch, 1}, activations, gradient);
    adam.step(gradient, network.parameters());
  }
}

}  // namespace

Network fit_rewards(std::string_view kind, const RowMatrix<float>& inputs, const Eigen::VectorXf& targets,
                    const FitSettings& settings, const Artefacts& artefacts) {
  Network network({inputs.cols(), kHidden, 1}, settings.seed);
  const Digest digest = digest_of(inputs, targets, settings);
  if (const auto kept = artefacts.find(kind, digest, network.parameters().size())) {
    network.parameters() = *kept;
    return network;
  }
  learn(network, inputs, targets, settings);
  artefacts.keep(kind, digest, network.parameters());
  return network;
}

RowMatrix<float> side_by_side(const RowMatrix<float>& contexts, const RowMatrix<float>& vectors) {
  RowMatrix<float> both(contexts.rows(), contexts.cols() + vectors.cols());
  both << contexts, vectors;
  return both;
}

RowMatrix<float> predict_pairs(const Network& model, const RowMatrix<float>& contexts,
                               const RowMatrix<float>& shifts, const RowMatrix<float>& vectors) {
  // The first layer is linear: its part of the context and its part of the vector are computed once.
  const RowsView<float> first = model.weights(0);
  const auto of_vector = first.bottomRows(vectors.cols());
  RowMatrix<float> context_part = contexts * first.topRows(contexts.cols());
  if (shifts.rows() > 0) context_part += shifts * of_vector;
  context_part.rowwise() += model.biases(0);
  const RowMatrix<float> vector_part = of_vector.transpose() * vectors.transpose();  // [hidden, A]
  const RowsView<float> last = model.weights(1);                                     // [hidden, 1]
  RowMatrix<float> predicted(contexts.rows(), vectors.rows());
  predicted.setConstant(model.biases(1)[0]);
  for (Eigen::Index i = 0; i < predicted.rows(); ++i)
    for (Eigen::Index h = 0; h < first.cols(); ++h)
      predicted.row(i).array() += last(h, 0) * (vector_part.row(h).array() + context_part(i, h)).max(0.0F);
  return predicted;
}

}  // namespace megabandit
