// Elementary functions by polynomials, of `floats` and `ints`: included for lane vectors and for
// packs of them.

EITHER floats fused(floats a, floats b, floats c) {
  return __builtin_elementwise_fma(a, b, c);
}

// A cast between vectors of one size keeps the bits.
EITHER ints as_bits(floats x) { return (ints)x; }
EITHER floats as_floats(ints x) { return (floats)x; }

// yes where the mask is set, no elsewhere. NaN meets no comparison: `choose(c < x, c, x)` keeps it.
EITHER floats choose(ints mask, floats yes, floats no) { return mask ? yes : no; }

EITHER floats magnitude(floats x) { return as_floats(as_bits(x) & 0x7fffffff); }

// e^x: x = n ln 2 + r, |r| <= ln(2)/2; infinity above 88.73, 0 below -104.
EITHER floats lane_exp(floats x) {
  x = choose(89.0f < x, (floats)(89.0f), x);
  x = choose(-105.0f > x, (floats)(-105.0f), x);
  // Adding 1.5 * 2^23 rounds to a whole number, left in the low bits.
  const floats magic = (floats)(0x1.8p23f);
  floats shifted = fused(x, (floats)(0x1.715476p+0f), magic);
  floats n = shifted - magic;
  floats r = fused(n, (floats)(-0x1.62e400p-1f), x);
  r = fused(n, (floats)(-0x1.7f7d1cp-20f), r);
  // Minimax on [-0.3466, 0.3466] (Remez, relative error 1.6e-8 in e^r).
  floats p = (floats)(0x1.6a98dcp-10f);
  p = fused(p, r, (floats)(0x1.1272dep-7f));
  p = fused(p, r, (floats)(0x1.555b40p-5f));
  p = fused(p, r, (floats)(0x1.555498p-3f));
  p = fused(p, r, (floats)(0x1.fffffep-2f));
  p = fused(p, r * r, r) + 1.0f;
  // 2^n in two factors: n = 128 and subnormal results have no single one.
  ints whole = as_bits(shifted) - 0x4b400000;
  ints half = whole >> 1;
  ints rest = whole - half;
  return p * as_floats((half + 127) << 23) * as_floats((rest + 127) << 23);
}

// ln x: x = 2^n m, m in [sqrt(1/2), sqrt(2)); ln 0 = -infinity, NaN below 0.
EITHER floats lane_log(floats x) {
  ints subnormal = x < 0x1p-126f;
  ints bits = as_bits(choose(subnormal, x * 0x1p23f, x));
  ints n = (bits - 0x3f3504f3) >> 23;
  floats f = as_floats(bits - (n << 23)) - 1.0f;
  n += subnormal & -23;
  floats e = __builtin_convertvector(n, floats);
  // Coefficients of logf in the Cephes library (S. L. Moshier).
  floats p = (floats)(7.0376836292e-2f);
  p = fused(p, f, (floats)(-1.1514610310e-1f));
  p = fused(p, f, (floats)(1.1676998740e-1f));
  p = fused(p, f, (floats)(-1.2420140846e-1f));
  p = fused(p, f, (floats)(1.4249322787e-1f));
  p = fused(p, f, (floats)(-1.6668057665e-1f));
  p = fused(p, f, (floats)(2.0000714765e-1f));
  p = fused(p, f, (floats)(-2.4999993993e-1f));
  p = fused(p, f, (floats)(3.3333331174e-1f));
  floats z = f * f;
  floats tail = fused(e, (floats)(-2.12194440e-4f), p * f * z);
  floats value = fused(e, (floats)(0.693359375f), f + fused((floats)(-0.5f), z, tail));
  value = choose(x == __builtin_inff(), x, value);
  value = choose(x == 0.0f, (floats)(-__builtin_inff()), value);
  return choose((x < 0.0f) | (x != x), (floats)(__builtin_nanf("")), value);
}

// ln x of a probability or a mean of them; below 1e-20 it counts as that much.
EITHER floats floored_log(floats x) {
  return lane_log(choose(x < 1e-20f, (floats)(1e-20f), x));
}

// ln(1 + x) for x in [0, 1]; the second term gives back what rounding 1 + x lost.
EITHER floats lane_log1p(floats x) {
  floats sum = x + 1.0f;
  return lane_log(sum) + (x - (sum - 1.0f)) / sum;
}

