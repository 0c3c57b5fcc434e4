#pragma once
// How wide a kernel should be, and what its width means for the work (DSO specification 4 P8, 5.3).

#include <cstdint>
#include <span>

#include "base/matrix.hpp"

namespace megabandit {

/// Median Euclidean distance of `pairs` drawn pairs of different rows; 0 when there are fewer than two rows.
/// Bandwidths are chosen relative to it: 0.4 to 0.9 of it for randomised pivots, 0.25 to 0.5 for centred
/// ones.
/// @local  A function of rows and seed.
double median_distance(RowsView<float> rows, std::uint64_t seed, std::uint64_t pairs = 10'000);

/// (E K)^2 / E K^2 under the logging policy, in (0, 1]: the part of it that a pivot meets. 0 when it meets
/// none. `log_logging` [actions]: log pi0(a | x), normalised.
double participation(std::span<const double> log_logging, std::span<const double> log_kappa);

/// Whether lists of `neighbours` actions stand for the kernel: participation * actions <= neighbours / 4.
bool sparse_enough(double participation, std::uint64_t actions, std::uint64_t neighbours);

}  // namespace megabandit
