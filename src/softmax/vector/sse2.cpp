// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/forms/rounded.hpp"
#include "softmax/vector/lanes/passes.hpp"

namespace megabandit {

const LaneKernel kSse2Kernel = lane_kernel<Single>("SSE2");
const LaneKernel kSse2RoundedKernel = lane_kernel<Rounded>("SSE2 bf16 emulated");

}  // namespace megabandit
