#include "bench/train_step/training.hpp"

#include "objective/table.hpp"
#include "optimizer/table.hpp"
#include "plan/batches.hpp"
#include "policy/scoring.hpp"

namespace megabandit::bench {
namespace {

constexpr std::uint64_t kSeed = 17;

Policy made_policy(const Case& what, const Layout& layout) {
  const ActionRange own = own_actions(what.actions, layout.actions());
  Policy policy({.tower = {.kind = what.tower, .features = kColumns, .columns = kColumns, .hidden = {}},
                 .table = what.table,
                 .temperature = 1,
                 .actions = what.actions},
                TablePart{random_table(own, kColumns, kSeed, 1), own.first, layout.actions()});
  policy.initialise_tower(kSeed, 0.25);
  return policy;
}

std::unique_ptr<Optimizer> adam() {
  OptimizerSettings settings;
  settings.kind = "adam";
  settings.parameters = {{"learning_rate", 1e-4}};
  settings.steps = 1'000'000;
  return make_optimizer(settings);
}

LogShape shape_of(const Case& what) {
  LogShape shape;
  shape.contexts = what.contexts;
  shape.rounds = what.contexts * kRoundsPerContext;
  return shape;
}

}  // namespace

MadeShard made_shard(const Case& what, const Layout& layout) {
  return MadeShard({.contexts = what.contexts,
                    .features = kColumns,
                    .actions = what.actions,
                    .contexts_per_block = contexts_per_block(shape_of(what), what.batch_rounds, what.table)},
                   layout.replicas().rank(), layout.replicas().size());
}

Training::Training(const Layout& layout, Reduction reduction, Shard& shard, const Case& what)
    : layout_(layout),
      reduction_(reduction),
      kernel_(common_kernel(layout.world())),
      policy_(made_policy(what, layout)),
      objective_(make_objective({})),
      optimizer_(adam()),
      learner_(shard, policy_, *objective_, *optimizer_, kernel_,
               {.batch_rounds = what.batch_rounds, .seed = kSeed},
               [this](const StepDone& done) { live_share_ += done.live_share; }),
      rounds_a_step_(what.batch_rounds > 0 ? static_cast<double>(what.batch_rounds)
                                           : static_cast<double>(shard.shape().rounds)) {
  run(1);
}

Cost Training::run(std::uint64_t steps) {
  const KernelWork before = kernel_.work();
  const double cpu = cpu_seconds(), wall = wall_seconds();
  const std::uint64_t last = state_.step + steps;
  live_share_ = 0;
  LoopHooks hooks;
  hooks.stop_requested = [&] { return state_.step + 1 >= last; };
  run_loop({layout_.world(), layout_.replicas()}, learner_, reduction_, state_, hooks);
  const KernelWork& after = kernel_.work();
  return {
      .cpu = cpu_seconds() - cpu,
      .wall = wall_seconds() - wall,
      .kernel = {after.seconds - before.seconds, after.flop - before.flop, after.queries - before.queries},
      .rounds = rounds_a_step_ * static_cast<double>(steps),
      .live_rounds = rounds_a_step_ * live_share_};
}

}  // namespace megabandit::bench
