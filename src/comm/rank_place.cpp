#include "comm/rank_place.hpp"

#include <algorithm>
#include <charconv>

namespace megabandit {
namespace {

/// Of "8" or "0-3"; 0 when it is neither.
std::size_t count_run(std::string_view run) {
  const char* const end = run.data() + run.size();
  std::size_t first = 0, last = 0;
  auto read = std::from_chars(run.data(), end, first);
  if (read.ec != std::errc{}) return 0;
  if (read.ptr == end) return 1;
  if (*read.ptr != '-') return 0;
  read = std::from_chars(read.ptr + 1, end, last);
  return read.ec == std::errc{} && read.ptr == end && last >= first ? last - first + 1 : 0;
}

}  // namespace

std::size_t count_cpus(std::string_view list) {
  std::size_t cpus = 0;
  while (!list.empty()) {
    const std::string_view run = list.substr(0, list.find(','));
    const std::size_t more = count_run(run);
    if (more == 0) return 0;
    cpus += more;
    list.remove_prefix(std::min(list.size(), run.size() + 1));
  }
  return cpus;
}

}  // namespace megabandit
