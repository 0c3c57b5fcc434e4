#include "objective/table.hpp"

#include "config/schema.hpp"
#include "objective/kinds/kinds.hpp"

namespace megabandit {

const std::vector<ObjectiveKind>& objective_kinds() {
  static const std::vector<ObjectiveKind> kinds{
      objectives::clpi(), objectives::lpi(),  objectives::regkl(), objectives::bc(),
      objectives::ips(),  objectives::cips(), objectives::snips(), objectives::es(),
      objectives::ix(),   objectives::ls(),   objectives::tis(),   objectives::tis_objective(),
      objectives::dm(),   objectives::dr()};
  return kinds;
}

void declare(Schema& schema, ObjectiveSettings& objective) {
  SchemaTable table = schema.table("objective", "What is maximised.");
  table.choice("kind", objective.kind, choices_of(objective_kinds()), objective.parameters, "the objective");
  table.setting("l2", objective.l2, "lambda of the penalty lambda/2 |parameters|^2").at_least(0);
  table
      .choice<NegativeRewards>("negative_rewards", objective.negative_rewards,
                               {{"refuse", NegativeRewards::refuse}, {"allow", NegativeRewards::allow}},
                               "they make a weighted log-likelihood unbounded: refuse such a log, or go on")
      .used_when("kind", {"lpi", "clpi", "regkl"});
}

std::unique_ptr<Objective> make_objective(const ObjectiveSettings& settings) {
  const ObjectiveKind& kind = chosen("objective", objective_kinds(), settings.kind);
  ObjectiveSettings all = settings;
  all.parameters = complete("objective", kind.choice, settings.parameters);
  return kind.make(all);
}

}  // namespace megabandit
