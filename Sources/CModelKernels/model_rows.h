// What goes row by row or number by number.

INLINE float dot(const float *a, const float *b, ptrdiff_t width) {
  vec sum = every(0.0f);
  for (ptrdiff_t k = 0; k < width; k += LANES)
    sum = fused(load_part(a + k, width - k, 0.0f), load_part(b + k, width - k, 0.0f), sum);
  return total(sum);
}

INLINE void scaled_row(float *result, const float *x, float scale, const float *weight,
                       ptrdiff_t width) {
  for (ptrdiff_t k = 0; k < width; k += LANES)
    store_part(result + k,
               load_part(x + k, width - k, 0.0f) * scale * load_part(weight + k, width - k, 0.0f),
               width - k);
}

static void rms(float *result, float *scales, const float *x, const float *weight, ptrdiff_t rows,
                ptrdiff_t width, float epsilon) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float mean = dot(x + i * width, x + i * width, width) / (float)width;
    scales[i] = 1.0f / __builtin_sqrtf(mean + epsilon);
    scaled_row(result + i * width, x + i * width, scales[i], weight, width);
  }
}

static void rms_again(float *result, const float *scales, const float *x, const float *weight,
                      ptrdiff_t rows, ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < rows; i++)
    scaled_row(result + i * width, x + i * width, scales[i], weight, width);
}

// With g the slope by the result, c the scale: c w g - x c^3 mean(x w g).
static void rms_backward(float *slopes, const float *result_slopes, const float *scales,
                         const float *x, const float *weight, ptrdiff_t rows, ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    const float *row = x + i * width, *result_row = result_slopes + i * width;
    float *slope = slopes + i * width;
    vec sum = every(0.0f);
    for (ptrdiff_t k = 0; k < width; k += LANES) {
      vec weighted = load_part(result_row + k, width - k, 0.0f)
                     * load_part(weight + k, width - k, 0.0f);
      sum = fused(weighted, load_part(row + k, width - k, 0.0f), sum);
    }
    float c = scales[i];
    vec along = every(-(total(sum) / (float)width * c * c * c));
    for (ptrdiff_t k = 0; k < width; k += LANES) {
      vec weighted = load_part(result_row + k, width - k, 0.0f)
                     * load_part(weight + k, width - k, 0.0f);
      vec change = fused(load_part(row + k, width - k, 0.0f), along, weighted * c);
      store_part(slope + k, load_part(slope + k, width - k, 0.0f) + change, width - k);
    }
  }
}

static void rotate(float *values, ptrdiff_t row, const float *cosines, const float *sines,
                   const int32_t *positions, ptrdiff_t rows, ptrdiff_t heads,
                   ptrdiff_t head_width, float direction) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    const float *c = cosines + positions[i] * head_width, *s = sines + positions[i] * head_width;
    for (ptrdiff_t head = 0; head < heads; head++) {
      float *x = values + i * row + head * head_width;
      for (ptrdiff_t k = 0; k < head_width; k += LANES) {
        vec value = load(x + k);
        vec other = __builtin_shufflevector(value, value, 1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13,
                                            12, 15, 14);
        store(x + k, fused(other, load(s + k) * direction, value * load(c + k)));
      }
    }
  }
}

INLINE vec sigmoid(vec x) { return 1.0f / (1.0f + lane_exp(-x)); }

static void gated(float *result, const float *gate, const float *up, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    vec x = load_part(gate + i, count - i, 0.0f);
    store_part(result + i, x * sigmoid(x) * load_part(up + i, count - i, 0.0f), count - i);
  }
}

static void gated_backward(float *gate, float *up, const float *slopes, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    vec x = load_part(gate + i, count - i, 0.0f), other = load_part(up + i, count - i, 0.0f);
    vec slope = load_part(slopes + i, count - i, 0.0f);
    vec s = sigmoid(x);
    vec derivative = s * fused(x, 1.0f - s, every(1.0f));
    store_part(gate + i, slope * other * derivative, count - i);
    store_part(up + i, slope * (x * s), count - i);
  }
}

// e^(value - top) in place, and their sum.
INLINE float exponentials(float *values, float top, ptrdiff_t width) {
  vec sum = every(0.0f);
  for (ptrdiff_t k = 0; k < width; k += LANES) {
    vec e = lane_exp(load_part(values + k, width - k, -__builtin_inff()) - top);
    sum += e;
    store_part(values + k, e, width - k);
  }
  return total(sum);
}

INLINE float largest_of(const float *values, float top, ptrdiff_t width) {
  vec tops = every(top);
  for (ptrdiff_t k = 0; k < width; k += LANES)
    tops = larger(load_part(values + k, width - k, top), tops);
  return largest(tops);
}

static void softmax_tile(float *values, ptrdiff_t row, float *maxima, float *factors, double *sums,
                         ptrdiff_t rows, ptrdiff_t width) {
  for (ptrdiff_t i = 0; i < rows; i++) {
    float top = largest_of(values + i * row, maxima[i], width);
    factors[i] = top == maxima[i] ? 1.0f : lane_exp(every(maxima[i] - top))[0];
    maxima[i] = top;
    sums[i] = sums[i] * factors[i] + (double)exponentials(values + i * row, top, width);
  }
}

static void multiply(float *values, float factor, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += LANES)
    store_part(values + i, load_part(values + i, count - i, 0.0f) * factor, count - i);
}

static void add(float *values, const float *terms, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i += LANES)
    store_part(values + i,
               load_part(values + i, count - i, 0.0f) + load_part(terms + i, count - i, 0.0f),
               count - i);
}

static void adam_step(float *parameters, float *mean, float *square, const float *gradient,
                      ptrdiff_t count, float rate, float root, float beta1, float beta2,
                      float epsilon) {
  float fresh1 = 1.0f - beta1, fresh2 = 1.0f - beta2;
  for (ptrdiff_t i = 0; i < count; i += LANES) {
    ptrdiff_t rest = count - i;
    vec g = load_part(gradient + i, rest, 0.0f);
    vec m = fused(every(fresh1), g, load_part(mean + i, rest, 0.0f) * beta1);
    vec v = fused(g * fresh2, g, load_part(square + i, rest, 0.0f) * beta2);
    store_part(mean + i, m, rest);
    store_part(square + i, v, rest);
    vec step = m * rate / fused(__builtin_elementwise_sqrt(v), every(root), every(epsilon));
    store_part(parameters + i, load_part(parameters + i, rest, 0.0f) - step, rest);
  }
}
