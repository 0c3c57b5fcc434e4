// Compiled with the flags of bench/CMakeLists.txt.
#define CEILING kAvx2Ceiling
#define CEILING_NAME "AVX2"
#define CEILING_WIDTH 8
#define CEILING_CHAINS 12
#define CEILING_EIGEN EigenForAvx2
#include "bench/ceiling/ceiling.inc"
