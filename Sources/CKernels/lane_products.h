// Products of small matrices, one per lane. A tile of results stays in registers; each result has
// one accumulator that runs through the inner index in order, so tiles never decide bits.

// Strides count lane vectors, those of a shared left operand numbers.
typedef struct {
  ptrdiff_t result_row;
  ptrdiff_t left_row, left_inner;
  ptrdiff_t right_inner, right_column;
  ptrdiff_t inner;
} tile_strides;

// Where a result starts from: a row of lane vectors, one for each column; a number for each row;
// zero; or what it is.
enum { FROM_ROW, FROM_COLUMN, FROM_ZERO, FROM_RESULT };

// A tile's part of what results start from.
INLINE const lane_float *start_at(const int FROM, const lane_float *start, ptrdiff_t i,
                                  ptrdiff_t j) {
  return FROM == FROM_COLUMN ? (const lane_float *)((const float *)start + i) : start + j;
}

// What is done to a result while it is in a register: nothing, the activation, or the activation's
// slope at a value that stands where the result goes in another array. WITH_SUMS keeps the result,
// and on the way adds the right operand's rows to what stands there, [columns]; it alone writes
// there.
enum { KEEP, RECTIFY, TANH_SLOPE, RELU_SLOPE, WITH_SUMS };

INLINE lane_float finished(const int FINISH, lane_float x, const lane_float *value) {
  return FINISH == RECTIFY      ? lane_relu(x)
         : FINISH == TANH_SLOPE ? tanh_slope(x, *value)
         : FINISH == RELU_SLOPE ? relu_slope(x, *value)
                                : x;
}

// One tile of R x C results; R, C, FROM, and strides given as constants fold where this is inlined.
// The shorter side of the tile is held in registers and the longer one passes by: R C + min(R, C)
// + 1 registers.
#define TILE_BODY(NAME, LEFT_TYPE, LEFT_AT)                                                      \
  INLINE lane_float NAME(                                                                        \
      const int R, const int C, const int FROM, const int FINISH, lane_float *result,            \
      const lane_float *values, ptrdiff_t result_row,                                            \
      const lane_float *start, const LEFT_TYPE *left, ptrdiff_t left_row, ptrdiff_t left_inner,  \
      const lane_float *right, ptrdiff_t right_inner, ptrdiff_t right_column,                    \
      ptrdiff_t inner) {                                                                         \
    lane_float sums[8][4], right_sums[4];                                                        \
    UNROLL for (int j = 0; FINISH == WITH_SUMS && j < C; j++)                                    \
      right_sums[j] = FROM == FROM_ZERO ? every(0.0f) : values[j];                               \
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int j = 0; j < C; j++)                        \
      sums[i][j] = FROM == FROM_ROW      ? start[j]                                              \
                   : FROM == FROM_COLUMN ? every(((const float *)start)[i])                      \
                   : FROM == FROM_ZERO   ? every(0.0f)                                           \
                                         : result[i * result_row + j];                           \
    for (ptrdiff_t k = 0; k < inner; k++) {                                                      \
      lane_float held[4];                                                                        \
      if (R < C) {                                                                               \
        UNROLL for (int i = 0; i < R; i++) held[i] = LEFT_AT(left[i * left_row]);                \
        UNROLL for (int j = 0; j < C; j++) {                                                     \
          lane_float passing = right[j * right_column];                                          \
          if (FINISH == WITH_SUMS) right_sums[j] += passing;                                     \
          UNROLL for (int i = 0; i < R; i++) sums[i][j] = fused(held[i], passing, sums[i][j]);   \
        }                                                                                        \
      } else {                                                                                   \
        UNROLL for (int j = 0; j < C; j++) {                                                     \
          held[j] = right[j * right_column];                                                     \
          if (FINISH == WITH_SUMS) right_sums[j] += held[j];                                     \
        }                                                                                        \
        UNROLL for (int i = 0; i < R; i++) {                                                     \
          lane_float passing = LEFT_AT(left[i * left_row]);                                      \
          UNROLL for (int j = 0; j < C; j++) sums[i][j] = fused(passing, held[j], sums[i][j]);   \
        }                                                                                        \
      }                                                                                          \
      left += left_inner;                                                                        \
      right += right_inner;                                                                      \
    }                                                                                            \
    UNROLL for (int i = 0; i < R; i++) UNROLL for (int j = 0; j < C; j++)                        \
      result[i * result_row + j] =                                                               \
          finished(FINISH, sums[i][j], values + (i * result_row + j));                           \
    UNROLL for (int j = 0; FINISH == WITH_SUMS && j < C; j++)                                    \
      ((lane_float *)values)[j] = right_sums[j];                                                 \
    return sums[0][0];                                                                           \
  }

