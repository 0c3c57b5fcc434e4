#pragma once

#include <string>

namespace megabandit {

/// Where a rank runs.
struct RankPlace {
  std::string host;
  std::string cpus;  ///< those it may use, as Linux writes them: "0-3,8"
};

}  // namespace megabandit
