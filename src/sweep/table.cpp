#include "sweep/table.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "config/choice.hpp"
#include "sweep/kinds/kinds.hpp"

namespace megabandit {

const std::vector<RunnerKind>& runner_kinds() {
  static const std::vector<RunnerKind> kinds{runners::train(), runners::compare(), runners::sentences()};
  return kinds;
}

std::unique_ptr<Runner> make_runner(const std::string& kind, const std::optional<ConfigText>& world) {
  std::vector<std::string> known;
  for (const RunnerKind& one : runner_kinds()) {
    known.push_back(one.name);
    if (one.name != kind) continue;
    if (world && !one.takes_world)
      throw ConfigError(
          fmt::format("`sweep.world` is {}, but runs of `sweep.run` = \"{}\" learn from no log; remove it",
                      world->path.string(), kind));
    return one.make(world);
  }
  refuse_name("sweep.run", kind, known);
}

}  // namespace megabandit
