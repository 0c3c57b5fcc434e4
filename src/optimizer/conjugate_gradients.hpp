#pragma once
// Solves A x = b for a symmetric A that is known by its products alone, one product at a time (Hestenes &
// Stiefel 1952). Stops early: at a residual asked for, after so many products, or where A bends the wrong way
// (Nocedal & Wright, algorithm 7.1).

#include <cstdint>

#include "base/matrix.hpp"
#include "base/saved_state.hpp"
#include "optimizer/space.hpp"

namespace megabandit {

/// `space` is of all vectors; @collective over its group where it is given.
class ConjugateGradients {
 public:
  struct Limits {
    double residual = 0;         ///< |b - A x| / |b| that is small enough
    std::uint64_t products = 0;  ///< at most; > 0
  };

  /// `right_side` is not zero.
  void begin(const Vector& right_side, const Space& space, const Limits& limits);
  /// A times direction() is needed.
  bool going_on() const { return going_on_; }
  const Vector& direction() const { return direction_; }  ///< of length 1
  void take(const Vector& product, const Space& space);
  void stop() { going_on_ = false; }  ///< the solution so far must do

  /// The best so far; b itself when A bends the wrong way along it, zero before the first product.
  const Vector& solution() const { return solution_; }
  double residual() const { return residual_norm_ / start_norm_; }  ///< relative

  /// Everything there is, by name, for a bit-identical continuation.
  void save(SavedState& state) const;
  void load(const SavedState& state);

 private:
  Limits limits_;
  Vector solution_, residual_, direction_;
  double start_norm_ = 1, residual_norm_ = 0;
  std::uint64_t products_ = 0;
  bool going_on_ = false;
};

}  // namespace megabandit
