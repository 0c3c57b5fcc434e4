#include "network/vector/network_kernel.hpp"

namespace megabandit {
namespace {

std::vector<const NetworkKernel*> usable() {
  std::vector<const NetworkKernel*> kernels;
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl"))
    kernels.push_back(&kAvx512NetworkKernel);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(&kAvx2NetworkKernel);
  kernels.push_back(&kSse2NetworkKernel);
  return kernels;
}

}  // namespace

const std::vector<const NetworkKernel*>& network_kernels() {
  static const std::vector<const NetworkKernel*> kernels = usable();
  return kernels;
}

const NetworkKernel& network_kernel() { return *network_kernels().front(); }

}  // namespace megabandit
