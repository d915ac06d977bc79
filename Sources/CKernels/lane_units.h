// One network at a time, its units side by side in the vectors: for layers that are wide enough to
// fill vectors by themselves, whose weights for all lanes at once would not stay in a cache.
//
// A layer's weights lie in strips of STRIP vectors of units, the last one narrower if need be:
// strip after strip, each [inner, its width], so that a strip passes through the first cache as a
// whole.
// Sums run as they do lane by lane, so a network's bits are the same.

#define STRIP tiltmeter_strip

// As much of the inner index as keeps a strip of weights to 32 kilobytes.
#define STRIP_INNER (2048 / LANES)

// As many rows as keep a strip of slopes to 24 kilobytes.
#define STRIP_ROWS (1536 / LANES)

static void forward_units(float *result_numbers, ptrdiff_t result_row, const float *biases,
                          const float *left, ptrdiff_t left_row, const float *weights,
                          ptrdiff_t rows, ptrdiff_t vectors, ptrdiff_t inner,
                          int32_t activation) {
  lane_float *result = (lane_float *)result_numbers;
  const lane_float *start = (const lane_float *)biases, *strip = (const lane_float *)weights;
  int whole = inner <= STRIP_INNER;
  for (ptrdiff_t j = 0; j < vectors; j += STRIP) {
    ptrdiff_t width = LEAST(STRIP, vectors - j);
    for (ptrdiff_t k = 0; k == 0 || k < inner; k += STRIP_INNER) {
      tile_strides s = {.result_row = result_row, .left_row = left_row, .right_inner = width,
                        .inner = LEAST(STRIP_INNER, inner - k)};
      (k > 0                                   ? more_shared
       : whole && activation == tiltmeter_relu ? plain_shared_relu
                                               : plain_shared)(
          &s, result + j, result, start + j, left + k, strip + k * width, rows, width);
    }
    strip += inner * width;
  }
  if (!whole && activation == tiltmeter_relu) relu_rows(result, result_row, rows, vectors);
}

static void backward_units(float *result_numbers, ptrdiff_t result_row, const float *slopes,
                           ptrdiff_t slopes_row, const float *weights, ptrdiff_t strip_inner,
                           ptrdiff_t rows, ptrdiff_t vectors, ptrdiff_t inner,
                           const float *value_numbers, int32_t activation) {
  lane_float *result = (lane_float *)result_numbers;
  const lane_float *values = (const lane_float *)value_numbers;
  const lane_float *strip = (const lane_float *)weights;
  int whole = inner <= STRIP_INNER;
  for (ptrdiff_t j = 0; j < vectors; j += STRIP) {
    ptrdiff_t width = LEAST(STRIP, vectors - j);
    for (ptrdiff_t k = 0; k < inner; k += STRIP_INNER) {
      tile_strides s = {.result_row = result_row, .left_row = slopes_row, .right_inner = width,
                        .inner = LEAST(STRIP_INNER, inner - k)};
      (k > 0                                   ? more_shared
       : whole && activation == tiltmeter_tanh ? fresh_shared_tanh
       : whole && activation == tiltmeter_relu ? fresh_shared_relu
                                               : fresh_shared)(
          &s, result + j, values + j, result, slopes + k, strip + k * width, rows, width);
    }
    strip += strip_inner * width;
  }
  if (!whole) slope_rows(result, values, result_row, rows, vectors, activation);
}

