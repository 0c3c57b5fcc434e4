// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/forms/rounded.hpp"
#include "softmax/vector/lanes/passes.hpp"

namespace megabandit {

const LaneKernel kAvx2Kernel = lane_kernel<Single>("AVX2");
const LaneKernel kAvx2RoundedKernel = lane_kernel<Rounded>("AVX2 bf16 emulated");

}  // namespace megabandit
