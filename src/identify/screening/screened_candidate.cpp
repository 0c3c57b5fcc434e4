#include "identify/screening/screened_candidate.hpp"

#include <fmt/format.h>

#include "identify/report.hpp"

namespace megabandit {

std::vector<ScreenedCandidate> screened_candidates(const ScreeningLearner& learner) {
  const HubScreen& screen = learner.screen();
  std::vector<ScreenedCandidate> candidates;
  candidates.reserve(screen.own().size());
  for (std::uint64_t i = screen.own().first; i < screen.own().last; ++i) {
    const CandidateId one{static_cast<std::uint32_t>(i)};
    const Hub* hub = screen.last_hub(one);
    ScreenedCandidate& out = candidates.emplace_back();
    out.candidate = one;
    out.hub = hub == nullptr ? one : hub->candidate;
    out.comparisons = learner.comparisons(one);
    out.against_hub = screen.decided(one);
    out.evidence = nats(learner.evidence(one));
    out.score = learner.score(one);
    out.standard_error = screen.standard_error(one);
  }
  return candidates;
}

std::string screened_csv(const std::vector<ScreenedCandidate>& ranking, const std::vector<std::string>& names,
                         double threshold) {
  std::string csv = "candidate,name,score,standard_error,evidence,refuted,comparisons,hub,wins,losses\n";
  for (const ScreenedCandidate& one : ranking)
    csv += fmt::format("{},{},{},{},{},{},{},{},{},{}\n", one.candidate.value,
                       csv_cell(names[one.candidate.value]), one.score, one.standard_error, one.evidence,
                       one.evidence >= threshold, one.comparisons, one.hub.value, one.against_hub.wins,
                       one.against_hub.losses);
  return csv;
}

}  // namespace megabandit
