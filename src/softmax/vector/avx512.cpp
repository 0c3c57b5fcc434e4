// Compiled with the flags of src/softmax/folder.cmake.
#include "softmax/vector/passes.hpp"

namespace megabandit {

const LaneKernel kAvx512Kernel = lane_kernel<Single>("AVX-512");

}  // namespace megabandit
