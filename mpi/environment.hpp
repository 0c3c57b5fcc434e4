#pragma once

#include <mpi.h>

#include <functional>
#include <vector>

#include "mpi/fatal_boundary.hpp"
#include "mpi/launch.hpp"
#include "mpi/mpi_comm.hpp"
#include "mpi/mpi_file_driver.hpp"
#include "mpi/watchdog.hpp"
#include "storage/job.hpp"

namespace megabandit {

/// MPI, from its start to its end.
class MpiLibrary {
 public:
  explicit MpiLibrary(const Launch& launch);  // @collective
  ~MpiLibrary();                              // @collective
  MpiLibrary(const MpiLibrary&) = delete;
  MpiLibrary& operator=(const MpiLibrary&) = delete;
};

/// The processes of this job: one for each process, for as long as MPI is used. It prints nothing.
///
/// Before MPI starts it sets, where the user has not: OMPI_MCA_mpi_yield_when_idle=1 when there are more
/// ranks than cores on this host (without it a small reduction takes milliseconds),
/// OMPI_MCA_fcoll=individual (with Open MPI's default a collective write to a full disk is reported as
/// success), and OMPI_MCA_sharedfp=^sm,lockedfile: no shared file pointers, which nobody uses here. (By
/// default every opening of a file takes a semaphore of the host that is called as the file is; a job that
/// is killed meanwhile leaves it taken, and whoever opens a file of that name then waits for ever.) It
/// refuses a job that fell apart, see launch.hpp.
class Environment {
 public:
  explicit Environment(const Launch& launch);  // @collective  @throws UsageError

  /// @collective  Runs `work`; the exit code of the program, see FatalBoundary. Files are opened through
  /// MPI-IO when there are several ranks.
  int run(const std::function<Exit(const Job&)>& work);

  MpiComm& comm() { return comm_; }
  Watchdog& watchdog() { return watchdog_; }

 private:
  MpiLibrary library_;
  Watchdog watchdog_;
  FatalBoundary boundary_;
  MpiComm comm_;
  MpiFileDriver parallel_files_;
  SerialFileDriver plain_files_;
  std::vector<RankPlace> places_;
};

}  // namespace megabandit
