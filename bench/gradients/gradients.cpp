// How good the gradients of methods are at a fixed policy: direction, bias and variance beside the exact
// gradient, for a layer that is linear in the context (DSO specification 2.8, 6.3).
// bench_gradients [--toy] [--seed S]: JSON; some minutes, or a moment.

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <map>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/gradients/moments.hpp"
#include "bench/timing.hpp"
#include "sentences/benchmark/draws.hpp"
#include "sentences/methods/drawn_action.hpp"
#include "sentences/methods/kernels/kernel_block.hpp"
#include "sentences/methods/kernels/round_density.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

constexpr Eigen::Index kRows = 100;  // of a batch
constexpr double kNoClip = 1e30;

struct Size {
  std::uint64_t actions = 1000, rounds = 60'000, model_steps = 100'000, density_rounds = 2000;
};

/// The policy softmax(sharpness R(x, a)): 0 is uniform.
RowMatrix<float> policy_at(const Experiment& experiment, const RowMatrix<float>& contexts, float sharpness) {
  RowMatrix<float> p = (sharpness * experiment.world().expected_rewards(contexts)).array().exp();
  p.array().colwise() /= p.rowwise().sum().array().eval();
  return p;
}

/// Fills what a method makes of a batch: minus the gradient in the logits for each row, and its weight.
using Estimator = std::function<void(const Batch&, RowMatrix<float>& slope, Eigen::VectorXd& weights)>;

Estimator by_actions(const Experiment& experiment) {
  return [&](const Batch& batch, RowMatrix<float>& slope, Eigen::VectorXd& weights) {
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t round = batch.rounds[static_cast<std::size_t>(i)];
      const std::uint32_t action = experiment.log().actions[round];
      const float weight = batch.probabilities(i, action) / experiment.logging()(round, action);
      weights[i] = static_cast<double>(weight);
      add_point(batch.probabilities.row(i), action, weight * experiment.log().rewards[round], 1,
                slope.row(i));
    }
  };
}

MethodSettings kernel_settings(PivotKind pivot, double tau) {
  MethodSettings method;
  method.pivot = pivot;
  method.bandwidth = 5 * tau;
  return method;
}

Estimator summed(const Experiment& experiment, const MethodSettings& method) {
  auto block = std::make_shared<KernelBlock>(experiment, method);
  return [&experiment, block](const Batch& batch, RowMatrix<float>& slope, Eigen::VectorXd& weights) {
    block->take(batch);
    WeightTally tally;
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      weights[i] = block->supported(i) ? block->weight(batch, i) : 0;
      block->add_credit(batch, i, kNoClip,
                        experiment.log().rewards[batch.rounds[static_cast<std::size_t>(i)]], slope.row(i),
                        tally);
    }
  };
}

/// One action and one sentence of the policy, centred pivot.
Estimator drawn(const Experiment& experiment, const MethodSettings& method) {
  auto block = std::make_shared<KernelBlock>(experiment, method);
  return [&experiment, block, method](const Batch& batch, RowMatrix<float>& slope, Eigen::VectorXd& weights) {
    block->take(batch);
    for (Eigen::Index i = 0; i < batch.size(); ++i) {
      const std::uint32_t action = drawn_action(experiment, batch, i);
      Eigen::RowVectorXf difference = block->pivots().row(i) - experiment.world().outputs().row(action);
      add_noise(experiment.settings().seed, Purpose::chosen_output, batch.number(i),
                std::sqrt(kernel_variance(experiment, method)),
                {difference.data(), static_cast<std::size_t>(difference.size())});
      const double log_k = log_kernel(kernel_of(method), difference.cast<double>().squaredNorm());
      weights[i] = block->supported(i) ? std::exp(log_k - block->log_density(i)) : 0;
      const float reward = experiment.log().rewards[batch.rounds[static_cast<std::size_t>(i)]];
      add_point(batch.probabilities.row(i), action, static_cast<float>(weights[i]) * reward, 1, slope.row(i));
    }
  };
}

/// The exact gradient: sum_a pi(a) R(x, a).
Estimator exact(const Experiment& experiment) {
  return [&experiment](const Batch& batch, RowMatrix<float>& slope, Eigen::VectorXd& weights) {
    const RowMatrix<float> rewards = experiment.world().expected_rewards(batch.contexts);
    weights.setOnes();
    for (Eigen::Index i = 0; i < batch.size(); ++i)
      add_field(batch.probabilities.row(i), rewards.row(i), 1, slope.row(i));
  };
}

