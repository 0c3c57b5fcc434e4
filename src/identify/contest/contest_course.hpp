#pragma once
// A run of comparisons in which any two candidates may meet.

#include "identify/contest/progress_estimate.hpp"
#include "identify/course.hpp"

namespace megabandit {

class ContestCourse final : public Course {
 public:
  /// @throws ConfigError for rules, target, budget and candidates that do not fit each other
  explicit ContestCourse(const CourseOrder& order);

  Learner& learner() override { return learner_; }
  Ending begin() override { return learner_.begin(); }
  Status status() const override { return learner_.standing().status; }
  WaveDone wave_done() override { return estimate_.wave_done(learner_, order_.judge.names()); }
  RulesUsed rules() const override { return rules_of(order_.settings); }
  std::string size() const override;
  Conclusion conclude(const Ending& ending) override { return megabandit::conclude(learner_, ending); }
  void write_tables(const RunDirectory& directory, const Report& report) const override;

 private:
  CourseOrder order_;
  ProgressEstimate estimate_;
  ComparisonLearner learner_;
};

}  // namespace megabandit
