// Compiled with the flags of src/network/folder.cmake.
#define KERNEL kSse2NetworkKernel
#define KERNEL_NAME "SSE2"
#define KERNEL_EIGEN EigenNetworkSse2
#include "network/vector/network_kernel.inc"
