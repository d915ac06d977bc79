// Products of small matrices, one per lane. A tile of results stays in registers; each result has
// one accumulator that runs through the inner index in order, so tiles never decide bits.

// One tile of R x C results; R and C are constants where this is inlined.
#define TILE(NAME, LEFT_TYPE, LEFT_AT)                                                           \
  INLINE void NAME(                                                                              \
      const int R, const int C, lane_float *result, ptrdiff_t result_row,                        \
      const lane_float *start, ptrdiff_t start_row, ptrdiff_t start_column,                      \
      const LEFT_TYPE *left, ptrdiff_t left_row, ptrdiff_t left_column,                          \
      const lane_float *right, ptrdiff_t right_row, ptrdiff_t right_column, ptrdiff_t inner) {   \
    lane_float sums[8][4];                                                                       \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < R; i++)                               \
    _Pragma("clang loop unroll(full)") for (int j = 0; j < C; j++)                               \
      sums[i][j] = start[i * start_row + j * start_column];                                      \
    for (ptrdiff_t k = 0; k < inner; k++) {                                                      \
      lane_float factors[8];                                                                     \
      _Pragma("clang loop unroll(full)") for (int i = 0; i < R; i++)                             \
        factors[i] = LEFT_AT(left[i * left_row]);                                                \
      _Pragma("clang loop unroll(full)") for (int j = 0; j < C; j++) {                           \
        lane_float factor = right[j * right_column];                                             \
        _Pragma("clang loop unroll(full)") for (int i = 0; i < R; i++)                           \
          sums[i][j] = fused(factors[i], factor, sums[i][j]);                                    \
      }                                                                                          \
      left += left_column;                                                                       \
      right += right_row;                                                                        \
    }                                                                                            \
    _Pragma("clang loop unroll(full)") for (int i = 0; i < R; i++)                               \
    _Pragma("clang loop unroll(full)") for (int j = 0; j < C; j++)                               \
      result[i * result_row + j] = sums[i][j];                                                   \
  }

// All rows of a strip of C columns: tiles of R1 rows, then R2, then R3 = 1.
#define STRIP(TILE_NAME, C, R1, R2, R3)                                                          \
  {                                                                                              \
    ptrdiff_t i = 0;                                                                             \
    for (; i + R1 <= rows; i += R1) TILE_CALL(TILE_NAME, R1, C)                                  \
    for (; i + R2 <= rows; i += R2) TILE_CALL(TILE_NAME, R2, C)                                  \
    for (; i + R3 <= rows; i += R3) TILE_CALL(TILE_NAME, R3, C)                                  \
    for (; i < rows; i++) TILE_CALL(TILE_NAME, 1, C)                                             \
  }

#define TILE_CALL(TILE_NAME, R, C)                                                               \
  TILE_NAME(                                                                                     \
      R, C, result + i * result_row + j, result_row,                                             \
      start + i * start_row + j * start_column, start_row, start_column, left + i * left_row,    \
      left_row, left_column, right + j * right_column, right_row, right_column, inner);

#define PRODUCT(NAME, TILE_NAME, LEFT_TYPE)                                                      \
  static void NAME(                                                                              \
      float *result_numbers, ptrdiff_t result_row, const float *start_numbers,                   \
      ptrdiff_t start_row, ptrdiff_t start_column, const float *left_numbers,                    \
      ptrdiff_t left_row, ptrdiff_t left_column, const float *right_numbers,                     \
      ptrdiff_t right_row, ptrdiff_t right_column, ptrdiff_t rows, ptrdiff_t columns,            \
      ptrdiff_t inner) {                                                                         \
    lane_float *result = (lane_float *)result_numbers;                                           \
    const lane_float *start = (const lane_float *)start_numbers;                                 \
    const LEFT_TYPE *left = (const LEFT_TYPE *)left_numbers;                                     \
    const lane_float *right = (const lane_float *)right_numbers;                                 \
    ptrdiff_t j = 0;                                                                             \
    for (; j + 4 <= columns; j += 4) STRIP(TILE_NAME, 4, TILE_ROWS, 3, 2)                        \
    switch (columns - j) {                                                                       \
    case 3: STRIP(TILE_NAME, 3, 4, 2, 1) break;                                                  \
    case 2: STRIP(TILE_NAME, 2, 6, 3, 1) break;                                                  \
    case 1: STRIP(TILE_NAME, 1, 8, 4, 2) break;                                                  \
    }                                                                                            \
  }

#define OWN(x) (x)
#define SHARED(x) every(x)

TILE(tile_own, lane_float, OWN)
TILE(tile_shared, float, SHARED)
PRODUCT(product, tile_own, lane_float)
PRODUCT(product_shared, tile_shared, float)

static void add_rows(float *sum_numbers, const float *value_numbers, ptrdiff_t rows,
                     ptrdiff_t columns) {
  lane_float *sums = (lane_float *)sum_numbers;
  const lane_float *values = (const lane_float *)value_numbers;
  ptrdiff_t j = 0;
  for (; j + 4 <= columns; j += 4) {
    lane_float s0 = sums[j], s1 = sums[j + 1], s2 = sums[j + 2], s3 = sums[j + 3];
    for (ptrdiff_t i = 0; i < rows; i++) {
      const lane_float *row = values + i * columns + j;
      s0 += row[0];
      s1 += row[1];
      s2 += row[2];
      s3 += row[3];
    }
    sums[j] = s0;
    sums[j + 1] = s1;
    sums[j + 2] = s2;
    sums[j + 3] = s3;
  }
  for (; j < columns; j++) {
    lane_float sum = sums[j];
    for (ptrdiff_t i = 0; i < rows; i++) sum += values[i * columns + j];
    sums[j] = sum;
  }
}

static void gather(float *result, const float *table, const int32_t *indices, ptrdiff_t rows,
                   ptrdiff_t width) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    const float *source[LANES];
    for (int lane = 0; lane < LANES; lane++) source[lane] = table + indices[lane] * width;
    for (ptrdiff_t k = 0; k < width; k++) {
      for (int lane = 0; lane < LANES; lane++) result[lane] = source[lane][k];
      result += LANES;
    }
    indices += LANES;
  }
}

static void gather_answers(int32_t *result, const uint16_t *table, const int32_t *indices,
                           ptrdiff_t rows, ptrdiff_t width) {
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t k = 0; k < width; k++) {
      for (int lane = 0; lane < LANES; lane++) result[lane] = table[indices[lane] * width + k];
      result += LANES;
    }
    indices += LANES;
  }
}
