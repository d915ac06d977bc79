// Functions of many values, gradients of losses, and optimizer steps on lane vectors.

IN_PLACE(exp_values, lane_exp)
IN_PLACE(log_values, lane_log)
IN_PLACE(log1p_values, lane_log1p)
IN_PLACE(sigmoid_values, lane_sigmoid)

// -ln p(answer) = softplus(s z), s = -1 for class 1; its slope s logistic(s z) keeps its digits
// where logistic(z) - 1 would lose them. The sign is a bit.
#define LOGIT_SLOPE                                                                              \
  {                                                                                              \
    __auto_type bits = as_bits(V(logits));                                                       \
    __auto_type sign = (*(const __typeof__(bits) *)(answers + i * LANES) ^ opposite) << 31;      \
    __auto_type slope = lane_sigmoid(as_floats(bits ^ sign)) * scale;                            \
    V(slopes) = as_floats(as_bits(slope) ^ sign);                                                \
  }

static void logit_gradient(float *slopes, const float *logits, const int32_t *answers,
                           ptrdiff_t count, float scale, int32_t opposite) PASS(LOGIT_SLOPE)

static void logit_log_probabilities(float *results, const float *logits, ptrdiff_t count) {
  for (ptrdiff_t i = 0; i < count; i++) {
    lane_float z = ((const lane_float *)logits)[i];
    // ln logistic(z) = min(z, 0) - ln(1 + e^-|z|).
    lane_float common = lane_log1p(lane_exp(-magnitude(z)));
    ((lane_float *)results)[2 * i] = choose(z > 0.0f, -z, z - z) - common;
    ((lane_float *)results)[2 * i + 1] = choose(z < 0.0f, z, z - z) - common;
  }
}

INLINE lane_float largest(const lane_float *values, int32_t size) {
  lane_float top = values[0];
  for (int32_t c = 1; c < size; c++) top = choose(values[c] > top, values[c], top);
  return top;
}

static void softmax_gradient(float *slope_numbers, const float *logit_numbers,
                             const int32_t *answer_numbers, ptrdiff_t rows,
                             const int32_t *head_sizes, ptrdiff_t heads, float scale) {
  lane_float *slopes = (lane_float *)slope_numbers;
  const lane_float *logits = (const lane_float *)logit_numbers;
  const lane_int *answers = (const lane_int *)answer_numbers;
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t head = 0; head < heads; head++) {
      int32_t size = head_sizes[head];
      lane_int answer = *answers++;
      lane_float top = largest(logits, size);
      lane_float sum = every(0.0f), rivals = every(0.0f);
      for (int32_t c = 0; c < size; c++) {
        lane_float e = lane_exp(logits[c] - top);
        slopes[c] = e;
        sum += e;
        rivals += choose(answer == c, every(0.0f), e);
      }
      lane_float factor = scale / sum;
      // p(answer) - 1 as minus the sum of the others: nothing cancels.
      for (int32_t c = 0; c < size; c++)
        slopes[c] = choose(answer == c, -rivals, slopes[c]) * factor;
      logits += size;
      slopes += size;
    }
  }
}

static void softmax_away_gradient(float *slope_numbers, const float *logit_numbers,
                                  const int32_t *answer_numbers, ptrdiff_t rows,
                                  const int32_t *head_sizes, ptrdiff_t heads, float scale) {
  lane_float *slopes = (lane_float *)slope_numbers;
  const lane_float *logits = (const lane_float *)logit_numbers;
  const lane_int *answers = (const lane_int *)answer_numbers;
  for (ptrdiff_t row = 0; row < rows; row++) {
    // q = 1 - product of p, built as q + q_h - q q_h from q_h = 1 - p_h, so nothing cancels.
    lane_float q = every(0.0f), p = every(1.0f);
    lane_float *row_slopes = slopes;
    for (ptrdiff_t head = 0; head < heads; head++) {
      int32_t size = head_sizes[head];
      lane_int answer = answers[head];
      lane_float top = largest(logits, size);
      lane_float sum = every(0.0f), rivals = every(0.0f);
      for (int32_t c = 0; c < size; c++) {
        lane_float e = lane_exp(logits[c] - top);
        slopes[c] = e;
        sum += e;
        rivals += choose(answer == c, every(0.0f), e);
      }
      lane_float own = every(0.0f);
      for (int32_t c = 0; c < size; c++) {
        own = choose(answer == c, slopes[c], own);
        slopes[c] = choose(answer == c, rivals, -slopes[c]) / sum;
      }
      lane_float other = rivals / sum;
      q = fused(other, 1.0f - q, q);
      p *= own / sum;
      logits += size;
      slopes += size;
    }
    // The floor keeps p/q finite where every rival underflowed.
    lane_float floor = every(0x1p-126f);
    lane_float factor = scale * p / choose(q < floor, floor, q);
    for (lane_float *slope = row_slopes; slope < slopes; slope++) *slope *= factor;
    answers += heads;
  }
}

