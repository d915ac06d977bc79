// How like the answers of two models are, by their probabilities [rows, candidates], and what of it
// reaches the logits. Sums over rows, heads and candidates run in ascending order.

INLINE ptrdiff_t candidates_of(const int32_t *head_sizes, ptrdiff_t heads) {
  ptrdiff_t sum = 0;
  for (ptrdiff_t head = 0; head < heads; head++) sum += head_sizes[head];
  return sum;
}

static void probabilities(float *result_numbers, const float *logit_numbers, ptrdiff_t rows,
                          const int32_t *head_sizes, ptrdiff_t heads, int32_t one_logit) {
  lane_float *result = (lane_float *)result_numbers;
  const lane_float *logits = (const lane_float *)logit_numbers;
  if (one_logit) {
    for (ptrdiff_t row = 0; row < rows; row++) {
      result[2 * row] = -logits[row];
      result[2 * row + 1] = logits[row];
    }
    sigmoid_values(result_numbers, 2 * rows);
    return;
  }
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t head = 0; head < heads; head++) {
      int32_t size = head_sizes[head];
      lane_float top = largest(logits, size);
      lane_float sum = every(0.0f);
      for (int32_t c = 0; c < size; c++) {
        result[c] = lane_exp(logits[c] - top);
        sum += result[c];
      }
      for (int32_t c = 0; c < size; c++) result[c] /= sum;
      logits += size;
      result += size;
    }
  }
}

static void logit_slopes(float *result_numbers, const float *p_numbers, const float *slope_numbers,
                         ptrdiff_t rows, const int32_t *head_sizes, ptrdiff_t heads,
                         int32_t one_logit, float scale) {
  lane_float *result = (lane_float *)result_numbers;
  const lane_float *p = (const lane_float *)p_numbers;
  const lane_float *slopes = (const lane_float *)slope_numbers;
  if (one_logit) {
    for (ptrdiff_t row = 0; row < rows; row++) {
      const lane_float *by = slopes + 2 * row;
      result[row] = p[2 * row] * p[2 * row + 1] * (by[1] - by[0]) * scale;
    }
    return;
  }
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t head = 0; head < heads; head++) {
      int32_t size = head_sizes[head];
      lane_float mean = every(0.0f);
      for (int32_t c = 0; c < size; c++) mean = fused(p[c], slopes[c], mean);
      lane_float top = largest(p, size), rest = every(0.0f);
      lane_int found = (lane_int)(0);
      for (int32_t c = 0; c < size; c++) {
        // The slopes add up to 0: that of the most probable candidate is minus the others' sum, so
        // nothing cancels where its probability is near 1.
        lane_int is_top = (p[c] == top) & ~found;
        found |= is_top;
        result[c] = choose(is_top, every(0.0f), p[c] * (slopes[c] - mean) * scale);
        rest += result[c];
      }
      found = (lane_int)(0);
      for (int32_t c = 0; c < size; c++) {
        lane_int is_top = (p[c] == top) & ~found;
        found |= is_top;
        result[c] = choose(is_top, -rest, result[c]);
      }
      p += size;
      slopes += size;
      result += size;
    }
  }
}

// A function over heads, and the same with its loops resolved for the commonest case, one head of
// two candidates.
#define OVER_HEADS(NAME)                                                                         \
  static void NAME(float *slopes, const float *p, const float *q, ptrdiff_t rows,                \
                   const int32_t *head_sizes, ptrdiff_t heads, float *scratch) {                 \
    if (heads == 1 && head_sizes[0] == 2) {                                                      \
      const int32_t two = 2;                                                                     \
      lane_float own[6];                                                                         \
      NAME##_over(slopes, p, q, rows, &two, 1, (float *)own);                                    \
    } else {                                                                                     \
      NAME##_over(slopes, p, q, rows, head_sizes, heads, scratch);                               \
    }                                                                                            \
  }

