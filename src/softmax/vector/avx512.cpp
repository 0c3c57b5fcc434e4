// Compiled with the flags of src/softmax/folder.cmake.
#define KERNEL kAvx512Kernel
#define KERNEL_NAME "AVX-512"
#include "softmax/vector/kernel.inc"
