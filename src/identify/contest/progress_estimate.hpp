#pragma once
// How far a run of comparisons is, and how far it may have to go.

#include <optional>
#include <string>
#include <vector>

#include "compare/proportions/mirror_ascent.hpp"
#include "compare/proportions/proportions.hpp"
#include "identify/contest/comparison_learner.hpp"
#include "observe/events.hpp"

namespace megabandit {

/// Estimates from what is known so far; for the people at the desk, nothing depends on them. What is costly
/// is made anew only when the comparisons have grown by a twentieth.
class ProgressEstimate {
 public:
  explicit ProgressEstimate(const CompareSettings& settings) : settings_(settings) {}
  /// @local  All of a wave's event but the seconds. `names` of the candidates.
  WaveDone wave_done(const ComparisonLearner& learner, const std::vector<std::string>& names);

 private:
  void renew(const Contest& contest);
  Proportions wanted(const Contest& contest);

  const CompareSettings& settings_;
  std::optional<MirrorAscent> ascent_;  // of a Bradley-Terry model
  std::uint64_t made_at_ = 0;           // comparisons
  double characteristic_time_ = undefined;
  double allocation_distance_ = undefined;
};

}  // namespace megabandit
