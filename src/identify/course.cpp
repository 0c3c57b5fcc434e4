#include "identify/course.hpp"

#include <fmt/format.h>

#include "comm/agree.hpp"
#include "compare/sampling/table.hpp"
#include "compare/stopping/table.hpp"
#include "identify/contest/contest_course.hpp"
#include "identify/linear/linear_course.hpp"
#include "identify/screening/screening_course.hpp"

namespace megabandit {

std::unique_ptr<Course> make_course(const CourseOrder& order) {
  std::unique_ptr<Course> course;
  agree(order.comm, [&] {
    const bool many = order.judge.candidates() > order.settings.screen_above;
    if (many && order.settings.target == Target::linear)
      course = std::make_unique<LinearCourse>(order);
    else if (many)
      course = std::make_unique<ScreeningCourse>(order);
    else
      course = std::make_unique<ContestCourse>(order);
  });
  return course;
}

RulesUsed rules_of(const CompareSettings& settings) {
  const StoppingRuleKind& stop = stopping_rule_kind(settings);
  // Where there is no such candidate, whoever is named loses to somebody.
  const bool assumes_a_winner =
      settings.target == Target::condorcet && stop.alternatives == Alternatives::winner;
  const std::string promise =
      stop.promise == Promise::proved
          ? fmt::format("stop {}: wrong with probability at most {}, proved for any sampling{}",
                        stop.choice.name, settings.delta,
                        assumes_a_winner ? ", if one candidate beats every other" : "")
          : fmt::format("stop {}: a heuristic, which may be wrong more often than {}", stop.choice.name,
                        settings.delta);
  return {sampling_rule_kind(settings).choice.name, stop.choice.name, promise};
}

}  // namespace megabandit
