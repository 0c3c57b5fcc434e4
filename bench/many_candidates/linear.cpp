// Who is the best of very many simulated candidates whose scores are linear in 32 features N(0, 1 / 32), with
// coefficients N(0, 1): how many comparisons, how much time and memory. bench_linear [--toy | --whole], alone
// or under mpirun.
//
// Memory is that of a rank at its height, beyond the simulated judge, which has the features; CPU is of all
// ranks together, judge included.
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/many_candidates/cost.hpp"
#include "bench/plans_on_ranks.hpp"
#include "identify/linear/linear_learner.hpp"
#include "judge/simulated.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

struct Size {
  std::uint64_t candidates, seeds;
  std::uint64_t dimensions = 32;
};
using Sizes = std::vector<Size>;

Sizes toy() { return {{3000, 2, 4}}; }
Sizes usual() { return {{10'000, 2}, {100'000, 1}}; }
Sizes whole() { return {{10'000, 3}, {100'000, 1}, {1'000'000, 1}}; }

constexpr double kDelta = 0.05;
constexpr std::uint64_t kLeastWave = 256;

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
Json measure(Communicator& comm, const Size& size) {
  Cost cost;
  for (std::uint64_t seed = 1; seed <= size.seeds; ++seed) {
    Roster roster;
    roster.features = normal_features(size.candidates, size.dimensions, seed);
    const std::vector<double> scores = scores_of(roster.features, seed);
    const std::unique_ptr<Judge> judge = make_scores_judge({scores}, seed, std::move(roster));
    cost.add(cost_of_run<LinearLearner>(comm, *judge, settings(), seed, best_of(scores)));
  }
  return with_cost({{"candidates", size.candidates}, {"features", size.dimensions}}, cost, size.candidates,
                   comm.size());
}

}  // namespace

int main(int argc, char** argv) {
  const Plans<Sizes> plans{{"", usual}, {"--toy", toy}, {"--whole", whole}};
  return run_plan_on_ranks(argc, argv, plans, [](const Job& job, const Sizes& sizes) {
    return print_sizes(job.comm, {{"bench", "linear"}, {"delta", kDelta}}, sizes, measure);
  });
}
