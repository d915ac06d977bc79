// Standard normal draws, several at a time: the operations of `NormalStream` and `normalQuantile`
// in their order, so the same bits. Every one of them is correctly rounded and none is fused.

#define WIDE (LANES / 2)
typedef double wide_double __attribute__((ext_vector_type(WIDE)));
typedef uint64_t wide_word __attribute__((ext_vector_type(WIDE)));
typedef int64_t wide_int __attribute__((ext_vector_type(WIDE)));
typedef float half_float __attribute__((ext_vector_type(WIDE)));

// Vectors that go through one chain of operations side by side, each operation for all of them
// before the next: a processor's window holds too few chains as long as these one after another.
#define AT_ONCE (LANES == 16 ? 4 : 2)
#define EACH UNROLL for (int n = 0; n < AT_ONCE; n++)
// Of the few draws outside the centre fewer vectors, so that less of the last ones is idle.
#define FEW_AT_ONCE (AT_ONCE / 2)
#define EACH_OF_FEW UNROLL for (int n = 0; n < FEW_AT_ONCE; n++)

INLINE wide_double choose_wide(wide_int mask, wide_double yes, wide_double no) {
  return mask ? yes : no;
}

INLINE int any_wide(wide_int mask) { return __builtin_reduce_or(mask) != 0; }

// Whole numbers of magnitude below 2^51 as floating-point numbers, by the bits of 1.5 * 2^52.
INLINE wide_double whole(wide_int x) {
  return (wide_double)(x + 0x4338000000000000) - 0x1.8p52;
}

INLINE void portable_logs(wide_double *x) {
  wide_int exponent[FEW_AT_ONCE];
  wide_double m[FEW_AT_ONCE], f[FEW_AT_ONCE], t[FEW_AT_ONCE], series[FEW_AT_ONCE];
  EACH_OF_FEW {
    wide_int bits = (wide_int)x[n];
    exponent[n] = (wide_int)((wide_word)bits >> 52) - 1023;
    m[n] = (wide_double)((bits & 0x000fffffffffffff) | 0x3ff0000000000000);
    wide_int large = m[n] > 1.4142135623730951;
    m[n] = choose_wide(large, m[n] * 0.5, m[n]);
    exponent[n] -= large;
  }
  EACH_OF_FEW f[n] = (m[n] - 1.0) / (m[n] + 1.0);
  EACH_OF_FEW t[n] = f[n] * f[n];
  EACH_OF_FEW series[n] = (wide_double)(1.0 / 23);
  UNROLL for (int odd = 21; odd >= 3; odd -= 2)
    EACH_OF_FEW series[n] = series[n] * t[n] + 1.0 / odd;
  EACH_OF_FEW {
    wide_double e = whole(exponent[n]);
    x[n] = e * 0x1.62e42fefp-1
         + (2.0 * f[n] + (2.0 * f[n] * t[n] * series[n] + e * 0x1.473de6af278edp-34));
  }
}

INLINE wide_double horner(wide_double r, const double *c) {
  wide_double sum = c[7] * r + c[6];
  for (int i = 5; i >= 0; i--) sum = sum * r + c[i];
  return sum;
}

// Algorithm AS 241, PPND16 (M. J. Wichura, Applied Statistics 37, 1988): numerators, denominators.
static const double central_top[8] = {
    3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
    1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
    3.3430575583588128105e4, 2.5090809287301226727e3};
static const double central_bottom[8] = {
    1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4,
    5.2264952788528545610e3};
static const double middle_top[8] = {
    1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
    3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
    2.27238449892691845833e-2, 7.74545014278341407640e-4};
static const double middle_bottom[8] = {
    1, 2.05319162663775882187, 1.67638483018380384940, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4,
    1.05075007164441684324e-9};
static const double far_top[8] = {
    6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
    2.96560571828505891230e-1, 2.65321895265761230930e-2, 1.24266094738807843860e-3,
    2.71155556874348757815e-5, 2.01033439929228813265e-7};
static const double far_bottom[8] = {
    1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
    7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7,
    2.04426310338993978564e-15};

