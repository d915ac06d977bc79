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

// Beyond 0.625: 1 - 2 / (e^2|x| + 1), where an error of e^2|x| is scaled down by 2 / (e^2|x| + 1),
// so one part of ln 2 and five terms (relative error 1.1e-7, in pairs for a short chain) are
// enough. Below: the odd polynomial of tanhf in the Cephes library.
INLINE lane_float lane_tanh(lane_float x) {
  lane_float y = magnitude(x);
  y = choose(9.5f < y, every(9.5f), y);
  const lane_float magic = every(0x1.8p23f);
  lane_float shifted = fused(y, every(0x1.715476p+1f), magic);
  lane_float r = fused(shifted - magic, every(-0x1.62e430p-1f), y + y);
  lane_float high = fused(r, every(0.00831253155f), every(0.0418901336f));
  lane_float low = fused(r, every(0.166671145f), every(0.499992316f));
  lane_float square = r * r;
  lane_float p = fused(square, fused(square, high, low), r + 1.0f);
  lane_float e = as_floats(as_bits(p) + (as_bits(shifted) << 23));
  lane_float far = 1.0f - 2.0f / (e + 1.0f);
  far = as_floats(as_bits(far) | (as_bits(x) & (int32_t)0x80000000));
  lane_float t = x * x;
  lane_float q = every(-5.70498872745e-3f);
  q = fused(q, t, every(2.06390887954e-2f));
  q = fused(q, t, every(-5.37397155531e-2f));
  q = fused(q, t, every(1.33314422036e-1f));
  q = fused(q, t, every(-3.33332819422e-1f));
  lane_float near = fused(q * t, x, x);
  return choose(y < 0.625f, near, far);
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
