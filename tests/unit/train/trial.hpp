#pragma once
// Short runs of the trainer on threads as ranks, in any layout.

#include <cstdint>
#include <string>
#include <vector>

#include "comm/collect.hpp"
#include "memory_shard.hpp"
#include "model_trial.hpp"
#include "normaliser/table.hpp"
#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "run/checkpoint.hpp"
#include "run/loop.hpp"
#include "seen_trial.hpp"
#include "train/layout/layout.hpp"
#include "train/layout/own_parameters.hpp"
#include "train/policy_learner.hpp"

namespace megabandit::testing {

struct Plan {
  std::string objective = "clpi";
  TowerKind tower = TowerKind::linear;
  TableKind table = TableKind::fixed;
  std::string optimizer = "adam";
  std::uint64_t batch_rounds = 0;
  std::uint64_t epochs = 3;
  std::size_t threads = 1;
  Reduction reduction = Reduction::reproducible;
  std::string normaliser = "exact";
  double error = 1e9;  // that is accepted of it
  Precision precision = Precision::fp32;
  SeenPlan seen = {};
  std::uint64_t steps = 30;  // of the optimiser, at most
  ModelPlan model = {};      // of an objective that needs one
};

inline Policy make_policy(const Plan& run, const SmallLog& log, Communicator* actions = nullptr) {
  const auto features = static_cast<std::uint64_t>(log.features.cols());
  const std::uint64_t columns = run.tower == TowerKind::identity ? features : 4;
  const ActionRange own = own_actions(log.actions, actions);
  Policy policy({.tower = {.kind = run.tower, .features = features, .columns = columns, .hidden = {6}},
                 .table = run.table,
                 .temperature = 0.7,
                 .actions = log.actions},
                TablePart{random_table(own, columns, 3, 0.5), own.first, actions});
  policy.initialise_tower(4, 0.3);  // a seed for which no ReLU of the small logs sits at its kink
  return policy;
}

struct Outcome {
  Vector parameters;  // of all ranks
  SavedState learner;
  LoopState loop;
  std::vector<double> objective;
  StepDone last = {};
  std::vector<std::string> warnings = {};
};

/// The parameters of all ranks, on every rank. @collective
inline Vector whole_parameters(const Policy& policy, Communicator* actions) {
  const Vector mine = policy.parameters();
  if (actions == nullptr) return mine;
  const auto tower = static_cast<Eigen::Index>(policy.tower_parameters());
  const auto own = all_gather_values<double>(
      *actions, std::span(mine.data() + tower, static_cast<std::size_t>(mine.size() - tower)));
  Vector all(tower + static_cast<Eigen::Index>(own.size()));
  all << mine.head(tower), Eigen::Map<const Vector>(own.data(), static_cast<Eigen::Index>(own.size()));
  return all;
}

/// When a run begins and ends.
struct Session {
  std::uint64_t stop_after = 0;            ///< steps; 0: at its end
  std::filesystem::path checkpoints = {};  ///< where it goes on from, and where it leaves one; empty: nowhere
};

/// Runs on one rank of `world`. @collective
inline Outcome train(Communicator& world, const Plan& run, const SmallLog& log, int action_shards = 1,
                     const Session& session = {}) {
  const Layout layout(world, {world.size() / action_shards, action_shards});
  MemoryShard shard(log, 4, layout.replicas().rank(), layout.replicas().size());
  Policy policy = make_policy(run, log, layout.actions());
  const auto objective = make_objective({.kind = run.objective, .parameters = {}});
  const auto optimizer = make_optimizer({.kind = run.optimizer,
                                         .parameters = {},
                                         .steps = run.steps,
                                         .strong_concavity = run.epochs == 0 ? 0.01 : 0});
  const auto normaliser =
      run.normaliser == "exact"
          ? nullptr
          : make_normaliser({.kind = run.normaliser, .parameters = {}},
                            {vector_kernel(run.precision), policy.catalogue(), 11, run.threads});
  const auto seen =
      see(run.seen, log, policy, objective->weighs_by_policy() ? Posterior::policy : Posterior::logging,
          optimizer->full_batch() ? PivotUse::all : PivotUse::in_turn);
  const auto model = objective->needs_model()
                         ? model_of(run.model, log, shard, policy, {world, layout.replicas()})
                         : nullptr;
  Outcome outcome;
  PolicyLearner learner(shard, policy, *objective, *optimizer, vector_kernel(run.precision),
                        {.l2 = 0.01,
                         .epochs = run.epochs,
                         .batch_rounds = run.batch_rounds,
                         .seed = 11,
                         .threads = run.threads,
                         .approximation = {normaliser.get(), run.error, 8},
                         .seen = seen.get(),
                         .model = model.get()},
                        [&](const StepDone& done) {
                          outcome.objective.push_back(done.objective);
                          outcome.last = done;
                          if (const auto warning = learner.warning())
                            outcome.warnings.push_back(warning->name);
                        });
  SerialFileDriver files;
  const CheckpointStore store(session.checkpoints, 1, own_parameters(policy, layout));
  if (!session.checkpoints.empty())
    if (const auto from = store.read_newest({world, files}, {})) {
      learner.load(from->learner);
      outcome.loop = from->loop;
    }
  std::uint64_t asked = 0;
  LoopHooks hooks;
  hooks.stop_requested = [&] { return session.stop_after > 0 && ++asked >= session.stop_after; };
  if (!session.checkpoints.empty())
    hooks.checkpoint = [&](const LoopState& state, const std::string& finished) {
      store.write({world, files}, {state, learner.save(), finished, {}});
    };
  run_loop({world, layout.replicas()}, learner, run.reduction, outcome.loop, hooks);
  outcome.learner = learner.save();
  outcome.parameters = whole_parameters(policy, layout.actions());
  return outcome;
}

/// The outcome of rank 0 of `ranks`; that of the others is the same.
inline Outcome train_on(int ranks, const Plan& run, const SmallLog& log, int action_shards = 1,
                        const Session& session = {}) {
  Outcome first;
  on_threads(ranks, [&](Communicator& world) {
    Outcome mine = train(world, run, log, action_shards, session);
    if (world.rank() == 0) first = std::move(mine);
  });
  return first;
}

}  // namespace megabandit::testing
