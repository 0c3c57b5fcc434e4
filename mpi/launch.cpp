#include "mpi/launch.hpp"

#include <charconv>
#include <string_view>

#include <fmt/format.h>

#include "base/error.hpp"

namespace megabandit {
namespace {

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<int> number(const Variables& variables, const char* name) {
  const char* text = variables(name);
  return text ? number(std::string_view(text)) : std::nullopt;
}

/// Of Slurm's list "2(x3),1" (tasks of each host) the entry of host `index`.
std::optional<int> tasks_of_host(std::string_view list, int index) {
  while (!list.empty()) {
    const std::string_view entry = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), entry.size() + 1));
    const std::size_t times = entry.find("(x");
    const int hosts = times == entry.npos ? 1 : number(entry.substr(times + 2)).value_or(1);
    if (index < hosts) return number(entry);
    index -= hosts;
  }
  return std::nullopt;
}

Launch by_slurm(const Variables& variables, int tasks) {
  const char* tasks_of_hosts = variables("SLURM_STEP_TASKS_PER_NODE");
  const int host = number(variables, "SLURM_NODEID").value_or(0);
  return {.launcher = "srun",
          .rank = number(variables, "SLURM_PROCID").value_or(0),
          .ranks = tasks,
          .ranks_here = tasks_of_host(tasks_of_hosts ? tasks_of_hosts : "", host).value_or(tasks),
          .can_connect = variables("PMIX_NAMESPACE") || variables("PMI_FD") || variables("PMI_RANK")};
}

}  // namespace

Launch launch(const Variables& variables) {
  if (const auto ranks = number(variables, "OMPI_COMM_WORLD_SIZE"))
    return {.launcher = "mpirun",
            .rank = number(variables, "OMPI_COMM_WORLD_RANK").value_or(0),
            .ranks = *ranks,
            .ranks_here = number(variables, "OMPI_COMM_WORLD_LOCAL_SIZE").value_or(*ranks)};
  if (const auto tasks = number(variables, "SLURM_STEP_NUM_TASKS")) return by_slurm(variables, *tasks);
  if (const auto ranks = number(variables, "PMI_SIZE"))
    return {.launcher = "another launcher",
            .rank = number(variables, "PMI_RANK").value_or(0),
            .ranks = *ranks,
            .ranks_here = *ranks};
  return {};
}

void require_whole_world(const Launch& launch, std::optional<int> world) {
  if (launch.ranks == 1 && world.value_or(1) == 1) return;
  if (launch.can_connect && world.value_or(launch.ranks) == launch.ranks) return;
  throw UsageError(fmt::format(
      "{} started {} processes, but they {}. Start the program with `srun --mpi=pmix` in a Slurm job, or "
      "with Open MPI's own mpirun",
      launch.launcher.empty() ? "the launcher" : launch.launcher, launch.ranks,
      launch.can_connect ? fmt::format("found each other in worlds of {} instead of in one", *world)
                         : "have no way to find each other and would each do the whole work alone"));
}

}  // namespace megabandit
