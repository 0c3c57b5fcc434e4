// What layouts cost: the time of a step in each, beside every rank taking the whole step alone, and the
// memory of a rank. bench_layouts [--toy | --million], alone or under mpirun.
//
// Efficiency is the CPU time of a rank that takes a step alone, over that of all ranks together that share
// it; that of a rank includes its waiting for others. All ranks take it alone at the same time, so that
// memory and caches are as busy as when they share it. Ratios are medians over turns in one run.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <vector>

#include "bench/layouts/memory.hpp"
#include "bench/plans_on_ranks.hpp"
#include "bench/timing.hpp"
#include "bench/train_step/training.hpp"
#include "comm/collect.hpp"
#include "comm/self_comm.hpp"

namespace {

using namespace megabandit;
using namespace megabandit::bench;
using Json = nlohmann::ordered_json;

struct Plan {
  std::vector<Case> cases;
  int turns = 5;
};

constexpr auto kTrained = TableKind::trained;

Plan plan_of(std::uint64_t actions, std::uint64_t contexts, int turns) {
  return {.cases = {{.name = "fixed", .actions = actions, .contexts = contexts},
                    {.name = "trained", .table = kTrained, .actions = actions, .contexts = contexts},
                    {.name = "trained_identity",
                     .tower = TowerKind::identity,
                     .table = kTrained,
                     .actions = actions,
                     .contexts = contexts}},
          .turns = turns};
}

Plan toy_plan() { return plan_of(5000, 300, 2); }
Plan usual_plan() { return plan_of(100'000, 2048, 7); }
Plan million_plan() {
  Plan plan = plan_of(1'000'000, 512, 3);
  plan.cases.pop_back();
  return plan;
}

/// A training with all that it needs.
class Run {
 public:
  Run(Communicator& world, const Grid& grid, const Case& what)
      : before_(resident_bytes()),
        layout_((forget_peak(), world), grid),
        shard_(made_shard(what, layout_)),
        training_(layout_, Reduction::reproducible, shard_, what) {}

  Cost step() { return training_.run(1); }
  /// Bytes that it needed at most so far, where nothing else needed any meanwhile.
  double memory() const { return static_cast<double>(peak_bytes()) - static_cast<double>(before_); }

 private:
  std::uint64_t before_;
  Layout layout_;
  MadeShard shard_;
  Training training_;
};

/// The most of all ranks. @collective
double memory_of(Communicator& comm, Communicator& world, const Grid& grid, const Case& what) {
  Run run(world, grid, what);
  run.step();
  return max_value(comm, run.memory());
}

Json measure(Communicator& comm, const Grid& grid, const Case& what, int turns) {
  SelfComm self;
  const double alone_memory = memory_of(comm, self, {}, what), memory = memory_of(comm, comm, grid, what);
  Run alone(self, {}, what), shared(comm, grid, what);
  std::vector<double> efficiency, speedup, wall, cpu;
  for (int turn = 0; turn < turns; ++turn) {
    comm.barrier();
    const Cost one = alone.step();
    comm.barrier();
    const Cost part = shared.step();
    const double all = sum_value(comm, part.cpu), mean = sum_value(comm, one.cpu) / comm.size();
    efficiency.push_back(mean / all);
    cpu.push_back(all / comm.size());
    wall.push_back(max_value(comm, part.wall));
    speedup.push_back(sum_value(comm, one.wall) / comm.size() / wall.back());
  }
  return {{"layout", layout_name(grid)},
          {"efficiency", median(efficiency)},
          {"efficiency_range", {std::ranges::min(efficiency), std::ranges::max(efficiency)}},
          {"speedup_wall", median(speedup)},
          {"cpu_s_per_step", median(cpu)},
          {"wall_s_per_step", median(wall)},
          {"memory_mb_of_a_rank", memory / 1e6},
          {"of_memory_alone", memory / alone_memory}};
}

Exit run(Communicator& comm, const Plan& plan) {
  Json json{{"bench", "layouts"},
            {"ranks", comm.size()},
            {"instructions", common_kernel(comm).name()},
            {"columns", kColumns},
            {"turns", plan.turns}};
  for (const Case& what : plan.cases) {
    Json of_case{{"name", what.name},
                 {"actions", what.actions},
                 {"contexts", what.contexts},
                 {"table_mb", static_cast<double>(what.actions * kColumns * sizeof(float)) / 1e6}};
    for (const Grid& grid : grids_of(comm.size()))
      of_case["layouts"].push_back(measure(comm, grid, what, plan.turns));
    json["cases"].push_back(of_case);
  }
  if (comm.rank() == 0) fmt::print("{}\n", json.dump(2));
  return Exit::done;
}

}  // namespace

int main(int argc, char** argv) {
  const Plans<Plan> plans{{"", usual_plan}, {"--toy", toy_plan}, {"--million", million_plan}};
  return run_plan_on_ranks(argc, argv, plans,
                           [](const Job& job, const Plan& plan) { return run(job.comm, plan); });
}
