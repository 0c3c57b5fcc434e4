#pragma once
// A run of comparisons that learns what features are worth, of very many candidates.

#include <string>
#include <vector>

#include "identify/course_of_many.hpp"
#include "identify/linear/linear_learner.hpp"

namespace megabandit {

class LinearCourse final : public CourseOfMany<LinearLearner> {
 public:
  using CourseOfMany::CourseOfMany;

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
    double score = 0;     ///< less that of the leader
    double standard_error = 0;
  };
  std::vector<Row> rows_of_all();

  std::vector<Row> ranking_;  // on rank 0, once concluded
};

}  // namespace megabandit
