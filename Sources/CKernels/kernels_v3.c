// AVX2 with fused multiply-add: 8 lanes, 16 registers.
#include "CKernels.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define TILE_ROWS 3
#include "lane_kernels.h"
#pragma clang attribute pop

const tiltmeter_lane_kernels *tiltmeter_kernels_v3(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels : NULL;
}

#else

const tiltmeter_lane_kernels *tiltmeter_kernels_v3(void) { return NULL; }

#endif
