// Quantised weights become panels of single precision, each value as the format defines it: every
// product of a scale and a whole number is exact, so each value is rounded at most once.

// A panel of a product: TILE_VECTORS vectors of columns.
#define PANEL_COLUMNS (TILE_VECTORS * LANES)
#define GROUP 32

INLINE uint16_t half_at(const uint8_t *bytes) {
  uint16_t value;
  memcpy(&value, bytes, 2);
  return value;
}

INLINE vec_bytes bytes_at(const uint8_t *bytes) {
  vec_bytes value;
  memcpy(&value, bytes, 16);
  return value;
}

// Half precision to single: the exponent's bias by an exact product, which does subnormals too.
INLINE vec from_halves(vec_halves halves) {
  vec_int bits = __builtin_convertvector(halves, vec_int);
  vec_int magnitude_bits = (bits & 0x7fff) << 13;
  vec value = as_floats(magnitude_bits) * 0x1p112f;
  vec_int special = (bits & 0x7c00) == 0x7c00;
  value = choose(special, as_floats(magnitude_bits | 0x7f800000), value);
  return as_floats(as_bits(value) | ((bits & 0x8000) << 16));
}

INLINE vec from_bytes(vec_bytes bytes) {
  return __builtin_convertvector(__builtin_convertvector(bytes, vec_int), vec);
}

INLINE vec from_chars(vec_chars chars) {
  return __builtin_convertvector(__builtin_convertvector(chars, vec_int), vec);
}

// Sixteen values of one block; `half` tells its first sixteen from the others.
INLINE vec values_q4_1(vec_bytes nibbles, vec scale, vec least, int half) {
  vec_bytes whole = half ? nibbles >> 4 : nibbles & 15;
  return fused(from_bytes(whole), scale, least);
}

INLINE vec values_q4_0(vec_bytes nibbles, vec scale, int half) {
  vec_bytes whole = half ? nibbles >> 4 : nibbles & 15;
  return (from_bytes(whole) - 8.0f) * scale;
}

INLINE ptrdiff_t block_bytes(int32_t type) {
  return type == tiltmeter_q4_1 ? 20 : type == tiltmeter_q4_0 ? 18 : 34;
}

// Whether values come in blocks of 32 with a scale.
INLINE int in_blocks(int32_t type) { return type != tiltmeter_f32 && type != tiltmeter_f16; }

// Transposes sixteen rows of sixteen bytes in four rounds of interleaving.
INLINE void turn_bytes(vec_bytes *rows) {
  vec_bytes next[16];
  UNROLL for (int round = 0; round < 4; round++) {
    UNROLL for (int i = 0; i < 8; i++) {
      vec_bytes a = rows[i], b = rows[i + 8];
      next[2 * i] = __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22,
                                            7, 23);
      next[2 * i + 1] = __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29,
                                                14, 30, 15, 31);
    }
    UNROLL for (int i = 0; i < 16; i++) rows[i] = next[i];
  }
}

