// Who is the best of very many simulated candidates, scores N(0, 1): how many comparisons, how much time and
// memory. bench_screening [--toy | --whole], alone or under mpirun.
//
// Comparisons stand beside the lower bound T log(1/delta), T = sum_j 1 / kl(P(best beats j), 1/2). Memory is
// that of a rank at its height, beyond the simulated judge; CPU is of all ranks together, judge included.
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/many_candidates/cost.hpp"
#include "bench/plans_on_ranks.hpp"
#include "compare/divergence.hpp"
#include "identify/screening/screening_learner.hpp"
#include "judge/simulated.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

struct Size {
  std::uint64_t candidates, seeds;
};
using Sizes = std::vector<Size>;

Sizes toy() { return {{300, 2}}; }
Sizes usual() { return {{1'000, 5}, {100'000, 2}, {1'000'000, 1}}; }
Sizes whole() { return {{1'000, 20}, {10'000, 20}, {100'000, 5}, {1'000'000, 1}}; }  // specification, B7

constexpr double kDelta = 0.05;

double bound_of(const std::vector<double>& scores, CandidateId best) {
  double time = 0;
  for (std::size_t j = 0; j < scores.size(); ++j)
    if (j != best.value) time += 1 / bernoulli_kl(1 / (1 + std::exp(scores[j] - scores[best.value])), 0.5);
  return time * std::log(1 / kDelta);
}

CompareSettings settings() {
  CompareSettings settings;
  settings.delta = kDelta;
  settings.budget = UINT64_MAX / 2;
  return settings;
}

/// @collective
Json measure(Communicator& comm, const Size& size) {
  Cost cost;
  double bound = 0;
  for (std::uint64_t seed = 1; seed <= size.seeds; ++seed) {
    const std::vector<double> scores = normal_scores(size.candidates, 1, seed);
    const std::unique_ptr<Judge> judge = make_scores_judge({scores}, seed);
    cost.add(cost_of_run<ScreeningLearner>(comm, *judge, settings(), seed, best_of(scores)));
    bound += bound_of(scores, best_of(scores));
  }
  const auto runs = static_cast<double>(size.seeds), candidates = static_cast<double>(size.candidates);
  return with_cost({{"candidates", size.candidates},
                    {"lower_bound", bound / runs},
                    {"comparisons_a_candidate", cost.comparisons / runs / candidates},
                    {"ratio_to_lower_bound", cost.comparisons / bound},
                    {"ns_a_comparison", 1e9 * cost.cpu / cost.comparisons}},
                   cost, size.candidates, comm.size());
}

}  // namespace

int main(int argc, char** argv) {
  const Plans<Sizes> plans{{"", usual}, {"--toy", toy}, {"--whole", whole}};
  return run_plan_on_ranks(argc, argv, plans, [](const Job& job, const Sizes& sizes) {
    return print_sizes(job.comm, {{"bench", "screening"}, {"delta", kDelta}}, sizes, measure);
  });
}
