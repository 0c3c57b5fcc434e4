#include "identify/screening/screened_candidate.hpp"

#include <fmt/format.h>

#include "compare/bradley_terry/bradley_terry.hpp"
#include "compare/bradley_terry/sparse_fit.hpp"
#include "identify/result/report.hpp"

namespace megabandit {

namespace {

CandidateId own_candidate(const ScreeningLearner& learner, std::size_t i) {
  return CandidateId{static_cast<std::uint32_t>(learner.screen().own().first + i)};
}

MetPair met_pair(CandidateId one, CandidateId other, Decided of_one) {
  return one < other ? MetPair{{one, other}, of_one.wins, of_one.losses}
                     : MetPair{{other, one}, of_one.losses, of_one.wins};
}

// Hubs of this rank against those whose place they took, where they have played others since.
std::vector<MetPair> pairs_of_hubs(const HubScreen& screen) {
  std::vector<MetPair> met;
  for (std::size_t i = 1; i < screen.hubs().size(); ++i) {
    const Hub &hub = screen.hubs()[i], &before = screen.hubs()[i - 1];
    if (!screen.own().contains(hub.candidate.value) || screen.last_hub(hub.candidate) == &before) continue;
    met.push_back(met_pair(hub.candidate, before.candidate, hub.before));
  }
  return met;
}

// Finals know their pairs, with what hubs left them.
std::vector<MetPair> met_pairs(Communicator& comm, const ScreeningLearner& learner) {
  const HubScreen& screen = learner.screen();
  const Finals* finals = learner.finals();
  const auto final_pair = [finals](CandidateId one, CandidateId other) {
    return finals != nullptr && finals->find(one) && finals->find(other);
  };
  std::vector<MetPair> met = pairs_of_hubs(screen);
  for (std::size_t i = 0; i < screen.own().size(); ++i) {
    const CandidateId one = own_candidate(learner, i);
    const Hub* hub = screen.last_hub(one);
    if (hub == nullptr || final_pair(one, hub->candidate)) continue;
    met.push_back(met_pair(one, hub->candidate, screen.decided(one)));
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
