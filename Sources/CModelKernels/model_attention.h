// Attention of one group of rows, head by head, by the tiles of the products.

#define ROUNDED(n, unit) (((n) + (unit) - 1) / (unit) * (unit))

// Panels [width of a head, keys] of the rows' numbers: rows become columns.
INLINE void gather_across(float *panels, const float *source, ptrdiff_t row,
                          const int32_t *rows, ptrdiff_t count, ptrdiff_t width) {
  for (ptrdiff_t j = 0; j < count; j += PANEL_COLUMNS) {
    float *panel = panels + j * width;
    if (count - j < PANEL_COLUMNS) memset(panel, 0, (size_t)(width * PANEL_COLUMNS) * 4);
    for (ptrdiff_t c = 0; c < LEAST(PANEL_COLUMNS, count - j); c++) {
      const float *from = source + rows[j + c] * row;
      for (ptrdiff_t d = 0; d < width; d++) panel[d * PANEL_COLUMNS + c] = from[d];
    }
  }
}

// Panels [rows, width of a head], the rows named or, without names, one after the other.
INLINE void gather_along(float *panels, const float *source, ptrdiff_t row, const int32_t *rows,
                         ptrdiff_t count, ptrdiff_t width) {
  for (ptrdiff_t d = 0; d < width; d += PANEL_COLUMNS)
    for (ptrdiff_t i = 0; i < count; i++) {
      const float *from = source + (rows ? rows[i] : i) * row + d;
      float *to = panels + d * count + i * PANEL_COLUMNS;
      for (ptrdiff_t v = 0; v < PANEL_COLUMNS; v += LANES)
        *(vec *)(to + v) = d + v < width ? load(from + v) : every(0.0f);
    }
}

// result [rows, columns] (+)= left panels.
INLINE void panels_product(float *result, ptrdiff_t result_row, const float *left,
                           ptrdiff_t left_row, ptrdiff_t left_step, const float *panels,
                           ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, int more) {
  for (ptrdiff_t j = 0; j < columns; j += PANEL_COLUMNS)
    strip(result + j, result_row, left, left_row, left_step, panels + j * inner, rows, inner, more,
          LEAST(PANEL_COLUMNS, columns - j));
}

static ptrdiff_t attention_scratch(const tiltmeter_attention_shape *shape, ptrdiff_t keys,
                                   ptrdiff_t queries) {
  ptrdiff_t across = ROUNDED(keys, PANEL_COLUMNS) * shape->width;
  ptrdiff_t along = ROUNDED(shape->width, PANEL_COLUMNS) * keys;
  ptrdiff_t along_queries = ROUNDED(shape->width, PANEL_COLUMNS) * queries;
  return across + along + along_queries + 2 * keys * shape->width
         + queries * ROUNDED(keys, LANES) + 5 * LANES;
}

// The next piece of scratch, aligned as vectors are.
INLINE float *taken(float **scratch, ptrdiff_t count) {
  float *piece = *scratch;
  *scratch += ROUNDED(count, LANES);
  return piece;
}

static void attention(float *result, float *probabilities, const float *q, ptrdiff_t q_row,
                      const float *k, const float *v, ptrdiff_t kv_row,
                      const tiltmeter_attention_group *group,
                      const tiltmeter_attention_shape *shape, float *scratch) {
  ptrdiff_t width = shape->width, keys = group->keys, queries = group->queries;
  ptrdiff_t stride = ROUNDED(keys, LANES);
  float *key_panels = taken(&scratch, ROUNDED(keys, PANEL_COLUMNS) * width);
  float *value_panels = taken(&scratch, ROUNDED(width, PANEL_COLUMNS) * keys);
  for (ptrdiff_t head = 0; head < shape->heads; head++) {
    if (head % shape->sharing == 0) {
      ptrdiff_t shared = head / shape->sharing * width;
      gather_across(key_panels, k + shared, kv_row, group->key_rows, keys, width);
      gather_along(value_panels, v + shared, kv_row, group->key_rows, keys, width);
    }
    float *p = probabilities + head * queries * stride;
    panels_product(p, stride, q + head * width, q_row, 1, key_panels, queries, keys, width, 0);
    for (ptrdiff_t i = 0; i < queries; i++) {
      float *row = p + i * stride;
      ptrdiff_t visible = group->visible[i];
      multiply(row, shape->scale, visible);
      float top = largest_of(row, row[0], visible);
      float inverse = 1.0f / exponentials(row, top, visible);
      multiply(row, inverse, visible);
      memset(row + visible, 0, (size_t)(stride - visible) * sizeof(float));
    }
    panels_product(result + head * width, q_row, p, stride, 1, value_panels, queries, width, keys,
                   0);
  }
}

static void attention_backward(float *q_slopes, float *k_slopes, float *v_slopes,
                               const float *slopes, const float *probabilities, const float *q,
                               ptrdiff_t q_row, const float *k, const float *v, ptrdiff_t kv_row,
                               const tiltmeter_attention_group *group,
                               const tiltmeter_attention_shape *shape, float *scratch) {
  ptrdiff_t width = shape->width, keys = group->keys, queries = group->queries;
  ptrdiff_t stride = ROUNDED(keys, LANES);
  float *value_panels = taken(&scratch, ROUNDED(keys, PANEL_COLUMNS) * width);
  float *key_panels = taken(&scratch, ROUNDED(width, PANEL_COLUMNS) * keys);
  float *query_panels = taken(&scratch, ROUNDED(width, PANEL_COLUMNS) * queries);
  float *key_sums = taken(&scratch, keys * width), *value_sums = taken(&scratch, keys * width);
  float *score_slopes = taken(&scratch, queries * stride);
  for (ptrdiff_t head = 0; head < shape->heads; head++) {
    ptrdiff_t shared = head / shape->sharing * width;
    int first = head % shape->sharing == 0;
    if (first) {
      gather_across(value_panels, v + shared, kv_row, group->key_rows, keys, width);
      gather_along(key_panels, k + shared, kv_row, group->key_rows, keys, width);
    }
    const float *p = probabilities + head * queries * stride;
    const float *head_slopes = slopes + head * width;
    panels_product(score_slopes, stride, head_slopes, q_row, 1, value_panels, queries, keys, width,
                   0);
    for (ptrdiff_t i = 0; i < queries; i++) {
      float *row = score_slopes + i * stride;
      const float *weights = p + i * stride;
      ptrdiff_t visible = group->visible[i];
      float mean = dot(row, weights, visible);
      for (ptrdiff_t j = 0; j < visible; j += LANES)
        store_part(row + j,
                   load_part(weights + j, visible - j, 0.0f)
                       * (load_part(row + j, visible - j, 0.0f) - mean) * shape->scale,
                   visible - j);
      memset(row + visible, 0, (size_t)(stride - visible) * sizeof(float));
    }
    panels_product(q_slopes + head * width, q_row, score_slopes, stride, 1, key_panels, queries,
                   width, keys, 0);
    gather_along(query_panels, head_slopes, q_row, NULL, queries, width);
    panels_product(value_sums, width, p, 1, stride, query_panels, keys, width, queries, !first);
    gather_along(query_panels, q + head * width, q_row, NULL, queries, width);
    panels_product(key_sums, width, score_slopes, 1, stride, query_panels, keys, width, queries,
                   !first);
    if ((head + 1) % shape->sharing == 0)
      for (ptrdiff_t j = 0; j < keys; j++) {
        add(k_slopes + group->key_rows[j] * kv_row + shared, key_sums + j * width, width);
        add(v_slopes + group->key_rows[j] * kv_row + shared, value_sums + j * width, width);
      }
  }
}
