#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace megabandit {

/// Where a rank runs.
struct RankPlace {
  std::string host;
  std::string cpus;  ///< those it may use, as Linux writes them: "0-3,8"
};

/// How many cpus a list such as "0-3,8" has; 0 when it is no such list.
std::size_t count_cpus(std::string_view list);

}  // namespace megabandit
