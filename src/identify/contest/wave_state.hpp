#pragma once
// Waves that were chosen and not yet taken in, as a checkpoint keeps them.

#include <vector>

#include "base/saved_state.hpp"
#include "compare/contest/wave.hpp"

namespace megabandit {

void save_waves(const std::vector<Wave>& waves, SavedState& state);  ///< under names that begin with "waves."
std::vector<Wave> load_waves(const SavedState& state);

}  // namespace megabandit