static void gradient_units(float *sums, float *totals, const float *left, ptrdiff_t left_row,
                           const float *slopes, ptrdiff_t slopes_row, ptrdiff_t rows,
                           ptrdiff_t vectors, ptrdiff_t inner, int32_t fresh) {
  ptrdiff_t pieces = (rows + STRIP_ROWS - 1) / STRIP_ROWS;
  for (ptrdiff_t piece = 0, i = 0; piece < pieces; piece++) {
    ptrdiff_t some = (rows - i) / (pieces - piece);
    lane_float *strip = (lane_float *)sums;
    for (ptrdiff_t j = 0; j < vectors; j += STRIP) {
      ptrdiff_t width = LEAST(STRIP, vectors - j);
      tile_strides s = {.result_row = width, .left_inner = left_row, .right_inner = slopes_row,
                        .inner = some};
      const lane_float *right = (const lane_float *)slopes + i * slopes_row + j;
      if (totals == NULL)
        (fresh ? fresh_across_shared : across_shared)(&s, strip, strip, strip,
                                                      left + i * left_row, right, inner, width);
      else
        (fresh ? fresh_summed_shared : summed_shared)(&s, strip, (lane_float *)totals + j,
                                                      left + i * left_row, right, inner, width);
      strip += inner * width;
    }
    i += some;
    fresh = 0;
  }
}

static void turn(float *result_numbers, ptrdiff_t strip_inner, ptrdiff_t first_inner,
                 const float *source_numbers, ptrdiff_t source_row, ptrdiff_t rows,
                 ptrdiff_t vectors) {
  lane_float *result = (lane_float *)result_numbers;
  const lane_float *source = (const lane_float *)source_numbers;
  ptrdiff_t blocks = (rows + LANES - 1) / LANES;
  for (ptrdiff_t block = 0; block < blocks; block++) {
    ptrdiff_t first = block / STRIP * STRIP;
    ptrdiff_t width = LEAST(STRIP, blocks - first);
    lane_float *place = result + first * strip_inner + first_inner * width + (block - first);
    ptrdiff_t there = LEAST(LANES, rows - block * LANES);
    for (ptrdiff_t v = 0; v < vectors; v++) {
      const lane_float *corner = source + block * LANES * source_row + v;
      lane_float square[LANES];
      if (there == LANES) {
        UNROLL for (int i = 0; i < LANES; i++) square[i] = corner[i * source_row];
      } else {
        for (int i = 0; i < LANES; i++)
          square[i] = i < there ? corner[i * source_row] : every(0.0f);
      }
      transpose(square);
      UNROLL for (int i = 0; i < LANES; i++) place[(v * LANES + i) * width] = square[i];
    }
  }
}

static void logits_of_units(float *result_numbers, ptrdiff_t result_output, const float *biases,
                            const float *weights, const float *turned, ptrdiff_t outputs,
                            ptrdiff_t row_vectors, ptrdiff_t vectors, ptrdiff_t inner) {
  lane_float *result = (lane_float *)result_numbers;
  const lane_float *rows = (const lane_float *)turned;
  for (ptrdiff_t i = 0; i < row_vectors; i += STRIP) {
    ptrdiff_t height = LEAST(STRIP, row_vectors - i);
    const float *strip = weights;
    for (ptrdiff_t j = 0; j < vectors; j += STRIP) {
      ptrdiff_t width = LEAST(STRIP, vectors - j) * LANES;
      tile_strides s = {.result_row = result_output, .left_row = width, .left_inner = 1,
                        .right_inner = height, .inner = LEAST(width, inner - j * LANES)};
      (j == 0 ? spread : spread_more)(&s, result + i, result, (const lane_float *)biases, strip,
                                      rows + j * LANES * height, outputs, height);
      strip += outputs * width;
    }
    rows += vectors * LANES * height;
  }
}

static void gather_rows(float *result, const float *table, const int32_t *indices,
                        ptrdiff_t index_step, ptrdiff_t rows, ptrdiff_t width) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const float *source = table + indices[row * index_step] * width;
    // The last whole vector ends with the row.
    ptrdiff_t k = 0;
    for (; width >= LANES && k < width; k += LANES) {
      ptrdiff_t place = LEAST(k, width - LANES);
      __builtin_memcpy(result + place, source + place, sizeof(lane_float));
    }
    for (; k < width; k++) result[k] = source[k];
    result += width;
  }
}
