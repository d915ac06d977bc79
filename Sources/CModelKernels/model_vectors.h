// Sixteen numbers at a time on every instruction set: the compiler takes as many registers as that
// needs, and sums over an index fall apart in the same sixteen parts everywhere.

#include <string.h>

#define INLINE static inline __attribute__((always_inline))
#define EITHER static inline __attribute__((always_inline, overloadable))
#define LEAST(a, b) ((a) < (b) ? (a) : (b))
#define UNROLL _Pragma("clang loop unroll(full)")

#define LANES 16
typedef float vec __attribute__((ext_vector_type(LANES)));
typedef int32_t vec_int __attribute__((ext_vector_type(LANES)));
typedef uint8_t vec_bytes __attribute__((ext_vector_type(LANES)));
typedef int8_t vec_chars __attribute__((ext_vector_type(LANES)));
typedef uint16_t vec_halves __attribute__((ext_vector_type(LANES)));
typedef float loose_vec __attribute__((ext_vector_type(LANES), aligned(4)));

#define floats vec
#define ints vec_int
#include "../CKernels/lane_elementary.h"
#undef floats
#undef ints

INLINE vec every(float value) { return (vec)(value); }

INLINE vec load(const float *from) { return *(const loose_vec *)from; }
INLINE void store(float *to, vec value) { *(loose_vec *)to = value; }

// The first `count` numbers, the others `rest`; nothing beyond them is read or written.
INLINE vec load_part(const float *from, ptrdiff_t count, float rest) {
  if (count >= LANES) return load(from);
  vec value = every(rest);
  memcpy(&value, from, (size_t)count * sizeof(float));
  return value;
}

INLINE void store_part(float *to, vec value, ptrdiff_t count) {
  if (count >= LANES) store(to, value);
  else memcpy(to, &value, (size_t)count * sizeof(float));
}

// The sum of all sixteen, in one order.
INLINE float total(vec v) {
  float __attribute__((ext_vector_type(8))) eight = v.lo + v.hi;
  float __attribute__((ext_vector_type(4))) four = eight.lo + eight.hi;
  float __attribute__((ext_vector_type(2))) two = four.lo + four.hi;
  return two.x + two.y;
}

INLINE vec larger(vec a, vec b) { return choose(a > b, a, b); }

INLINE float largest(vec v) {
  float top = v[0];
  for (int i = 1; i < LANES; i++) top = v[i] > top ? v[i] : top;
  return top;
}
