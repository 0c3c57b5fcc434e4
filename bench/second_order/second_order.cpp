// How long it takes until the optimum is certified to be at most 1e-6 higher: L-BFGS, Newton-CG and Adam.
// bench_second_order [--toy], alone or under mpirun.
//
// The log is made up in memory and taught by a random policy; the objective is the log-likelihood of what was
// rewarded, with an L2 term. Adam goes on with the whole log until the gradient certifies the gap, for every
// rate of a grid; and in batches, with a rate that falls to 0, where the gradient of the whole log is looked
// at in the end only. Passes are evaluations and products, each of the whole log; CPU times of rank 0.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "bench/plans_on_ranks.hpp"
#include "bench/timing.hpp"
#include "bench/train_step/made_shard.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "policy/scoring.hpp"
#include "run/loop.hpp"
#include "train/policy_learner.hpp"
#include "train/setup.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

constexpr double kGap = 1e-6;
constexpr std::uint64_t kColumns = 64, kSeed = 17;

struct Case {
  std::string name;
  TowerKind tower = TowerKind::linear;
  TableKind table = TableKind::fixed;
  std::uint64_t actions = 10'000, contexts = 2048;
  double decay = 0;  ///< of the features' sizes
  double l2 = 1e-5;
};

struct Plan {
  std::vector<Case> cases;
  std::vector<double> rates;   ///< of Adam
  std::uint64_t most = 300;    ///< passes
  std::uint64_t batches = 16;  ///< the log is cut into for Adam in batches
};

constexpr auto kIdentity = TowerKind::identity;
constexpr auto kTrained = TableKind::trained;

Plan usual_plan() {
  return {.cases = {{.name = "fixed_even"},
                    {.name = "fixed_uneven", .decay = 1},
                    {.name = "fixed_very_uneven", .decay = 2},
                    {.name = "trained_uneven", .tower = kIdentity, .table = kTrained, .decay = 1}},
          .rates = {0.01, 0.03, 0.1}};
}

Plan toy_plan() {
  return {.cases = {{.name = "fixed_toy", .actions = 200, .contexts = 300, .decay = 1, .l2 = 1e-3},
                    {.name = "trained_toy",
                     .tower = kIdentity,
                     .table = kTrained,
                     .actions = 200,
                     .contexts = 300,
                     .l2 = 1e-3}},
          .rates = {0.03},
          .most = 40,
          .batches = 4};
}

Policy made_policy(const Case& what, double scale) {
  const bool zero_table = what.table == kTrained && scale == 0;
  Policy policy({.tower = {.kind = what.tower, .features = kColumns, .columns = kColumns, .hidden = {}},
                 .table = what.table,
                 .temperature = 1,
                 .actions = what.actions},
                random_table({0, what.actions}, kColumns, kSeed, zero_table ? 0 : 1));
  policy.initialise_tower(kSeed, scale);
  return policy;
}

MadeShard made_shard(const Case& what, const Job& job) {
  MadeShard shard({.contexts = what.contexts,
                   .features = kColumns,
                   .actions = what.actions,
                   .contexts_per_block = std::min<std::uint64_t>(64, kContextsPerBlock),
                   .decay = what.decay},
                  job.comm.rank(), job.comm.size());
  shard.teach(made_policy(what, 0.5));
  return shard;
}

/// How an optimiser fared.
struct Outcome {
  std::uint64_t passes = 0;
  double cpu = 0, wall = 0, gap = undefined, objective = undefined;
};

/// Trains `policy` until the gap is certified, or the optimiser ends.
Outcome train(const Job& job, const Case& what, Shard& shard, Policy& policy,
              const OptimizerSettings& settings, std::uint64_t batch_rounds) {
  const auto objective = make_objective({.kind = "lpi", .parameters = {}});
  const auto optimizer = make_optimizer(settings);
  Outcome outcome;
  PolicyLearner learner(shard, policy, *objective, *optimizer, common_kernel(job.comm),
                        {.l2 = what.l2, .batch_rounds = batch_rounds, .seed = kSeed},
                        [&](const StepDone& done) {
                          outcome.passes = static_cast<std::uint64_t>(done.pass + 0.5);
                          outcome.gap = done.gradient_norm * done.gradient_norm / (2 * what.l2);
                          outcome.objective = done.objective;
                        });
  LoopState state;
  LoopHooks hooks;
  hooks.stop_requested = [&] { return batch_rounds == 0 && outcome.gap <= kGap; };
  const double cpu = cpu_seconds(), wall = wall_seconds();
  run_loop(job.comm, learner, Reduction::reproducible, state, hooks);
  outcome.cpu = cpu_seconds() - cpu;
  outcome.wall = wall_seconds() - wall;
  return outcome;
}

