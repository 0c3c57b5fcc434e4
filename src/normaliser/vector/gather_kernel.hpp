#pragma once
// What is compiled once per instruction set: plain functions on plain memory. Scores are in units of log 2:
// queries come multiplied by log2 e.

#include <cstddef>
#include <cstdint>

namespace megabandit {

inline constexpr std::size_t kGatherAtATime = 64;  ///< rows whose copies stay in the first-level cache
inline constexpr std::size_t kCentreLanes = 64;  ///< what the stride of a transposed matrix is a multiple of

struct GatherKernel {
  const char* name;  ///< that of the softmax kernel it goes with

  /// scores[q, c] = <query_q, column c>. queries: [n, d]; columns: [d, stride]; scores: [n, stride].
  void (*scores)(const float* queries, std::size_t n, const float* columns, std::size_t d, std::size_t stride,
                 float* scores);
  /// The largest of n numbers, n > 0 a multiple of 16.
  float (*largest)(const float* numbers, std::size_t n);
  /// numbers[i] = 2^(numbers[i] - shift) for n numbers, n a multiple of 16, none above the shift; below
  /// 2^-126: 2^-126.
  void (*weigh)(float* numbers, std::size_t n, float shift);
  /// numbers[i] *= by[i], n a multiple of 16.
  void (*multiply)(float* numbers, std::size_t n, const float* by);
  /// scores[i] = <query, table[row[i], :]> for n rows, of d numbers each.
  void (*row_scores)(const float* query, const float* table, std::size_t d, const std::uint32_t* row,
                     std::size_t n, float* scores);
  /// sum[k] += sum_i weight[i] table[row[i], k] for at most kGatherAtATime rows.
  void (*add_rows)(const float* weight, const float* table, std::size_t d, const std::uint32_t* row,
                   std::size_t n, float* sum);
};

extern const GatherKernel kAvx512Gather;
extern const GatherKernel kAvx2Gather;
extern const GatherKernel kSse2Gather;

}  // namespace megabandit
