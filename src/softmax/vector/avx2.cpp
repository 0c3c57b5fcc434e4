// Compiled with the flags of src/softmax/folder.cmake.
#define KERNEL kAvx2Kernel
#define KERNEL_NAME "AVX2"
#include "softmax/vector/kernel.inc"