Json described(const std::string& name, const Outcome& outcome) {
  return {{"method", name},
          {"passes", outcome.passes},
          {"cpu_s", outcome.cpu},
          {"wall_s", outcome.wall},
          {"gap", outcome.gap},
          {"certified", outcome.gap <= kGap},
          {"objective", outcome.objective}};
}

OptimizerSettings whole_log(const Case& what, const std::string& kind, std::uint64_t most) {
  OptimizerSettings settings;
  settings.kind = kind;
  settings.parameters = {{"gap", kGap}};
  settings.steps = most;
  settings.strong_concavity = what.l2;
  return settings;
}

OptimizerSettings adam(double rate, std::uint64_t steps, Schedule schedule) {
  OptimizerSettings settings;
  settings.kind = "adam";
  settings.parameters = {{"learning_rate", rate}};
  settings.steps = steps;
  settings.schedule = schedule;
  return settings;
}

/// What the gradient of the whole log certifies where a policy is.
void look_at_the_end(const Job& job, const Case& what, Shard& shard, Policy& policy, Outcome& outcome) {
  const Outcome end = train(job, what, shard, policy, whole_log(what, "lbfgs", 1), 0);
  outcome.gap = end.gap;
  outcome.objective = end.objective;
}

Json measure(const Job& job, const Case& what, const Plan& plan) {
  MadeShard shard = made_shard(what, job);
  Json methods = Json::array();
  for (const char* kind : {"newton-cg", "lbfgs"}) {
    Policy policy = made_policy(what, 0);
    methods.push_back(described(kind, train(job, what, shard, policy, whole_log(what, kind, plan.most), 0)));
  }
  for (const double rate : plan.rates) {
    Policy policy = made_policy(what, 0);
    Json method =
        described("adam", train(job, what, shard, policy, adam(rate, plan.most, Schedule::constant), 0));
    method["learning_rate"] = rate;
    methods.push_back(method);
  }
  const std::uint64_t rounds = what.contexts * kRoundsPerContext;
  for (const double rate : plan.rates) {
    Policy policy = made_policy(what, 0);
    const std::uint64_t batch = rounds / plan.batches, epochs = plan.most;
    const std::uint64_t steps = epochs * plan_epochs(shard, batch, kSeed).steps();
    Outcome outcome = train(job, what, shard, policy, adam(rate, steps, Schedule::warmup_cosine), batch);
    look_at_the_end(job, what, shard, policy, outcome);
    Json method = described("adam_batches", outcome);
    method["learning_rate"] = rate;
    method["batch_rounds"] = batch;
    methods.push_back(method);
  }
  return {{"name", what.name}, {"actions", what.actions},
          {"rounds", rounds},  {"feature_decay", what.decay},
          {"l2", what.l2},     {"parameters", made_policy(what, 0).parameters().size()},
          {"methods", methods}};
}

Exit run(const Job& job, const Plan& plan) {
  Json json{{"bench", "second_order"},
            {"ranks", job.comm.size()},
            {"instructions", common_kernel(job.comm).name()},
            {"gap", kGap},
            {"most_passes", plan.most}};
  for (const Case& what : plan.cases) json["cases"].push_back(measure(job, what, plan));
  if (job.comm.rank() == 0) fmt::print("{}\n", json.dump(2));
  return Exit::done;
}

}  // namespace

int main(int argc, char** argv) {
  const Plans<Plan> plans{{"", usual_plan}, {"--toy", toy_plan}};
  return run_plan_on_ranks(argc, argv, plans,
                           [](const Job& job, const Plan& plan) { return run(job, plan); });
}
