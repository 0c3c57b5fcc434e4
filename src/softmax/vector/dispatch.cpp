#include "softmax/vector/vector_kernel.hpp"

namespace megabandit {

std::vector<const SoftmaxKernel*> vector_kernels() {
  static const VectorKernel avx512(kAvx512Kernel), avx2(kAvx2Kernel), sse2(kSse2Kernel);
  std::vector<const SoftmaxKernel*> kernels;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    kernels.push_back(&avx512);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(&avx2);
  kernels.push_back(&sse2);
  return kernels;
}

const SoftmaxKernel& vector_kernel() {
  static const SoftmaxKernel& best = *vector_kernels().front();
  return best;
}

}  // namespace megabandit
