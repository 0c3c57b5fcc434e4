// Who is the best of very many simulated candidates whose scores are linear in 32 features N(0, 1 / 32), with
// coefficients N(0, 1): how many comparisons, how much time and memory. bench_linear [--toy | --whole], alone
// or under mpirun.
//
// Memory is that of a rank at its height, beyond the simulated judge, which has the features; CPU is of all
// ranks together, judge included.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "bench/layouts/memory.hpp"
#include "bench/timing.hpp"
#include "comm/collect.hpp"
#include "identify/linear/linear_learner.hpp"
#include "judge/simulated.hpp"
#include "mpi/environment.hpp"
#include "mpi/launch.hpp"
#include "run/loop.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

struct Size {
  std::uint64_t candidates, seeds;
  std::uint64_t dimensions = 32;
};

const std::vector<Size> kToy{{3000, 2, 4}};
const std::vector<Size> kUsual{{10'000, 2}, {100'000, 1}};
const std::vector<Size> kWhole{{10'000, 3}, {100'000, 1}, {1'000'000, 1}};

constexpr double kDelta = 0.05;
constexpr std::uint64_t kLeastWave = 256;

/// Of one run.
struct Cost {
  bool right = false;
  double comparisons = 0, waves = 0, wall = 0, cpu = 0, memory = 0;
};

CompareSettings settings() {
  CompareSettings settings;
  settings.delta = kDelta;
  settings.target = Target::linear;
  settings.budget = 1'000'000;
  settings.wave_least = kLeastWave;
  return settings;
}

/// Candidates whose scores are linear in their features.
std::vector<double> scores_of(const RowMatrix<double>& features, std::uint64_t seed) {
  const std::vector<double> drawn = normal_scores(static_cast<std::uint64_t>(features.cols()), 1, seed);
  const Vector scores = features * Vector::Map(drawn.data(), features.cols());
  return {scores.begin(), scores.end()};
}

/// @collective
Cost measure_one(Communicator& comm, const Size& size, std::uint64_t seed) {
  Roster roster;
  roster.features = normal_features(size.candidates, size.dimensions, seed);
  const std::vector<double> scores = scores_of(roster.features, seed);
  const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
  const std::unique_ptr<Judge> judge = make_scores_judge({scores}, seed, std::move(roster));
  const CompareSettings compare = settings();
  forget_peak();
  const std::uint64_t before = resident_bytes();
  comm.barrier();
  const double wall = wall_seconds(), cpu = cpu_seconds();
  LinearLearner learner({comm, *judge, compare, seed}, [](const LinearLearner&) {});
  LoopState state;
  learner.begin();
  run_loop({comm}, learner, Reduction::reproducible, state, {});
  const Standing end = learner.standing();
  return {.right = end.status == Status::converged && end.leader.value == best,
          .comparisons = static_cast<double>(learner.compared().comparisons()),
          .waves = static_cast<double>(learner.waves()),
          .wall = max_value(comm, wall_seconds() - wall),
          .cpu = sum_value(comm, cpu_seconds() - cpu),
          .memory = max_value(comm, static_cast<double>(peak_bytes()) - static_cast<double>(before))};
}

Json measure(Communicator& comm, const Size& size) {
  Cost sum;
  double right = 0;
  for (std::uint64_t seed = 1; seed <= size.seeds; ++seed) {
    const Cost one = measure_one(comm, size, seed);
    right += one.right ? 1 : 0;
    sum.comparisons += one.comparisons;
    sum.waves += one.waves;
    sum.wall += one.wall;
    sum.cpu += one.cpu;
    sum.memory = std::max(sum.memory, one.memory);
  }
  const auto runs = static_cast<double>(size.seeds), candidates = static_cast<double>(size.candidates);
  return {{"candidates", size.candidates},
          {"features", size.dimensions},
          {"runs", size.seeds},
          {"right", right / runs},
          {"comparisons", sum.comparisons / runs},
          {"waves", sum.waves / runs},
          {"wall_s", sum.wall / runs},
          {"cpu_s", sum.cpu / runs},
          {"wall_ms_a_wave", 1e3 * sum.wall / sum.waves},
          {"memory_mb_of_a_rank", sum.memory / 1e6},
          {"memory_bytes_a_candidate_of_a_rank", sum.memory * comm.size() / candidates}};
}

Exit run(Communicator& comm, const std::vector<Size>& sizes) {
  Json json{{"bench", "linear"}, {"ranks", comm.size()}, {"delta", kDelta}};
  for (const Size& size : sizes) json["sizes"].push_back(measure(comm, size));
  if (comm.rank() == 0) fmt::print("{}\n", json.dump(2));
  return Exit::done;
}

}  // namespace

int main(int argc, char** argv) {
  const std::map<std::string_view, const std::vector<Size>*> plans{
      {"", &kUsual}, {"--toy", &kToy}, {"--whole", &kWhole}};
  const auto plan = plans.find(argc > 1 ? argv[1] : "");
  if (plan == plans.end()) {
    fmt::print(stderr, "bench_linear: takes --toy or --whole, not '{}'\n", argv[1]);
    return static_cast<int>(Exit::usage);
  }
  Environment environment(launch([](const char* name) { return std::getenv(name); }));
  return environment.run([&](const Job& job) { return run(job.comm, *plan->second); });
}