// Adds d(product over heads of sum over c of p q)/dp. scratch [heads].
INLINE void expected_agreement_over(float *slope_numbers, const float *p_numbers,
                                    const float *q_numbers, ptrdiff_t rows,
                                    const int32_t *head_sizes, ptrdiff_t heads, float *scratch) {
  lane_float *slopes = (lane_float *)slope_numbers, *same = (lane_float *)scratch;
  const lane_float *p = (const lane_float *)p_numbers, *q = (const lane_float *)q_numbers;
  for (ptrdiff_t row = 0; row < rows; row++) {
    for (ptrdiff_t head = 0, at = 0; head < heads; at += head_sizes[head++]) {
      same[head] = every(0.0f);
      for (int32_t c = 0; c < head_sizes[head]; c++)
        same[head] = fused(p[at + c], q[at + c], same[head]);
    }
    for (ptrdiff_t head = 0; head < heads; head++) {
      lane_float others = every(1.0f);
      for (ptrdiff_t other = 0; other < heads; other++)
        if (other != head) others *= same[other];
      int32_t size = head_sizes[head];
      for (int32_t c = 0; c < size; c++) slopes[c] = fused(q[c], others, slopes[c]);
      p += size;
      q += size;
      slopes += size;
    }
  }
}

OVER_HEADS(expected_agreement)

// Adds d(-ln(p1 (1 - p2) + p2 (1 - p1) + 1e-7))/dp, where p1 and p2 are the earlier and the new
// model's probabilities of the earlier model's whole answer. scratch [heads].
INLINE void d_bat_over(float *slope_numbers, const float *p_numbers, const float *q_numbers,
                       ptrdiff_t rows, const int32_t *head_sizes, ptrdiff_t heads, float *scratch) {
  lane_float *slopes = (lane_float *)slope_numbers, *own = (lane_float *)scratch;
  const lane_float *p = (const lane_float *)p_numbers, *q = (const lane_float *)q_numbers;
  for (ptrdiff_t row = 0; row < rows; row++) {
    lane_float p1 = every(1.0f), not1 = every(0.0f), p2 = every(1.0f), not2 = every(0.0f);
    for (ptrdiff_t head = 0, at = 0; head < heads; at += head_sizes[head++]) {
      lane_float top = largest(q + at, head_sizes[head]);
      lane_int found = (lane_int)(0);
      lane_float rivals1 = every(0.0f), rivals2 = every(0.0f);
      for (int32_t c = 0; c < head_sizes[head]; c++) {
        lane_int chosen = (q[at + c] == top) & ~found;
        found |= chosen;
        own[head] = choose(chosen, p[at + c], own[head]);
        rivals1 += choose(chosen, every(0.0f), q[at + c]);
        rivals2 += choose(chosen, every(0.0f), p[at + c]);
      }
      p1 *= top;
      p2 *= own[head];
      not1 = fused(rivals1, 1.0f - not1, not1);
      not2 = fused(rivals2, 1.0f - not2, not2);
    }
    lane_float apart = fused(p1, not2, p2 * not1) + 1e-7f;
    lane_float by_p2 = (p1 - not1) / apart;
    for (ptrdiff_t head = 0; head < heads; head++) {
      lane_float others = by_p2;
      for (ptrdiff_t other = 0; other < heads; other++)
        if (other != head) others *= own[other];
      int32_t size = head_sizes[head];
      lane_float top = largest(q, size);
      lane_int found = (lane_int)(0);
      for (int32_t c = 0; c < size; c++) {
        lane_int chosen = (q[c] == top) & ~found;
        found |= chosen;
        slopes[c] += choose(chosen, others, every(0.0f));
      }
      p += size;
      q += size;
      slopes += size;
    }
  }
}

OVER_HEADS(d_bat)

// Adds rows x d(mean over heads of the mutual information of both answers over all rows)/dp.
// scratch [candidates + candidates x candidates].
INLINE void mutual_information_over(float *slope_numbers, const float *p_numbers,
                                    const float *q_numbers, ptrdiff_t rows,
                                    const int32_t *head_sizes, ptrdiff_t heads, float *scratch) {
  ptrdiff_t width = candidates_of(head_sizes, heads);
  lane_float *own = (lane_float *)scratch, *joint = own + width;
  for (ptrdiff_t head = 0, at = 0; head < heads; at += head_sizes[head++]) {
    int32_t size = head_sizes[head];
    const lane_float *p = (const lane_float *)p_numbers + at;
    const lane_float *q = (const lane_float *)q_numbers + at;
    for (int32_t i = 0; i < size * size; i++) joint[i] = every(0.0f);
    for (ptrdiff_t row = 0; row < rows; row++, p += width, q += width)
      for (int32_t c = 0; c < size; c++)
        for (int32_t d = 0; d < size; d++)
          joint[c * size + d] = fused(q[c], p[d], joint[c * size + d]);
    float share = 1.0f / (float)rows;
    for (int32_t d = 0; d < size; d++) own[d] = every(0.0f);
    for (int32_t c = 0; c < size; c++)
      for (int32_t d = 0; d < size; d++) {
        joint[c * size + d] *= share;
        own[d] += joint[c * size + d];
      }
    for (int32_t d = 0; d < size; d++) own[d] = floored_log(own[d]);
    for (int32_t c = 0; c < size; c++) {
      lane_float earlier = every(0.0f);
      for (int32_t d = 0; d < size; d++) earlier += joint[c * size + d];
      earlier = floored_log(earlier);
      for (int32_t d = 0; d < size; d++)
        joint[c * size + d] = floored_log(joint[c * size + d]) - earlier - own[d];
    }
    q = (const lane_float *)q_numbers + at;
    lane_float *slopes = (lane_float *)slope_numbers + at;
    float each = 1.0f / (float)heads;
    for (ptrdiff_t row = 0; row < rows; row++, q += width, slopes += width)
      for (int32_t d = 0; d < size; d++) {
        lane_float sum = every(0.0f);
        for (int32_t c = 0; c < size; c++) sum = fused(q[c], joint[c * size + d], sum);
        slopes[d] = fused(every(each), sum, slopes[d]);
      }
  }
}

