// Compiled with the flags of bench/CMakeLists.txt.
#define CEILING kSse2Ceiling
#define CEILING_NAME "SSE2"
#define CEILING_WIDTH 4
#define CEILING_CHAINS 14
#define CEILING_EIGEN EigenForSse2
#include "bench/ceiling/ceiling.inc"
