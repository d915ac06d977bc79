// Products: a panel of weights in the first cache meets all rows of a block, tile by tile, the
// tile's sums in registers from the first k to the last of the panel.

// The longest chain of multiply-adds, and so a panel's height: longer sums are added up from nearly
// equal pieces, which keeps rounding errors small. The same on every instruction set.
#define CHAIN 288

// Rows of a block, so that a panel's share of them keeps to half of a second cache of 512 kB.
#define BLOCK_ROWS 240

// result [rows, width] (+)= left [rows, inner] panel [inner, PANEL_COLUMNS].
INLINE void tile(const int rows, const int unit, float *result, ptrdiff_t result_row,
                 const float *left, ptrdiff_t left_row, ptrdiff_t left_step, const float *panel,
                 ptrdiff_t inner, int more, ptrdiff_t width) {
  vec sums[TILE_ROWS][TILE_VECTORS];
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int v = 0; v < TILE_VECTORS; v++) {
      sums[i][v] = every(0.0f);
    }
  for (ptrdiff_t k = 0; k < inner; k++) {
    vec right[TILE_VECTORS];
    UNROLL for (int v = 0; v < TILE_VECTORS; v++)
      right[v] = *(const vec *)(panel + k * PANEL_COLUMNS + v * LANES);
    UNROLL for (int i = 0; i < rows; i++) {
      vec number = every(left[i * left_row + (unit ? k : k * left_step)]);
      UNROLL for (int v = 0; v < TILE_VECTORS; v++)
        sums[i][v] = fused(number, right[v], sums[i][v]);
    }
  }
  UNROLL for (int i = 0; i < rows; i++)
    UNROLL for (int v = 0; v < TILE_VECTORS; v++)
      if (v * LANES < width) {
        if (more)
          sums[i][v] += load_part(result + i * result_row + v * LANES, width - v * LANES, 0.0f);
        store_part(result + i * result_row + v * LANES, sums[i][v], width - v * LANES);
      }
}

#define TILE_CASE(ROWS)                                                                          \
  case ROWS:                                                                                     \
    tile(LEAST(ROWS, TILE_ROWS), unit, result, result_row, left, left_row, left_step, panel,     \
         inner, more, width);                                                                    \
    break;

INLINE void any_tile(ptrdiff_t rows, const int unit, float *result, ptrdiff_t result_row,
                     const float *left, ptrdiff_t left_row, ptrdiff_t left_step,
                     const float *panel, ptrdiff_t inner, int more, ptrdiff_t width) {
  switch (rows) {
    TILE_CASE(1)
#if TILE_ROWS > 1
    TILE_CASE(2)
#endif
#if TILE_ROWS > 2
    TILE_CASE(3)
    TILE_CASE(4)
    TILE_CASE(5)
    TILE_CASE(6)
#endif
#if TILE_ROWS > 6
    TILE_CASE(7)
    TILE_CASE(8)
    TILE_CASE(9)
    TILE_CASE(10)
    TILE_CASE(11)
    TILE_CASE(12)
#endif
  }
}

// One panel and all rows. Rows that do not fill a tile share the last two evenly: small tiles wait
// for their own sums.
INLINE void strip_of(const int unit, float *result, ptrdiff_t result_row, const float *left,
                     ptrdiff_t left_row, ptrdiff_t left_step, const float *panel, ptrdiff_t rows,
                     ptrdiff_t inner, int more, ptrdiff_t width) {
  ptrdiff_t done = 0;
  while (rows - done >= 2 * TILE_ROWS || rows - done == TILE_ROWS) {
    tile(TILE_ROWS, unit, result + done * result_row, result_row, left + done * left_row, left_row,
         left_step, panel, inner, more, width);
    done += TILE_ROWS;
  }
  while (done < rows) {
    ptrdiff_t rest = rows - done, count = rest > TILE_ROWS ? (rest + 1) / 2 : rest;
    any_tile(count, unit, result + done * result_row, result_row, left + done * left_row, left_row,
             left_step, panel, inner, more, width);
    done += count;
  }
}

static void strip(float *result, ptrdiff_t result_row, const float *left, ptrdiff_t left_row,
                  ptrdiff_t left_step, const float *panel, ptrdiff_t rows, ptrdiff_t inner,
                  int more, ptrdiff_t width) {
  if (left_step == 1)
    strip_of(1, result, result_row, left, left_row, 1, panel, rows, inner, more, width);
  else
    strip_of(0, result, result_row, left, left_row, left_step, panel, rows, inner, more, width);
}

// `parts` nearly equal pieces of a length, each a multiple of `unit`.
INLINE ptrdiff_t piece(ptrdiff_t length, ptrdiff_t limit, ptrdiff_t unit) {
  ptrdiff_t parts = (length + limit - 1) / limit;
  if (parts < 1) parts = 1;
  ptrdiff_t size = (length + parts - 1) / parts;
  return (size + unit - 1) / unit * unit;
}

typedef void (*unpacker)(float *, const tiltmeter_matrix *, ptrdiff_t, ptrdiff_t, ptrdiff_t);

INLINE void any_product(unpacker unpack, float *result, ptrdiff_t result_row, const float *left,
                        ptrdiff_t left_row, ptrdiff_t left_step, const tiltmeter_matrix *weights,
                        ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, int32_t more) {
  _Alignas(64) float panel[CHAIN * PANEL_COLUMNS];
  ptrdiff_t depth = piece(inner, CHAIN, GROUP);
  ptrdiff_t block = piece(rows, BLOCK_ROWS, TILE_ROWS);
  for (ptrdiff_t i = 0; i < rows; i += block) {
    ptrdiff_t block_rows = LEAST(block, rows - i);
    for (ptrdiff_t k = 0; k < inner || k == 0; k += depth) {
      ptrdiff_t part = LEAST(depth, inner - k);
      for (ptrdiff_t j = 0; j < columns; j += PANEL_COLUMNS) {
        unpack(panel, weights, j, k, part);
        strip(result + i * result_row + j, result_row, left + i * left_row + k * left_step,
              left_row, left_step, panel, block_rows, part, more || k > 0,
              LEAST(PANEL_COLUMNS, columns - j));
      }
    }
  }
}

static void product(float *result, ptrdiff_t result_row, const float *left, ptrdiff_t left_row,
                    ptrdiff_t left_step, const tiltmeter_matrix *weights, ptrdiff_t rows,
                    int32_t more) {
  any_product(unpack_across, result, result_row, left, left_row, left_step, weights, rows,
              weights->rows, weights->columns, more);
}

static void product_turned(float *result, ptrdiff_t result_row, const float *left,
                           ptrdiff_t left_row, ptrdiff_t left_step,
                           const tiltmeter_matrix *weights, ptrdiff_t rows, int32_t more) {
  any_product(unpack_along, result, result_row, left, left_row, left_step, weights, rows,
              weights->columns, weights->rows, more);
}