// panel[k, j] = matrix[first + j, from + k] for sixteen rows j, zeros where there are fewer.
INLINE void unpack_blocks_across(float *panel, const tiltmeter_matrix *matrix, const int32_t type,
                                 ptrdiff_t first, ptrdiff_t from, ptrdiff_t inner) {
  const uint8_t *rows[LANES];
  ptrdiff_t size = block_bytes(type);
  ptrdiff_t present = LEAST(LANES, matrix->rows - first);
  for (ptrdiff_t j = 0; j < LANES; j++)
    rows[j] = matrix->bytes + (first + LEAST(j, present - 1)) * matrix->row_bytes
              + from / GROUP * size;
  vec_int missing = (vec_int){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15}
                    >= (int32_t)present;
  for (ptrdiff_t k = 0; k < inner; k += GROUP) {
    vec_halves scale_halves, least_halves;
    vec_bytes low[LANES], high[LANES];
    int header = type == tiltmeter_q4_1 ? 4 : 2;
    UNROLL for (int j = 0; j < LANES; j++) {
      const uint8_t *block = rows[j];
      scale_halves[j] = half_at(block);
      if (type == tiltmeter_q4_1) least_halves[j] = half_at(block + 2);
      low[j] = bytes_at(block + header);
      if (type == tiltmeter_q8_0) high[j] = bytes_at(block + header + 16);
      rows[j] = block + size;
    }
    // A row that is missing has no scale, so all of its values are 0.
    vec scale = choose(missing, every(0.0f), from_halves(scale_halves)), least = every(0.0f);
    if (type == tiltmeter_q4_1)
      least = choose(missing, every(0.0f), from_halves(least_halves));
    turn_bytes(low);
    if (type == tiltmeter_q8_0) turn_bytes(high);
    UNROLL for (int b = 0; b < LANES; b++) {
      vec first_value, second_value;
      if (type == tiltmeter_q4_1) {
        first_value = values_q4_1(low[b], scale, least, 0);
        second_value = values_q4_1(low[b], scale, least, 1);
      } else if (type == tiltmeter_q4_0) {
        first_value = values_q4_0(low[b], scale, 0);
        second_value = values_q4_0(low[b], scale, 1);
      } else {
        first_value = from_chars((vec_chars)low[b]) * scale;
        second_value = from_chars((vec_chars)high[b]) * scale;
      }
      *(vec *)(panel + b * PANEL_COLUMNS) = first_value;
      *(vec *)(panel + (b + LANES) * PANEL_COLUMNS) = second_value;
    }
    panel += GROUP * PANEL_COLUMNS;
  }
}

INLINE vec plain_values(const uint8_t *bytes, int32_t type, ptrdiff_t count) {
  if (type == tiltmeter_f32) return load_part((const float *)bytes, count, 0.0f);
  vec_halves halves = (vec_halves)(0);
  if (count >= LANES) memcpy(&halves, bytes, 32);
  else memcpy(&halves, bytes, (size_t)count * 2);
  return from_halves(halves);
}

INLINE void unpack_plain_across(float *panel, const tiltmeter_matrix *matrix, ptrdiff_t first,
                                ptrdiff_t from, ptrdiff_t inner) {
  ptrdiff_t size = matrix->type == tiltmeter_f32 ? 4 : 2;
  ptrdiff_t present = LEAST(LANES, matrix->rows - first);
  for (ptrdiff_t k = 0; k < inner; k += LANES) {
    ptrdiff_t width = LEAST(LANES, inner - k);
    vec values[LANES];
    for (ptrdiff_t j = 0; j < LANES; j++)
      values[j] = j < present
                      ? plain_values(matrix->bytes + (first + j) * matrix->row_bytes
                                         + (from + k) * size,
                                     matrix->type, width)
                      : every(0.0f);
    for (ptrdiff_t b = 0; b < width; b++)
      for (ptrdiff_t j = 0; j < LANES; j++)
        panel[(k + b) * PANEL_COLUMNS + j] = ((const float *)&values[j])[b];
  }
}

// A panel of `inner` columns of the matrix, from one on, each beside the others: its rows are the
// panel's columns, zeros where there are fewer.
static void unpack_across(float *panel, const tiltmeter_matrix *matrix, ptrdiff_t first,
                          ptrdiff_t from, ptrdiff_t inner) {
  for (ptrdiff_t v = 0; v < TILE_VECTORS; v++) {
    float *part = panel + v * LANES;
    ptrdiff_t row = first + v * LANES;
    if (row >= matrix->rows) {
      for (ptrdiff_t k = 0; k < inner; k++) *(vec *)(part + k * PANEL_COLUMNS) = every(0.0f);
      continue;
    }
    switch (matrix->type) {
      case tiltmeter_q4_1:
        unpack_blocks_across(part, matrix, tiltmeter_q4_1, row, from, inner);
        break;
      case tiltmeter_q4_0:
        unpack_blocks_across(part, matrix, tiltmeter_q4_0, row, from, inner);
        break;
      case tiltmeter_q8_0:
        unpack_blocks_across(part, matrix, tiltmeter_q8_0, row, from, inner);
        break;
      default: unpack_plain_across(part, matrix, row, from, inner);
    }
  }
}