OVER_HEADS(mutual_information)

// Adds weight x rows x d(mean over heads of KL(mean of p over all rows, marginal))/dp, a constant
// per head left out, which reaches no logit. scratch [candidates].
static void marginal_divergence(float *slope_numbers, const float *p_numbers, ptrdiff_t rows,
                                const int32_t *head_sizes, ptrdiff_t heads,
                                const float *marginal, float weight, float *scratch) {
  ptrdiff_t width = candidates_of(head_sizes, heads);
  lane_float *mean = (lane_float *)scratch, *slopes = (lane_float *)slope_numbers;
  const lane_float *p = (const lane_float *)p_numbers;
  for (ptrdiff_t c = 0; c < width; c++) mean[c] = every(0.0f);
  for (ptrdiff_t row = 0; row < rows; row++, p += width)
    for (ptrdiff_t c = 0; c < width; c++) mean[c] += p[c];
  float share = 1.0f / (float)rows, each = weight / (float)heads;
  for (ptrdiff_t c = 0; c < width; c++)
    mean[c] = (floored_log(mean[c] * share) - floored_log(every(marginal[c]))) * each;
  for (ptrdiff_t row = 0; row < rows; row++, slopes += width)
    for (ptrdiff_t c = 0; c < width; c++) slopes[c] += mean[c];
}

// Adds d(1 - mean over heads of half the sum of |p - q|)/dp.
static void total_variation(float *slope_numbers, const float *p_numbers, const float *q_numbers,
                            ptrdiff_t rows, const int32_t *head_sizes, ptrdiff_t heads,
                            float *scratch) {
  (void)scratch;
  ptrdiff_t count = rows * candidates_of(head_sizes, heads);
  lane_float *slopes = (lane_float *)slope_numbers;
  const lane_float *p = (const lane_float *)p_numbers, *q = (const lane_float *)q_numbers;
  lane_float half = every(0.5f / (float)heads);
  for (ptrdiff_t i = 0; i < count; i++) {
    slopes[i] -= choose(p[i] > q[i], half, every(0.0f));
    slopes[i] += choose(p[i] < q[i], half, every(0.0f));
  }
}

// Adds d(1 - mean over heads of the Jensen-Shannon divergence in bits)/dp.
static void jensen_shannon(float *slopes, const float *p, const float *q, ptrdiff_t rows,
                           const int32_t *head_sizes, ptrdiff_t heads, float *scratch) {
  (void)scratch;
  ptrdiff_t count = rows * candidates_of(head_sizes, heads);
  float factor = -0.72134752f / (float)heads;
  PASS({
    __auto_type difference = floored_log(V(p)) - floored_log(0.5f * (V(p) + V(q)));
    V(slopes) = fused((floats)(factor), difference, V(slopes));
  })
}

// result[row, k, lane] = table[indices[row, lane], k, lane]; table [any, width, lanes].
static void gather_own(float *result, const float *table, const int32_t *indices, ptrdiff_t rows,
                       ptrdiff_t width) {
  for (ptrdiff_t row = 0; row < rows; row++, indices += LANES)
    for (ptrdiff_t k = 0; k < width; k++, result += LANES)
      for (int lane = 0; lane < LANES; lane++)
        result[lane] = table[((ptrdiff_t)indices[lane] * width + k) * LANES + lane];
}
