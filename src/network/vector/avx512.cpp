// Compiled with the flags of src/network/folder.cmake.
#define KERNEL kAvx512NetworkKernel
#define KERNEL_NAME "AVX-512"
#define KERNEL_EIGEN EigenNetworkAvx512
#include "network/vector/network_kernel.inc"