// factor / (1 + e^-(z + z_low)), the factor one that does not overflow, z_low below a unit in the
// last place of z. e^-|z| stays in two parts, so that the quotient's last rounding decides.
EITHER floats scaled_sigmoid(floats factor, floats z, floats z_low) {
  ints negative = z < 0.0f;
  floats y = magnitude(z);
  y = choose(110.0f < y, (floats)(110.0f), y);
  floats y_low = choose(negative, z_low, -z_low);
  // e^(y_low - y) = 2^n (1 + r + r^2 q), as in `lane_exp`.
  const floats magic = (floats)(0x1.8p23f);
  floats shifted = fused(y, (floats)(-0x1.715476p+0f), magic);
  floats n = shifted - magic;
  floats r = fused(n, (floats)(-0x1.62e400p-1f), -y);
  r = fused(n, (floats)(-0x1.7f7d1cp-20f), r) + y_low;
  floats p = (floats)(0x1.6a98dcp-10f);
  p = fused(p, r, (floats)(0x1.1272dep-7f));
  p = fused(p, r, (floats)(0x1.555b40p-5f));
  p = fused(p, r, (floats)(0x1.555498p-3f));
  p = fused(p, r, (floats)(0x1.fffffep-2f));
  p = fused(p, r * r, r);
  floats e = p + 1.0f;
  floats e_low = p - (e - 1.0f);
  // 2^n in two factors, the second 1 unless the result could be subnormal: it comes last.
  ints whole = as_bits(shifted) - 0x4b400000;
  ints first = whole < -60 ? (ints)(-60) : whole;
  floats scale = as_floats((first + 127) << 23);
  floats last = as_floats((whole - first + 127) << 23);
  floats small = e * scale * last;
  floats sum = small + 1.0f;
  floats sum_low = small - (sum - 1.0f) + e_low * scale * last;
  floats top = factor * e;
  floats top_low = fused(factor, e, -top) + factor * e_low;
  top = choose(negative, top * scale, factor);
  top_low = choose(negative, top_low * scale, (floats)(0.0f));
  floats inverse = 1.0f / sum;
  floats value = top * inverse;
  floats rest = fused(-value, sum, top) + fused(-value, sum_low, top_low);
  return fused(rest, inverse, value) * choose(negative, last, (floats)(1.0f));
}

EITHER floats lane_sigmoid(floats x) {
  return scaled_sigmoid((floats)(1.0f), x, (floats)(0.0f));
}

// gelu in its tanh form: 0.5 x (1 + tanh(u)) = x logistic(2u), u = sqrt(2/pi) (x + 0.044715 x^3);
// the second form does not cancel for negative x. 2u needs two parts: e^2u multiplies its error
// by 2u.
EITHER floats gelu_gated(floats factor, floats x) {
  floats square = x * x;
  floats square_low = fused(x, x, -square);
  const floats c1 = (floats)(0x1.988454p+0f), c1_low = (floats)(-0x1.857936p-25f);
  const floats c2 = (floats)(0x1.2444f2p-4f), c2_low = (floats)(0x1.49b16ap-29f);
  floats cubic = square * c2;
  floats cubic_low = fused(square, c2, -cubic);
  cubic_low += fused(square_low, c2, square * c2_low);
  floats inner = cubic + c1;
  floats back = inner - c1;
  floats inner_low = (c1 - (inner - back)) + (cubic - back);
  inner_low += cubic_low + c1_low;
  floats z = x * inner;
  return scaled_sigmoid(factor, z, fused(x, inner, -z) + x * inner_low);
}

EITHER floats lane_gelu(floats x) {
  // Beyond 30 the gate is 1 or the result below the least number; the bounds keep squares finite.
  floats bounded = choose(x > 30.0f, (floats)(30.0f), x);
  bounded = choose(x < -30.0f, (floats)(-30.0f), bounded);
  return choose(x > 30.0f, x, gelu_gated(bounded, bounded));
}

EITHER floats lane_gelu_slope(floats x) {
  // Beyond 30 the slope is 0 or 1 to the last bit; the bound keeps squares finite.
  x = choose(x > 30.0f, (floats)(30.0f), x);
  x = choose(x < -30.0f, (floats)(-30.0f), x);
  floats gate = gelu_gated((floats)(1.0f), x);
  floats inner = fused(x * x, (floats)(0.2140644488178f), (floats)(1.5957691216057308f));
  return fused(gate * (1.0f - gate), x * inner, gate);
}
