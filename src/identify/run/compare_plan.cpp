#include "identify/run/compare_plan.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/divergence.hpp"
#include "compare/ownership.hpp"
#include "compare/pairs/per_pair.hpp"
#include "judge/roster.hpp"
#include "judge/simulated.hpp"
#include "plan/amounts.hpp"

namespace megabandit {
namespace {

using Json = nlohmann::ordered_json;

// Measured over N(0, 1) scores at delta = 0.05: comparisons over T log(1 / delta), and waves of a screening.
constexpr double kContestRatio = 3.5, kScreeningRatio = 4;
constexpr double kScreeningWaves = 200;
constexpr double kSimulatedComparison = 60e-9;  // seconds, drawing and counting
// Bytes of a pair in a contest: counts, evidence of both sides, what is awaited.
constexpr double kPairBytes = 12 + 16 + 4;
// Bytes of a candidate in a contest, beside its pairs.
constexpr double kContestBytes = 120;
// Of an owned candidate in a screening: its state; its turn and outcome in the first waves.
constexpr double kStateBytes = 24, kTurnBytes = 16 + 8;
constexpr double kCheckpointBytes = 5 * 8;  // while a checkpoint is written
constexpr double kNameBytes = 40, kScoreBytes = 8;
constexpr double kFieldBytes = 144, kFinalistsPairs = 64 * 63 / 2;
// Where what features are worth is learned, a wave gathers twice who leads and who is least refuted, then
// challengers, exact fits and the ends of strips: of 8 directions, some 40 strips of scores each.
constexpr double kLearnedGathers = 7, kLearnedBytes = 64 * 32 + 8 * 40 * 2 * 24;
constexpr std::uint64_t kSharedOut = 65536;  // open candidates whose turns everyone knows

std::vector<double> scores_of(const CompareConfig& config, std::uint64_t candidates) {
  const SimulatedSettings& judge = config.judge.simulated;
  if (config.judge.kind != "scores" || !judge.path.empty()) return {};
  return judge.scores.empty() ? normal_scores(candidates, judge.deviation, judge.scores_seed) : judge.scores;
}

double time_of(const std::vector<double>& scores, double bar) {
  const double best = std::ranges::max(scores);
  double time = 0;
  bool once = false;  // the best itself
  for (const double score : scores) {
    if (score == best && !once) {
      once = true;
      continue;
    }
    time += 1 / bernoulli_kl(1 / (1 + std::exp(best - score)), bar);
  }
  return time;
}

// Those of the table, or those that the judge `linear` draws.
std::uint64_t features_of(const CompareConfig& config) {
  const auto known = static_cast<std::uint64_t>(read_roster(config.candidates).features.cols());
  const SimulatedSettings& judge = config.judge.simulated;
  if (known > 0 || config.judge.kind != "linear") return known;
  return judge.coefficients.empty() ? judge.dimensions : judge.coefficients.size();
}

std::uint64_t candidates_of(const CompareConfig& config) {
  const std::uint64_t named = count_of(config.candidates, read_roster(config.candidates));
  const std::uint64_t scored = config.judge.simulated.scores.size();
  if (named == 0 && scored == 0)
    throw ConfigError(
        "how many candidates there are is known to the judge alone: give candidates.count to plan for so "
        "many");
  return std::max(named, scored);
}

// Waves of a contest: of the least size until a share of all comparisons is more, then growing by it.
double waves_of(const CompareProblem& problem, const CompareSettings& settings, double comparisons) {
  if (problem.screened) return kScreeningWaves;
  if (settings.wave > 0) return std::ceil(comparisons / static_cast<double>(settings.wave));
  const auto least = static_cast<double>(settings.wave_least);
  if (settings.wave_growth == 0) return std::ceil(comparisons / least);
  const double turn = std::min(comparisons, least / settings.wave_growth);
  return std::ceil(turn / least + std::log(comparisons / turn) / std::log1p(settings.wave_growth));
}

double owned(const CompareProblem& problem, int ranks) {
  const Range own = owned_candidates(problem.candidates, 0, ranks);
  return static_cast<double>(own.size());
}

Memory memory_of(const CompareProblem& problem, int ranks) {
  const auto all = static_cast<double>(problem.candidates);
  Memory memory;
  memory.items.push_back({"names and scores of the judge", all * (kNameBytes + kScoreBytes)});
  if (problem.learned_features > 0) {
    const auto features = static_cast<double>(problem.learned_features);
    memory.items.push_back({"features of all candidates", all * features * sizeof(double)});
    memory.items.push_back({"owned candidates", owned(problem, ranks) * sizeof(double)});
    memory.items.push_back({"a checkpoint", owned(problem, ranks) * kCheckpointBytes});
    return memory;
  }
  if (!problem.screened) {
    memory.items.push_back(
        {"counts and evidence of pairs",
         kPairBytes * static_cast<double>(pairs_of(problem.candidates)) + kContestBytes * all});
    return memory;
  }
  const double own = owned(problem, ranks);
  memory.items.push_back({"owned candidates", own * kStateBytes});
  memory.items.push_back({"their turns", own * kTurnBytes});
  memory.items.push_back({"a checkpoint", own * kCheckpointBytes});
  memory.items.push_back({"finals", kFinalistsPairs * kPairBytes});
  return memory;
}

// A tally takes three sums; a screening adds one, of the hub's evidence, and gathers fields and turns.
void plan_messages(const CompareProblem& problem, ComparePlan& plan) {
  if (plan.ranks == 1) return;
  if (problem.learned_features > 0) {
    plan.message_calls = 3 + kLearnedGathers;
    plan.message_bytes = kLearnedBytes;
    return;
  }
  const double largest = problem.comparisons.value_or(static_cast<double>(problem.budget));
  if (!problem.screened) {
    const double wave = problem.wave > 0 ? static_cast<double>(problem.wave) : problem.wave_growth * largest;
    const double pairs = std::min(wave, static_cast<double>(pairs_of(problem.candidates)));
    plan.message_calls = 3;
    plan.message_bytes = 3 * sizeof(double) * pairs;
    return;
  }
  const auto shared = static_cast<double>(std::min(problem.candidates, kSharedOut));
  plan.message_calls = 3 + 1 + 2;
  plan.message_bytes = 2 * sizeof(double) * shared + 16 * shared / plan.ranks + kFieldBytes;
}

}  // namespace

CompareProblem compare_problem(const CompareConfig& config) {
  CompareProblem problem;
  problem.candidates = candidates_of(config);
  problem.judge = config.judge.kind;
  const bool many = problem.candidates > config.compare.screen_above;
  problem.screened = many && config.compare.target != Target::linear;
  if (many && !problem.screened) problem.learned_features = features_of(config);
  problem.delta = config.compare.delta;
  problem.budget = config.compare.budget;
  problem.wave = config.compare.wave;
  problem.wave_growth = config.compare.wave_growth;
  problem.simulated = !config.judge.simulated.path.empty() || problem.judge == "scores" ||
                      problem.judge == "matrix" || problem.judge == "linear";
  const std::vector<double> scores = scores_of(config, problem.candidates);
  if (scores.empty()) return problem;
  problem.characteristic_time = time_of(scores, 0.5 + config.compare.epsilon);
  const double decided = *problem.characteristic_time * std::log(1 / problem.delta) *
                         (problem.screened ? kScreeningRatio : kContestRatio);
  problem.comparisons =
      std::min(decided / (1 - config.judge.simulated.ties), static_cast<double>(problem.budget));
  problem.waves = waves_of(problem, config.compare, *problem.comparisons);
  return problem;
}

ComparePlan plan_comparison(const CompareProblem& problem, int ranks, const Ceilings& ceilings) {
  ComparePlan plan;
  plan.ranks = ranks;
  plan.memory = memory_of(problem, ranks);
  plan_messages(problem, plan);
  if (!problem.comparisons || !problem.simulated) return plan;
  const double scanned = problem.screened ? kStateBytes * owned(problem, ranks) : 0;
  const double a_wave = plan.message_calls * ceilings.message_latency_s +
                        plan.message_bytes / ceilings.message_bytes_per_s +
                        scanned / ceilings.memory_bytes_per_s;
  plan.seconds = *problem.comparisons / ranks * kSimulatedComparison + problem.waves * a_wave;
  return plan;
}

std::string text_of(const CompareProblem& problem, const std::vector<ComparePlan>& plans) {
  std::string text =
      fmt::format("problem      {} candidates, judge {}; {}\n",
                  count_text(static_cast<double>(problem.candidates)), problem.judge,
                  problem.learned_features > 0
                      ? fmt::format("what {} features are worth is learned", problem.learned_features)
                  : problem.screened ? "screened against hubs, then a contest of the last ones"
                                     : "any two may meet");
  text += problem.comparisons
              ? fmt::format(
                    "comparisons  about {} in {} waves: characteristic time {}, delta {}; the budget is {}\n",
                    count_text(*problem.comparisons), count_text(problem.waves),
                    count_text(*problem.characteristic_time), problem.delta, problem.budget)
              : fmt::format(
                    "comparisons  unknown: they depend on preferences that only the judge knows; at "
                    "most the budget, {}\n",
                    problem.budget);
  text += fmt::format("\n{:>6}{:>12}{:>16}{:>16}{:>12}\n", "ranks", "memory", "calls a wave", "bytes a wave",
                      "seconds");
  for (const ComparePlan& plan : plans)
    text += fmt::format("{:>6}{:>12}{:>16}{:>16}{:>12}\n", plan.ranks, bytes_text(plan.memory.total()),
                        plan.message_calls, bytes_text(plan.message_bytes),
                        plan.seconds ? seconds_text(*plan.seconds) : "unknown");
  return text;
}

Json to_json(const CompareProblem& problem, const std::vector<ComparePlan>& plans) {
  const auto known = [](const std::optional<double>& value) { return value ? Json(*value) : Json(); };
  Json json{{"problem",
             {{"candidates", problem.candidates},
              {"judge", problem.judge},
              {"screened", problem.screened},
              {"learned_features", problem.learned_features},
              {"delta", problem.delta},
              {"budget", problem.budget},
              {"characteristic_time", known(problem.characteristic_time)},
              {"comparisons", known(problem.comparisons)}}}};
  for (const ComparePlan& plan : plans) {
    Json one{{"ranks", plan.ranks},
             {"message_calls_per_wave", plan.message_calls},
             {"message_bytes_per_wave", plan.message_bytes},
             {"bytes_of_a_rank", plan.memory.total()},
             {"seconds", known(plan.seconds)}};
    for (const MemoryItem& item : plan.memory.items)
      one["memory"].push_back({{"what", item.what}, {"bytes", item.bytes}});
    json["plans"].push_back(one);
  }
  return json;
}

}  // namespace megabandit
