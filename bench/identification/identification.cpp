// How many comparisons it takes to name the best, how often the answer is wrong, and what choosing pairs
// costs. bench_identification [--toy | --whole], --whole for the numbers of the documentation (minutes).
//
// Instances, rules and reference values: LLM-PO specification 7.4; contests are simulated one after the
// other.

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/identification/plan.hpp"
#include "bench/identification/trajectories.hpp"
#include "bench/plans.hpp"
#include "bench/timing.hpp"
#include "compare/proportions/pairwise.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;
using instances::Simulation;

const std::vector<double> kDeltas{.2, .1, .05, .01};

/// T log(1 / delta) where a winner is known to exist.
double bound(const instances::Preferences& preferences, double delta) {
  if (!condorcet_winner(preferences)) return 0;
  const auto pairs = refutations(preferences, CandidateId(0), Alternatives::winner, 0.5, 0);
  return -std::log(delta) * proportions_of(pairs).characteristic_time;
}

Json as_json(const Trial& trial, const Watch& watch, const Found& tally) {
  Json json{{"stop", watch.stop},        {"delta", watch.delta},
            {"comparisons", tally.mean}, {"standard_error", tally.error},
            {"wrong", tally.wrong},      {"wrong_95", {tally.wrong_lower, tally.wrong_upper}}};
  if (tally.capped > 0) json["budget_used_up"] = tally.capped;
  if (tally.rejected > 0) json["no_winner"] = tally.rejected;
  if (const double least = bound(trial.preferences, watch.delta); least > 0)
    json["ratio_to_bound"] = tally.mean / least;
  if (watch.reference > 0) json["reference"] = {watch.reference, watch.reference_error};
  return json;
}

Json as_json(const Trial& trial) {
  Json json{{"instance", trial.instance}, {"rule", trial.rule}, {"runs", trial.runs}};
  if (trial.settings.wave != 1) {
    json["wave"] = trial.settings.wave;
    if (trial.settings.wave == 0) json["growth"] = trial.settings.wave_growth;
  }
  const std::vector<Found> found = tallies(trial);
  for (std::size_t i = 0; i < found.size(); ++i)
    json["stops"].push_back(as_json(trial, trial.watches[i], found[i]));
  return json;
}

Json shares_json(const std::vector<double>& shares, std::uint64_t runs) {
  Json json;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const auto [lower, upper] = interval(shares[i], static_cast<double>(runs));
    json.push_back({{"delta", kDeltas[i]}, {"refuted", shares[i]}, {"refuted_95", {lower, upper}}});
  }
  return json;
}

/// Where candidate 0 is even with everyone else, and so as easily refuted as a best one can be.
Json even_best(const Plan& plan) {
  auto preferences = instances::u1();
  preferences.row(0).setConstant(0.5);
  preferences.col(0).setConstant(0.5);
  Json json{{"runs", plan.even_runs}, {"comparisons", 2000}};
  for (const char* rule : {"challenger", "nemesis"})
    json[rule] = shares_json(refuted_shares(preferences, instances::one_at_a_time(rule, "hyb", 0.1),
                                            plan.even_runs, 2000, kDeltas),
                             plan.even_runs);
  json["slow_wins_in_order"] =
      shares_json(refuted_with_slow_wins(Commit::in_order, plan.even_runs, 2000, kDeltas), plan.even_runs);
  json["slow_wins_by_completion"] = shares_json(
      refuted_with_slow_wins(Commit::by_completion, plan.even_runs, 2000, kDeltas), plan.even_runs);
  return json;
}

/// CPU seconds of each wave: choosing, judging, taking in, and seeing whether to stop.
std::vector<double> seconds_a_wave(const instances::Preferences& preferences, std::uint64_t wave,
                                   std::uint64_t waves) {
  CompareSettings settings = instances::one_at_a_time("challenger", "hyb", 0.05);
  settings.wave = wave;
  settings.budget = ~std::uint64_t{0};
  Simulation simulation(preferences, settings, 1);
  std::vector<double> seconds;
  for (std::uint64_t i = 0; i < waves; ++i)
    seconds.push_back(cpu_seconds_of([&] {
      simulation.wave();
      simulation.standing();
    }));
  return seconds;
}

Json speed(const Plan& plan) {
  const std::vector<double> single = seconds_a_wave(instances::u3(), 1, plan.speed_comparisons);
  double sum = 0;
  for (const double seconds : single) sum += seconds;
  std::vector<double> scores;
  for (std::uint64_t i = 0; i < plan.many_candidates; ++i) scores.push_back(normal({3, Stream::world, 0, i}));
  const std::vector<double> large = seconds_a_wave(instances::of_scores(scores), 1024, plan.speed_waves);
  return {{"comparisons_a_second_20_candidates_one_at_a_time", static_cast<double>(single.size()) / sum},
          {"candidates_of_large_waves", plan.many_candidates},
          {"ms_a_wave_of_1024_median", 1e3 * median(large)},
          {"ms_a_wave_of_1024_most", 1e3 * *std::ranges::max_element(large)}};
}

Exit run(const Plan& plan) {
  Json json{{"bench", "identification"}, {"speed", speed(plan)}, {"even_best", even_best(plan)}};
  for (const Trial& trial : plan.trials) {
    fmt::print(stderr, "{} {}\n", trial.instance, trial.rule);
    json["trials"].push_back(as_json(trial));
  }
  fmt::print("{}\n", json.dump(2));
  return Exit::done;
}

}  // namespace

int main(int argc, char** argv) {
  const Plans<Plan> plans{{"", usual_plan}, {"--toy", toy_plan}, {"--whole", whole_plan}};
  return run_plan(argc, argv, plans, [](const Plan& plan) { return static_cast<int>(run(plan)); });
}
