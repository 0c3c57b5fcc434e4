#pragma once
// A run on some number of ranks, before it starts.

#include <string>
#include <vector>

#include "plan/choose.hpp"
#include "plan/predicted/cost.hpp"
#include "plan/predicted/memory.hpp"
#include "plan/predicted/messages.hpp"

namespace megabandit {

/// One layout.
struct LayoutPlan {
  Grid grid;
  bool chosen = false;  ///< what run.layout = "auto" takes
  bool fits = true;
  StepCost step;
  std::vector<Message> messages;  ///< of a step
  Memory memory;                  ///< of a rank
  double seconds = 0;             ///< of the whole run, reading included
  double speed_up = 1;            ///< of a step, over one rank
};

/// What to ask of Slurm for the chosen layout.
struct SlurmRequest {
  int ntasks = 1;
  int cpus_per_task = 1;
  double mem_per_cpu_mib = 0;
  double minutes = 0;
};

struct RunPlan {
  int ranks = 1;
  std::vector<LayoutPlan> layouts;  ///< log-sharded, action-sharded, and the best grid where there is one
  SlurmRequest slurm;
  const LayoutPlan& chosen() const;
};

/// @local
RunPlan plan_run(const Problem& problem, const Grid& chosen, const Ceilings& ceilings,
                 const MemoryLimits& limits);

}  // namespace megabandit
