#pragma once
// What a screening has to say of each candidate.

#include <cstdint>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "compare/pairs/pair.hpp"
#include "identify/screening/screening_learner.hpp"

namespace megabandit {

struct ScreenedCandidate {
  CandidateId candidate;
  CandidateId hub;                ///< the last one it played; itself where there was none
  std::uint64_t comparisons = 0;  ///< with hubs and in the finals
  Decided against_hub;
  double evidence = 0;        ///< against its being the best, log
  double score = 0;           ///< log-odds on the scale of the first hub
  double standard_error = 0;  ///< of the score against its hub's; infinite where nothing was decided
};

/// Those that this rank owns. Scores are fitted to what is still known of pairs: each candidate against its
/// last hub, hubs against those before them, and finalists against each other. Those who were refuted by a
/// hub that was refuted later come out too high. @collective
std::vector<ScreenedCandidate> screened_candidates(Communicator& comm, const ScreeningLearner& learner);

/// candidate,name,score,standard_error,evidence,refuted,comparisons,hub,wins,losses
std::string screened_csv(const std::vector<ScreenedCandidate>& ranking, const std::vector<std::string>& names,
                         double threshold);

}  // namespace megabandit
