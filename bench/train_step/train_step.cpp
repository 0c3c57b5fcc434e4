// How fast a whole training step is, and what reproducible sums cost. bench_train_step [--toy | --million],
// alone or under mpirun.
//
// A step is all of it: gathering live rounds, tower, softmax, credits, gradient, tally, reduction over the
// ranks, optimiser. Reproducible and fast sums, and multiply-adds in registers, take turns in one run; ratios
// are medians over the turns of CPU times, which for a rank include its waiting for the others.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "bench/ceiling/ceiling.hpp"
#include "bench/plans_on_ranks.hpp"
#include "bench/train_step/training.hpp"
#include "comm/collect.hpp"
#include "policy/scoring.hpp"
#include "train/setup.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;

struct Plan {
  std::vector<Case> cases;
  int alternations = 9;
};

constexpr auto kTrained = TableKind::trained;

Plan usual_plan() {
  return {.cases = {{.name = "fixed_1e4", .actions = 10'000, .contexts = 8192},
                    {.name = "fixed_1e4_batch_256",
                     .actions = 10'000,
                     .contexts = 8192,
                     .batch_rounds = 256,
                     .steps = 32},
                    {.name = "fixed_1e5", .actions = 100'000, .contexts = 2048},
                    {.name = "trained_1e4", .table = kTrained, .actions = 10'000, .contexts = 8192},
                    {.name = "trained_1e4_batch_256",
                     .table = kTrained,
                     .actions = 10'000,
                     .contexts = 8192,
                     .batch_rounds = 256,
                     .steps = 8},
                    {.name = "trained_identity_1e4",
                     .tower = TowerKind::identity,
                     .table = kTrained,
                     .actions = 10'000,
                     .contexts = 8192}}};
}

Plan million_plan() {
  return {.cases = {{.name = "fixed_1e6", .actions = 1'000'000, .contexts = 512}}, .alternations = 5};
}

Plan toy_plan() {
  return {.cases = {{.name = "fixed_toy", .actions = 300, .contexts = 300},
                    {.name = "trained_toy",
                     .table = kTrained,
                     .actions = 300,
                     .contexts = 300,
                     .batch_rounds = 64,
                     .steps = 2}},
          .alternations = 2};
}

/// Means over the ranks: what a rank's core spent.
Cost over_ranks(Communicator& comm, Cost cost) {
  const double ranks = comm.size();
  for (double* part : {&cost.cpu, &cost.wall, &cost.kernel.seconds}) *part = sum_value(comm, *part) / ranks;
  for (double* part : {&cost.kernel.flop, &cost.kernel.queries}) *part = sum_value(comm, *part);
  return cost;
}

/// What was measured, turn by turn.
struct Series {
  std::vector<double> cpu, wall, kernel_share, gflops, of_peak, cost_of_reproducibility;
};

nlohmann::ordered_json described(const Case& what, const Cost& last, const Series& series, int ranks) {
  const double steps = static_cast<double>(what.steps), step = median(series.cpu);
  nlohmann::ordered_json json{{"name", what.name},
                              {"actions", what.actions},
                              {"contexts", what.contexts},
                              {"batch_rounds", last.rounds / steps},
                              {"batch_live_rounds", last.live_rounds / steps},
                              {"batch_live_contexts", last.kernel.queries / steps},
                              {"cpu_s_per_step", step},
                              {"wall_s_per_step", median(series.wall)}};
  // What ranks x one core would do if they had their cores to themselves.
  json["rounds_per_cpu_s"] = last.rounds / steps / step;
  json["live_rounds_per_cpu_s"] = last.live_rounds / steps / step;
  json["contexts_per_cpu_s"] = last.kernel.queries / steps / step;
  json["gflops_per_core"] = median(series.gflops) / ranks;
  json["of_peak"] = median(series.of_peak);
  json["outside_kernel"] = 1 - median(series.kernel_share);
  json["reproducible_over_fast"] = median(series.cost_of_reproducibility);
  json["reproducible_over_fast_range"] = {std::ranges::min(series.cost_of_reproducibility),
                                          std::ranges::max(series.cost_of_reproducibility)};
  return json;
}

nlohmann::ordered_json measure(Communicator& comm, const Case& what, int alternations) {
  const Layout layout(comm, {.log_shards = comm.size()});
  MadeShard shard = made_shard(what, layout);
  Training reproducible(layout, Reduction::reproducible, shard, what),
      fast(layout, Reduction::fast, shard, what);
  const Ceiling& ceiling = ceiling_of(common_kernel(comm).name());
  const double steps = static_cast<double>(what.steps);
  Series series;
  Cost ours, other;
  for (int turn = 0; turn < alternations; ++turn) {
    const double peak = sum_value(comm, peak_flops(ceiling));
    if (turn % 2 == 0) other = over_ranks(comm, fast.run(what.steps));
    ours = over_ranks(comm, reproducible.run(what.steps));
    if (turn % 2 == 1) other = over_ranks(comm, fast.run(what.steps));
    series.cpu.push_back(ours.cpu / steps);
    series.wall.push_back(ours.wall / steps);
    series.kernel_share.push_back(ours.kernel.seconds / ours.cpu);
    series.gflops.push_back(ours.kernel.flop / ours.cpu / 1e9);
    series.of_peak.push_back(ours.kernel.flop / ours.cpu / peak);
    series.cost_of_reproducibility.push_back(ours.cpu / other.cpu);
  }
  return described(what, ours, series, comm.size());
}

Exit run(Communicator& comm, const Plan& plan) {
  nlohmann::ordered_json json{
      {"bench", "train_step"},
      {"ranks", comm.size()},
      {"instructions", common_kernel(comm).name()},
      {"features", kColumns},
      {"columns", kColumns},
      {"alternations", plan.alternations},
      {"peak_gflops_per_core", peak_flops(ceiling_of(common_kernel(comm).name())) / 1e9}};
  for (const Case& what : plan.cases) json["cases"].push_back(measure(comm, what, plan.alternations));
  if (comm.rank() == 0) fmt::print("{}\n", json.dump(2));
  return Exit::done;
}

}  // namespace

int main(int argc, char** argv) {
  const Plans<Plan> plans{{"", usual_plan}, {"--toy", toy_plan}, {"--million", million_plan}};
  return run_plan_on_ranks(argc, argv, plans,
                           [](const Job& job, const Plan& plan) { return run(job.comm, plan); });
}
