#pragma once

#include <map>
#include <string>

#include "base/matrix.hpp"

namespace megabandit {

/// Named arrays and numbers from which a learner or an optimiser goes on bit for bit. Arrays may be large and
/// cut over ranks, numbers are the same on all.
struct SavedState {
  std::map<std::string, Vector> arrays;
  std::map<std::string, double> numbers;
};

}  // namespace megabandit