#define OWN(x) (x)
#define SHARED(x) every(x)
TILE_BODY(tile_own, lane_float, OWN)
TILE_BODY(tile_shared, float, SHARED)

// A tile after the other along the columns, in a function of its own: inlined side by side with
// those of other heights they would spill each other's addresses.
// They return a vector that nobody needs, as a function that returns none clears the upper halves
// of all registers on x86 at its end; in whole trainings the gain was too small to measure.
#define TILE(KIND, BODY, LEFT_TYPE, R, C, FROM, FINISH, LEFT_ROW, LEFT_INNER, RIGHT_INNER,         \
             RIGHT_COLUMN)                                                                       \
  static __attribute__((noinline)) lane_float KIND##_##R##x##C(                                  \
      const tile_strides *s, lane_float *result, const lane_float *values,                       \
      const lane_float *start, const LEFT_TYPE *left, const lane_float *right,                   \
      ptrdiff_t columns) {                                                                       \
    lane_float last;                                                                             \
    do {                                                                                         \
      last = BODY(R, C, FROM, FINISH, result, values, s->result_row, start, left, LEFT_ROW,      \
                  LEFT_INNER, right, RIGHT_INNER, RIGHT_COLUMN, s->inner);                       \
      result += C;                                                                               \
      values += C;                                                                               \
      start = start_at(FROM, start, 0, C);                                                       \
      right += C * (RIGHT_COLUMN);                                                               \
    } while ((columns -= C) > 0);                                                                \
    return last;                                                                                 \
  }

// All rows by all columns: strips of four columns inside tiles of rows, so that a tile's left
// operand stays in the first cache; columns left over in tall tiles.
#define PRODUCT(KIND, BODY, LEFT_TYPE, FROM, FINISH, LEFT_ROW, LEFT_INNER, RIGHT_INNER,            \
                RIGHT_COLUMN)                                                                    \
  TILES(KIND, BODY, LEFT_TYPE, FROM, FINISH, LEFT_ROW, LEFT_INNER, RIGHT_INNER, RIGHT_COLUMN)    \
  static void KIND(const tile_strides *s, lane_float *result, const lane_float *values,          \
                   const lane_float *start, const LEFT_TYPE *left, const lane_float *right,      \
                   ptrdiff_t rows, ptrdiff_t columns) {                                          \
    ptrdiff_t whole = columns / 4 * 4;                                                           \
    for (ptrdiff_t i = 0; whole > 0 && i < rows;) {                                              \
      ptrdiff_t height = tile_height(rows - i);                                                  \
      ptrdiff_t place = i * s->result_row;                                                       \
      KIND##_by_4[height](s, result + place, values + place, start_at(FROM, start, i, 0),        \
                          left + i * (LEFT_ROW), right, whole);                                  \
      i += height;                                                                               \
    }                                                                                            \
    if (whole == columns) return;                                                                \
    result += whole;                                                                             \
    values += whole;                                                                             \
    right += whole * (RIGHT_COLUMN);                                                             \
    int left_over = (int)(columns - whole);                                                      \
    for (ptrdiff_t i = 0; i < rows;) {                                                           \
      ptrdiff_t height = left_over == 1 ? 8 : left_over == 2 ? 6 : 4;                            \
      while (height > rows - i) height = height > 4 ? 4 : height > 2 ? 2 : 1;                    \
      ptrdiff_t place = i * s->result_row;                                                       \
      KIND##_left_over[left_over - 1][height](s, result + place, values + place,                 \
                                              start_at(FROM, start, i, whole),                   \
                                              left + i * (LEFT_ROW), right, left_over);          \
      i += height;                                                                               \
    }                                                                                            \
  }

