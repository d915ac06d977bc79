// AVX-512: 32 registers of 16 numbers, twenty-four of which are a tile's sums.
#include "CModelKernels.h"

#if defined(__x86_64__)

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512cd,avx2,fma"))), \
    apply_to = function)
#define TILE_ROWS 12
#define TILE_VECTORS 2
#include "model_kernels.h"
#pragma clang attribute pop

const tiltmeter_model_kernels *tiltmeter_model_kernels_v4(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
                 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
                 && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("fma")
             ? &kernels
             : NULL;
}

#else

const tiltmeter_model_kernels *tiltmeter_model_kernels_v4(void) { return NULL; }

#endif
