#include "objective/table.hpp"

#include "objective/kinds/kinds.hpp"

namespace megabandit {

const std::vector<ObjectiveKind>& objective_kinds() {
  static const std::vector<ObjectiveKind> kinds{kinds::clpi(), kinds::lpi(),  kinds::regkl(), kinds::bc(),
                                                kinds::ips(),  kinds::cips(), kinds::snips(), kinds::es(),
                                                kinds::ix(),   kinds::ls()};
  return kinds;
}

std::unique_ptr<Objective> make_objective(const ObjectiveSettings& settings) {
  const ObjectiveKind& kind = chosen("objective", objective_kinds(), settings.kind);
  ObjectiveSettings all = settings;
  all.parameters = complete("objective", kind.choice, settings.parameters);
  return kind.make(all);
}

}  // namespace megabandit
