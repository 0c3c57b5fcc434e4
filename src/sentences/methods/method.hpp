#pragma once
// A way to learn a policy from a log of sentences.

#include <cstdint>

#include "base/matrix.hpp"

namespace megabandit {

/// Importance weights of the rounds that steps used.
struct WeightTally {
  std::uint64_t rounds = 0;
  std::uint64_t clipped = 0;
  std::uint64_t unsupported = 0;  ///< the pivot has no density under the logging policy: weight 0
  double weights = 0;             ///< sum, after clipping
};

/// @local throughout; the same for the same seed.
class Method {
 public:
  virtual ~Method() = default;
  /// Whether steps change the policy.
  virtual bool learns() const { return true; }
  /// Takes the step of that number.
  virtual void step(std::uint64_t number, WeightTally& tally) = 0;
  /// The policy at contexts [n, 2 d]: [n, A].
  virtual void fill(const RowMatrix<float>& contexts, RowMatrix<float>& probabilities) = 0;
};

}  // namespace megabandit
