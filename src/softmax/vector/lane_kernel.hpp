#pragma once
// What is compiled once per instruction set: plain functions on plain memory. No library template may be used
// inside them: the linker could hand the copy compiled for AVX-512 to the rest of the program.

#include <cstddef>

namespace megabandit {

inline constexpr std::size_t kTileActions =
    128;  ///< scored at a time: 128 x 32 weights stay in the first-level cache

/// Memory for one block of queries, 64-byte aligned: the sizes are in floats (total_mean: doubles).
struct LaneScratch {
  float* scores;       ///< [kTileActions, lanes]
  float* mean;         ///< [d, lanes]
  double* total_mean;  ///< [d, lanes]
};

/// `queries` is a block of `lanes` queries, transposed to [d, lanes], in units of log 2 (multiplied by log2
/// e).
struct LaneKernel {
  const char* name;
  std::size_t lanes;

  /// log_z[lane] in units of log 2; mean, unless null, is [lanes, d].
  void (*partition)(const float* queries, const float* table, std::size_t actions, std::size_t d,
                    const LaneScratch& scratch, double* log_z, float* mean);
  /// gradient[a, :] += sum over the first `used` lanes of 2^(score - log_z[lane]) weighted[lane, :].
  void (*gradient)(const float* queries, const float* log_z, const float* weighted, std::size_t used,
                   const float* table, std::size_t actions, std::size_t d, const LaneScratch& scratch,
                   float* gradient);
  /// scores[a, lane] of at most kTileActions actions.
  void (*scores)(const float* queries, const float* table, std::size_t actions, std::size_t d, float* scores);
};

extern const LaneKernel kAvx512Kernel;
extern const LaneKernel kAvx2Kernel;
extern const LaneKernel kSse2Kernel;

}  // namespace megabandit
