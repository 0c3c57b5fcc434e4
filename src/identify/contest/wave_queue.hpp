#pragma once
// Waves on their way: chosen, asked of a judge by all ranks together, and taken in one after the other.

#include <optional>
#include <vector>

#include "base/saved_state.hpp"
#include "base/tally.hpp"
#include "compare/contest/wave.hpp"
#include "judge/judge.hpp"
#include "run/learner.hpp"

namespace megabandit {

/// What came of a wave: totals[i] are those of wave.planned[i].
struct TakenWave {
  Wave wave;
  std::vector<PairTotals> totals;
};

/// Every rank asks an even part of a wave's comparisons. With several waves under way, ranks whose answers
/// come early already work on later ones.
class WaveQueue {
 public:
  explicit WaveQueue(Judge& judge) : judge_(judge) {}

  const std::vector<Wave>& waves() const { return waves_; }  ///< not yet taken in
  void push(Wave wave) { waves_.push_back(std::move(wave)); }

  TallyLayout layout() const;  ///< of the first wave
  void observe(const Share& share, Tally& tally);
  /// The first wave, which leaves; none while any rank waits for answers.
  std::optional<TakenWave> take(const Tally& total);

  void save(SavedState& state) const;
  void load(const SavedState& state);

 private:
  void ask(const Share& share);

  Judge& judge_;
  std::vector<Wave> waves_;
  std::size_t asked_ = 0;         // of these, whose questions this rank has asked
  std::vector<Outcome> answers_;  // of this rank's part of the first wave, once they are known
  bool answered_ = false;
};

}  // namespace megabandit
