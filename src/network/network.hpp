#pragma once
// A small network: layers of linear maps, ReLU between them, nothing after the last. In single precision, for
// batches; the arithmetic is that of vector/network_kernel.hpp. (DSO specification 1.2, 1.5.)

#include <cstdint>
#include <vector>

#include "base/matrix.hpp"

namespace megabandit {

/// What the layers gave for a batch: outputs [n, width] of each; all but the last after ReLU. Memory that is
/// kept from batch to batch.
struct Activations {
  std::vector<RowMatrix<float>> layers;
  RowMatrix<float> passed;  ///< of the way back
  const RowMatrix<float>& outputs() const { return layers.back(); }
};

/// @local throughout.
class Network {
 public:
  /// `widths`: of the input, the hidden layers and the output, each >= 1. Weights and biases begin uniform in
  /// +-1 / sqrt(inputs of the layer), a function of `seed`.
  Network(std::vector<std::int64_t> widths, std::uint64_t seed);

  const std::vector<std::int64_t>& widths() const { return widths_; }
  /// Layer by layer: weights [inputs, outputs], row-major, then biases.
  const Eigen::VectorXf& parameters() const { return parameters_; }
  Eigen::VectorXf& parameters() { return parameters_; }
  RowsView<float> weights(std::size_t layer) const;
  Eigen::Map<const Eigen::RowVectorXf> biases(std::size_t layer) const;

  void forward(RowsView<float> inputs, Activations& activations) const;
  /// The gradient of sum(outputs * output_gradient) in the parameters, after `forward` of the same inputs.
  /// What the hidden layers gave is overwritten.
  void backward(RowsView<float> inputs, RowsView<float> output_gradient, Activations& activations,
                Eigen::VectorXf& gradient) const;

 private:
  std::size_t layers() const { return widths_.size() - 1; }
  Eigen::Index begin(std::size_t layer) const { return begins_[layer]; }

  std::vector<std::int64_t> widths_;
  std::vector<Eigen::Index> begins_;  // of each layer's parameters
  Eigen::VectorXf parameters_;
};

/// Adam with the decays .9 and .999 and epsilon 1e-8. Goes down.
class AdamDescent {
 public:
  /// @param rate the learning rate, > 0
  AdamDescent(Eigen::Index parameters, double rate);
  void step(const Eigen::VectorXf& gradient, Eigen::VectorXf& parameters);

 private:
  double rate_;
  std::int64_t steps_ = 0;
  Eigen::VectorXf first_, second_;
};

}  // namespace megabandit
