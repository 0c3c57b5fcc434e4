// Who is the best of very many simulated candidates, scores N(0, 1): how many comparisons, how much time and
// memory. bench_screening [--toy | --whole], alone or under mpirun.
//
// Comparisons stand beside the lower bound T log(1/delta), T = sum_j 1 / kl(P(best beats j), 1/2). Memory is
// that of a rank at its height, beyond the simulated judge; CPU is of all ranks together, judge included.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string_view>
#include <vector>

#include "bench/layouts/memory.hpp"
#include "bench/timing.hpp"
#include "comm/collect.hpp"
#include "compare/divergence.hpp"
#include "identify/screening/screening_learner.hpp"
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
};

const std::vector<Size> kToy{{300, 2}};
const std::vector<Size> kUsual{{1'000, 5}, {100'000, 2}, {1'000'000, 1}};
const std::vector<Size> kWhole{{1'000, 20}, {10'000, 20}, {100'000, 5}, {1'000'000, 1}};  // specification, B7

constexpr double kDelta = 0.05;

double bound_of(const std::vector<double>& scores, std::size_t best) {
  double time = 0;
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (j != best) time += 1 / bernoulli_kl(1 / (1 + std::exp(scores[j] - scores[best])), 0.5);
  return time * std::log(1 / kDelta);
}

/// Of one run.
struct Cost {
  bool right = false;
  double comparisons = 0, waves = 0, bound = 0, wall = 0, cpu = 0, memory = 0;
};

CompareSettings settings() {
  CompareSettings settings;
  settings.delta = kDelta;
  settings.budget = UINT64_MAX / 2;
  return settings;
}

/// @collective
Cost measure(Communicator& comm, std::uint64_t candidates, std::uint64_t seed) {
  const std::vector<double> scores = normal_scores(candidates, 1, seed);
  const auto best = static_cast<std::size_t>(std::ranges::max_element(scores) - scores.begin());
  const std::unique_ptr<Judge> judge = make_scores_judge({scores}, seed);
  const CompareSettings compare = settings();
  forget_peak();
  const std::uint64_t before = resident_bytes();
  comm.barrier();
  const double wall = wall_seconds(), cpu = cpu_seconds();
  ScreeningLearner learner({comm, *judge, compare, seed}, [](const ScreeningLearner&) {});
  LoopState state;
  learner.begin();
  run_loop({comm}, learner, Reduction::reproducible, state, {});
  const Standing end = learner.standing();
  return {.right = end.status == Status::converged && end.leader.value == best,
          .comparisons = static_cast<double>(learner.comparisons()),
          .waves = static_cast<double>(learner.waves()),
          .bound = bound_of(scores, best),
          .wall = max_value(comm, wall_seconds() - wall),
          .cpu = sum_value(comm, cpu_seconds() - cpu),
          .memory = max_value(comm, static_cast<double>(peak_bytes()) - static_cast<double>(before))};
}

Json measure(Communicator& comm, const Size& size) {
  Cost sum;
  double right = 0;
  for (std::uint64_t seed = 1; seed <= size.seeds; ++seed) {
    const Cost one = measure(comm, size.candidates, seed);
    right += one.right ? 1 : 0;
    sum.comparisons += one.comparisons;
    sum.waves += one.waves;
    sum.bound += one.bound;
    sum.wall += one.wall;
    sum.cpu += one.cpu;
    sum.memory = std::max(sum.memory, one.memory);
  }
  const auto runs = static_cast<double>(size.seeds), candidates = static_cast<double>(size.candidates);
  return {{"candidates", size.candidates},
          {"runs", size.seeds},
          {"right", right / runs},
          {"lower_bound", sum.bound / runs},
          {"comparisons", sum.comparisons / runs},
          {"comparisons_a_candidate", sum.comparisons / runs / candidates},
          {"ratio_to_lower_bound", sum.comparisons / sum.bound},
          {"waves", sum.waves / runs},
          {"wall_s", sum.wall / runs},
          {"cpu_s", sum.cpu / runs},
          {"wall_ms_a_wave", 1e3 * sum.wall / sum.waves},
          {"ns_a_comparison", 1e9 * sum.cpu / sum.comparisons},
          {"memory_mb_of_a_rank", sum.memory / 1e6},
          {"memory_bytes_a_candidate_of_a_rank", sum.memory * comm.size() / candidates}};
}

Exit run(Communicator& comm, const std::vector<Size>& sizes) {
  Json json{{"bench", "screening"}, {"ranks", comm.size()}, {"delta", kDelta}};
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
    fmt::print(stderr, "bench_screening: takes --toy or --whole, not '{}'\n", argv[1]);
    return static_cast<int>(Exit::usage);
  }
  Environment environment(launch([](const char* name) { return std::getenv(name); }));
  return environment.run([&](const Job& job) { return run(job.comm, *plan->second); });
}
