// Activations and their slopes, in passes over lane vectors.

#define IN_PLACE(NAME, FUNCTION)                                                                 \
  static void NAME(float *numbers, ptrdiff_t count) {                                            \
    lane_float *values = (lane_float *)numbers;                                                  \
    for (ptrdiff_t i = 0; i < count; i++) values[i] = FUNCTION(values[i]);                       \
  }

IN_PLACE(relu_forward, lane_relu)

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

static void gelu_forward(float *values, const float *inputs, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++)
    ((lane_float *)values)[i] = lane_gelu(((const lane_float *)inputs)[i]);
}

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

static void gelu_backward(float *slope_numbers, const float *inputs, ptrdiff_t count) {
  lane_float *slopes = (lane_float *)slope_numbers;
  for (ptrdiff_t i = 0; i < count; i++)
    slopes[i] *= lane_gelu_slope(((const lane_float *)inputs)[i]);
}
