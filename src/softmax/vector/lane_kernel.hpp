#pragma once
// What is compiled once per instruction set: plain functions on plain memory. No library template may be used
// inside them: the linker could hand the copy compiled for AVX-512 to the rest of the program.

#include <cstddef>
#include <cstdint>

#include "softmax/tile_size.hpp"

namespace megabandit {

/// Rows of the table, or of a field: [actions, depth].
struct Tile {
  const float* rows = nullptr;
  std::size_t actions = 0, depth = 0;
};

/// Blocks of `lanes` queries, each transposed to [depth, lanes]; 64-byte aligned, with room for one row more
/// behind them. What a kernel does with them first (prepare) is its own affair.
struct LaneQueries {
  float* values = nullptr;
  std::size_t blocks = 0, depth = 0;
};

/// Two words of fixed point a query: a multiple of 1 / unit, and what is left over.
struct Plane {
  std::int64_t* high;
  std::int64_t* low;
  float unit;
};

/// Where the sums of a span go, and their scale.
struct Deposits {
  const Plane* planes;  ///< of w, w row, w u, w u row: those that are wanted
  std::int64_t* overflows;
  float most;         ///< a sum of weights that is not below this has overflown
  float low_in_high;  ///< units of the low word in one of the high word
  std::size_t span;   ///< actions that are summed before they are deposited, a multiple of kTileActions
};

/// A pass over the table. Scores are in units of log 2.
struct LanePass {
  LaneQueries queries;           ///< times log2 e
  const float* start = nullptr;  ///< [blocks, lanes]: minus the shift; scores begin there
  Tile table;
  LaneQueries field_queries;  ///< no blocks: no field
  Tile field_rows;
};

/// Memory to work in, 64-byte aligned, in floats.
struct LaneScratch {
  float* tile;         ///< [kTileActions, padded]
  float* weights;      ///< [kTileActions, lanes]
  float* field;        ///< [kTileActions, lanes]
  float* sums;         ///< accumulate: [blocks, columns, lanes]; gradient: [kTileActions, padded]
  std::size_t padded;  ///< the depth of the table, rounded up to a multiple of 32
};

struct LaneKernel {
  const char* name;
  std::size_t lanes;

  /// Brings packed queries of the table, or rows to be weighted [rows, padded], into the kernel's own form,
  /// where they are. To be called once.
  void (*prepare_queries)(const LaneQueries& queries);
  void (*prepare_weighted)(float* rows, std::size_t count, std::size_t padded);

  /// Adds the table's spans to the deposits; `means`: sums of w row (and w u row) too.
  void (*accumulate)(const LanePass& pass, bool means, const Deposits& deposits, const LaneScratch& scratch);
  /// The sums of weights of one tile, the whole of pass.table, to scratch.sums: [blocks, lanes].
  void (*tile_sums)(const LanePass& pass, const LaneScratch& scratch);
  /// Raises largest [blocks, lanes].
  void (*maxima)(const LanePass& pass, const LaneScratch& scratch, float* largest);
  /// gradient[a, :] = sum over queries of 2^(score + start) (u - centre) weighted[query, :]; without a field
  /// the third factor is missing. weighted: [blocks * lanes, padded], prepared.
  void (*gradient)(const LanePass& pass, const float* centre, const float* weighted,
                   const LaneScratch& scratch, float* gradient);
  /// Weights of one tile and one block, in full precision, to scratch.field: [actions, lanes].
  void (*weights)(const LanePass& pass, const LaneScratch& scratch);
  /// Scores of at most kTileActions actions for one block, in full precision, to scratch.weights; `found`
  /// gets those actions of the tile for which some lane's score is above its bar, and their number is
  /// returned. Queries are not prepared.
  std::size_t (*contenders)(const LaneQueries& block, const Tile& tile, const float* bars,
                            const LaneScratch& scratch, std::uint32_t* found);
};

extern const LaneKernel kAvx512Kernel, kAvx2Kernel, kSse2Kernel;
extern const LaneKernel kAvx512Bf16Kernel;  ///< with instructions for it
extern const LaneKernel kAvx512RoundedKernel, kAvx2RoundedKernel, kSse2RoundedKernel;  ///< without

}  // namespace megabandit
