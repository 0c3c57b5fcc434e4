#pragma once
// Elimination against a hub: every candidate that may still be the best plays one strong opponent, and most
// are refuted by it in a few comparisons (LLM-PO specification 5.2, A.6). A rank knows what it needs of the
// candidates that it owns: 24 bytes each.

#include <cstdint>
#include <vector>

#include "base/range.hpp"
#include "base/saved_state.hpp"
#include "compare/screening/increments.hpp"
#include "compare/screening/turn.hpp"

namespace megabandit {

/// An opponent of all others, for some waves.
struct Hub {
  CandidateId candidate;
  double score = 0;     ///< log-odds, on the scale on which the first hub has 0
  Decided before = {};  ///< against the hub before it, when it took its place
};

/// A candidate as others hear of it.
struct Prospect {
  double key = 0;    ///< what decides
  double score = 0;  ///< as Hub's
  EvidenceUnits evidence = 0;
  CandidateId candidate;
  Decided against_hub = {};
};

/// Of the candidates that one rank owns, or of all together.
struct Field {
  std::uint64_t open = 0;          ///< may still be the best
  std::uint64_t comparisons = 0;   ///< that the next wave has with this hub
  std::uint64_t open_but_hub = 0;  ///< open ones besides the hub
  Prospect strongest;              ///< highest lower bound of the score; meant when open > 0
  Prospect least_refuted;          ///< besides the hub, of the open ones; meant when open_but_hub > 0

  bool hub_is_open() const { return open != open_but_hub; }
  void merge(const Field& other);
};

class HubScreen {
 public:
  /// @param own    candidates of this rank
  /// @param delta  how often the best may be refuted, in (0, 1)
  /// @param bar    share of wins that the best has at least against everyone
  HubScreen(Range own, double delta, double bar);

  Range own() const { return own_; }
  /// @replicated  Whom all play from now on.
  void set_hub(const Hub& hub);
  bool has_hub() const { return !hubs_.empty(); }
  const Hub& hub() const { return hubs_.back(); }
  const std::vector<Hub>& hubs() const { return hubs_; }  ///< in their order; one may be there twice

  /// What the open ones of this rank play in the next wave, by candidate.
  std::vector<Turn> turns() const;
  /// Takes in a turn of `turns()`. Returns what it adds to the evidence against the hub.
  EvidenceUnits take(const Turn& turn, const TurnOutcome& outcome);
  /// All that a wave added to the evidence against the hub.
  void add_to_hub(EvidenceUnits evidence);

  Field field() const;

  bool open(CandidateId own) const { return evidence(own) < threshold_; }
  EvidenceUnits evidence(CandidateId own) const { return evidence_[at(own)]; }
  void set_evidence(CandidateId own, EvidenceUnits evidence) { evidence_[at(own)] = evidence; }
  /// Against last_hub(own).
  Decided decided(CandidateId own) const { return {wins_[at(own)], losses_[at(own)]}; }
  const Hub* last_hub(CandidateId own) const;  ///< one of hubs(); null: it played none
  /// Log-odds against its last hub added to that one's score, and its standard error; shrunk towards the hub
  /// by half a win on either side.
  double score(CandidateId own) const;
  double standard_error(CandidateId own) const;
  EvidenceUnits threshold() const { return threshold_; }
  std::uint64_t asked(CandidateId own) const;  ///< comparisons with hubs

  void save(SavedState& state) const;  ///< "screen.*"; arrays have one number a candidate of this rank
  void load(const SavedState& state);

 private:
  std::size_t at(CandidateId own) const { return own.value - own_.first; }
  CandidateId candidate(std::size_t at) const {
    return CandidateId{static_cast<std::uint32_t>(own_.first + at)};
  }
  bool plays_hub(CandidateId own) const { return hub_of_[at(own)] == hubs_.size(); }
  Decided against_hub(CandidateId own) const { return plays_hub(own) ? decided(own) : Decided{}; }
  std::uint32_t planned(CandidateId own) const;
  double score_bound(CandidateId own) const;

  Range own_;
  EvidenceUnits threshold_;
  Increments increments_;
  std::vector<Hub> hubs_;
  std::vector<EvidenceUnits> evidence_;
  std::vector<std::uint32_t> wins_, losses_, asked_;
  std::vector<std::uint32_t> hub_of_;  // 1 + the hub that wins and losses are against; 0: none yet
};

}  // namespace megabandit
