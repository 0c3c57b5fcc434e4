#include "objective/table.hpp"

#include "objective/kinds/kinds.hpp"

namespace megabandit {

const std::vector<ObjectiveKind>& objective_kinds() {
  static const std::vector<ObjectiveKind> kinds{
      objectives::clpi(), objectives::lpi(),   objectives::regkl(), objectives::bc(), objectives::ips(),
      objectives::cips(), objectives::snips(), objectives::es(),    objectives::ix(), objectives::ls()};
  return kinds;
}

std::unique_ptr<Objective> make_objective(const ObjectiveSettings& settings) {
  const ObjectiveKind& kind = chosen("objective", objective_kinds(), settings.kind);
  ObjectiveSettings all = settings;
  all.parameters = complete("objective", kind.choice, settings.parameters);
  return kind.make(all);
}

}  // namespace megabandit
