#pragma once
// A sweep file: which settings take which values.
//
//   [sweep]
//   run     = "train"
//   base    = "run.toml"                       # and/or tables of a run file below
//   seeds   = 5                                # 1 to 5, or a list
//   against = { "objective.kind" = "ips" }     # or the name of a case
//   [sweep.grid]                               # every combination of the values
//   "objective.kind" = ["ips", "snips"]
//   [[sweep.cases]]                            # settings that belong together, combined with the grid
//   name = "short"
//   set  = { "optimizer.kind" = "adam", "optimizer.epochs" = 2 }

#include <cstdint>
#include <string>
#include <vector>

#include "config/schema.hpp"
#include "sweep/file/settings.hpp"

namespace megabandit {

/// A setting and one value of it.
struct Assignment {
  std::string key;    ///< "table.key"
  std::string value;  ///< as TOML; relative paths now start at the current directory
  std::string shown;  ///< as the file has it, texts without quotes
  std::string place;  ///< "sweep.toml:7: `sweep.grid`", "sweep.toml:9: case `bold`"
  std::string as_set() const { return key + "=" + value; }
};

struct Axis {
  std::string key;
  std::vector<Assignment> values;  ///< at least one, all different
};

struct Case {
  std::string name;
  std::vector<Assignment> settings;
};

/// A coordinate of a cell: a key of the grid, or `kCase`.
struct Coordinate {
  std::string key, value;
  friend bool operator==(const Coordinate&, const Coordinate&) = default;
};
inline constexpr const char* kCase = "case";

/// What varies, in the order of the file.
struct SweepFile {
  std::vector<Axis> grid;
  std::vector<Case> cases;
  std::vector<Coordinate> against;      ///< the cell that others are compared with has these; empty: none
  ConfigText tables;                    ///< those of a run file, at the lines where the sweep file has them
  std::vector<Assignment> assignments;  ///< the same as settings
};

/// @local  `paths`: the keys that are paths, relative to the file. @throws ConfigError naming file and line
SweepFile read_sweep_file(const ConfigText& file, const std::vector<std::string>& paths);

}  // namespace megabandit
