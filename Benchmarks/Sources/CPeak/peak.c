#include "CPeak.h"

// Enough independent sums for two units of a latency of five, and registers to spare for them.
#define SUMS 12

// Twelve sums a round, each of `LANES` numbers. The barriers keep every sum and give none away.
#define PEAK(NAME, LANES, TARGET)                                                                \
  __attribute__((target(TARGET))) static int64_t NAME(int64_t rounds) {                          \
    typedef float vector __attribute__((ext_vector_type(LANES)));                                \
    vector sums[SUMS], factor = (vector)(0.5f), term = (vector)(1.0f);                           \
    for (int i = 0; i < SUMS; i++) sums[i] = (vector)((float)i);                                 \
    for (int64_t round = 0; round < rounds; round++) {                                           \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < SUMS; i++) {                        \
        sums[i] = __builtin_elementwise_fma(sums[i], factor, term);                              \
        __asm__ volatile("" : "+x"(sums[i]));                                                    \
      }                                                                                          \
    }                                                                                            \
    return rounds * SUMS * LANES;                                                                \
  }

#if defined(__x86_64__)
PEAK(peak_v3, 8, "avx2,fma")
PEAK(peak_v4, 16, "avx512f,avx2,fma")

int64_t tiltmeter_multiply_adds(int64_t rounds) {
  if (__builtin_cpu_supports("avx512f")) return peak_v4(rounds);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return peak_v3(rounds);
  return 0;
}
#else
int64_t tiltmeter_multiply_adds(int64_t rounds) { return 0; }
#endif
