// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/forms/bf16.hpp"
#include "softmax/vector/lanes/passes.hpp"

namespace megabandit {

const LaneKernel kAvx512Bf16Kernel = lane_kernel<Bf16>("AVX-512 bf16");

}  // namespace megabandit
