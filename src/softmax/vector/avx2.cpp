// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/passes.hpp"

namespace megabandit {

const LaneKernel kAvx2Kernel = lane_kernel<Single>("AVX2");

}  // namespace megabandit
