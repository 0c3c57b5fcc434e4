#include "plan/machine/room.hpp"

#include <sys/resource.h>
#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "comm/collect.hpp"

namespace megabandit {
namespace {

constexpr double kMiB = 1024 * 1024;

std::optional<double> number(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() ? std::optional(value) : std::nullopt;
}

std::optional<double> number_in(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  return std::getline(in, line) ? number(line) : std::nullopt;  // "max" is no number
}

class Search {
 public:
  Search(int ranks_here, const Surroundings& surroundings)
      : ranks_here_(ranks_here), surroundings_(surroundings) {}

  Room run() {
    look_at_memory();
    look_at_groups();
    look_at_slurm();
    look_at_process();
    return room_;
  }

 private:
  void offer(std::optional<double> bytes, const std::string& source) {
    if (bytes && *bytes < room_.bytes) room_ = {*bytes, source};
  }
  void offer_shared(std::optional<double> bytes, const std::string& source) {
    if (bytes)
      offer(*bytes / ranks_here_,
            ranks_here_ == 1 ? source : fmt::format("{} / {} ranks", source, ranks_here_));
  }

  void look_at_memory() {
    std::ifstream in(surroundings_.root / "proc/meminfo");
    for (std::string word; in >> word;)
      if (double kib = 0; word == "MemAvailable:" && in >> kib) offer_shared(kib * 1024, "available memory");
  }

  // A line of /proc/self/cgroup is "0::/path" (version 2) or "4:memory:/path" (version 1).
  void look_at_groups() {
    std::ifstream in(surroundings_.root / "proc/self/cgroup");
    for (std::string line; std::getline(in, line);) {
      const auto first = line.find(':'), second = line.find(':', first + 1);
      if (second == std::string::npos) continue;
      const std::string controllers = line.substr(first + 1, second - first - 1);
      const std::filesystem::path group = std::filesystem::path(line.substr(second + 1)).relative_path();
      if (controllers.empty()) look_at_group("sys/fs/cgroup", group, "memory.max");
      if (controllers == "memory") look_at_group("sys/fs/cgroup/memory", group, "memory.limit_in_bytes");
    }
  }

  // A group is limited by those that it is in, too.
  void look_at_group(const std::string& top, std::filesystem::path group, const char* file) {
    for (;; group = group.parent_path()) {
      offer_shared(number_in(surroundings_.root / top / group / file), "limit of the control group");
      if (group.empty() || group == group.parent_path()) return;
    }
  }

  std::optional<double> variable(const char* name) const {
    const char* text = surroundings_.variable(name);
    return text == nullptr ? std::nullopt : number(text);
  }

  void look_at_slurm() {
    if (const auto mib = variable("SLURM_MEM_PER_NODE"); mib && *mib > 0)  // 0: all there is
      offer_shared(*mib * kMiB, "SLURM_MEM_PER_NODE");
    if (const auto mib = variable("SLURM_MEM_PER_CPU"); mib && *mib > 0)
      offer(*mib * kMiB * variable("SLURM_CPUS_PER_TASK").value_or(1), "SLURM_MEM_PER_CPU");
  }

  void look_at_process() {
    rlimit limit{};
    if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
      offer(static_cast<double>(limit.rlim_cur), "limit of address space");
  }

  int ranks_here_;
  const Surroundings& surroundings_;
  Room room_{std::numeric_limits<double>::infinity(), "nothing"};
};

int ranks_here(const Job& job) {
  if (job.places.empty()) return 1;
  const auto rank = static_cast<std::size_t>(job.comm.rank());
  return static_cast<int>(std::ranges::count(job.places, job.places[rank].host, &RankPlace::host));
}

}  // namespace

Room room_of_rank(int ranks_here, const Surroundings& surroundings) {
  return Search(ranks_here, surroundings).run();
}

Room least_room(const Job& job) {
  const Surroundings here{.variable = [](const char* name) { return std::getenv(name); }};
  const Room mine = room_of_rank(ranks_here(job), here);
  const auto bytes = all_gather_value(job.comm, mine.bytes);
  const auto least = std::ranges::min_element(bytes) - bytes.begin();
  return {bytes[static_cast<std::size_t>(least)],
          broadcast_text(job.comm, mine.source, static_cast<int>(least))};
}

}  // namespace megabandit