#if TILE_ROWS == 6
// Rows of the next tile: a tile of two rows or fewer keeps too few sums in flight, so that none is
// left over where others can be made smaller.
INLINE ptrdiff_t tile_height(ptrdiff_t rows) {
  if (rows == 4 || rows == 7 || rows == 8) return 4;
  return rows >= 6 ? 6 : rows >= 5 || rows == 3 ? 3 : rows >= 2 ? 2 : 1;
}
#define TALL_TILES(KIND, BODY, TYPE, ...)                                                        \
  TILE(KIND, BODY, TYPE, 6, 4, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 4, 4, __VA_ARGS__)
#define TALL(KIND) [4] = KIND##_4x4, [6] = KIND##_6x4
#else
// 4 = 2 + 2: four rows by four columns take more registers than there are.
INLINE ptrdiff_t tile_height(ptrdiff_t rows) {
  if (rows >= TILE_ROWS && rows != 4) return TILE_ROWS;
  return rows >= 5 || rows == 3 ? 3 : rows >= 2 ? 2 : 1;
}
#define TALL_TILES(...)
#define TALL(KIND) [6] = NULL
#endif

#define TILES(KIND, BODY, TYPE, ...)                                                             \
  TALL_TILES(KIND, BODY, TYPE, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 3, 4, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 2, 4, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 1, 4, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 4, 3, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 2, 3, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 1, 3, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 6, 2, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 4, 2, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 2, 2, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 1, 2, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 8, 1, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 4, 1, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 2, 1, __VA_ARGS__)                                                      \
  TILE(KIND, BODY, TYPE, 1, 1, __VA_ARGS__)                                                      \
  typedef lane_float (*KIND##_tile)(const tile_strides *, lane_float *, const lane_float *,      \
                                    const lane_float *, const TYPE *, const lane_float *,        \
                                    ptrdiff_t);                                                  \
  static const KIND##_tile KIND##_by_4[7] = {                                                    \
      [1] = KIND##_1x4, [2] = KIND##_2x4, [3] = KIND##_3x4, TALL(KIND)};                      \
  static const KIND##_tile KIND##_left_over[3][9] = {                                            \
      {[1] = KIND##_1x1, [2] = KIND##_2x1, [4] = KIND##_4x1, [8] = KIND##_8x1},                  \
      {[1] = KIND##_1x2, [2] = KIND##_2x2, [4] = KIND##_4x2, [6] = KIND##_6x2},                  \
      {[1] = KIND##_1x3, [2] = KIND##_2x3, [4] = KIND##_4x3}};

// The left operand [rows, inner] row by row, the right one [inner, columns] row by row.
PRODUCT(plain, tile_own, lane_float, FROM_ROW, KEEP, s->left_row, 1, s->right_inner, 1)
PRODUCT(plain_relu, tile_own, lane_float, FROM_ROW, RECTIFY, s->left_row, 1, s->right_inner, 1)
PRODUCT(plain_shared, tile_shared, float, FROM_ROW, KEEP, s->left_row, 1, s->right_inner, 1)
PRODUCT(plain_shared_relu, tile_shared, float, FROM_ROW, RECTIFY, s->left_row, 1, s->right_inner, 1)
PRODUCT(more, tile_own, lane_float, FROM_RESULT, KEEP, s->left_row, 1, s->right_inner, 1)
PRODUCT(more_shared, tile_shared, float, FROM_RESULT, KEEP, s->left_row, 1, s->right_inner, 1)
// The same with a start for each row and the left operand's numbers anywhere.
PRODUCT(spread, tile_shared, float, FROM_COLUMN, KEEP, s->left_row, s->left_inner,
        s->right_inner, 1)
PRODUCT(spread_relu, tile_shared, float, FROM_COLUMN, RECTIFY, s->left_row, s->left_inner,
        s->right_inner, 1)
PRODUCT(spread_more, tile_shared, float, FROM_RESULT, KEEP, s->left_row, s->left_inner,
        s->right_inner, 1)
PRODUCT(fresh_shared, tile_shared, float, FROM_ZERO, KEEP, s->left_row, 1, s->right_inner, 1)
PRODUCT(fresh_shared_tanh, tile_shared, float, FROM_ZERO, TANH_SLOPE, s->left_row, 1,
        s->right_inner, 1)
PRODUCT(fresh_shared_relu, tile_shared, float, FROM_ZERO, RELU_SLOPE, s->left_row, 1,
        s->right_inner, 1)
// The left operand column by column: sums over rows of a block.
PRODUCT(across, tile_own, lane_float, FROM_RESULT, KEEP, 1, s->left_inner, s->right_inner, 1)
PRODUCT(across_shared, tile_shared, float, FROM_RESULT, KEEP, 1, s->left_inner, s->right_inner, 1)
PRODUCT(fresh_across, tile_own, lane_float, FROM_ZERO, KEEP, 1, s->left_inner, s->right_inner, 1)
PRODUCT(fresh_across_shared, tile_shared, float, FROM_ZERO, KEEP, 1, s->left_inner,
        s->right_inner, 1)
// The right operand column by column.
PRODUCT(turned, tile_own, lane_float, FROM_ZERO, KEEP, s->left_row, 1, 1, s->right_column)
PRODUCT(turned_tanh, tile_own, lane_float, FROM_ZERO, TANH_SLOPE, s->left_row, 1, 1,
        s->right_column)
PRODUCT(turned_relu, tile_own, lane_float, FROM_ZERO, RELU_SLOPE, s->left_row, 1, 1,
        s->right_column)
PRODUCT(packed, tile_own, lane_float, FROM_ZERO, KEEP, s->left_row, 1, s->right_inner, 1)

static void add_rows(lane_float *sums, const lane_float *values, ptrdiff_t values_row,
                     ptrdiff_t rows, ptrdiff_t columns) {
  ptrdiff_t j = 0;
  for (; j + 8 <= columns; j += 8) {
    lane_float s[8];
    UNROLL for (int c = 0; c < 8; c++) s[c] = sums[j + c];
    for (ptrdiff_t i = 0; i < rows; i++)
      UNROLL for (int c = 0; c < 8; c++) s[c] += values[i * values_row + j + c];
    UNROLL for (int c = 0; c < 8; c++) sums[j + c] = s[c];
  }
  for (; j < columns; j++) {
    lane_float sum = sums[j];
    for (ptrdiff_t i = 0; i < rows; i++) sum += values[i * values_row + j];
    sums[j] = sum;
  }
}

#define SUMMED(KIND, BODY, LEFT_TYPE, FROM, ACROSS)                                               \
  TILE(KIND, BODY, LEFT_TYPE, 4, 4, FROM, WITH_SUMS, 1, s->left_inner, s->right_inner, 1)        \
  TILE(KIND, BODY, LEFT_TYPE, 3, 4, FROM, WITH_SUMS, 1, s->left_inner, s->right_inner, 1)        \
  TILE(KIND, BODY, LEFT_TYPE, 2, 4, FROM, WITH_SUMS, 1, s->left_inner, s->right_inner, 1)        \
  TILE(KIND, BODY, LEFT_TYPE, 1, 4, FROM, WITH_SUMS, 1, s->left_inner, s->right_inner, 1)        \
  static void KIND(const tile_strides *s, lane_float *result, lane_float *totals,                \
                   const LEFT_TYPE *left, const lane_float *right, ptrdiff_t rows,               \
                   ptrdiff_t columns) {                                                          \
    static const ACROSS##_tile by_4[5] = {NULL, KIND##_1x4, KIND##_2x4, KIND##_3x4, KIND##_4x4}; \
    ptrdiff_t whole = rows == 0 ? 0 : columns / 4 * 4;                                           \
    ptrdiff_t last = LEAST(4, rows);                                                             \
    ptrdiff_t above = rows - last;                                                               \
    ACROSS(s, result, totals, result, left, right, above, whole);                                \
    lane_float *place = result + above * s->result_row;                                          \
    if (whole > 0) by_4[last](s, place, totals, place, left + above, right, whole);              \
    if (whole == columns) return;                                                                \
    ACROSS(s, result + whole, totals, result + whole, left, right + whole, rows,                 \
           columns - whole);                                                                     \
    for (ptrdiff_t j = whole; FROM == FROM_ZERO && j < columns; j++) totals[j] = every(0.0f);    \
    add_rows(totals + whole, right + whole, s->right_inner, s->inner, columns - whole);          \
  }

// Weights' and biases' gradients in one go: `across`, and the sums of the right operand's rows,
// which a tile of four rows or fewer has registers for, and a processor idle adders.
SUMMED(summed, tile_own, lane_float, FROM_RESULT, across)
SUMMED(summed_shared, tile_shared, float, FROM_RESULT, across_shared)
SUMMED(fresh_summed, tile_own, lane_float, FROM_ZERO, fresh_across)
SUMMED(fresh_summed_shared, tile_shared, float, FROM_ZERO, fresh_across_shared)

// Products with an inner index of one or two, where a tile would be over before it has begun: the
// right operand's columns stay in registers and all rows pass by. They go by the FROM and FINISH of
// tiles; `left` is numbers if SHARED, else lane vectors.
#define THIN_COLUMNS (TILE_ROWS == 6 ? 8 : 4)

INLINE void thin_strip(const int INNER, const int COLUMNS, const int FROM, const int FINISH,
                       const int SHARED, const tile_strides *s, lane_float *result,
                       const lane_float *values, const lane_float *start, const float *left,
                       const lane_float *right, ptrdiff_t rows) {
  lane_float held[INNER][COLUMNS], first[COLUMNS];
  UNROLL for (int j = 0; j < COLUMNS; j++) {
    first[j] = FROM == FROM_ROW ? start[j] : every(0.0f);
    UNROLL for (int k = 0; k < INNER; k++)
      held[k][j] = right[k * s->right_inner + j * s->right_column];
  }
  const ptrdiff_t result_row = s->result_row, left_row = s->left_row * (SHARED ? 1 : LANES);
  for (ptrdiff_t i = 0; i < rows; i++) {
    lane_float passing[INNER];
    UNROLL for (int k = 0; k < INNER; k++)
      passing[k] = SHARED ? every(left[k]) : ((const lane_float *)left)[k];
    UNROLL for (int j = 0; j < COLUMNS; j++) {
      lane_float sum = first[j];
      UNROLL for (int k = 0; k < INNER; k++) sum = fused(passing[k], held[k][j], sum);
      result[j] = finished(FINISH, sum, values + j);
    }
    left += left_row;
    result += result_row;
    values += result_row;
  }
}

#define THIN(NAME, INNER, FROM, FINISH, SHARED)                                                  \
  static void NAME(const tile_strides *s, lane_float *result, const lane_float *values,          \
                   const lane_float *start, const float *left, const lane_float *right,          \
                   ptrdiff_t rows, ptrdiff_t columns) {                                          \
    ptrdiff_t j = 0;                                                                             \
    for (; j + THIN_COLUMNS <= columns; j += THIN_COLUMNS)                                       \
      thin_strip(INNER, THIN_COLUMNS, FROM, FINISH, SHARED, s, result + j, values + j,           \
                 start + j, left, right + j * s->right_column, rows);                            \
    for (; j < columns; j++)                                                                     \
      thin_strip(INNER, 1, FROM, FINISH, SHARED, s, result + j, values + j, start + j, left,     \
                 right + j * s->right_column, rows);                                             \
  }

THIN(thin_1_shared, 1, FROM_ROW, KEEP, 1)
THIN(thin_1_shared_relu, 1, FROM_ROW, RECTIFY, 1)
THIN(thin_2_shared, 2, FROM_ROW, KEEP, 1)
THIN(thin_2_shared_relu, 2, FROM_ROW, RECTIFY, 1)
THIN(thin_1, 1, FROM_ROW, KEEP, 0)
THIN(thin_1_relu, 1, FROM_ROW, RECTIFY, 0)
THIN(thin_2, 2, FROM_ROW, KEEP, 0)
THIN(thin_2_relu, 2, FROM_ROW, RECTIFY, 0)
THIN(thin_1_from_zero, 1, FROM_ZERO, KEEP, 0)
THIN(thin_1_tanh_slope, 1, FROM_ZERO, TANH_SLOPE, 0)
THIN(thin_1_relu_slope, 1, FROM_ZERO, RELU_SLOPE, 0)

// A panel of the right operand that keeps to half of a first cache of 32 kilobytes.
#define PANEL_COLUMNS 16
#define PANEL_INNER (tiltmeter_whole_bytes / (PANEL_COLUMNS * LANES * 4))

// Whether the right operand of a product goes through the first cache as a whole.
INLINE int fits(ptrdiff_t inner, ptrdiff_t columns) {
  return inner * columns * LANES * 4 <= tiltmeter_whole_bytes;
}

// Copies a panel, so that rows a power of two apart do not push each other out of the cache.
INLINE void pack(lane_float *panel, const lane_float *right, ptrdiff_t right_inner,
                 ptrdiff_t right_column, ptrdiff_t inner, ptrdiff_t columns) {
  if (right_column == 1) {
    for (ptrdiff_t k = 0; k < inner; k++)
      for (ptrdiff_t j = 0; j < columns; j++)
        panel[k * PANEL_COLUMNS + j] = right[k * right_inner + j];
  } else {
    for (ptrdiff_t j = 0; j < columns; j++)
      for (ptrdiff_t k = 0; k < inner; k++)
        panel[k * PANEL_COLUMNS + j] = right[k * right_inner + j * right_column];
  }
}

// Panel by panel: sums that are begun with FIRST go on through memory with MORE.
#define PANELS(NAME, FIRST, MORE, LEFT_TYPE)                                                     \
  static void NAME(lane_float *result, ptrdiff_t result_row, const lane_float *start,            \
                   const LEFT_TYPE *left, ptrdiff_t left_row, const lane_float *right,           \
                   ptrdiff_t right_inner, ptrdiff_t right_column, ptrdiff_t rows,                \
                   ptrdiff_t columns, ptrdiff_t inner) {                                         \
    lane_float panel[PANEL_INNER * PANEL_COLUMNS];                                               \
    for (ptrdiff_t k = 0; k < inner; k += PANEL_INNER) {                                         \
      tile_strides s = {.result_row = result_row, .left_row = left_row,                          \
                        .right_inner = PANEL_COLUMNS, .inner = LEAST(PANEL_INNER, inner - k)};   \
      for (ptrdiff_t j = 0; j < columns; j += PANEL_COLUMNS) {                                   \
        ptrdiff_t width = LEAST(PANEL_COLUMNS, columns - j);                                     \
        pack(panel, right + k * right_inner + j * right_column, right_inner, right_column,       \
             s.inner, width);                                                                    \
        if (k == 0) FIRST(&s, result + j, result, start + j, left, panel, rows, width);          \
        else MORE(&s, result + j, result, start + j, left + k, panel, rows, width);              \
      }                                                                                          \
    }                                                                                            \
  }

PANELS(panels, plain, more, lane_float)
PANELS(panels_shared, plain_shared, more_shared, float)
PANELS(panels_from_zero, packed, more, lane_float)

// Wide layers go panel by panel; what finishes a result then comes in a pass of its own.

static void forward(float *result, ptrdiff_t result_row, const float *biases, const float *left,
                    ptrdiff_t left_row, const float *weights, ptrdiff_t rows, ptrdiff_t columns,
                    ptrdiff_t inner, int32_t activation) {
  tile_strides s = {.result_row = result_row, .left_row = left_row, .right_inner = columns,
                    .right_column = 1, .inner = inner};
  lane_float *results = (lane_float *)result;
  int relu = activation == tiltmeter_relu;
  if ((inner == 1 || inner == 2) && columns >= THIN_COLUMNS) {
    (inner == 1 ? relu ? thin_1_relu : thin_1 : relu ? thin_2_relu : thin_2)(
        &s, results, results, (const lane_float *)biases, left, (const lane_float *)weights, rows,
        columns);
    return;
  }
  if (inner == 0 || fits(inner, columns)) {
    (relu ? plain_relu : plain)(
        &s, results, results, (const lane_float *)biases, (const lane_float *)left,
        (const lane_float *)weights, rows, columns);
    return;
  }
  panels(results, result_row, (const lane_float *)biases, (const lane_float *)left, left_row,
         (const lane_float *)weights, columns, 1, rows, columns, inner);
  if (relu) relu_rows(results, result_row, rows, columns);
}

static void forward_shared(float *result, ptrdiff_t result_row, const float *biases,
                           const float *left, const float *weights, ptrdiff_t rows,
                           ptrdiff_t columns, ptrdiff_t inner, int32_t activation) {
  tile_strides s = {.result_row = result_row, .left_row = inner, .right_inner = columns,
                    .right_column = 1, .inner = inner};
  lane_float *results = (lane_float *)result;
  int relu = activation == tiltmeter_relu;
  if ((inner == 1 || inner == 2) && columns >= THIN_COLUMNS) {
    (inner == 1 ? relu ? thin_1_shared_relu : thin_1_shared
     : relu     ? thin_2_shared_relu
                : thin_2_shared)(
        &s, results, results, (const lane_float *)biases, left, (const lane_float *)weights, rows,
        columns);
    return;
  }
  if (inner == 0 || fits(inner, columns)) {
    (relu ? plain_shared_relu : plain_shared)(
        &s, results, results, (const lane_float *)biases, left, (const lane_float *)weights, rows,
        columns);
    return;
  }
  panels_shared(results, result_row, (const lane_float *)biases, left, inner,
                (const lane_float *)weights, columns, 1, rows, columns, inner);
  if (relu) relu_rows(results, result_row, rows, columns);
}

static void backward(float *result, ptrdiff_t result_row, const float *slopes,
                     ptrdiff_t slopes_row, const float *weights, ptrdiff_t rows,
                     ptrdiff_t columns, ptrdiff_t inner, const float *values,
                     int32_t activation) {
  tile_strides s = {.result_row = result_row, .left_row = slopes_row, .right_column = inner,
                    .inner = inner};
  const lane_float *left = (const lane_float *)slopes;
  if (inner == 1) {
    (activation == tiltmeter_tanh   ? thin_1_tanh_slope
     : activation == tiltmeter_relu ? thin_1_relu_slope
                                    : thin_1_from_zero)(
        &s, (lane_float *)result, (const lane_float *)values, left, slopes,
        (const lane_float *)weights, rows, columns);
    return;
  }
  if (fits(inner, columns)) {
    (activation == tiltmeter_tanh   ? turned_tanh
     : activation == tiltmeter_relu ? turned_relu
                                    : turned)(
        &s, (lane_float *)result, (const lane_float *)values, left, left,
        (const lane_float *)weights, rows, columns);
    return;
  }
  panels_from_zero((lane_float *)result, result_row, left, left, slopes_row,
                   (const lane_float *)weights, 1, inner, rows, columns, inner);
  slope_rows((lane_float *)result, (const lane_float *)values, result_row, rows, columns,
             activation);
}

// Columns of slopes that, over a block's rows, keep to half of the first cache.
INLINE ptrdiff_t slope_columns(ptrdiff_t rows) {
  ptrdiff_t columns = PANEL_INNER * PANEL_COLUMNS / rows / 4 * 4;
  return columns < 4 ? 4 : columns;
}

static void gradient(float *sums, const float *left, ptrdiff_t left_row, const float *slopes,
                     ptrdiff_t slopes_row, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner,
                     int32_t fresh) {
  tile_strides s = {.result_row = columns, .left_inner = left_row, .right_inner = slopes_row,
                    .inner = rows};
  lane_float *result = (lane_float *)sums;
  ptrdiff_t width = slope_columns(rows);
  for (ptrdiff_t j = 0; j < columns; j += width)
    (fresh ? fresh_summed : summed)(
        &s, result + j, result + inner * columns + j, (const lane_float *)left,
        (const lane_float *)slopes + j, inner, LEAST(width, columns - j));
}

static void gradient_shared(float *sums, const float *left, const float *slopes,
                            ptrdiff_t slopes_row, ptrdiff_t rows, ptrdiff_t columns,
                            ptrdiff_t inner, int32_t fresh) {
  tile_strides s = {.result_row = columns, .left_inner = inner, .right_inner = slopes_row,
                    .inner = rows};
  lane_float *result = (lane_float *)sums;
  ptrdiff_t width = slope_columns(rows);
  for (ptrdiff_t j = 0; j < columns; j += width)
    (fresh ? fresh_summed_shared : summed_shared)(
        &s, result + j, result + inner * columns + j, left, (const lane_float *)slopes + j, inner,
        LEAST(width, columns - j));
}

static void forward_across_rows(float *result, ptrdiff_t result_unit, const float *biases,
                                const float *weights, ptrdiff_t weights_unit,
                                ptrdiff_t weights_inner, const float *values,
                                ptrdiff_t values_inner, ptrdiff_t units, ptrdiff_t vectors,
                                ptrdiff_t inner, int32_t activation) {
  tile_strides s = {.result_row = result_unit, .left_row = weights_unit,
                    .left_inner = weights_inner, .right_inner = values_inner, .inner = inner};
  (activation == tiltmeter_relu ? spread_relu : spread)(
      &s, (lane_float *)result, (lane_float *)result, (const lane_float *)biases, weights,
      (const lane_float *)values, units, vectors);
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