// The two branches of the quantile of u: |u - 1/2| <= 0.425, and the rest, whose branch has two
// parts for loops that run one after the other: a chain this long leaves no room for independent
// work in a processor's window.
INLINE void central_quantiles(const double *us, float *values) {
  wide_double q[AT_ONCE], r[AT_ONCE], top[AT_ONCE], bottom[AT_ONCE];
  EACH q[n] = *(const wide_double *)(us + n * WIDE) - 0.5;
  EACH r[n] = 0.180625 - q[n] * q[n];
  EACH top[n] = central_top[7] * r[n] + central_top[6];
  EACH bottom[n] = central_bottom[7] * r[n] + central_bottom[6];
  UNROLL for (int i = 5; i >= 0; i--) {
    EACH top[n] = top[n] * r[n] + central_top[i];
    EACH bottom[n] = bottom[n] * r[n] + central_bottom[i];
  }
  EACH *(half_float *)(values + n * WIDE) =
      __builtin_convertvector(q[n] * top[n] / bottom[n], half_float);
}

INLINE void outer_radii(const double *us, double *radii) {
  wide_double x[FEW_AT_ONCE];
  EACH_OF_FEW {
    wide_double u = *(const wide_double *)(us + n * WIDE);
    x[n] = choose_wide(u < 0.5, u, 1.0 - u);
  }
  portable_logs(x);
  EACH_OF_FEW *(wide_double *)(radii + n * WIDE) = __builtin_elementwise_sqrt(-x[n]);
}

INLINE wide_double outer_quantile(wide_double u, wide_double r) {
  wide_double value = horner(r - 1.6, middle_top) / horner(r - 1.6, middle_bottom);
  wide_int far = r > 5.0;
  if (any_wide(far))
    value = choose_wide(far, horner(r - 5.0, far_top) / horner(r - 5.0, far_bottom), value);
  return choose_wide(u < 0.5, -value, value);
}

typedef _Bool wide_bool __attribute__((ext_vector_type(WIDE)));

// Which of WIDE draws take the outer branch, a bit each.
INLINE uint64_t outside(wide_double u) {
  wide_bool is = __builtin_convertvector(__builtin_elementwise_abs(u - 0.5) > 0.425, wide_bool);
  uint8_t bits = 0;
  __builtin_memcpy(&bits, &is, sizeof bits);
  return bits & ((1u << WIDE) - 1);
}

// Collects the draws that take the outer branch, and their places. One draw in seven does; which
// ones nobody can foretell, so there is no branch on a single one.
//
// us: `count` of them, a multiple of WIDE; places and outer have room for WIDE more.
// Returns how many take it.
INLINE int collect_outside(const double *us, int count, int *places, double *outer) {
  int found = 0;
#if LANES == 16
  __m256i place = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  for (int i = 0; i < count; i += WIDE) {
    wide_double u = *(const wide_double *)(us + i);
    __mmask8 is = (__mmask8)outside(u);
    // Into registers first: some processors are slow to compress into memory.
    _mm512_storeu_pd(outer + found, _mm512_maskz_compress_pd(is, (__m512d)u));
    _mm256_storeu_si256((__m256i *)(places + found), _mm256_maskz_compress_epi32(is, place));
    place = _mm256_add_epi32(place, _mm256_set1_epi32(WIDE));
    found += __builtin_popcount(is);
  }
#else
  for (int i = 0; i < count; i += 64) {
    uint64_t bits = 0;
    for (int j = 0; j < LEAST(64, count - i); j += WIDE)
      bits |= outside(*(const wide_double *)(us + i + j)) << j;
    for (; bits != 0; bits &= bits - 1) {
      places[found] = i + __builtin_ctzll(bits);
      outer[found] = us[places[found]];
      found++;
    }
  }
#endif
  return found;
}

// u = (2k + 1) / 2^53, k the upper 52 bits of two words: 1 + k / 2^52 by its bits, and an exact
// difference.
INLINE wide_double uniform(wide_word low, wide_word high) {
  wide_word k = (high << 32 | low) >> 12;
  return (wide_double)(k | 0x3ff0000000000000) - (1.0 - 0x1p-53);
}

