#include "sentences/methods/kernels/round_density.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/range.hpp"
#include "density/kappa.hpp"
#include "density/log_sum.hpp"
#include "density/marginal/learned.hpp"
#include "density/smoothed_kernel.hpp"
#include "sentences/benchmark/draws.hpp"
#include "sentences/methods/kernels/kernel_block.hpp"

namespace megabandit {
namespace {

/// Draws of the logging policy at logged rounds.
class LoggedDraws {
 public:
  explicit LoggedDraws(const Experiment& experiment) : experiment_(experiment) {}

  std::uint32_t action(Eigen::Index round, std::uint64_t number) const {
    const auto p = experiment_.logging().row(round);
    return action_at({p.data(), static_cast<std::size_t>(p.size())},
                     uniform(draw_name(experiment_.settings().seed, Purpose::density_action, number)));
  }

  /// A sentence, less what the context adds, with noise of this variance.
  void sentence(Eigen::Index round, std::uint64_t number, double variance,
                Eigen::RowVectorXf& sentence) const {
    sentence = experiment_.world().outputs().row(action(round, number));
    add_noise(experiment_.settings().seed, Purpose::density_output, number, std::sqrt(variance),
              {sentence.data(), static_cast<std::size_t>(sentence.size())});
  }

 private:
  const Experiment& experiment_;
};

double squared_distance(const auto& a, const auto& b) {
  return (a - b).template cast<double>().squaredNorm();
}

std::vector<double> monte_carlo(const Experiment& experiment, const MethodSettings& settings) {
  const SentenceLog& log = experiment.log();
  const RowMatrix<float> offsets = log.outputs - log.shifts;
  const LoggedDraws draws(experiment);
  std::vector<double> logs, terms(settings.density_draws);
  Eigen::RowVectorXf sentence;
  for (Eigen::Index i = 0; i < log.rounds(); ++i) {
    for (std::uint64_t j = 0; j < settings.density_draws; ++j) {
      draws.sentence(i, static_cast<std::uint64_t>(i) * settings.density_draws + j,
                     kernel_variance(experiment, settings), sentence);
      terms[j] = log_kernel(kernel_of(settings), squared_distance(offsets.row(i), sentence));
    }
    logs.push_back(log_mean_exp(terms));
  }
  return logs;
}

/// Released kernels are those of tau, the bandwidth divided by the number of dimensions.
double log_height(const Experiment& experiment, const MethodSettings& settings) {
  return log_released_height(kernel_of(settings), static_cast<int>(experiment.dimensions()));
}

/// Contexts and sentences, drawn through the logging policy at logged rounds.
class LoggedExamples final : public DensityExamples {
 public:
  LoggedExamples(const Experiment& experiment, const MethodSettings& settings)
      : experiment_(experiment),
        settings_(settings),
        draws_(experiment),
        variance_(kernel_variance(experiment, settings)),
        height_(std::exp(log_height(experiment, settings))),
        smoothed_(kernel_of(settings), variance_, static_cast<int>(experiment.dimensions())) {}

  void fill(std::uint64_t step, RowMatrix<float>& inputs, Eigen::VectorXf& targets) const override {
    const SentenceLog& log = experiment_.log();
    const DrawName name = draw_name(experiment_.settings().seed, Purpose::density_round, step);
    const double seen_noise = experiment_.world().settings().output_noise;
    Eigen::RowVectorXf sentence;
    for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
      const auto round = static_cast<Eigen::Index>(
          below(name, static_cast<std::uint64_t>(log.rounds()), static_cast<std::uint32_t>(i)));
      const std::uint64_t number =
          step * static_cast<std::uint64_t>(inputs.rows()) + static_cast<std::uint64_t>(i);
      draws_.sentence(round, number * kDrawsOfExample, seen_noise * seen_noise, sentence);
      inputs.row(i) << log.contexts.row(round), sentence + log.shifts.row(round);
      targets[i] = static_cast<float>(settings_.density == DensityKind::learned
                                          ? kernel_value(round, number, sentence)
                                          : log_density(round, number, sentence));
    }
  }

 private:
  // Of each example: its own sentence, and those it is compared with; others than Monte Carlo has.
  static constexpr std::uint64_t kDrawsOfExample = std::uint64_t{1} << 20;

