#pragma once
// Runs of a screening on threads as ranks.

#include <memory>
#include <vector>

#include "identify/screening/screening_learner.hpp"
#include "judge/simulated.hpp"
#include "unit/identify/sessions.hpp"

namespace megabandit {

/// Evidence is that of finals, too.
using Screened = Left<EvidenceUnits>;

inline MakeJudge judge_of(std::vector<double> scores, std::uint64_t seed, double ties = 0) {
  return [=] { return make_scores_judge({scores, ties}, seed); };
}

inline Screened screened(const std::vector<Session>& sessions, const MakeJudge& judge,
                         std::uint64_t seed = 1) {
  return run_sessions<ScreeningLearner>(
      sessions, judge, seed, [](const ScreeningLearner& learner) { return learner.screen().own(); },
      [](const ScreeningLearner& learner, CandidateId one) { return learner.evidence(one); });
}

inline Screened screened(int ranks, const MakeJudge& judge, const CompareSettings& settings,
                         std::uint64_t seed = 1) {
  return screened({{ranks, settings}}, judge, seed);
}

}  // namespace megabandit