// us[i] and us[blocks + i] from words 0, 1 and words 2, 3 of Philox4x32-10 at first + i; blocks is
// a multiple of AT_ONCE x WIDE.
INLINE void uniforms(double *us, uint64_t seed, uint32_t purpose, uint64_t first, int blocks) {
  wide_word step;
  for (int i = 0; i < WIDE; i++) step[i] = (uint64_t)i;
  for (int i = 0; i < blocks; i += AT_ONCE * WIDE) {
    // Words stand in the lower halves.
    wide_word c0[AT_ONCE], c1[AT_ONCE], c2[AT_ONCE], c3[AT_ONCE];
    EACH c1[n] = step + (first + (uint64_t)(i + n * WIDE));
    EACH c0[n] = c1[n] & 0xffffffff;
    EACH c1[n] >>= 32;
    EACH c2[n] = (wide_word)(uint64_t)purpose;
    EACH c3[n] = (wide_word)(uint64_t)0;
    uint32_t k0 = (uint32_t)seed, k1 = (uint32_t)(seed >> 32);
    UNROLL for (int round = 0; round < 10; round++) {
      wide_word a[AT_ONCE], b[AT_ONCE];
      EACH a[n] = (c0[n] & 0xffffffff) * 0xd2511f53;
      EACH b[n] = (c2[n] & 0xffffffff) * 0xcd9e8d57;
      EACH c0[n] = (b[n] >> 32) ^ c1[n] ^ (uint64_t)k0;
      EACH c1[n] = b[n] & 0xffffffff;
      EACH c2[n] = (a[n] >> 32) ^ c3[n] ^ (uint64_t)k1;
      EACH c3[n] = a[n] & 0xffffffff;
      k0 += 0x9e3779b9;
      k1 += 0xbb67ae85;
    }
    EACH *(wide_double *)(us + i + n * WIDE) = uniform(c0[n], c1[n]);
    EACH *(wide_double *)(us + blocks + i + n * WIDE) = uniform(c2[n], c3[n]);
  }
}

// Blocks at a time at the most.
#define MOST_BLOCKS 256

static void normals(float *draws, uint64_t seed, uint32_t purpose, uint64_t first,
                    ptrdiff_t blocks) {
  __attribute__((aligned(64))) double us[2 * MOST_BLOCKS],
      outer[2 * MOST_BLOCKS + FEW_AT_ONCE * WIDE], radii[2 * MOST_BLOCKS + FEW_AT_ONCE * WIDE];
  __attribute__((aligned(64))) float values[2 * MOST_BLOCKS];
  int places[2 * MOST_BLOCKS + WIDE];
  while (blocks > 0) {
    int wanted = (int)LEAST(MOST_BLOCKS, blocks);
    int some = (wanted + AT_ONCE * WIDE - 1) / (AT_ONCE * WIDE) * (AT_ONCE * WIDE);
    uniforms(us, seed, purpose, first, some);
    int count = collect_outside(us, 2 * some, places, outer);
    for (int i = 0; i < 2 * some; i += AT_ONCE * WIDE) central_quantiles(us + i, values + i);
    for (int i = count; i % (FEW_AT_ONCE * WIDE) != 0; i++) outer[i] = 0.01;
    for (int i = 0; i < count; i += FEW_AT_ONCE * WIDE) outer_radii(outer + i, radii + i);
    for (int i = 0; i < count; i += WIDE) {
      half_float few = __builtin_convertvector(
          outer_quantile(*(wide_double *)(outer + i), *(wide_double *)(radii + i)), half_float);
      for (int j = 0; j < WIDE && i + j < count; j++) values[places[i + j]] = few[j];
    }
    for (int i = 0; i < wanted; i++) {
      draws[2 * i] = values[i];
      draws[2 * i + 1] = values[some + i];
    }
    draws += 2 * wanted;
    first += (uint64_t)wanted;
    blocks -= wanted;
  }
}