  double kernel_value(Eigen::Index round, std::uint64_t number, const Eigen::RowVectorXf& sentence) const {
    Eigen::RowVectorXf other;
    draws_.sentence(round, number * kDrawsOfExample + 1, variance_, other);
    return height_ * std::exp(log_kernel(kernel_of(settings_), squared_distance(sentence, other)));
  }

  /// From actions that are drawn, averaged over their sentences in closed form.
  double log_density(Eigen::Index round, std::uint64_t number, const Eigen::RowVectorXf& sentence) const {
    std::vector<double> terms(settings_.density_draws);
    for (std::uint64_t j = 0; j < terms.size(); ++j) {
      const std::uint32_t action = draws_.action(round, number * kDrawsOfExample + 1 + j);
      terms[j] = smoothed_.log_value(squared_distance(sentence, experiment_.world().outputs().row(action)));
    }
    return log_mean_exp(terms) + smoothed_.log_peak();
  }

  const Experiment& experiment_;
  const MethodSettings& settings_;
  LoggedDraws draws_;
  double variance_, height_;
  SmoothedKernel smoothed_;
};

std::vector<double> learned(const Experiment& experiment, const MethodSettings& settings, DensityForm form) {
  const BenchmarkSettings& benchmark = experiment.settings();
  const RowMatrix<float> inputs = side_by_side(experiment.log().contexts, experiment.log().outputs);
  const LearnedDensity density({.form = form,
                                .hidden = 100,
                                .steps = benchmark.density_steps,
                                .batch = 32,
                                .rate = benchmark.model_rate,
                                .seed = benchmark.seed},
                               inputs.cols(), LoggedExamples(experiment, settings));
  std::vector<double> logs = density.log_rho({inputs.data(), inputs.rows(), inputs.cols()});
  if (form == DensityForm::kernel_values)
    for (double& log : logs) log -= log_height(experiment, settings);
  return logs;
}

/// rho_i for the kernel whose highest value is 1, of the sentences at `rows` of the log.
Eigen::VectorXd exact_densities(const Experiment& experiment, const MethodSettings& settings, Range rows) {
  const auto first = static_cast<Eigen::Index>(rows.first), count = static_cast<Eigen::Index>(rows.size());
  const RowMatrix<float>& outputs = experiment.world().outputs();
  const SmoothedKernel kernel(kernel_of(settings), kernel_variance(experiment, settings),
                              static_cast<int>(experiment.dimensions()));
  const RowMatrix<double> pivots =
      (experiment.log().outputs - experiment.log().shifts).middleRows(first, count).cast<double>();
  const RowMatrix<double> kappa =
      log_kappa(kernel, OutputDistances({outputs.data(), outputs.rows(), outputs.cols()}), pivots)
          .array()
          .exp();
  return std::exp(kernel.log_peak()) *
         experiment.logging().middleRows(first, count).cast<double>().cwiseProduct(kappa).rowwise().sum();
}

}  // namespace

ReleasedDensities released_densities(const Experiment& experiment, const MethodSettings& settings) {
  constexpr std::uint64_t kRows = 250;  // whose kernel values are held at a time
  const auto rounds = static_cast<std::uint64_t>(experiment.log().rounds());
  Eigen::VectorXd densities(static_cast<Eigen::Index>(rounds));
  for (std::uint64_t first = 0; first < rounds; first += kRows) {
    const Range rows{first, std::min(first + kRows, rounds)};
    densities.segment(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(rows.size())) =
        exact_densities(experiment, settings, rows);
  }
  densities *= std::exp(log_height(experiment, settings));
  const double mean = densities.mean();
  std::ranges::nth_element(densities, densities.begin() + static_cast<std::ptrdiff_t>(rounds / 100));
  return {mean, densities[static_cast<Eigen::Index>(rounds / 100)]};
}

std::vector<double> round_log_densities(const Experiment& experiment, const MethodSettings& settings) {
  switch (settings.density) {
    case DensityKind::monte_carlo:
      return monte_carlo(experiment, settings);
    case DensityKind::learned:
      return learned(experiment, settings, DensityForm::kernel_values);
    case DensityKind::learned_log:
      return learned(experiment, settings, DensityForm::logarithm);
    case DensityKind::exact:
      break;
  }
  throw InternalError("exact densities are found step by step, not once");
}

}  // namespace megabandit
