#include "network/network.hpp"

#include <cmath>
#include <utility>

#include "base/random.hpp"
#include "network/vector/network_kernel.hpp"

namespace megabandit {

Network::Network(std::vector<std::int64_t> widths, std::uint64_t seed) : widths_(std::move(widths)) {
  Eigen::Index count = 0;
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    begins_.push_back(count);
    count += (widths_[layer] + 1) * widths_[layer + 1];
  }
  parameters_.resize(count);
  begins_.push_back(count);
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    const double bound = 1 / std::sqrt(static_cast<double>(widths_[layer]));
    for (Eigen::Index i = begins_[layer]; i < begins_[layer + 1]; ++i)
      parameters_[i] = static_cast<float>(
          bound * (2 * uniform({seed, Stream::parameters, 0, static_cast<std::uint64_t>(i)}) - 1));
  }
}

RowsView<float> Network::weights(std::size_t layer) const {
  return {parameters_.data() + begin(layer), widths_[layer], widths_[layer + 1]};
}

Eigen::Map<const Eigen::RowVectorXf> Network::biases(std::size_t layer) const {
  return {parameters_.data() + begin(layer) + widths_[layer] * widths_[layer + 1], widths_[layer + 1]};
}

void Network::forward(RowsView<float> inputs, Activations& activations) const {
  activations.layers.resize(layers());
  const float* below = inputs.data();
  for (std::size_t layer = 0; layer < layers(); ++layer) {
    RowMatrix<float>& out = activations.layers[layer];
    out.resize(inputs.rows(), widths_[layer + 1]);
    network_kernel().product({inputs.rows(), widths_[layer], widths_[layer + 1]}, below,
                             weights(layer).data(), out.data());
    out.rowwise() += biases(layer);
    if (layer + 1 < layers()) out = out.cwiseMax(0.0F);
    below = out.data();
  }
}

void Network::backward(RowsView<float> inputs, RowsView<float> output_gradient, Activations& activations,
                       Eigen::VectorXf& gradient) const {
  gradient.resize(parameters_.size());
  const NetworkKernel& kernel = network_kernel();
  const Eigen::Index n = inputs.rows();
  const float* above = output_gradient.data();
  // A hidden layer's outputs give way to the gradient in them; `passed` first holds it without the ReLU.
  RowMatrix<float>& passed = activations.passed;
  for (std::size_t layer = layers(); layer-- > 0;) {
    const std::int64_t in = widths_[layer], out = widths_[layer + 1];
    const float* below = layer > 0 ? activations.layers[layer - 1].data() : inputs.data();
    float* to = gradient.data() + begin(layer);
    kernel.product_of_transposed({in, n, out}, below, above, to);
    Eigen::Map<Eigen::RowVectorXf>(to + in * out, out) = RowsView<float>(above, n, out).colwise().sum();
    if (layer == 0) return;
    passed.resize(n, in);
    kernel.product_with_transposed({n, out, in}, above, weights(layer).data(), passed.data());
    RowMatrix<float>& hidden = activations.layers[layer - 1];
    hidden = (hidden.array() > 0).select(passed, 0.0F);
    above = hidden.data();
  }
}

AdamDescent::AdamDescent(Eigen::Index parameters, double rate)
    : rate_(rate), first_(Eigen::VectorXf::Zero(parameters)), second_(Eigen::VectorXf::Zero(parameters)) {}

void AdamDescent::step(const Eigen::VectorXf& gradient, Eigen::VectorXf& parameters) {
  AdamStep step;
  ++steps_;
  const double t = static_cast<double>(steps_);
  step.rate = static_cast<float>(rate_ / (1 - std::pow(static_cast<double>(step.first_decay), t)));
  step.correction = static_cast<float>(1 / (1 - std::pow(static_cast<double>(step.second_decay), t)));
  network_kernel().adam(step, parameters.size(), gradient.data(), parameters.data(), first_.data(),
                        second_.data());
}

}  // namespace megabandit
