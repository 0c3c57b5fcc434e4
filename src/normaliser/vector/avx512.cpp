// Compiled with the flags of src/normaliser/folder.cmake.
#define KERNEL kAvx512Gather
#define KERNEL_NAME "AVX-512"
#include "normaliser/vector/gather.inc"
