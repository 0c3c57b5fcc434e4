#pragma once
// A state within a state whose arrays are cut over ranks: its own arrays, whose lengths are others, become
// numbers.

#include <string>

#include "base/saved_state.hpp"

namespace megabandit {

/// Adds all of `from` to the numbers of `to`, under names that begin with "PREFIX.".
void flatten(const SavedState& from, const std::string& prefix, SavedState& to);
/// What `flatten` added.
SavedState unflattened(const SavedState& from, const std::string& prefix);

}  // namespace megabandit
