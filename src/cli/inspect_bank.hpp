#pragma once

#include <string>

#include "storage/job.hpp"

namespace megabandit {

struct InspectedBank {
  std::string text;  ///< for people
  std::string json;  ///< one object
};

/// @collective  What a bank of outputs holds, and what it lacks. @throws AgreedError
InspectedBank inspect_bank(const Job& job, const std::string& path);

}  // namespace megabandit
