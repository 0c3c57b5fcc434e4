#include "plan/problem.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "config/choice.hpp"
#include "plan/batches.hpp"
#include "policy/table_columns.hpp"
#include "policy/tower.hpp"

namespace megabandit {
namespace {

void describe_policy(Problem& problem, const LogShape& shape, const PolicySettings& policy) {
  problem.actions = shape.actions;
  problem.features = shape.features;
  problem.columns = table_columns(policy, shape);
  problem.table = policy.table;
  TowerShape tower{
      .kind = policy.tower, .features = shape.features, .columns = problem.columns, .hidden = {}};
  if (policy.tower == TowerKind::mlp) tower.hidden.assign(policy.hidden.begin(), policy.hidden.end());
  problem.tower_parameters = make_tower(tower)->parameters();
  problem.hidden = std::accumulate(tower.hidden.begin(), tower.hidden.end(), std::uint64_t{0});
}

// Of `contexts` boxes, so many are expected to hold some of `rounds` balls.
double occupied(double contexts, double rounds) {
  return std::min(rounds, contexts * -std::expm1(-rounds / contexts));
}

void describe_log(Problem& problem, const LogShape& shape, const Objective& objective) {
  problem.named_actions = shape.named_actions;
  problem.rounds = shape.rounds;
  problem.contexts = shape.contexts;
  const bool only_rewarded = objective.needs_rewards() && !objective.needs_model() && shape.rewarded > 0;
  problem.live_rounds = static_cast<double>(only_rewarded ? shape.rewarded : shape.rounds);
  // A log that was merged has every context once.
  problem.live_contexts = shape.rounds <= shape.contexts
                              ? problem.live_rounds
                              : occupied(static_cast<double>(shape.contexts), problem.live_rounds);
}

std::uint64_t history_of(const OptimizerSettings& settings) {
  const OptimizerKind& kind = chosen("optimizer", optimizer_kinds(), settings.kind);
  const Arguments arguments = complete("optimizer", kind.choice, settings.parameters);
  const auto found = arguments.find("history");
  return found == arguments.end() ? 0 : static_cast<std::uint64_t>(found->second);
}

void describe_steps(Problem& problem, const LogShape& shape, const ProblemSettings& settings) {
  const BlockPlan plan{shape.contexts,
                       contexts_per_block(shape, settings.run.batch_rounds, settings.policy.table)};
  problem.contexts_of_block = plan.contexts_per_block;
  problem.blocks = std::max<std::uint64_t>(1, plan.blocks());
  problem.batch_blocks = blocks_per_batch(shape, problem.blocks, settings.run.batch_rounds);
  const std::uint64_t steps_of_epoch = (problem.blocks + problem.batch_blocks - 1) / problem.batch_blocks;
  const Asks asks = asks_of(settings.optimizer);
  const bool whole = asks != Asks::gradients;
  problem.steps = whole ? static_cast<std::uint64_t>(settings.optimizer.passes)
                        : static_cast<std::uint64_t>(settings.optimizer.epochs) * steps_of_epoch;
  problem.optimizer = settings.optimizer.kind;
  problem.products = asks == Asks::products;
  problem.history = std::min(history_of(settings.optimizer), problem.steps);
}

}  // namespace

Problem describe(const LogShape& shape, const ProblemSettings& settings) {
  Problem problem;
  const auto objective = make_objective(settings.objective);
  describe_policy(problem, shape, settings.policy);
  describe_log(problem, shape, *objective);
  describe_steps(problem, shape, settings);
  problem.channels = objective->channels();
  problem.sums = objective->sums();
  problem.point_credits = objective->weighs_rounds();
  problem.threads = static_cast<int>(settings.run.threads);
  problem.precision = settings.run.precision;
  return problem;
}

}  // namespace megabandit
