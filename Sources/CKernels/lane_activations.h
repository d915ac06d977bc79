// Activations and their slopes, in passes over lane vectors.

// EXPRESSION for each of `count` vectors, in packs as far as they go; V(numbers) is what stands in
// numbers at the place.
#define PASS(EXPRESSION)                                                                         \
  {                                                                                              \
    ptrdiff_t i = 0;                                                                             \
    {                                                                                            \
      typedef pack_float floats;                                                                 \
      for (; i + PACK <= count; i += PACK) EXPRESSION;                                           \
    }                                                                                            \
    {                                                                                            \
      typedef lane_float floats;                                                                 \
      for (; i < count; i++) EXPRESSION;                                                         \
    }                                                                                            \
  }
#define V(NUMBERS) (*(floats *)((NUMBERS) + i * LANES))

#define IN_PLACE(NAME, FUNCTION)                                                                 \
  static void NAME(float *numbers, ptrdiff_t count) PASS(V(numbers) = FUNCTION(V(numbers)))

static void relu_forward(float *numbers, ptrdiff_t count) {
  lane_float *values = (lane_float *)numbers;
  for (ptrdiff_t i = 0; i < count; i++) values[i] = lane_relu(values[i]);
}

// Of four vectors at a time one group's parts are joined while the next group is reduced: the two
// halves of the chain keep different units of a processor busy.
#define TANH_GROUP 4
#define EACH_OF_GROUP UNROLL for (int n = 0; n < TANH_GROUP; n++)

static void tanh_forward(float *numbers, ptrdiff_t count) {
  lane_float *values = (lane_float *)numbers, *end = values + count;
  if (count >= TANH_GROUP) {
    tanh_parts parts[TANH_GROUP];
    EACH_OF_GROUP parts[n] = tanh_reduced(values[n]);
    for (; end - values >= 2 * TANH_GROUP; values += TANH_GROUP) {
      tanh_parts next[TANH_GROUP];
      EACH_OF_GROUP next[n] = tanh_reduced(values[TANH_GROUP + n]);
      EACH_OF_GROUP values[n] = tanh_joined(parts[n], values[n]);
      EACH_OF_GROUP parts[n] = next[n];
    }
    EACH_OF_GROUP values[n] = tanh_joined(parts[n], values[n]);
    values += TANH_GROUP;
  }
  for (; values < end; values++) *values = tanh_joined(tanh_reduced(*values), *values);
}

static void gelu_forward(float *values, const float *inputs, ptrdiff_t count)
    PASS(V(values) = lane_gelu(V(inputs)))

static void tanh_backward(float *slope_numbers, const float *values, ptrdiff_t count) {
  lane_float *slopes = (lane_float *)slope_numbers;
  for (ptrdiff_t i = 0; i < count; i++)
    slopes[i] = tanh_slope(slopes[i], ((const lane_float *)values)[i]);
}

static void relu_backward(float *slope_numbers, const float *values, ptrdiff_t count) {
  lane_float *slopes = (lane_float *)slope_numbers;
  for (ptrdiff_t i = 0; i < count; i++)
    slopes[i] = relu_slope(slopes[i], ((const lane_float *)values)[i]);
}

// The same over rows that stand `row` lane vectors apart, where a product has not done it to its
// results in registers.
INLINE void relu_rows(lane_float *values, ptrdiff_t row, ptrdiff_t rows, ptrdiff_t columns) {
  for (ptrdiff_t i = 0; i < rows; i++) relu_forward((float *)(values + i * row), columns);
}

INLINE void slope_rows(lane_float *slopes, const lane_float *values, ptrdiff_t row,
                       ptrdiff_t rows, ptrdiff_t columns, int32_t activation) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float *to = (float *)(slopes + i * row);
    const float *at = (const float *)(values + i * row);
    if (activation == tiltmeter_tanh) tanh_backward(to, at, columns);
    if (activation == tiltmeter_relu) relu_backward(to, at, columns);
  }
}

static void gelu_backward(float *slopes, const float *inputs, ptrdiff_t count)
    PASS(V(slopes) *= lane_gelu_slope(V(inputs)))

typedef _Bool lane_bool __attribute__((ext_vector_type(LANES)));

static void positive_bits(uint64_t *words, const float *values, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    lane_bool is = __builtin_convertvector(((const lane_float *)values)[i] > 0.0f, lane_bool);
    uint16_t bits = 0;
    __builtin_memcpy(&bits, &is, sizeof is);
    ptrdiff_t place = i * LANES;
    uint64_t before = place % 64 == 0 ? 0 : words[place / 64];
    words[place / 64] = before | (uint64_t)(bits & ((1u << LANES) - 1)) << place % 64;
  }
}
