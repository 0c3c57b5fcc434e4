// Compiled with the flags of src/network/folder.cmake.
#define KERNEL kAvx2NetworkKernel
#define KERNEL_NAME "AVX2"
#define KERNEL_EIGEN EigenNetworkAvx2
#include "network/vector/network_kernel.inc"
