#pragma once
// A run of comparisons that screens very many candidates before the last ones meet.

#include <vector>

#include "identify/course.hpp"
#include "identify/progress_estimate.hpp"
#include "identify/screening/screened_candidate.hpp"
#include "identify/screening/screening_learner.hpp"

namespace megabandit {

class ScreeningCourse final : public Course {
 public:
  /// @throws ConfigError for rules and targets that a screening cannot have
  explicit ScreeningCourse(const CourseOrder& order);

  Learner& learner() override { return learner_; }
  ArrayPart part() override { return learner_.part(); }
  Ending begin() override;
  Status status() const override { return learner_.standing().status; }
  WaveDone wave_done() override;
  RulesUsed rules() const override;
  std::string size() const override;
  Conclusion conclude(const Ending& ending) override;
  void write_tables(const RunDirectory& directory, const Report& report) const override;

 private:
  CourseOrder order_;
  CompareSettings of_finals_;
  ProgressEstimate estimate_;  // of the finals
  ScreeningLearner learner_;
  std::vector<ScreenedCandidate> ranking_;  // on rank 0, once concluded
};

}  // namespace megabandit
