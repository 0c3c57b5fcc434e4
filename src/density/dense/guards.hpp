#pragma once
// What keeps weights finite (DSO specification 4: P1, P9, P10, P13), and what is told about them.

#include <cstdint>
#include <limits>

namespace megabandit {

/// What becomes of a round whose weight is too large, beside that its value counts with the clipped weight.
enum class ClipMode {
  score,      ///< its gradient is scaled down as its weight is; as released
  objective,  ///< it has none: the gradient of min(w, limit) r
};

inline constexpr double kLogDensityFloor = -27.631021115928547;  ///< log 1e-12

struct Guards {
  ClipMode mode = ClipMode::score;
  double weight_limit = 200;                                    ///< of w, > 0
  double term_limit = std::numeric_limits<double>::infinity();  ///< of |w r|, > 0
  double log_density_floor = kLogDensityFloor;  ///< of rho, relative to the kernel; see pivot.hpp
};

/// A weight as it is used.
struct GuardedWeight {
  double value = 0;     ///< in the objective: finite, >= 0
  double gradient = 0;  ///< in the gradient: the same, or 0
  bool clipped = false;
};

/// `log_weight`: not NaN; minus infinity is a weight of 0.
GuardedWeight guarded(double log_weight, double reward, const Guards& guards);

/// Whether anything can be said of a pivot of this logging density.
bool supported(double log_rho, const Guards& guards);

/// Sums and counts, so that those of ranks add up.
struct WeightStatistics {
  std::uint64_t rounds = 0;
  std::uint64_t clipped = 0;
  std::uint64_t unsupported = 0;  ///< nothing near the pivot is logged: their weight is 0
  double weights = 0;             ///< sum, as used
  double squares = 0;             ///< sum of squares, as used
  double terms = 0;               ///< sum of w r, as used
  double log_largest = -std::numeric_limits<double>::infinity();  ///< weight, before it was clipped

  void add(double log_weight, const GuardedWeight& used, double reward);
  void add_unsupported();
  WeightStatistics& operator+=(const WeightStatistics& other);

  double mean_weight() const;            ///< 0 without rounds
  double effective_sample_size() const;  ///< (sum w)^2 / sum w^2; 0 without weights
  double value() const;                  ///< mean of w r, kernel importance sampling; 0 without rounds
};

}  // namespace megabandit
