// Compiled with the flags of src/softmax/folder.cmake.
#define KERNEL kSse2Kernel
#define KERNEL_NAME "SSE2"
#include "softmax/vector/kernel.inc"
