#pragma once
// How often procedures are right and what they cost is learned by adding up contests: a step is some repeats
// of every arm.

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "identify/study/simulate_contest.hpp"
#include "identify/study/truth.hpp"
#include "run/learner.hpp"

namespace megabandit {

struct Study {
  std::vector<StudyArm> arms;
  Truth truth;
  std::uint64_t repeats = 0;
  std::uint64_t seed = 0;
  std::vector<std::uint64_t> budgets;  ///< of the curves
};

/// What came of the contests of one arm for one who watches. Sums over repeats, of whole numbers: exact below
/// 2^53.
struct StudyLine {
  std::string rule;
  std::string stop;      ///< empty: the rule's own end
  double delta = 0;      ///< of the rule, at its own end
  double wrong = 0;      ///< ended with a wrong answer
  double undecided = 0;  ///< used up the budget, or the rule's questions
  double right = 0;      ///< the answer, or the leader where there was none, is right
  double comparisons = 0, squared_comparisons = 0;
};

/// Repeats in which the leader was right at each budget.
struct StudyCurve {
  std::string rule;
  double delta = 0;  ///< of the rule
  std::vector<double> right;
};

/// Contests are shared out over ranks and, on each, threads. The sums have the same bits for any number of
/// either.
class StudyLearner final : public Learner {
 public:
  /// Repeats of a step.
  static constexpr std::uint64_t kRepeats = 16;

  /// @param study   outlives this
  /// @param judges  one a thread, all alike; they answer by ticket
  StudyLearner(const Study& study, std::vector<std::unique_ptr<Judge>> judges);

  TallyLayout layout() const override;
  void observe(const Share& share, Tally& tally) override;
  Decision decide(const Tally& total) override;
  SavedState save() const override;
  void load(const SavedState& state) override;

  bool finished() const { return done_ >= study_.repeats; }
  std::uint64_t repeats() const { return done_; }  ///< so far
  std::vector<StudyLine> lines() const;            ///< by arm, stopping rule and delta; an arm's own end last
  std::vector<StudyCurve> curves() const;          ///< one an arm

 private:
  struct Item {
    std::size_t arm = 0;
    std::uint64_t repeat = 0;
    Trace trace;
  };

  void deal(const Share& share);
  void simulate();
  void add(const Item& item, Tally& tally) const;
  std::size_t lines_before(std::size_t arm) const;

  const Study& study_;
  std::vector<std::unique_ptr<Judge>> judges_;
  std::uint64_t done_ = 0;                 // repeats
  std::vector<Item> items_;                // of this step and rank
  std::size_t simulated_ = 0;              // of these
  std::vector<std::vector<double>> sums_;  // of each section
};

}  // namespace megabandit
