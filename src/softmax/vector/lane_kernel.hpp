#pragma once
// What is compiled once per instruction set: plain functions on plain memory. No library template may be used
// inside them: the linker could hand the copy compiled for AVX-512 to the rest of the program.

#include <cstddef>

namespace megabandit {

inline constexpr std::size_t kTileActions =
    128;  ///< scored at a time: 128 x 32 weights stay in the first-level cache

/// A block of `lanes` queries, transposed to [d, lanes], in units of log 2 (multiplied by log2 e).
/// Everything is 64-byte aligned.
struct LaneBlock {
  const float* queries;        ///< [d, lanes]
  const float* field_queries;  ///< [r, lanes], in their own units; null: no field
};

/// Rows of the table, and of the field.
struct LaneRows {
  const float* table;  ///< [actions, d]
  const float* field;  ///< [actions, r]
  std::size_t actions, d, r;
};

/// Sums over some rows, in float; each [lanes] or [d, lanes]; null: not wanted.
struct LaneSums {
  float* weight;
  float* mean;
  float* field;
  float* field_mean;
};

struct LaneKernel {
  const char* name;
  std::size_t lanes;

  /// Adds to `sums`; `shift`: [lanes]; tile: two times [kTileActions, lanes] of working memory.
  void (*accumulate)(const LaneBlock& block, const float* shift, const LaneRows& rows, float* tile,
                     const LaneSums& sums);
  /// gradient[a, :] += sum over the first `used` lanes of 2^(score - log_z[lane]) weighted[lane, :], with a
  /// field times u - centre[lane].
  void (*gradient)(const LaneBlock& block, const float* log_z, const float* centre, const float* weighted,
                   std::size_t used, const LaneRows& rows, float* tile, float* gradient);
  /// scores[a, lane] of at most kTileActions actions.
  void (*scores)(const float* queries, const float* table, std::size_t actions, std::size_t d, float* scores);
};

extern const LaneKernel kAvx512Kernel;
extern const LaneKernel kAvx2Kernel;
extern const LaneKernel kSse2Kernel;

}  // namespace megabandit
