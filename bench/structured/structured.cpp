// How many comparisons it takes to name the best where scores of a Bradley-Terry model are assumed, and what
// choosing pairs and seeing whether to stop cost. bench_structured [--toy | --whole], --whole for the numbers
// of the documentation (minutes).
//
// Instances, rules and reference values: LLM-PO specification 7.5.

#include <cstdio>
#include <map>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "bench/identification/trajectories.hpp"
#include "bench/plans.hpp"
#include "bench/timing.hpp"
#include "compare/proportions/interior_point.hpp"
#include "compare/proportions/mirror_ascent.hpp"
#include "tests/unit/compare/scored_instances.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

struct Plan {
  int repeats = 0;  ///< of what is timed
  std::vector<Trial> trials;
};

struct Named {
  std::string name;
  ScoredInstance instance;
  Target target = Target::bradley_terry;
};

instances::Preferences preferences_of(const ScoredInstance& instance) {
  const Vector scores = instance.features * instance.coefficients;
  return instances::of_scores({scores.begin(), scores.end()});
}

Named named(const std::string& name) {
  const std::map<std::string, ScoredInstance> all{{"S1", s1()}, {"S2", s2()}, {"S3", s3()}, {"S4", s4()}};
  return {name, all.at(name), name == "S4" ? Target::linear : Target::bradley_terry};
}

Trial trial(const std::string& name, const std::string& rule, std::uint64_t runs,
            std::vector<Watch> watches) {
  const Named what = named(name);
  Eigen::Index best = 0;
  (what.instance.features * what.instance.coefficients).maxCoeff(&best);
  CompareSettings settings = instances::one_at_a_time(rule, "glrh", 0.1);
  settings.target = what.target;
  settings.wave = 20;
  settings.budget = 12'000;
  return {name,
          rule,
          preferences_of(what.instance),
          settings,
          runs,
          std::move(watches),
          what.instance.features,
          static_cast<std::uint32_t>(best)};
}

/// Mean comparisons at delta 0.1 and 0.01 under glrh, kn, preq, uhyb; 0: nearly all runs used up the budget.
std::vector<Watch> watches(const std::vector<std::pair<double, double>>& references) {
  const char* stops[] = {"glrh", "kn", "preq", "uhyb", "combo"};
  std::vector<Watch> all;
  for (std::size_t i = 0; i < std::size(stops); ++i) {
    const auto [tenth, hundredth] = i < references.size() ? references[i] : std::pair(0.0, 0.0);
    all.push_back({stops[i], .1, tenth, 0});
    all.push_back({stops[i], .01, hundredth, 0});
  }
  return all;
}

