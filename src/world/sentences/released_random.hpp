#pragma once
// The random numbers of the released benchmark, so that its worlds are ours (DSO specification 2.1): a 32-bit
// Mersenne Twister, uniforms of 24 bits, normals by Box-Muller in groups of 16.

#include <cstdint>
#include <random>
#include <span>

#include "base/matrix.hpp"

namespace megabandit {

/// What is drawn depends on the order of the calls. @local
class ReleasedRandom {
 public:
  /// @param seed its low 32 bits count
  explicit ReleasedRandom(std::uint64_t seed) : bits_(static_cast<std::uint32_t>(seed)) {}

  /// Uniform in [lowest, highest).
  RowMatrix<double> uniforms(Eigen::Index rows, Eigen::Index columns, float lowest, float highest);
  /// Standard normal.
  RowMatrix<double> normals(Eigen::Index rows, Eigen::Index columns);

 private:
  float uniform() { return static_cast<float>(bits_() & 0xffffffu) * 0x1p-24f; }
  double fine_uniform();
  void fill_with_uniforms(std::span<float> values);
  void few_normals(std::span<double> values);

  std::mt19937 bits_;
};

}  // namespace megabandit
