#pragma once
// Who is the best is learned by adding up how comparisons went: a step is a wave.

#include <functional>
#include <string>
#include <vector>

#include "compare/procedure.hpp"
#include "identify/contest/wave_queue.hpp"
#include "identify/result/ending.hpp"
#include "judge/judge.hpp"
#include "run/learner.hpp"

namespace megabandit {

/// Every rank asks its part of a wave's comparisons and the totals are added up; each rank then knows the
/// same, and chooses the same next wave. With waves chosen ahead, ranks whose answers come early already work
/// on these; outcomes are taken in wave by wave all the same.
class ComparisonLearner final : public Learner {
 public:
  /// `report` is called on every rank after every wave; it must not throw. Both references outlive this.
  ComparisonLearner(Procedure procedure, const CompareSettings& settings, std::uint64_t seed, Judge& judge,
                    std::function<void(const ComparisonLearner&)> report);

  TallyLayout layout() const override { return queue_.layout(); }
  void observe(const Share& share, Tally& tally) override { queue_.observe(share, tally); }
  Decision decide(const Tally& total) override;
  SavedState save() const override;
  void load(const SavedState& state) override;

  const CompareSettings& settings() const { return settings_; }
  const Contest& contest() const { return procedure_.contest; }
  const StoppingRule& stop() const { return *procedure_.stop; }
  Standing standing() const { return procedure_.stop->standing(contest(), settings_.delta); }
  bool exhausted() const { return procedure_.rule->exhausted(contest()); }
  /// Whether there is nothing to do, and why. Chooses the waves that are to come, if there are none yet.
  Ending begin();

 private:
  Ending ending();
  void choose();

  Procedure procedure_;
  const CompareSettings& settings_;
  std::uint64_t seed_;
  std::function<void(const ComparisonLearner&)> report_;
  WaveQueue queue_;
};

}  // namespace megabandit
