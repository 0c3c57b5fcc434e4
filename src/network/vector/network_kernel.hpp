#pragma once
// The arithmetic that small networks spend their time on, compiled once per instruction set; the widest that
// the processor has is chosen at run time. Matrices are row-major, without gaps, and begin anywhere.

#include <cstdint>
#include <string_view>
#include <vector>

namespace megabandit {

/// Of a product: c [rows, columns] = a [rows, depth] times b [depth, columns].
struct ProductShape {
  std::int64_t rows = 0, depth = 0, columns = 0;
};

/// One step of Adam: m = first_decay m + (1 - first_decay) g, v likewise with g^2,
/// parameter -= rate m / (sqrt(v * correction) + epsilon).
struct AdamStep {
  float rate = 0;        ///< learning rate / (1 - first_decay^t)
  float correction = 1;  ///< 1 / (1 - second_decay^t)
  float first_decay = 0.9F, second_decay = 0.999F, epsilon = 1e-8F;
};

/// @local throughout. The same input has the same bits for one kernel, not across kernels.
struct NetworkKernel {
  std::string_view name;
  void (*product)(const ProductShape& shape, const float* a, const float* b, float* c);
  /// `a` holds its transpose: [depth, rows].
  void (*product_of_transposed)(const ProductShape& shape, const float* a, const float* b, float* c);
  /// `b` holds its transpose: [columns, depth].
  void (*product_with_transposed)(const ProductShape& shape, const float* a, const float* b, float* c);
  /// Every row of `x` becomes exp(x - its largest); sums[row]: what the row adds up to, at least 1.
  void (*exponentials)(std::int64_t rows, std::int64_t columns, float* x, float* sums);
  /// Moves `count` parameters and their two moments.
  void (*adam)(const AdamStep& step, std::int64_t count, const float* gradient, float* parameters,
               float* first, float* second);
};

/// Those that this processor can run, the widest first.
const std::vector<const NetworkKernel*>& network_kernels();
/// The widest.
const NetworkKernel& network_kernel();

extern const NetworkKernel kAvx512NetworkKernel, kAvx2NetworkKernel, kSse2NetworkKernel;

}  // namespace megabandit
