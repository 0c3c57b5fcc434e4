// Compiled with the flags of src/normaliser/folder.cmake.
#define KERNEL kAvx2Gather
#define KERNEL_NAME "AVX2"
#include "normaliser/vector/gather.inc"
