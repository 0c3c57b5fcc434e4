#include "density/marginal/learned.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "base/check.hpp"

namespace megabandit {
namespace {

constexpr float kSoftplusFloor = 1e-10F;

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

/// 2 log(1 + exp(x / 2)) + 1e-10: the softplus of beta 0.5.
template <class Number>
Number softplus(Number x) {
  return 2 * (std::max(x / 2, Number{0}) + std::log1p(std::exp(-std::abs(x / 2)))) + Number{kSoftplusFloor};
}

RowsView<float> view(const RowMatrix<float>& rows) { return {rows.data(), rows.rows(), rows.cols()}; }

}  // namespace

double log_released_height(const Kernel& kernel, int dimensions) {
  const double tau = kernel.bandwidth / dimensions;
  return -std::log(kernel.kind == KernelKind::uniform ? 2 * tau : std::sqrt(2 * std::numbers::pi) * tau);
}

LearnedDensity::LearnedDensity(const LearnedDensitySettings& settings, std::int64_t columns,
                               const DensityExamples& examples)
    : form_(settings.form), network_({columns, settings.hidden, 1}, settings.seed) {
  if (form_ == DensityForm::logarithm) standardise(settings, columns, examples);
  AdamDescent adam(network_.parameters().size(), settings.rate);
  RowMatrix<float> inputs(settings.batch, columns), pulls(settings.batch, 1);
  Eigen::VectorXf targets(settings.batch), gradient;
  Activations activations;
  for (std::uint64_t step = 0; step < settings.steps; ++step) {
    examples.fill(step, inputs, targets);
    network_.forward(view(inputs), activations);
    for (Eigen::Index i = 0; i < settings.batch; ++i)
      pulls(i, 0) = pull(activations.outputs()(i, 0), targets(i));
    network_.backward(view(inputs), view(pulls), activations, gradient);
    adam.step(gradient, network_.parameters());
  }
}

// Logarithms of densities may lie far from 0 and close together; a network starts around 0.
void LearnedDensity::standardise(const LearnedDensitySettings& settings, std::int64_t columns,
                                 const DensityExamples& examples) {
  constexpr std::uint64_t steps = 32;
  RowMatrix<float> inputs(settings.batch, columns);
  Eigen::VectorXf targets(settings.batch);
  std::vector<double> seen;
  for (std::uint64_t step = 0; step < std::min(steps, settings.steps); ++step) {
    examples.fill(step, inputs, targets);
    std::ranges::copy_if(targets, std::back_inserter(seen),
                         [](float target) { return std::isfinite(target); });
  }
  if (seen.empty()) return;
  const Eigen::Map<const Eigen::ArrayXd> values(seen.data(), std::ssize(seen));
  centre_ = values.mean();
  spread_ = std::max(1e-3, std::sqrt((values - centre_).square().mean()));
}

float LearnedDensity::pull(float output, float target) const {
  if (form_ == DensityForm::kernel_values) return 2 * (softplus(output) - target) * sigmoid(output / 2);
  if (!std::isfinite(target)) return 0;  // draws that found nothing say nothing
  return 2 * (output - static_cast<float>((static_cast<double>(target) - centre_) / spread_));
}

std::vector<double> LearnedDensity::log_rho(RowsView<float> inputs) const {
  constexpr Eigen::Index block = 1024;
  std::vector<double> result;
  Activations activations;
  for (Eigen::Index first = 0; first < inputs.rows(); first += block) {
    const Eigen::Index rows = std::min(block, inputs.rows() - first);
    network_.forward({inputs.row(first).data(), rows, inputs.cols()}, activations);
    for (Eigen::Index i = 0; i < rows; ++i) {
      const double output = activations.outputs()(i, 0);
      result.push_back(form_ == DensityForm::logarithm ? centre_ + spread_ * output
                                                       : std::log(softplus(output)));
    }
  }
  return result;
}

DensityQuality density_quality(std::span<const double> log_rho, std::span<const double> better) {
  MEGABANDIT_CHECK(cheap, log_rho.size() == better.size(), "{} densities beside {} better ones",
                   log_rho.size(), better.size());
  std::vector<double> ours, theirs;
  for (std::size_t i = 0; i < log_rho.size(); ++i)
    if (std::isfinite(log_rho[i]) && std::isfinite(better[i])) {
      ours.push_back(log_rho[i]);
      theirs.push_back(better[i]);
    }
  DensityQuality quality{.rounds = ours.size()};
  if (ours.empty()) return quality;
  const Eigen::Map<const Eigen::ArrayXd> one(ours.data(), std::ssize(ours)), other(theirs.data(), one.size());
  const Eigen::ArrayXd a = one - one.mean(), b = other - other.mean();
  const double variances = a.square().sum() * b.square().sum();
  quality.correlation =
      variances > 0 ? (a * b).sum() / std::sqrt(variances) : (a.square().sum() == b.square().sum() ? 1 : 0);
  quality.mean_weight = (other - one).min(700).exp().mean();
  return quality;
}

std::string DensityQuality::warning() const {
  if (rounds == 0) return "no density could be compared with a better one: nothing near the pivots is logged";
  const bool alike = correlation >= 0.7, level = mean_weight >= 0.8 && mean_weight <= 1.25;
  if (alike && level) return "";
  return fmt::format(
      "the densities are poor: on {} rounds their logarithms correlate {:.2f} with better ones (0.7 would "
      "do), and "
      "the logging policy's own weights average {:.3g} (0.8 to 1.25 would do). Weights are then ruled by "
      "their "
      "clip; compute the densities exactly or from more draws",
      rounds, correlation, mean_weight);
}

}  // namespace megabandit
