#pragma once
// What one core could do at best with an instruction set, and what a good library does with it.

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace megabandit::bench {

/// A row-major product: c [rows, columns] = a [rows, depth] times b [depth, columns].
struct ProductShape {
  std::int64_t rows = 0, depth = 0, columns = 0;
  double flop() const { return 2.0 * static_cast<double>(rows * depth * columns); }
};

struct Ceiling {
  std::string_view instructions;  ///< as the kernels of softmax/ name them
  /// Multiplies and adds in registers, `turns` times; returns the flop this was. SSE2 has no fused
  /// instruction: there it is a multiplication and an addition.
  double (*multiply_add)(std::uint64_t turns);
  /// Eigen's product, compiled for this instruction set.
  void (*product)(const ProductShape& shape, const float* a, const float* b, float* c);
};

/// Of an instruction set that this processor has, or of a kernel that uses it ("AVX-512 bf16"). @throws
/// InternalError for a name that no kernel has
const Ceiling& ceiling_of(std::string_view instructions);

/// Flop per CPU second in registers, measured now on one thread, or on several at once (the mean of what each
/// does); takes some 10 ms.
double peak_flops(const Ceiling& ceiling, std::size_t threads = 1);

extern const Ceiling kAvx512Ceiling;
extern const Ceiling kAvx2Ceiling;
extern const Ceiling kSse2Ceiling;

}  // namespace megabandit::bench