std::vector<Trial> table(std::uint64_t runs) {
  std::vector<Trial> all{
      trial("S1", "opt", 5 * runs, watches({{242, 372}, {803, 941}, {777, 941}, {522, 723}})),
      trial("S1", "star", 5 * runs, watches({{234, 344}, {684, 847}, {737, 894}, {366, 532}})),
      trial("S1", "uniform", 5 * runs, watches({{641, 1059}, {2651, 3080}, {2622, 3018}, {1546, 2463}})),
      trial("S1", "d-optimal", 5 * runs, watches({{559, 840}, {2096, 2466}, {2163, 2513}, {1188, 1658}})),
      trial("S2", "opt", 2 * runs, watches({{1298, 2201}, {0, 0}, {0, 0}, {8419, 10'316}})),
      trial("S2", "star", 2 * runs, watches({{1615, 2658}, {0, 0}, {0, 0}, {3613, 4782}})),
      trial("S3", "opt", 2 * runs, watches({{1482, 2187}, {9907, 10'464}, {9960, 10'489}, {10'530, 11'546}})),
      trial("S3", "star", 2 * runs, watches({{1906, 2780}, {0, 0}, {0, 0}, {3773, 4807}})),
      trial("S4", "opt", 3 * runs / 2, watches({{980, 1355}, {4005, 4568}, {4510, 5019}, {0, 0}})),
      trial("S4", "star", 3 * runs / 2, watches({{2111, 3257}, {10'515, 0}, {9915, 0}, {10'895, 0}})),
      trial("S4", "d-optimal", 3 * runs / 2, watches({{2101, 3217}, {0, 0}, {0, 0}, {0, 0}})),
      trial("S4", "uniform", 3 * runs / 2, watches({{4253, 5769}, {0, 0}, {0, 0}, {0, 0}}))};
  return all;
}

Plan toy_plan() { return {5, {trial("S1", "opt", 2, watches({})), trial("S4", "opt", 1, {{"glrh", .1}})}}; }
Plan usual_plan() { return {200, table(2)}; }
Plan whole_plan() { return {1000, table(40)}; }

Json as_json(const Trial& trial) {
  Json json{{"instance", trial.instance},
            {"rule", trial.rule},
            {"runs", trial.runs},
            {"wave", trial.settings.wave}};
  const std::vector<Found> found = tallies(trial);
  for (std::size_t i = 0; i < found.size(); ++i) {
    const Watch& watch = trial.watches[i];
    Json stop{{"stop", watch.stop},           {"delta", watch.delta},
              {"comparisons", found[i].mean}, {"standard_error", found[i].error},
              {"wrong", found[i].wrong},      {"budget_used_up", found[i].capped}};
    if (found[i].rejected > 0) stop["model_conflict"] = found[i].rejected;
    if (watch.reference > 0) stop["reference"] = watch.reference;
    json["stops"].push_back(stop);
  }
  return json;
}

/// S4 after every pair was compared so many times.
PairCounts all_pairs_compared(std::uint32_t each) {
  Contest contest(32, 0, nullptr);
  Wave wave;
  for (const Pair pair : all_pairs(32)) wave.planned.push_back({pair, pair.a, each});
  contest.observe(wave, instances::outcomes(preferences_of(s4()), wave, 1));
  return contest.counts();
}

/// S4 after some waves of 20 comparisons.
PairCounts compared_by_opt(int waves) {
  const Trial what = trial("S4", "opt", 1, {});
  instances::Simulation simulation(what.preferences, what.settings, 1,
                                   std::make_unique<BradleyTerry>(what.features, RidgeSettings{}));
  for (int wave = 0; wave < waves; ++wave) simulation.wave();
  return simulation.contest().counts();
}

/// Median CPU milliseconds of what happens once a wave: the fit and eight steps towards optimal proportions,
/// and the evidence against all 31 rivals, or against those few that are looked at while one of them is not
/// refuted.
Json once_a_wave(const PairCounts& counts, int repeats) {
  const std::vector<Pair> pairs = all_pairs(32);
  const MirrorAscentSettings ascent;
  std::vector<double> divergences, design, all_rivals, hardest_rivals;
  double sum = 0;
  for (int i = 0; i < repeats; ++i) {
    BradleyTerry fitted(s4().features, RidgeSettings{});
    fitted.observe({}, {}, counts);
    const StructuredProblem problem(fitted.model(), fitted.coefficients(), pairs);
    divergences.push_back(cpu_seconds_of([&] { sum += problem.divergences(0.9 * fitted.scores()).sum(); }));
    MirrorAscent climber(static_cast<Eigen::Index>(pairs.size()), ascent);
    design.push_back(cpu_seconds_of([&] {
      const Fit now = fit(fitted.model(), Likelihood(counts), RidgeSettings{}.design, fitted.coefficients());
      climber.climb(StructuredProblem(fitted.model(), now.coefficients, pairs), 8);
    }));
    const auto evidence = [&](std::uint32_t rivals) {
      BradleyTerry fresh(s4().features, RidgeSettings{});
      fresh.observe({}, {}, counts);
      return cpu_seconds_of([&] {
        for (std::uint32_t j = 0; j < rivals; ++j) sum += fresh.kn(CandidateId(j));
      });
    };
    all_rivals.push_back(evidence(32));
    hardest_rivals.push_back(evidence(8));
  }
  const double one = median(divergences);
  return {{"pairs_compared", Likelihood(counts).pairs().size()},
          {"us_divergences_of_all_pairs", 1e6 * one},
          {"ms_design", 1e3 * median(design)},
          {"design_over_its_divergences", median(design) / (9 * ascent.rivals * one)},
          {"ms_evidence_against_all", 1e3 * median(all_rivals)},
          {"ms_evidence_against_hardest", 1e3 * median(hardest_rivals)},
          {"sum", sum}};
}

Json speed(int repeats) {
  return {{"candidates", 32},
          {"features", 5},
          {"all_pairs", once_a_wave(all_pairs_compared(4), repeats)},
          {"pairs_of_opt", once_a_wave(compared_by_opt(200), repeats)}};
}

/// Optimal proportions: time to a certified optimum, and what the sampler's steps reach.
Json solvers() {
  Json all;
  for (const char* name : {"S1", "S2", "S3", "S4"}) {
    const Named what = named(name);
    const LinearScores model(what.instance.features);
    const StructuredProblem problem(model, what.instance.coefficients, all_pairs(model.candidates()));
    Proportions best;
    const double seconds = cpu_seconds_of([&] { best = interior_point_proportions(problem, 0); });
    all.push_back({{"instance", name},
                   {"characteristic_time", best.characteristic_time},
                   {"certified_gap", best.gap},
                   {"ms", 1e3 * seconds}});
  }
  return all;
}

Exit run(const Plan& plan) {
  Json json{{"bench", "structured"}, {"speed", speed(plan.repeats)}, {"solvers", solvers()}};
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
