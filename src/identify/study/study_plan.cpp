#include "identify/study/study_plan.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <functional>
#include <sstream>

#include <fmt/format.h>

#include "base/error.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"
#include "config/schema.hpp"

namespace megabandit {
namespace {

struct Named {
  std::string name;
  Arguments arguments;
};

// "eps-greedy random=0.2"
Named parse(const std::string& text) {
  std::istringstream words(text);
  Named named;
  words >> named.name;
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    const char* end = word.data() + word.size();
    double value = 0;
    if (equals == std::string::npos ||
        std::from_chars(word.data() + equals + 1, end, value) != std::from_chars_result{end, std::errc{}})
      throw ConfigError(fmt::format("`{}` of [study] has `{}`, which is no KEY=NUMBER", text, word));
    named.arguments[word.substr(0, equals)] = value;
  }
  return named;
}

std::vector<CompareSettings> with_stops(const StudySettings& study, const CompareSettings& settings) {
  if (study.stops.empty()) return {settings};
  std::vector<CompareSettings> stops;
  for (const std::string& text : study.stops) {
    const Named stop = parse(text);
    stops.push_back(settings);
    stops.back().stop = stop.name;
    stops.back().stop_parameters = stop.arguments;
  }
  return stops;
}

StudyArm arm_of(const StudySettings& study, const CompareSettings& settings, const std::string& label,
                std::vector<double> deltas) {
  StudyArm arm{.rule = label, .settings = settings, .stops = {}, .deltas = std::move(deltas)};
  arm.settings.delta = arm.deltas.back();
  arm.stops = with_stops(study, arm.settings);
  for (const CompareSettings& stop : arm.stops) stopping_rule_kind(stop);
  arm.ends_itself = sampling_rule_kind(settings).ends_itself;
  return arm;
}

}  // namespace

void declare(Schema& schema, StudySettings& study) {
  SchemaTable table =
      schema.table("study",
                   "How often a procedure is right and what it costs, on a judge whose preferences are known "
                   "(`compare --study`).");
  table.setting("repeats", study.repeats, "contests for each rule; a multiple of 16 shares out best")
      .at_least(2);
  table.setting("rules", study.rules,
                "sampling rules, each a name of compare.rule, with parameters after it: \"eps-greedy "
                "random=0.2\"; none: that of [compare]");
  table.setting("stops", study.stops, "stopping rules that watch each of them; none: that of [compare]");
  table.setting("deltas", study.deltas, "how often the answer may be wrong").above(0).at_most(0.5);
  table.setting("threads", study.threads, "threads of each rank").at_least(1).operational();
}

std::vector<StudyArm> study_arms(const StudySettings& study, const CompareSettings& compare) {
  if (study.deltas.empty())
    throw ConfigError("study.deltas is empty: give at least one, such as [0.1, 0.01]");
  std::vector<double> deltas = study.deltas;
  std::ranges::sort(deltas, std::greater{});
  std::vector<std::string> rules = study.rules;
  if (rules.empty()) rules.push_back(compare.rule);
  std::vector<StudyArm> arms;
  for (const std::string& text : rules) {
    CompareSettings settings = compare;
    if (!study.rules.empty()) {
      const Named rule = parse(text);
      settings.rule = rule.name;
      settings.rule_parameters = rule.arguments;
    }
    if (!sampling_rule_kind(settings).heeds_delta)
      arms.push_back(arm_of(study, settings, text, deltas));
    else
      for (const double delta : deltas) arms.push_back(arm_of(study, settings, text, {delta}));
  }
  return arms;
}

std::vector<std::uint64_t> study_budgets(std::uint64_t candidates, std::uint64_t most) {
  std::vector<std::uint64_t> budgets;
  for (double budget = 1; budget <= static_cast<double>(most); budget *= 1.1) {
    const auto up = static_cast<std::uint64_t>(std::ceil(budget));
    if (up + 1 >= candidates && up <= most && (budgets.empty() || up > budgets.back())) budgets.push_back(up);
  }
  return budgets;
}

}  // namespace megabandit
