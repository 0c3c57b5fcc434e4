#pragma once
// What the launcher's environment says about this process, before MPI is asked.

#include <functional>
#include <optional>
#include <string>

namespace megabandit {

/// Reads one environment variable; nullptr when it is not set.
using Variables = std::function<const char*(const char*)>;

/// Rules: `mpirun` (Open MPI) sets OMPI_COMM_WORLD_*, and it alone counts when it is there: inside a batch
/// job the world may be smaller than the job. Else a Slurm *step* sets SLURM_STEP_NUM_TASKS: that many ranks
/// must find each other. Else PMI_SIZE of another MPI's launcher. A program that runs by itself in a batch
/// script has none of these (SLURM_NTASKS and SLURM_PROCID are set there, and say nothing) and is a world of
/// one rank.
struct Launch {
  std::string launcher;     ///< "mpirun", "srun", "another launcher", "" when started alone
  int rank = 0;             ///< as the launcher counts; for messages before MPI has started
  int ranks = 1;            ///< that the launcher started
  int ranks_here = 1;       ///< of these, on this host
  bool can_connect = true;  ///< whether the launcher offers a way for the ranks to find each other
};

Launch launch(const Variables& variables);

/// Refuses a job that fell apart into single processes. `world` is the number of ranks that MPI sees, or
/// nothing when it has not started yet. @throws UsageError
void require_whole_world(const Launch& launch, std::optional<int> world);

}  // namespace megabandit