Moments moments_of(const Experiment& experiment, float sharpness, const Estimator& estimator) {
  Moments moments(experiment.log().contexts.cols(), experiment.actions());
  Batch batch;
  RowMatrix<float> slope;
  Eigen::VectorXd weights(kRows);
  for (Eigen::Index first = 0; first + kRows <= experiment.log().rounds(); first += kRows) {
    batch.contexts = experiment.log().contexts.middleRows(first, kRows);
    batch.rounds.resize(kRows);
    for (std::uint32_t i = 0; i < kRows; ++i) batch.rounds[i] = static_cast<std::uint32_t>(first) + i;
    const RowMatrix<float> p = policy_at(experiment, batch.contexts, sharpness);
    new (&batch.probabilities) RowsView<float>(p.data(), p.rows(), p.cols());
    slope.setZero(kRows, experiment.actions());
    estimator(batch, slope, weights);
    moments.add(batch.contexts, slope, weights);
    ++batch.step;
  }
  return moments;
}

std::map<std::string, Estimator> estimators(const Experiment& experiment) {
  std::map<std::string, Estimator> all{{"ips", by_actions(experiment)}};
  for (const double tau : {.5, 1., 2., 4.}) {
    all[fmt::format("centred tau {}", tau)] = summed(experiment, kernel_settings(PivotKind::centred, tau));
    all[fmt::format("randomised tau {}", tau)] =
        summed(experiment, kernel_settings(PivotKind::randomised, tau));
    if (tau < 4)
      all[fmt::format("drawn tau {}", tau)] = drawn(experiment, kernel_settings(PivotKind::centred, tau));
  }
  return all;
}

Json policy_table(const Experiment& experiment, float sharpness) {
  const Moments truth = moments_of(experiment, sharpness, exact(experiment));
  Json table;
  for (const auto& [name, estimator] : estimators(experiment)) {
    Moments moments;
    const double seconds = cpu_seconds_of([&] { moments = moments_of(experiment, sharpness, estimator); });
    table[name] = {{"cosine", moments.cosine(truth)},
                   {"relative_squared_bias", moments.relative_squared_bias(truth)},
                   {"relative_variance", moments.relative_variance(truth)},
                   {"mean_weight", moments.mean_weight()},
                   {"mean_squared_weight", moments.mean_squared_weight()},
                   {"seconds", seconds}};
  }
  return table;
}

/// Root mean square of a Monte Carlo density of 100 draws over the exact one, less 1.
double monte_carlo_error(const Experiment& experiment, double tau, std::uint64_t rounds) {
  MethodSettings method = kernel_settings(PivotKind::centred, tau);
  method.density = DensityKind::monte_carlo;
  const std::vector<double> drawn_logs = round_log_densities(experiment, method);
  KernelBlock block(experiment, method);
  Batch batch;
  batch.contexts.resize(1, experiment.log().contexts.cols());
  batch.rounds = {0};
  double squares = 0;
  for (std::uint32_t i = 0; i < rounds; ++i) {
    batch.rounds[0] = i;
    block.take(batch);
    const double error = std::exp(drawn_logs[i] - block.log_density(0)) - 1;
    squares += error * error;
  }
  return std::sqrt(squares / static_cast<double>(rounds));
}

BenchmarkSettings log_of(std::uint64_t seed, std::uint64_t rounds, std::uint64_t model_steps) {
  BenchmarkSettings log;
  log.seed = seed;
  log.rounds = rounds;
  log.model_steps = model_steps;
  return log;
}

}  // namespace

int main(int argc, char** argv) {
  Size size;
  std::uint64_t seed = 0;
  for (int i = 1; i < argc; ++i) {
    if (std::string_view(argv[i]) == "--toy") size = {50, 600, 300, 100};
    if (std::string_view(argv[i]) == "--seed" && i + 1 < argc) seed = std::strtoull(argv[++i], nullptr, 10);
  }
  SentenceWorldSettings world;
  world.actions = size.actions;
  Json json{{"actions", size.actions}, {"rounds", size.rounds}, {"seed", seed}};
  {
    const Experiment experiment(world, log_of(seed, size.rounds, size.model_steps));
    json["uniform policy"] = policy_table(experiment, 0);
    json["peaked policy"] = policy_table(experiment, 10);
  }
  const Experiment few(world, log_of(seed, size.density_rounds, size.model_steps));
  for (const double tau : {1., 2.})
    json["error of a density of 100 draws"][fmt::format("tau {}", tau)] =
        monte_carlo_error(few, tau, size.density_rounds);
  std::puts(json.dump(2).c_str());
}
