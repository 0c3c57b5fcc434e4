#pragma once
// A run of comparisons that screens very many candidates before the last ones meet.

#include <vector>

#include "identify/contest/progress_estimate.hpp"
#include "identify/course_of_many.hpp"
#include "identify/screening/screened_candidate.hpp"
#include "identify/screening/screening_learner.hpp"

namespace megabandit {

class ScreeningCourse final : public CourseOfMany<ScreeningLearner> {
 public:
  /// @throws ConfigError for rules and targets that a screening cannot have
  explicit ScreeningCourse(const CourseOrder& order);

  WaveDone wave_done() override;
  RulesUsed rules() const override;
  std::string size() const override;
  Conclusion conclude(const Ending& ending) override;
  void write_tables(const RunDirectory& directory, const Report& report) const override;

 private:
  CompareSettings of_finals_;
  ProgressEstimate estimate_;               // of the finals
  std::vector<ScreenedCandidate> ranking_;  // on rank 0, once concluded
};

}  // namespace megabandit
