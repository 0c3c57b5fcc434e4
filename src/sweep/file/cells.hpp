#pragma once
// The combinations of a sweep's settings.

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sweep/file/sweep_file.hpp"

namespace megabandit {

/// One combination; it is run once for each seed.
struct Cell {
  std::vector<Coordinate>
      coordinates;  ///< the case, if there are cases, then the grid's keys; all cells the same
  std::vector<Assignment> settings;
  std::optional<std::size_t> reference;  ///< the cell that it is compared with; none of a reference itself
};

/// Cases first, then the grid's keys, the last of them fastest; at least one cell.
std::vector<Cell> cells_of(const SweepFile& file);

/// "objective.kind=ips, objective.tau=0.1"; "all" of a cell without coordinates.
std::string label(const Cell& cell);
/// The same as the name of a folder, short and of harmless characters; different for different cells.
std::string folder_name(const Cell& cell);

}  // namespace megabandit
