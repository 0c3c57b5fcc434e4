#pragma once
// What a run of the sentence benchmark is made of, beside the world: the log and the models made from it, and
// the method with its kernel and its steps (DSO specification 2.3, 2.4).

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "density/pivot.hpp"

namespace megabandit {

/// Table [benchmark].
struct BenchmarkSettings {
  std::uint64_t seed = 0;  ///< of the world, the log, the first parameters and the batches
  std::uint64_t rounds = 8000;
  std::uint64_t logging_rounds = 10'000;  ///< drawn uniformly, of which the logging policy is learned
  double logging_sharpness = 1;           ///< pi0 = softmax(sharpness * predicted reward)
  std::uint64_t evaluation_contexts = 10'000;
  std::uint64_t model_steps = 100'000;  ///< of models of rewards, in batches of 32
  double model_rate = 1e-4;             ///< of models of rewards and densities
  std::uint64_t density_steps = 10'000;
  std::filesystem::path artefacts;  ///< where learned models are kept for other runs; empty: nowhere
};

enum class Summation {
  exact,    ///< over all actions
  sampled,  ///< one action drawn from the policy, as released
};

enum class DensityKind { exact, monte_carlo, learned, learned_log };
enum class Baseline { none, mean };

/// Table [method].
struct MethodSettings {
  std::string name = "dso";
  Summation sum = Summation::exact;

  KernelKind kernel = KernelKind::gaussian;  ///< no partition
  double bandwidth = 10;                     ///< h, Euclidean, > 0
  double embedding_noise = 0;                ///< sd of noise on both outputs whenever they meet in the kernel
  PivotKind pivot = PivotKind::randomised;
  DensityKind density = DensityKind::exact;
  std::uint64_t density_draws = 100;
  Baseline baseline = Baseline::none;

  double clip = 200;  ///< of weights, in score form
  std::uint64_t clusters = 10;
  double sharpness = 1;  ///< of dso-pwll: a round counts exp(sharpness * reward)

  std::uint64_t steps = 20'000;
  std::uint64_t batch = 32;
  double learning_rate = 5e-4;
  std::uint64_t hidden = 100;
  std::vector<std::int64_t> checkpoints = {500, 2000};  ///< steps after which the policy is evaluated too
};

void declare(Schema& schema, BenchmarkSettings& benchmark);
/// @param names of the methods there are
void declare(Schema& schema, MethodSettings& method, std::vector<std::string> names);

}  // namespace megabandit
