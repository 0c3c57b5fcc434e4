#pragma once
// One contest from its beginning to its end, watched by several stopping rules at several deltas.

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "compare/stopping/stopping_rule.hpp"
#include "identify/study/study_plan.hpp"
#include "judge/judge.hpp"

namespace megabandit {

/// Where a contest ended for one who watches it.
struct Finish {
  Status status = Status::open;   ///< open: the budget or the rule's questions were used up before
  CandidateId answer{};           ///< whom it names, or would
  std::uint64_t comparisons = 0;  ///< with ties
};

struct Trace {
  std::vector<Finish> finishes;      ///< [stops x deltas], row by row
  std::optional<Finish> own_end;     ///< of a rule that ends itself
  std::vector<CandidateId> leaders;  ///< at each of the budgets, for the first stopping rule
};

/// @local  A function of arm, judge, seed and repeat: repeat 0 is the run of `compare` with this seed, others
/// have other random numbers.
/// @param judge    answers by ticket (not one outside the program); repeat r has tickets from r 2^40 on
/// @param budgets  increasing
Trace simulate_contest(Judge& judge, const StudyArm& arm, std::span<const std::uint64_t> budgets,
                       std::uint64_t seed, std::uint64_t repeat);

}  // namespace megabandit
