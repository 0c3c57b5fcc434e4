#pragma once
// A run of comparisons that learns what features are worth, of very many candidates.

#include <string>
#include <vector>

#include "identify/course.hpp"
#include "identify/linear/linear_learner.hpp"

namespace megabandit {

class LinearCourse final : public Course {
 public:
  /// @throws ConfigError, DataError as LinearLearner
  explicit LinearCourse(const CourseOrder& order);

  Learner& learner() override { return learner_; }
  ArrayPart part() override { return learner_.part(); }
  Ending begin() override { return learner_.begin(); }
  Status status() const override { return learner_.standing().status; }
  WaveDone wave_done() override;
  RulesUsed rules() const override;
  std::string size() const override;
  Conclusion conclude(const Ending& ending) override;
  void write_tables(const RunDirectory& directory, const Report& report) const override;

 private:
  /// A row of the ranking.
  struct Row {
    CandidateId candidate;
    double evidence = 0;  ///< against its being the best: the largest log e-value so far
    double behind = 0;    ///< the leader, in score
    double standard_error = 0;
  };
  std::vector<Row> rows_of_all();

  CourseOrder order_;
  LinearLearner learner_;
  std::vector<Row> ranking_;  // on rank 0, once concluded
};

}  // namespace megabandit
