#include "softmax/vector/vector_kernel.hpp"

namespace megabandit {
namespace {

bool has_avx512() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
         __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
}

bool has_avx2() { return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"); }

std::vector<const SoftmaxKernel*> single_kernels() {
  static const VectorKernel avx512(kAvx512Kernel), avx2(kAvx2Kernel), sse2(kSse2Kernel);
  std::vector<const SoftmaxKernel*> kernels;
  if (has_avx512()) kernels.push_back(&avx512);
  if (has_avx2()) kernels.push_back(&avx2);
  kernels.push_back(&sse2);
  return kernels;
}

std::vector<const SoftmaxKernel*> bf16_kernels() {
  static const VectorKernel bf16(kAvx512Bf16Kernel), avx512(kAvx512RoundedKernel), avx2(kAvx2RoundedKernel),
      sse2(kSse2RoundedKernel);
  std::vector<const SoftmaxKernel*> kernels;
  if (has_avx512() && __builtin_cpu_supports("avx512bf16")) kernels.push_back(&bf16);
  if (has_avx512()) kernels.push_back(&avx512);
  if (has_avx2()) kernels.push_back(&avx2);
  kernels.push_back(&sse2);
  return kernels;
}

}  // namespace

std::vector<const SoftmaxKernel*> vector_kernels(Precision precision) {
  return precision == Precision::bf16 ? bf16_kernels() : single_kernels();
}

const SoftmaxKernel& vector_kernel(Precision precision) {
  static const SoftmaxKernel& single = *single_kernels().front();
  static const SoftmaxKernel& bf16 = *bf16_kernels().front();
  return precision == Precision::bf16 ? bf16 : single;
}

}  // namespace megabandit
