#include "policy/tower.hpp"

#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/random.hpp"

namespace megabandit {
namespace {

using Weights = Eigen::Map<const RowMatrix<double>>;
using WeightsGradient = Eigen::Map<RowMatrix<double>>;

Eigen::Index index(std::uint64_t n) { return static_cast<Eigen::Index>(n); }

void draw_normals(std::span<double> out, std::uint64_t first, std::uint64_t seed, double scale) {
  for (std::size_t i = 0; i < out.size(); ++i)
    out[i] =
        scale == 0 ? 0.0 : scale * normal({.seed = seed, .stream = Stream::parameters, .index = first + i});
}

/// The query is the context itself: score(x, a) = <x, theta_a>.
class IdentityTower final : public Tower {
 public:
  std::uint64_t parameters() const override { return 0; }
  void initialise(std::span<double>, std::uint64_t, double) const override {}
  void forward(std::span<const double>, TowerPass& pass) const override { pass.output = pass.input; }
  void backward(std::span<const double>, const TowerPass&, const RowMatrix<double>&,
                std::span<double>) const override {}
};

/// output = input W, W of [features, columns].
class LinearTower final : public Tower {
 public:
  explicit LinearTower(const TowerShape& shape) : rows_(shape.features), columns_(shape.columns) {}

  std::uint64_t parameters() const override { return rows_ * columns_; }

  void initialise(std::span<double> parameters, std::uint64_t seed, double scale) const override {
    draw_normals(parameters, 0, seed, scale);
  }

  void forward(std::span<const double> parameters, TowerPass& pass) const override {
    pass.output.noalias() = pass.input * Weights(parameters.data(), index(rows_), index(columns_));
  }

  void backward(std::span<const double>, const TowerPass& pass, const RowMatrix<double>& d_output,
                std::span<double> gradient) const override {
    WeightsGradient(gradient.data(), index(rows_), index(columns_)).noalias() +=
        pass.input.transpose() * d_output;
  }

 private:
  std::uint64_t rows_, columns_;
};

/// Hidden layers with ReLU, a linear layer last; every layer has a bias, stored after its weights.
class MlpTower final : public Tower {
 public:
  explicit MlpTower(const TowerShape& shape) {
    widths_.push_back(shape.features);
    widths_.insert(widths_.end(), shape.hidden.begin(), shape.hidden.end());
    widths_.push_back(shape.columns);
  }

  std::uint64_t parameters() const override {
    std::uint64_t total = 0;
    for (std::size_t layer = 0; layer < layers(); ++layer) total += size_of(layer);
    return total;
  }

  void initialise(std::span<double> parameters, std::uint64_t seed, double scale) const override {
    std::uint64_t at = 0;
    for (std::size_t layer = 0; layer < layers(); ++layer) {
      const std::uint64_t weights = widths_[layer] * widths_[layer + 1];
      draw_normals(parameters.subspan(at, weights), at, seed,
                   scale * std::sqrt(2.0 / static_cast<double>(widths_[layer])));
      draw_normals(parameters.subspan(at + weights, widths_[layer + 1]), at, seed, 0.0);
      at += size_of(layer);
    }
  }

  void forward(std::span<const double> parameters, TowerPass& pass) const override {
    pass.hidden.assign(layers() - 1, {});
    std::uint64_t at = 0;
    for (std::size_t layer = 0; layer < layers(); ++layer) {
      RowMatrix<double>& out = layer + 1 < layers() ? pass.hidden[layer] : pass.output;
      out.noalias() = input_of(layer, pass) * weights(parameters, at, layer);
      out.rowwise() += bias(parameters, at, layer);
      if (layer + 1 < layers()) out = out.cwiseMax(0.0);
      at += size_of(layer);
    }
  }

  void backward(std::span<const double> parameters, const TowerPass& pass, const RowMatrix<double>& d_output,
                std::span<double> gradient) const override {
    RowMatrix<double> d_out = d_output;
    std::uint64_t at = this->parameters();
    for (std::size_t layer = layers(); layer-- > 0;) {
      at -= size_of(layer);
      const RowMatrix<double>& in = input_of(layer, pass);
      const std::uint64_t weight_count = widths_[layer] * widths_[layer + 1];
      WeightsGradient(gradient.data() + at, index(widths_[layer]), index(widths_[layer + 1])).noalias() +=
          in.transpose() * d_out;
      Eigen::Map<Eigen::RowVectorXd>(gradient.data() + at + weight_count, index(widths_[layer + 1])) +=
          d_out.colwise().sum();
      if (layer == 0) break;
      RowMatrix<double> d_in = d_out * weights(parameters, at, layer).transpose();
      d_out = (in.array() > 0).select(d_in, 0.0);
    }
  }

 private:
  std::size_t layers() const { return widths_.size() - 1; }
  std::uint64_t size_of(std::size_t layer) const { return (widths_[layer] + 1) * widths_[layer + 1]; }
  const RowMatrix<double>& input_of(std::size_t layer, const TowerPass& pass) const {
    return layer == 0 ? pass.input : pass.hidden[layer - 1];
  }
  Weights weights(std::span<const double> parameters, std::uint64_t at, std::size_t layer) const {
    return {parameters.data() + at, index(widths_[layer]), index(widths_[layer + 1])};
  }
  Eigen::Map<const Eigen::RowVectorXd> bias(std::span<const double> parameters, std::uint64_t at,
                                            std::size_t layer) const {
    return {parameters.data() + at + widths_[layer] * widths_[layer + 1], index(widths_[layer + 1])};
  }

  std::vector<std::uint64_t> widths_;  // of the input, the hidden layers and the output
};

}  // namespace

std::unique_ptr<Tower> make_tower(const TowerShape& shape) {
  if (shape.kind == TowerKind::linear) return std::make_unique<LinearTower>(shape);
  if (shape.kind == TowerKind::mlp) return std::make_unique<MlpTower>(shape);
  if (shape.features != shape.columns)
    throw ConfigError(fmt::format(
        "policy.tower = \"identity\" needs a table as wide as the context: the context has {} features, "
        "the table {} columns; use \"linear\", or a trained table of {} columns",
        shape.features, shape.columns, shape.features));
  return std::make_unique<IdentityTower>();
}

}  // namespace megabandit
