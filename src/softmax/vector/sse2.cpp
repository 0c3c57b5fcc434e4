// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/passes.hpp"

namespace megabandit {

const LaneKernel kSse2Kernel = lane_kernel<Single>("SSE2");

}  // namespace megabandit
