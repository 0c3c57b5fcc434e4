#pragma once

#include "log/import/import_options.hpp"
#include "log/import/report.hpp"
#include "log/import/vw/drop_correction.hpp"

namespace megabandit {

struct VwOptions {
  std::uint32_t context_features = 256;  ///< the constant and what shared features hash into
  std::uint32_t action_features = 64;    ///< the same of the actions' embedding (cb_adf, JSON)
  DropRule drops = DropRule::scaled;
};

/// @root  Vowpal Wabbit's contextual bandit text, JSON and dsjson as one log; reward = -cost.
/// @throws MissingInput, DataError naming file, line, key and value
Imported import_vw(const VwOptions& vw, const ImportOptions& options);

}  // namespace megabandit
