#pragma once
// All kinds of runs by name.

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "run/runner.hpp"

namespace megabandit {

struct RunnerKind {
  std::string name;
  bool takes_world = false;
  /// `world`: a world file for runs on its log.
  std::unique_ptr<Runner> (*make)(const std::optional<ConfigText>& world);
};

const std::vector<RunnerKind>& runner_kinds();

/// @throws ConfigError for a kind that there is not, or a world for a kind that takes none
std::unique_ptr<Runner> make_runner(const std::string& kind, const std::optional<ConfigText>& world);

}  // namespace megabandit
