#pragma once

#include <memory>

#include "outputs/joined_seen.hpp"

namespace megabandit {

/// The outputs that were logged, less what the context shifts them by.
std::unique_ptr<OutputsOfRounds> logged_outputs(std::uint64_t columns);

/// Where users see the actions themselves: that of the action logged. `outputs`: [actions, e], of all actions.
std::unique_ptr<OutputsOfRounds> outputs_of_actions(RowMatrix<float> outputs);

}  // namespace megabandit
