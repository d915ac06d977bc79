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

static void tanh_forward(float *numbers, ptrdiff_t count) {
  lane_float *values = (lane_float *)numbers;
  tanh_parts parts[24];
  while (count > 0) {
    ptrdiff_t some = LEAST(24, count);
    for (ptrdiff_t i = 0; i < some; i++) parts[i] = tanh_reduced(values[i]);
    for (ptrdiff_t i = 0; i < some; i++) values[i] = tanh_joined(parts[i], values[i]);
    values += some;
    count -= some;
  }
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
