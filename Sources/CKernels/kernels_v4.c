// AVX-512: 16 lanes, 32 registers.
#include "CKernels.h"

#if defined(__x86_64__)

#include <immintrin.h>

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512vl,avx512bw,avx512dq,avx512cd,avx2,fma"))), \
    apply_to = function)
#define LANES 16
#define TILE_ROWS 6
#include "lane_kernels.h"
#pragma clang attribute pop

const tiltmeter_lane_kernels *tiltmeter_kernels_v4(void) {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
                 && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq")
                 && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("fma")
             ? &kernels
             : NULL;
}

#else

const tiltmeter_lane_kernels *tiltmeter_kernels_v4(void) { return NULL; }

#endif
