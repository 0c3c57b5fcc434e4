#pragma once

#include <string>

#include <nlohmann/json_fwd.hpp>

namespace megabandit {

/// What the program was made of and with.
struct Build {
  std::string version;    ///< "0.1.0"
  std::string git;        ///< "v0.1.0-3-gabcdef-dirty"; "unknown" outside of a git checkout
  std::string compiler;   ///< "GNU 12.2.0"
  std::string flags;      ///< of the build type
  std::string type;       ///< "Release"
  std::string transport;  ///< library by which ranks talk, "Open MPI v4.1.4"
  std::string hdf5;       ///< "1.10.8 (parallel)"
};

const Build& this_build();
nlohmann::ordered_json to_json(const Build& build);

}  // namespace megabandit
