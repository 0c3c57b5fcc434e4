#include "train/setup.hpp"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "base/error.hpp"
#include "comm/agree.hpp"
#include "plan/batches.hpp"
#include "plan/machine/require_room.hpp"
#include "run/windows.hpp"
#include "train/layout/layout_choice.hpp"
#include "train/problem.hpp"
#include "train/rounds/epoch_plan.hpp"
#include "train/start_policy.hpp"

namespace megabandit {
namespace {

struct OpenedLog {
  std::unique_ptr<Layout> layout;
  std::unique_ptr<Shard> shard;
};

/// @collective
OpenedLog open(const Job& job, const RunConfig& config) {
  const ChosenLog log = choose_log(job, config);
  OpenedLog opened{std::make_unique<Layout>(job.comm, choose_layout(job, config, log.shape)), nullptr};
  agree_on_parts(job.comm, [&] {
    opened.shard = open_shard(
        {opened.layout->replicas(), job.files},
        {.path = config.log.path,
         .split = log.split,
         .contexts_per_block = contexts_per_block(log.shape, config.run.batch_rounds, config.policy.table),
         .memory = config.limits.memory.bytes,
         .outputs = config.density.on() || config.reward_model.on() ? Outputs::read : Outputs::skip});
  });
  return opened;
}

void require_something_to_learn(const LogSettings& log, const LogShape& shape, const Objective& objective) {
  const bool whole = log.split.empty() || shape.splits.empty();
  const std::string source =
      whole ? log.path.string() : fmt::format("{}, split '{}'", log.path.string(), log.split);
  if (shape.rounds == 0)
    throw DataError(fmt::format("{}: there is no round to learn from; choose another split", source));
  if (shape.rewarded == 0 && objective.needs_rewards())
    throw DataError(fmt::format(
        "{}: the reward of all {} rounds is 0, so the objective `{}` has nothing to learn from; was "
        "the right column imported as the reward? (`bc` imitates the logging policy without rewards)",
        source, shape.rounds, objective.name()));
}

// The largest reward of the whole log.
double largest_reward(const Job& job, Shard& shard) {
  double largest = -std::numeric_limits<double>::infinity();
  agree(job.comm, [&] {
    std::vector<BlockId> ids;
    for (std::uint64_t block = shard.owned().first; block < shard.owned().last; ++block)
      ids.emplace_back(block);
    for_windows(shard, ids, nullptr, [&](std::span<const BlockView> blocks) {
      for (const BlockView& block : blocks)
        for (const float reward : block.reward) largest = std::max(largest, static_cast<double>(reward));
    });
  });
  job.comm.max({&largest, 1});
  return largest;
}

void approximate(const NormaliserSettings& settings, Setup& setup) {
  setup.normaliser = make_normaliser(
      settings, {*setup.kernel, setup.saved.policy.catalogue(), setup.learner.seed, setup.learner.threads});
  setup.learner.approximation = {setup.normaliser.get(), settings.error,
                                 static_cast<std::uint64_t>(settings.probe)};
}

/// @collective
void see_outputs(const Job& job, const RunConfig& config, Setup& setup) {
  setup.outputs =
      make_seen(job, config.density,
                {.log = config.log.path,
                 .shard = *setup.shard,
                 .log_ranks = setup.layout->replicas(),
                 .policy = setup.saved.policy,
                 .kernel = common_kernel(job.comm, Precision::fp32),
                 .posterior = setup.objective->weighs_by_policy() ? Posterior::policy : Posterior::logging,
                 .use = setup.optimizer->full_batch() ? PivotUse::all : PivotUse::in_turn,
                 .seed = setup.learner.seed,
                 .threads = setup.learner.threads});
  setup.learner.seen = setup.outputs.seen.get();
}

/// @collective
void model_rewards(const Job& job, const RunConfig& config, Setup& setup) {
  setup.reward_model = make_reward_model(job, config.reward_model,
                                         {.log = config.log.path,
                                          .shard = *setup.shard,
                                          .catalogue = setup.saved.policy.catalogue(),
                                          .replicas = setup.layout->replicas(),
                                          .bank = config.density.bank,
                                          .seed = setup.learner.seed,
                                          .threads = setup.learner.threads});
  setup.learner.model = setup.reward_model.model.get();
}

}  // namespace

Setup make_setup(const Job& job, const RunConfig& config) {
  OpenedLog log = open(job, config);
  Shard* const shard = log.shard.get();
  ObjectiveSettings objective = config.objective;
  if (objective.kind == "regkl") objective.reward_max = largest_reward(job, *shard);
  SavedPolicy saved = start_policy(job, config, shard->shape(), log.layout->actions());
  std::optional<Setup> setup;
  agree(job.comm, [&] {
    auto made_objective = make_objective(objective);
    require_something_to_learn(config.log, shard->shape(), *made_objective);
    OptimizerSettings optimizer = config.optimizer;
    const bool whole = asks_of(optimizer) != Asks::gradients;
    const PolicyLearnerSettings learner{.l2 = objective.l2,
                                        .epochs = whole ? 0 : static_cast<std::uint64_t>(optimizer.epochs),
                                        .batch_rounds = config.run.batch_rounds,
                                        .seed = config.run.seed,
                                        .threads = static_cast<std::size_t>(config.run.threads)};
    optimizer.steps = whole
                          ? static_cast<std::uint64_t>(optimizer.passes)
                          : learner.epochs * plan_epochs(*shard, learner.batch_rounds, learner.seed).steps();
    const bool concave = made_objective->concave() && saved.policy.linear();
    const bool exact = config.run.precision == Precision::fp32;  // a rounded gradient certifies nothing
    if (concave && exact) optimizer.strong_concavity = objective.l2 / made_objective->l2_scale();
    setup.emplace(Setup{std::move(log.layout),
                        nullptr,
                        std::move(saved),
                        nullptr,
                        {},
                        {},
                        std::move(made_objective),
                        make_optimizer(optimizer),
                        learner,
                        nullptr,
                        optimizer.steps,
                        concave});
  });
  setup->shard = std::move(log.shard);
  setup->kernel = &common_kernel(job.comm, config.run.precision);
  agree(job.comm, [&] { approximate(config.normaliser, *setup); });
  if (config.density.on()) see_outputs(job, config, *setup);
  if (config.reward_model.on()) model_rewards(job, config, *setup);
  return std::move(*setup);
}

}  // namespace megabandit
