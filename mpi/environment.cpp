#include "mpi/environment.hpp"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "base/error.hpp"
#include "base/stop_signal.hpp"
#include "comm/collect.hpp"
#include "mpi/check.hpp"
#include "mpi/host.hpp"

namespace megabandit {
namespace {

int cpus_of(pid_t process) {
  cpu_set_t set;
  return sched_getaffinity(process, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
}

void set_unless_set(const char* name, const char* value) { setenv(name, value, 0); }

void set_up_open_mpi(const Launch& launch) {
  // A bound rank sees its own core only; the launcher, its parent, sees those of the job.
  const int cpus = std::max(cpus_of(0), cpus_of(getppid()));
  if (launch.ranks_here > cpus) set_unless_set("OMPI_MCA_mpi_yield_when_idle", "1");
  set_unless_set("OMPI_MCA_fcoll", "individual");
  set_unless_set("OMPI_MCA_sharedfp", "^sm,lockedfile");
}

std::string allowed_cpus() {
  static constexpr std::string_view key = "Cpus_allowed_list:\t";
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with(key)) return line.substr(key.size());
  return "unknown";
}

/// @collective
std::vector<RankPlace> places_of(Communicator& comm) {
  const std::vector<std::string> hosts = all_gather_text(comm, host_name());
  const std::vector<std::string> cpus = all_gather_text(comm, allowed_cpus());
  std::vector<RankPlace> places;
  for (std::size_t r = 0; r < hosts.size(); ++r) places.push_back({hosts[r], cpus[r]});
  return places;
}

void require_threads(int provided) {
  if (provided < MPI_THREAD_MULTIPLE)
    throw InternalError(
        "this MPI does not let several threads call it (MPI_THREAD_MULTIPLE), which the watchdog needs: "
        "use an MPI that was built with it");
}

}  // namespace

MpiLibrary::MpiLibrary(const Launch& launch) {
  require_whole_world(launch, std::nullopt);
  set_up_open_mpi(launch);
  int provided = 0;
  check_mpi(MPI_Init_thread(nullptr, nullptr, MPI_THREAD_MULTIPLE, &provided), "MPI_Init_thread");
  try {
    check_mpi(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    require_threads(provided);
    int world = 0;
    check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &world), "MPI_Comm_size");
    require_whole_world(launch, world);
    if (world > 1) ignore_broken_pipes();
  } catch (...) {
    MPI_Finalize();  // on every rank: what is checked here is the same on all
    throw;
  }
}

MpiLibrary::~MpiLibrary() { MPI_Finalize(); }

Environment::Environment(const Launch& launch)
    : library_(launch),
      boundary_(watchdog_),
      comm_(MPI_COMM_WORLD, watchdog_),
      parallel_files_(MPI_COMM_WORLD),
      places_(places_of(comm_)) {}

int Environment::run(const std::function<Exit(const Job&)>& work) {
  const FileDriver& files = comm_.size() > 1 ? static_cast<const FileDriver&>(parallel_files_) : plain_files_;
  const Job job{comm_, files, places_};
  return boundary_.run(comm_, [&] { return work(job); });
}

}  // namespace megabandit
