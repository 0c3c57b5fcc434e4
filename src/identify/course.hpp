#pragma once
// How a run of comparisons proceeds: as a contest in which any two may meet, or, with very many candidates,
// as a screening before it or by what their features are worth.

#include <functional>
#include <memory>
#include <string>

#include "comm/communicator.hpp"
#include "compare/settings.hpp"
#include "identify/result/conclusion.hpp"
#include "identify/result/report.hpp"
#include "judge/judge.hpp"
#include "observe/events.hpp"
#include "run/checkpoint.hpp"
#include "run/learner.hpp"
#include "run/run_directory.hpp"

namespace megabandit {

/// As people and results name them.
struct RulesUsed {
  std::string rule, stop;
  std::string promise;  ///< of the stopping rule, in words
};

class Course {
 public:
  virtual ~Course() = default;
  virtual Learner& learner() = 0;
  virtual ArrayPart part() { return {}; }  ///< how arrays of the learner's state lie on the ranks
  /// @collective  Before the first wave of a session: whether there is nothing to do, and why.
  virtual Ending begin() = 0;
  virtual Status status() const = 0;
  virtual WaveDone wave_done() = 0;  ///< @local  all of a wave's event but the seconds
  virtual RulesUsed rules() const = 0;
  virtual std::string size() const = 0;  ///< for people: "20 candidates, 190 pairs"
  /// @collective  The ranking is on rank 0 alone.
  virtual Conclusion conclude(const Ending& ending) = 0;
  /// @local, on rank 0, after `conclude`  Writes ranking.csv and pairs.csv.
  virtual void write_tables(const RunDirectory& directory, const Report& report) const = 0;
};

/// What a course is made from. All outlive it.
struct CourseOrder {
  Communicator& comm;
  Judge& judge;
  const CompareSettings& settings;
  std::uint64_t seed = 0;
  std::function<void()> report;  ///< called on every rank after every wave; must not throw
};

/// @collective  A contest; for more than settings.screen_above candidates a screening, or, where scores are
/// linear in features, a run that learns what these are worth. @throws AgreedError
/// when settings and candidates do not fit each other
std::unique_ptr<Course> make_course(const CourseOrder& order);

/// What sampling and stopping rules these settings mean, and what the latter promises. @throws ConfigError
RulesUsed rules_of(const CompareSettings& settings);

}  // namespace megabandit
