#pragma once
// The best of very many candidates whose scores are linear in their features: one set of coefficients is
// learned from few pairs, and tells about all candidates at once (LLM-PO specification 5.6).

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "comm/communicator.hpp"
#include "comm/self_comm.hpp"
#include "compare/linear/compared_pairs.hpp"
#include "compare/linear/confidence_region.hpp"
#include "compare/linear/linear_field.hpp"
#include "compare/settings.hpp"
#include "compare/stopping/stopping_rule.hpp"
#include "identify/contest/wave_queue.hpp"
#include "identify/result/ending.hpp"
#include "judge/judge.hpp"
#include "run/checkpoint.hpp"
#include "run/learner.hpp"

namespace megabandit {

/// What a run is about. All but the seed outlive the learner.
struct LinearOrder {
  Communicator& comm;  ///< of all ranks
  Judge& judge;        ///< knows features
  const CompareSettings& settings;
  std::uint64_t seed = 0;
};

/// A rank owns a run of candidates: it computes their scores, how far they are from the leader, and who of
/// them is refuted. Counts of pairs and the coefficients are known to all.
class LinearLearner final : public Learner {
 public:
  /// `report` is called on every rank after every wave; it must not throw.
  /// @throws ConfigError for settings that it has no use for, or candidates without features; DataError for
  /// features that are not finite
  LinearLearner(const LinearOrder& order, std::function<void(const LinearLearner&)> report);

  /// @collective  Whether there is nothing to do, and why. Before the first `observe`, and after `load`.
  Ending begin();

  TallyLayout layout() const override { return queue_.layout(); }
  void observe(const Share& share, Tally& tally) override { queue_.observe(share, tally); }
  Decision decide(const Tally& total) override;  ///< @collective over all ranks
  SavedState save() const override;
  void load(const SavedState& state) override;
  ArrayPart part();  ///< how arrays of the state lie on the ranks

  std::uint64_t candidates() const { return order_.judge.candidates(); }  ///< of all ranks
  std::uint64_t waves() const { return waves_; }
  std::uint64_t comparisons() const { return compared_.comparisons(); }
  std::uint64_t ties() const { return compared_.ties(); }
  const ComparedPairs& compared() const { return compared_; }
  const LinearField& field() const { return field_; }  ///< of this rank's candidates
  const ConfidenceRegion* region() const { return region_ ? &*region_ : nullptr; }  ///< null before a wave
  std::uint64_t open() const { return open_; }
  const Standing& standing() const { return standing_; }
  double least_evidence() const { return least_.evidence; }  ///< against anyone but the leader

 private:
  void fit();
  void look();
  void refute();
  bool refute_exactly();
  std::vector<Pair> ends_along(const Eigen::MatrixXd& directions, std::size_t count) const;
  Ending ending() const;
  void choose();
  std::vector<std::pair<Pair, CandidateId>> first_wave() const;
  std::vector<std::pair<Pair, CandidateId>> next_wave(std::uint64_t size) const;

  LinearOrder order_;
  const CompareSettings& settings_;
  std::function<void(const LinearLearner&)> report_;
  SelfComm alone_;
  WaveQueue queue_;
  ComparedPairs compared_;
  LinearField field_;
  std::uint64_t waves_ = 0;
  // What follows from these.
  std::optional<ConfidenceRegion> region_;
  std::vector<Challenger> challengers_;  // of all ranks, the closest first
  std::uint64_t open_;
  LeastRefuted least_;
  Standing standing_;
};

}  // namespace megabandit
