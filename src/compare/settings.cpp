#include "compare/settings.hpp"

#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"
#include "config/schema.hpp"

namespace megabandit {
namespace {

template <class Row>
std::vector<Choice> with_automatic(const std::vector<Row>& table) {
  std::vector<Choice> choices = choices_of(table);
  choices.insert(choices.begin(), {"auto", "what suits the target", {}});
  return choices;
}

template <class Enum>
const std::string& name_in(const std::vector<std::pair<std::string, Enum>>& names, Enum value) {
  for (const auto& [name, named] : names)
    if (named == value) return name;
  return names.front().first;
}

void declare_waves(SchemaTable& table, CompareSettings& compare) {
  table
      .setting("budget", compare.budget,
               "comparisons at most, ties included: a run that uses them up names its leader without a "
               "promise; candidates that are exactly equal would be compared for ever")
      .at_least(1);
  table.setting("wave", compare.wave,
                "comparisons that are chosen together, before any of their outcomes is known; 0: waves grow");
  table.setting("wave_least", compare.wave_least, "comparisons of the first waves, where waves grow")
      .at_least(1);
  table
      .setting("wave_growth", compare.wave_growth,
               "a growing wave is this share of all comparisons before it; 0.02 costs some 10 % more "
               "comparisons than one at a time, 0.1 some 40 %")
      .between(0, 1);
  table.setting("ahead", compare.ahead,
                "waves that are chosen while outcomes of earlier ones are still awaited");
  table.setting("screen_above", compare.screen_above,
                "more candidates than this are first screened against a few strong ones, or, with the target "
                "`linear`, judged by what their features are worth");
}

}  // namespace

const std::vector<std::pair<std::string, Target>>& target_names() {
  static const std::vector<std::pair<std::string, Target>> names{{"condorcet", Target::condorcet},
                                                                 {"bradley-terry", Target::bradley_terry},
                                                                 {"linear", Target::linear},
                                                                 {"borda", Target::borda},
                                                                 {"copeland", Target::copeland}};
  return names;
}

const std::vector<std::pair<std::string, Alternatives>>& alternatives_names() {
  static const std::vector<std::pair<std::string, Alternatives>> names{
      {"winner", Alternatives::winner}, {"no-winner", Alternatives::no_winner}};
  return names;
}

const std::string& name_of(Target target) { return name_in(target_names(), target); }
const std::string& name_of(Alternatives alternatives) { return name_in(alternatives_names(), alternatives); }

void declare(Schema& schema, CompareSettings& compare) {
  SchemaTable table = schema.table("compare", "Which candidate is the best, by comparing two at a time.");
  table.choice<Target>(
      "target", compare.target, target_names(),
      "what the best is. `condorcet`: wins more than half of its comparisons with each other. "
      "`bradley-terry`: has the highest score, where scores tell who wins. `linear`: the same with scores "
      "that are linear in features of the candidates. `borda`: wins the largest share against an opponent "
      "drawn at random. `copeland`: beats the most others");
  table.choice<Alternatives>(
      "alternatives", compare.alternatives, alternatives_names(),
      "`winner`: one beats each other, the question is who. `no-winner`: there may be none, which is an "
      "answer too");
  table.choice("rule", compare.rule, with_automatic(sampling_rule_kinds()), compare.rule_parameters,
               "which pair is compared next");
  table.choice("stop", compare.stop, with_automatic(stopping_rule_kinds()), compare.stop_parameters,
               "when the best is known");
  table.setting("delta", compare.delta, "how often the answer may be wrong").above(0).at_most(0.999);
  table
      .setting("epsilon", compare.epsilon,
               "indifference zone: the best is known to win 1/2 + epsilon of its comparisons with each "
               "other at least; near-duplicates of it are then told apart sooner")
      .between(0, 0.49);
  declare_waves(table, compare);
}

}  // namespace megabandit
