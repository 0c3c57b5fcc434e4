#pragma once
// What a step reports of its rounds, as sums that ranks add up.

#include <span>
#include <vector>

#include "base/matrix.hpp"
#include "objective/objective.hpp"
#include "observe/events.hpp"

namespace megabandit {

enum Statistic : Eigen::Index {
  kLogProb,
  kWeight,
  kWeightSquared,
  kLive,
  kCredit,
  kUndampedCredit,
  kClipped,
  kUnsupported,  // of panels, as are the next two of normalisers: not summed here
  kProbeDistance,
  kProbeLength,
  kStatisticCount
};
enum Maximum : std::size_t { kWeightMax, kMaxima };

/// Of live rounds with their credits; weights above `weight_limit` are clipped. @local
struct RoundStatistics {
  std::vector<double> sums;  ///< by Statistic
  double weight_max = 0;

  RoundStatistics(const ScoredRounds& rounds, std::span<const double> credit, double weight_limit);
};

/// Fills in what the sums of many rounds say. What has no rounds is undefined.
void describe_rounds(const Vector& sums, double weight_max, StepDone& done);

}  // namespace megabandit
