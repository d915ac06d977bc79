// Elementary functions on lane vectors, by polynomials: a mathematics library would decide bits.

typedef float lane_float __attribute__((ext_vector_type(LANES)));
typedef int32_t lane_int __attribute__((ext_vector_type(LANES)));

#define INLINE static inline __attribute__((always_inline))

INLINE lane_float fused(lane_float a, lane_float b, lane_float c) {
  return __builtin_elementwise_fma(a, b, c);
}

INLINE lane_float every(float value) { return (lane_float)(value); }

// A cast between vectors of one size keeps the bits.
INLINE lane_int as_bits(lane_float x) { return (lane_int)x; }
INLINE lane_float as_floats(lane_int x) { return (lane_float)x; }

// yes where the mask is set, no elsewhere. NaN meets no comparison: `choose(c < x, c, x)` keeps it.
INLINE lane_float choose(lane_int mask, lane_float yes, lane_float no) { return mask ? yes : no; }

INLINE lane_float magnitude(lane_float x) { return as_floats(as_bits(x) & 0x7fffffff); }

// e^x: x = n ln 2 + r, |r| <= ln(2)/2; infinity above 88.73, 0 below -104.
INLINE lane_float lane_exp(lane_float x) {
  x = choose(89.0f < x, every(89.0f), x);
  x = choose(-105.0f > x, every(-105.0f), x);
  // Adding 1.5 * 2^23 rounds to a whole number, left in the low bits.
  const lane_float magic = every(0x1.8p23f);
  lane_float shifted = fused(x, every(0x1.715476p+0f), magic);
  lane_float n = shifted - magic;
  lane_float r = fused(n, every(-0x1.62e400p-1f), x);
  r = fused(n, every(-0x1.7f7d1cp-20f), r);
  // Minimax on [-0.3466, 0.3466] (Remez, relative error 1.6e-8 in e^r).
  lane_float p = every(0x1.6a98dcp-10f);
  p = fused(p, r, every(0x1.1272dep-7f));
  p = fused(p, r, every(0x1.555b40p-5f));
  p = fused(p, r, every(0x1.555498p-3f));
  p = fused(p, r, every(0x1.fffffep-2f));
  p = fused(p, r * r, r) + 1.0f;
  // 2^n in two factors: n = 128 and subnormal results have no single one.
  lane_int whole = as_bits(shifted) - 0x4b400000;
  lane_int half = whole >> 1;
  lane_int rest = whole - half;
  return p * as_floats((half + 127) << 23) * as_floats((rest + 127) << 23);
}

// ln x for normal x > 0: x = 2^n m, m in [sqrt(1/2), sqrt(2)); ln 0 = -infinity, NaN below 0.
INLINE lane_float lane_log(lane_float x) {
  lane_int bits = as_bits(x);
  lane_int n = (bits - 0x3f3504f3) >> 23;
  lane_float f = as_floats(bits - (n << 23)) - 1.0f;
  lane_float e = __builtin_convertvector(n, lane_float);
  // Coefficients of logf in the Cephes library (S. L. Moshier).
  lane_float p = every(7.0376836292e-2f);
  p = fused(p, f, every(-1.1514610310e-1f));
  p = fused(p, f, every(1.1676998740e-1f));
  p = fused(p, f, every(-1.2420140846e-1f));
  p = fused(p, f, every(1.4249322787e-1f));
  p = fused(p, f, every(-1.6668057665e-1f));
  p = fused(p, f, every(2.0000714765e-1f));
  p = fused(p, f, every(-2.4999993993e-1f));
  p = fused(p, f, every(3.3333331174e-1f));
  lane_float z = f * f;
  lane_float tail = fused(e, every(-2.12194440e-4f), p * f * z);
  lane_float value = fused(e, every(0.693359375f), f + fused(every(-0.5f), z, tail));
  value = choose(x == __builtin_inff(), x, value);
  value = choose(x == 0.0f, every(-__builtin_inff()), value);
  return choose((x < 0.0f) | (x != x), every(__builtin_nanf("")), value);
}

// ln(1 + x) for x in [0, 1]; the second term gives back what rounding 1 + x lost.
INLINE lane_float lane_log1p(lane_float x) {
  lane_float sum = x + 1.0f;
  return lane_log(sum) + (x - (sum - 1.0f)) / sum;
}

INLINE lane_float lane_sigmoid(lane_float x) { return 1.0f / (lane_exp(-x) + 1.0f); }

// tanh |x| from e^2|x| = s e^2h, s = 2^n, h = |x| - n ln(2)/2 in [-0.087, 0.26]: with t = tanh h,
// num / (num + v), num = (s - 1) + (s + 1) t, v = 2 - 2t. Where n = 0 that is t itself; where s is
// large the errors of num count only by v / (num + v).
//
// In two parts, for loops that run one after the other: a chain this long leaves no room for
// independent work in a processor's window.
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

// gelu in its tanh form: 0.5 x (1 + tanh(u)) = x logistic(2u), u = sqrt(2/pi) (x + 0.044715 x^3);
// the second form does not cancel for negative x.
INLINE lane_float gelu_gate(lane_float x) {
  lane_float inner = fused(x * x, every(0.0713548162726f), every(1.5957691216057308f));
  return lane_sigmoid(x * inner);
}

INLINE lane_float lane_gelu(lane_float x) {
  lane_float gate = gelu_gate(x);
  return choose(gate == 0.0f, every(-0.0f), x * gate);
}

INLINE lane_float lane_gelu_slope(lane_float x) {
  // Beyond 30 the slope is 0 or 1 to the last bit; the bound keeps squares finite.
  x = choose(x > 30.0f, every(30.0f), x);
  x = choose(x < -30.0f, every(-30.0f), x);
  lane_float gate = gelu_gate(x);
  lane_float inner = fused(x * x, every(0.2140644488178f), every(1.5957691216057308f));
  return fused(gate * (1.0f - gate), x * inner, gate);
}
