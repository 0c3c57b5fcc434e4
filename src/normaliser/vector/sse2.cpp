// Compiled with the flags of src/normaliser/folder.cmake.
#define KERNEL kSse2Gather
#define KERNEL_NAME "SSE2"
#include "normaliser/vector/gather.inc"
