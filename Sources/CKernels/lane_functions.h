// Elementary functions on lane vectors, by polynomials: a mathematics library would decide bits.
//
// Chains of operations as long as these leave no room for independent work in a processor's window
// where vectors go through one after the other. A pack is some vectors that go side by side, each
// operation for all of them before the next.

typedef float lane_float __attribute__((ext_vector_type(LANES)));
typedef int32_t lane_int __attribute__((ext_vector_type(LANES)));

// Lane vectors in a pack.
#define PACK 4
typedef float pack_float __attribute__((ext_vector_type(PACK * LANES), aligned(LANES * 4)));
typedef int32_t pack_int __attribute__((ext_vector_type(PACK * LANES), aligned(LANES * 4)));

#define INLINE static inline __attribute__((always_inline))
#define EITHER static inline __attribute__((always_inline, overloadable))
#define LEAST(a, b) ((a) < (b) ? (a) : (b))
#define UNROLL _Pragma("clang loop unroll(full)")

INLINE lane_float every(float value) { return (lane_float)(value); }

#define floats lane_float
#define ints lane_int
#include "lane_elementary.h"
#undef floats
#undef ints
#define floats pack_float
#define ints pack_int
#include "lane_elementary.h"
#undef floats
#undef ints

// tanh |x| from e^2|x| = s e^2h, s = 2^n, h = |x| - n ln(2)/2 in [-0.087, 0.26]: with t = tanh h,
// num / (num + v), num = (s - 1) + (s + 1) t, v = 2 - 2t. Where n = 0 that is t itself; where s is
// large the errors of num count only by v / (num + v).
//
// In two parts, which take turns.
typedef struct {
  lane_float h, s;
} tanh_parts;

INLINE tanh_parts tanh_reduced(lane_float x) {
  lane_float y = magnitude(x);
  y = choose(9.5f < y, every(9.5f), y);
  // Adding 1.5 * 2^22 + 127 rounds 2|x| / ln 2 to a multiple of 1/2, left in the low bits with the
  // bias of an exponent; clearing the last bit rounds down.
  const lane_float magic = every(0x1.8001fcp22f);
  lane_int shifted = as_bits(fused(y, every(0x1.715476p+1f), magic)) & ~1;
  lane_float h = fused(as_floats(shifted) - magic, every(-0x1.62e430p-2f), y);
  return (tanh_parts){h, as_floats(shifted << 22)};
}

INLINE lane_float tanh_joined(tanh_parts parts, lane_float x) {
  lane_float h = parts.h, s = parts.s;
  // Minimax for (tanh(h) / h - 1) / h^2 on |h| <= 0.26 (relative error 4e-9 in tanh h).
  lane_float w = h * h;
  lane_float q = fused(w, every(-0x1.a3a2c8p-5f), every(0x1.10d942p-3f));
  q = fused(w, q, every(-0x1.555506p-2f));
  lane_float t = fused(w * h, q, h);
  lane_float num = fused(t, s + 1.0f, s - 1.0f);
  lane_float value = num / (num + fused(t, every(-2.0f), every(2.0f)));
  return as_floats(as_bits(value) | (as_bits(x) & (int32_t)0x80000000));
}

INLINE lane_float lane_relu(lane_float x) {
  // NaN is no less than 0, so it stays.
  return choose(x < 0.0f, every(0.0f), x);
}

// Derivatives by a unit's sum from those by its value.
INLINE lane_float tanh_slope(lane_float slope, lane_float value) {
  return slope * fused(-value, value, every(1.0f));
}

INLINE lane_float relu_slope(lane_float slope, lane_float value) {
  return choose(value <= 0.0f, every(0.0f), slope);
}
