// Elementary functions on lane vectors, by polynomials: a mathematics library would decide bits.

typedef float lane_float __attribute__((ext_vector_type(LANES)));
typedef int32_t lane_int __attribute__((ext_vector_type(LANES)));

#define INLINE static inline __attribute__((always_inline))
#define LEAST(a, b) ((a) < (b) ? (a) : (b))

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

// ln x: x = 2^n m, m in [sqrt(1/2), sqrt(2)); ln 0 = -infinity, NaN below 0.
INLINE lane_float lane_log(lane_float x) {
  lane_int subnormal = x < 0x1p-126f;
  lane_int bits = as_bits(choose(subnormal, x * 0x1p23f, x));
  lane_int n = (bits - 0x3f3504f3) >> 23;
  lane_float f = as_floats(bits - (n << 23)) - 1.0f;
  n += subnormal & -23;
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

// factor / (1 + e^-(z + z_low)), the factor one that does not overflow, z_low below a unit in the
// last place of z. e^-|z| stays in two parts, so that the quotient's last rounding decides.
INLINE lane_float scaled_sigmoid(lane_float factor, lane_float z, lane_float z_low) {
  lane_int negative = z < 0.0f;
  lane_float y = magnitude(z);
  y = choose(110.0f < y, every(110.0f), y);
  lane_float y_low = choose(negative, z_low, -z_low);
  // e^(y_low - y) = 2^n (1 + r + r^2 q), as in `lane_exp`.
  const lane_float magic = every(0x1.8p23f);
  lane_float shifted = fused(y, every(-0x1.715476p+0f), magic);
  lane_float n = shifted - magic;
  lane_float r = fused(n, every(-0x1.62e400p-1f), -y);
  r = fused(n, every(-0x1.7f7d1cp-20f), r) + y_low;
  lane_float p = every(0x1.6a98dcp-10f);
  p = fused(p, r, every(0x1.1272dep-7f));
  p = fused(p, r, every(0x1.555b40p-5f));
  p = fused(p, r, every(0x1.555498p-3f));
  p = fused(p, r, every(0x1.fffffep-2f));
  p = fused(p, r * r, r);
  lane_float e = p + 1.0f;
  lane_float e_low = p - (e - 1.0f);
  // 2^n in two factors, the second 1 unless the result could be subnormal: it comes last.
  lane_int whole = as_bits(shifted) - 0x4b400000;
  lane_int first = whole < -60 ? (lane_int)(-60) : whole;
  lane_float scale = as_floats((first + 127) << 23);
  lane_float last = as_floats((whole - first + 127) << 23);
  lane_float small = e * scale * last;
  lane_float sum = small + 1.0f;
  lane_float sum_low = small - (sum - 1.0f) + e_low * scale * last;
  lane_float top = factor * e;
  lane_float top_low = fused(factor, e, -top) + factor * e_low;
  top = choose(negative, top * scale, factor);
  top_low = choose(negative, top_low * scale, every(0.0f));
  lane_float inverse = 1.0f / sum;
  lane_float value = top * inverse;
  lane_float rest = fused(-value, sum, top) + fused(-value, sum_low, top_low);
  return fused(rest, inverse, value) * choose(negative, last, every(1.0f));
}

INLINE lane_float lane_sigmoid(lane_float x) {
  return scaled_sigmoid(every(1.0f), x, every(0.0f));
}

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
// the second form does not cancel for negative x. 2u needs two parts: e^2u multiplies its error
// by 2u.
INLINE lane_float gelu_gated(lane_float factor, lane_float x) {
  lane_float square = x * x;
  lane_float square_low = fused(x, x, -square);
  const lane_float c1 = every(0x1.988454p+0f), c1_low = every(-0x1.857936p-25f);
  const lane_float c2 = every(0x1.2444f2p-4f), c2_low = every(0x1.49b16ap-29f);
  lane_float cubic = square * c2;
  lane_float cubic_low = fused(square, c2, -cubic);
  cubic_low += fused(square_low, c2, square * c2_low);
  lane_float inner = cubic + c1;
  lane_float back = inner - c1;
  lane_float inner_low = (c1 - (inner - back)) + (cubic - back);
  inner_low += cubic_low + c1_low;
  lane_float z = x * inner;
  return scaled_sigmoid(factor, z, fused(x, inner, -z) + x * inner_low);
}

INLINE lane_float lane_gelu(lane_float x) {
  // Beyond 30 the gate is 1 or the result below the least number; the bounds keep squares finite.
  lane_float bounded = choose(x > 30.0f, every(30.0f), x);
  bounded = choose(x < -30.0f, every(-30.0f), bounded);
  return choose(x > 30.0f, x, gelu_gated(bounded, bounded));
}

INLINE lane_float lane_gelu_slope(lane_float x) {
  // Beyond 30 the slope is 0 or 1 to the last bit; the bound keeps squares finite.
  x = choose(x > 30.0f, every(30.0f), x);
  x = choose(x < -30.0f, every(-30.0f), x);
  lane_float gate = gelu_gated(every(1.0f), x);
  lane_float inner = fused(x * x, every(0.2140644488178f), every(1.5957691216057308f));
  return fused(gate * (1.0f - gate), x * inner, gate);
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
