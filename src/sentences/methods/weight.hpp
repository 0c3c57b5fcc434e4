#pragma once
// Importance weights, clipped and counted.

#include <algorithm>

#include "sentences/methods/method.hpp"

namespace megabandit {

/// The weight, at most `clip`: a round that is clipped keeps its direction (score form, DSO specification
/// 1.6). 0 / 0 and what is not finite count as unsupported and weigh 0.
inline float counted_weight(double weight, double clip, WeightTally& tally) {
  ++tally.rounds;
  if (!(weight >= 0)) {
    ++tally.unsupported;
    return 0;
  }
  if (weight > clip) ++tally.clipped;
  const double clipped = std::min(weight, clip);
  tally.weights += clipped;
  return static_cast<float>(clipped);
}

}  // namespace megabandit
