// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/forms/rounded.hpp"
#include "softmax/vector/lanes/passes.hpp"

namespace megabandit {

const LaneKernel kAvx512Kernel = lane_kernel<Single>("AVX-512");
const LaneKernel kAvx512RoundedKernel = lane_kernel<Rounded>("AVX-512 bf16 emulated");

}  // namespace megabandit
