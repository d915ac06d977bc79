// AVX2 with fused multiply-add: 16 registers of 8 numbers, twelve of which are a tile's sums.
#include "CModelKernels.h"

#if defined(__x86_64__)

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define TILE_ROWS 6
#define TILE_VECTORS 1
#include "model_kernels.h"
#pragma clang attribute pop

const tiltmeter_model_kernels *tiltmeter_model_kernels_v3(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") ? &kernels : NULL;
}

#else

const tiltmeter_model_kernels *tiltmeter_model_kernels_v3(void) { return NULL; }

#endif