// result[k, .] = sixteen values of row k from column `column` on, `step` numbers apart.
INLINE void unpack_blocks_along(float *result, ptrdiff_t step, const uint8_t *bytes,
                                ptrdiff_t row_bytes, const int32_t type, ptrdiff_t rows,
                                ptrdiff_t column) {
  const uint8_t *block = bytes + column / GROUP * block_bytes(type);
  int half = (column / LANES) & 1;
  for (ptrdiff_t k = 0; k < rows; k += LANES) {
    ptrdiff_t count = LEAST(LANES, rows - k);
    uint16_t scale_halves[LANES] = {0}, least_halves[LANES] = {0};
    for (ptrdiff_t i = 0; i < count; i++) {
      scale_halves[i] = half_at(block + i * row_bytes);
      if (type == tiltmeter_q4_1) least_halves[i] = half_at(block + i * row_bytes + 2);
    }
    vec_halves packed;
    float scales[LANES], leasts[LANES];
    memcpy(&packed, scale_halves, sizeof packed);
    store(scales, from_halves(packed));
    if (type == tiltmeter_q4_1) {
      memcpy(&packed, least_halves, sizeof packed);
      store(leasts, from_halves(packed));
    }
    for (ptrdiff_t i = 0; i < count; i++) {
      vec value;
      if (type == tiltmeter_q4_1)
        value = values_q4_1(bytes_at(block + 4), every(scales[i]), every(leasts[i]), half);
      else if (type == tiltmeter_q4_0)
        value = values_q4_0(bytes_at(block + 2), every(scales[i]), half);
      else
        value = from_chars((vec_chars)bytes_at(block + 2 + 16 * half)) * every(scales[i]);
      store(result, value);
      result += step;
      block += row_bytes;
    }
  }
}

INLINE void unpack_values_along(float *result, ptrdiff_t step, const tiltmeter_matrix *matrix,
                                ptrdiff_t first, ptrdiff_t rows, ptrdiff_t column) {
  const uint8_t *bytes = matrix->bytes + first * matrix->row_bytes;
  switch (matrix->type) {
    case tiltmeter_q4_1:
      unpack_blocks_along(result, step, bytes, matrix->row_bytes, tiltmeter_q4_1, rows, column);
      break;
    case tiltmeter_q4_0:
      unpack_blocks_along(result, step, bytes, matrix->row_bytes, tiltmeter_q4_0, rows, column);
      break;
    case tiltmeter_q8_0:
      unpack_blocks_along(result, step, bytes, matrix->row_bytes, tiltmeter_q8_0, rows, column);
      break;
    default: {
      ptrdiff_t size = matrix->type == tiltmeter_f32 ? 4 : 2;
      ptrdiff_t width = LEAST(LANES, matrix->columns - column);
      for (ptrdiff_t k = 0; k < rows; k++)
        store(result + k * step,
              plain_values(bytes + k * matrix->row_bytes + column * size, matrix->type, width));
    }
  }
}

// A panel of `inner` rows of the matrix, from one on, and of its columns from `column` on, zeros
// where there are fewer.
static void unpack_along(float *panel, const tiltmeter_matrix *matrix, ptrdiff_t column,
                         ptrdiff_t from, ptrdiff_t inner) {
  for (ptrdiff_t v = 0; v < TILE_VECTORS; v++) {
    float *part = panel + v * LANES;
    if (column + v * LANES < matrix->columns)
      unpack_values_along(part, PANEL_COLUMNS, matrix, from, inner, column + v * LANES);
    else
      for (ptrdiff_t k = 0; k < inner; k++) *(vec *)(part + k * PANEL_COLUMNS) = every(0.0f);
  }
}

static void unpack_rows(float *result, ptrdiff_t result_row, const tiltmeter_matrix *matrix,
                        const int32_t *indices, ptrdiff_t rows) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    for (ptrdiff_t column = 0; column < matrix->columns; column += LANES) {
      float values[LANES];
      unpack_values_along(values, LANES, matrix, indices[i], 1, column);
      memcpy(result + i * result_row + column, values,
             (size_t)LEAST(LANES, matrix->columns - column) * sizeof(float));
    }
  }
}