static void softmax_log_probabilities(float *result_numbers, const float *logit_numbers,
                                      ptrdiff_t rows, const int32_t *head_sizes,
                                      ptrdiff_t heads) {
  lane_float *results = (lane_float *)result_numbers;
  const lane_float *logits = (const lane_float *)logit_numbers;
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t head = 0; head < heads; head++) {
      int32_t size = head_sizes[head];
      lane_float top = largest(logits, size);
      lane_float sum = every(0.0f);
      for (int32_t c = 0; c < size; c++) sum += lane_exp(logits[c] - top);
      lane_float log_sum = lane_log(sum);
      for (int32_t c = 0; c < size; c++) results[c] = (logits[c] - top) - log_sum;
      logits += size;
      results += size;
    }
  }
}

static void add_squares(float *sums, const float *first, const float *second, ptrdiff_t step,
                        ptrdiff_t count) {
  lane_float a = ((const lane_float *)sums)[0], b = ((const lane_float *)sums)[1];
  for (ptrdiff_t i = 0; i < count; i++) {
    lane_float x = ((const lane_float *)first)[i * step];
    lane_float y = ((const lane_float *)second)[i * step];
    a = fused(x, x, a);
    b = fused(y, y, b);
  }
  ((lane_float *)sums)[0] = a;
  ((lane_float *)sums)[1] = b;
}

static void add_penalty(float *gradient_numbers, const float *penalty, const float *strengths,
                        ptrdiff_t count) {
  lane_float *gradient = (lane_float *)gradient_numbers;
  lane_float strength = *(const lane_float *)strengths;
  lane_int none = strength == 0.0f;
  for (ptrdiff_t i = 0; i < count; i++) {
    lane_float sum = fused(strength, ((const lane_float *)penalty)[i], gradient[i]);
    gradient[i] = choose(none, gradient[i], sum);
  }
}

static void sgd_step(float *numbers, const float *gradient, ptrdiff_t count, float rate) {
  lane_float *parameters = (lane_float *)numbers;
  for (ptrdiff_t i = 0; i < count; i++)
    parameters[i] = fused(every(-rate), ((const lane_float *)gradient)[i], parameters[i]);
}

static void momentum_step(float *numbers, float *velocities, const float *gradient,
                          ptrdiff_t count, float rate, float momentum) {
  lane_float *parameters = (lane_float *)numbers;
  lane_float *velocity = (lane_float *)velocities;
  for (ptrdiff_t i = 0; i < count; i++) {
    lane_float v = fused(every(momentum), velocity[i], ((const lane_float *)gradient)[i]);
    velocity[i] = v;
    parameters[i] = fused(every(-rate), v, parameters[i]);
  }
}

static void adam_step(float *numbers, float *means, float *squares, const float *gradient,
                      ptrdiff_t count, float rate, float root, float beta1, float fresh1,
                      float beta2, float fresh2, float epsilon, float keep) {
  lane_float *parameters = (lane_float *)numbers;
  for (ptrdiff_t i = 0; i < count; i++) {
    lane_float g = ((const lane_float *)gradient)[i];
    lane_float m = fused(every(beta1), ((lane_float *)means)[i], fresh1 * g);
    lane_float v = fused(every(beta2), ((lane_float *)squares)[i], fresh2 * g * g);
    ((lane_float *)means)[i] = m;
    ((lane_float *)squares)[i] = v;
    lane_float scale = fused(every(root), __builtin_elementwise_sqrt(v), every(epsilon));
    parameters[i] = fused(every(-rate), m / scale, keep * parameters[i]);
  }
}
