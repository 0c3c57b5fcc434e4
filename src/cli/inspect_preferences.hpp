#pragma once

#include <string>

#include "storage/job.hpp"

namespace megabandit {

struct InspectedPreferences {
  std::string text;  ///< for people
  std::string json;  ///< one object
};

/// @collective  What a preference log holds: each group by itself, or `group` alone when it is not empty.
/// @throws AgreedError
InspectedPreferences inspect_preferences(const Job& job, const std::string& path, const std::string& group);

}  // namespace megabandit
