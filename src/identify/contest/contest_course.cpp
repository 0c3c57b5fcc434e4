#include "identify/contest/contest_course.hpp"

#include <fmt/format.h>

#include "base/error.hpp"
#include "base/text_file.hpp"
#include "compare/pairs/per_pair.hpp"

namespace megabandit {
namespace {

Procedure procedure_of(const CourseOrder& order) {
  const std::uint64_t candidates = order.judge.candidates(), fewest = candidates - 1;
  if (order.settings.budget < fewest)
    throw ConfigError(
        fmt::format("`compare.budget` is {}, but of {} candidates each but the best must be "
                    "compared at least once; give at least {}",
                    order.settings.budget, candidates, fewest));
  return make_procedure(candidates, order.judge.features(), order.settings);
}

}  // namespace

ContestCourse::ContestCourse(const CourseOrder& order)
    : order_(order),
      estimate_(order.settings),
      learner_(procedure_of(order), order.settings, order.seed, order.judge,
               [this](const ComparisonLearner&) { order_.report(); }) {}

std::string ContestCourse::size() const {
  const std::uint64_t candidates = order_.judge.candidates();
  return fmt::format("{} candidates, {} pairs", candidates, pairs_of(candidates));
}

void ContestCourse::write_tables(const RunDirectory& directory, const Report& report) const {
  write_text(directory.ranking(), ranking_csv(report));
  write_text(directory.pairs(), pairs_csv(report, learner_.contest().counts()));
}

}  // namespace megabandit
