#pragma once
// How much memory a rank may use, as the machine and the batch system say.

#include <filesystem>
#include <functional>
#include <string>

#include "storage/job.hpp"

namespace megabandit {

struct Room {
  double bytes = 0;      ///< infinite where nothing says
  std::string source{};  ///< what says so: "SLURM_MEM_PER_NODE / 2 ranks"
};

/// What tells a rank how much memory there is.
struct Surroundings {
  std::filesystem::path root = "/";                  ///< under which proc and sys are
  std::function<const char*(const char*)> variable;  ///< of the environment; null where unset
};

/// @local  The least of: available memory, the limits of the control groups (v1 and v2) that the process is
/// in and SLURM_MEM_PER_NODE, each divided by the ranks on this host; SLURM_MEM_PER_CPU for the cpus of a
/// task; the process's own limit of address space.
Room room_of_rank(int ranks_here, const Surroundings& surroundings);

/// @collective  The least of all ranks', the same on all.
Room least_room(const Job& job);

}  // namespace megabandit
