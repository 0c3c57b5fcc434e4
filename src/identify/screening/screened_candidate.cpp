#include "identify/screening/screened_candidate.hpp"

#include <fmt/format.h>

#include "compare/bradley_terry/bradley_terry.hpp"
#include "compare/bradley_terry/sparse_fit.hpp"
#include "identify/report.hpp"

namespace megabandit {

namespace {

CandidateId own_candidate(const ScreeningLearner& learner, std::size_t i) {
  return CandidateId{static_cast<std::uint32_t>(learner.screen().own().first + i)};
}

// Finals know their pairs, with what hubs left them.
std::vector<MetPair> met_pairs(Communicator& comm, const ScreeningLearner& learner) {
  const HubScreen& screen = learner.screen();
  const Finals* finals = learner.finals();
  const auto final_pair = [finals](CandidateId one, CandidateId other) {
    return finals != nullptr && finals->find(one) && finals->find(other);
  };
  std::vector<MetPair> met;
  for (std::size_t i = 0; i < screen.own().size(); ++i) {
    const CandidateId one = own_candidate(learner, i);
    const Hub* hub = screen.last_hub(one);
    if (hub == nullptr || final_pair(one, hub->candidate)) continue;
    const auto [wins, losses] = screen.decided(one);
    met.push_back(one < hub->candidate ? MetPair{{one, hub->candidate}, wins, losses}
                                       : MetPair{{hub->candidate, one}, losses, wins});
  }
  if (finals != nullptr && comm.rank() == 0)  // everyone knows them: one gives them
    finals->counts().for_each([&](Pair pair, const PairTotals& totals) {
      met.push_back({pair, totals.a_wins, totals.b_wins});
    });
  return met;
}

}  // namespace

std::vector<ScreenedCandidate> screened_candidates(Communicator& comm, const ScreeningLearner& learner) {
  const HubScreen& screen = learner.screen();
  const SparseFit fit =
      fit_sparse(comm, learner.candidates(), met_pairs(comm, learner), RidgeSettings{}.design);
  std::vector<ScreenedCandidate> candidates(screen.own().size());
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    const CandidateId one = own_candidate(learner, i);
    const Hub* hub = screen.last_hub(one);
    candidates[i] = {one,
                     hub == nullptr ? one : hub->candidate,
                     learner.comparisons(one),
                     screen.decided(one),
                     nats(learner.evidence(one)),
                     fit.scores[static_cast<Eigen::Index>(i)],
                     fit.standard_errors[static_cast<Eigen::Index>(i)]};
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
