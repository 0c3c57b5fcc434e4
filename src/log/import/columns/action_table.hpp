#pragma once

#include "log/import/columns/column_map.hpp"
#include "log/rounds.hpp"

namespace megabandit {

/// The catalogue as a table of actions tells it: by number every one of 0 .. K-1 once, by name in the table's
/// order.
struct ReadActions {
  ActionColumns catalogue;
  std::uint64_t count = 0;
};

/// @throws MissingInput, DataError naming the row
ReadActions read_action_table(const ActionTable& table, ActionKind kind, Delimiter delimiter);

}  // namespace megabandit
