#include "compare/stopping/table.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/kind_for_target.hpp"
#include "compare/stopping/kinds/kinds.hpp"

namespace megabandit {
namespace {

const StoppingRuleKind& automatic(const CompareSettings& settings) {
  if (settings.alternatives == Alternatives::winner)
    return kind_for_target("stopping rule", stopping_rule_kinds(), "auto", settings.target);
  for (const StoppingRuleKind& kind : stopping_rule_kinds())
    if (kind.alternatives == Alternatives::no_winner && suits(kind, settings.target)) return kind;
  throw ConfigError(
      fmt::format("alternatives = \"no-winner\" is not for the target `{}`, which always has "
                  "a best candidate: leave it out",
                  name_of(settings.target)));
}

}  // namespace

const std::vector<StoppingRuleKind>& stopping_rule_kinds() {
  using namespace stopping_rules;
  static const std::vector<StoppingRuleKind> kinds{
      hyb(),   product(),  average(), ktmax(), kk(),   glrh(), identify_or_reject(),
      borda(), copeland(), kn(),      preq(),  uhyb(), combo()};
  return kinds;
}

const StoppingRuleKind& stopping_rule_kind(const CompareSettings& settings) {
  if (settings.stop == "auto") return automatic(settings);
  const StoppingRuleKind& kind =
      kind_for_target("stopping rule", stopping_rule_kinds(), settings.stop, settings.target);
  if (kind.alternatives != settings.alternatives)
    throw ConfigError(fmt::format(
        "the stopping rule `{}` is for alternatives = \"{}\", not \"{}\": choose another, or `auto`",
        kind.choice.name, name_of(kind.alternatives), name_of(settings.alternatives)));
  return kind;
}

std::unique_ptr<StoppingRule> make_stopping_rule(std::uint64_t candidates, const CompareSettings& settings) {
  const StoppingRuleKind& kind = stopping_rule_kind(settings);
  CompareSettings all = settings;
  all.stop_parameters = complete("stopping rule", kind.choice, settings.stop_parameters);
  return kind.make(candidates, all);
}

}  // namespace megabandit
