// Arrays of single lanes, side by side in lane vectors.

#if LANES == 16
#define LOWER_HALVES 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23
#define UPPER_HALVES 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31
#elif LANES == 8
#define LOWER_HALVES 0, 8, 1, 9, 2, 10, 3, 11
#define UPPER_HALVES 4, 12, 5, 13, 6, 14, 7, 15
#else
#define LOWER_HALVES 0, 4, 1, 5
#define UPPER_HALVES 2, 6, 3, 7
#endif

// LANES vectors from each of LANES arrays: as often as LANES can be halved, vectors i and
// i + LANES / 2 are shuffled into each other as two halves of a pack of cards, which transposes.
INLINE void transpose(lane_float *rows) {
  UNROLL for (int parts = LANES; parts > 1; parts /= 2) {
    lane_float shuffled[LANES];
    UNROLL for (int i = 0; i < LANES / 2; i++) {
      lane_float upper = rows[i], lower = rows[i + LANES / 2];
      shuffled[2 * i] = __builtin_shufflevector(upper, lower, LOWER_HALVES);
      shuffled[2 * i + 1] = __builtin_shufflevector(upper, lower, UPPER_HALVES);
    }
    UNROLL for (int i = 0; i < LANES; i++) rows[i] = shuffled[i];
  }
}

static void interleave(float *result_numbers, ptrdiff_t step, const float *const *sources,
                       ptrdiff_t count) {
  lane_float *result = (lane_float *)result_numbers;
  ptrdiff_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    lane_float rows[LANES];
    UNROLL for (int lane = 0; lane < LANES; lane++)
      __builtin_memcpy(rows + lane, sources[lane] + k, sizeof(lane_float));
    transpose(rows);
    UNROLL for (int i = 0; i < LANES; i++) result[(k + i) * step] = rows[i];
  }
  for (; k < count; k++)
    for (int lane = 0; lane < LANES; lane++)
      result_numbers[k * step * LANES + lane] = sources[lane][k];
}

static void separate(float *const *results, const float *numbers, ptrdiff_t count) {
  const lane_float *source = (const lane_float *)numbers;
  ptrdiff_t k = 0;
  for (; k + LANES <= count; k += LANES) {
    lane_float rows[LANES];
    UNROLL for (int i = 0; i < LANES; i++) rows[i] = source[k + i];
    transpose(rows);
    UNROLL for (int lane = 0; lane < LANES; lane++)
      __builtin_memcpy(results[lane] + k, rows + lane, sizeof(lane_float));
  }
  for (; k < count; k++)
    for (int lane = 0; lane < LANES; lane++) results[lane][k] = numbers[k * LANES + lane];
}
