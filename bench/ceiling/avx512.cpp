// Compiled with the flags of bench/CMakeLists.txt.
#define CEILING kAvx512Ceiling
#define CEILING_NAME "AVX-512"
#define CEILING_WIDTH 16
#define CEILING_CHAINS 24
#define CEILING_EIGEN EigenForAvx512
#include "bench/ceiling/ceiling.inc"
