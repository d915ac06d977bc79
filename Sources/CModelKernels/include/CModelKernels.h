// Arithmetic of one large language model: products with weights that stay quantised, attention,
// and what stands between them.
//
// One source (model_*.h) is compiled for several instruction sets. Every number of a product is a
// sum of chains of fused multiply-adds over the inner index, ascending, whose lengths the inner
// index's range alone decides; other sums run in sixteen parts by index modulo sixteen, added in one
// fixed order. So a number's bits depend neither on the instruction set nor on the rows that stand
// beside it. Strides count numbers.
#ifndef TILTMETER_CMODELKERNELS_H
#define TILTMETER_CMODELKERNELS_H

#include <stddef.h>
#include <stdint.h>

// How a matrix's numbers are stored, by the numbers of the GGUF format.
enum {
  tiltmeter_f32 = 0,
  tiltmeter_f16 = 1,
  tiltmeter_q4_0 = 2,
  tiltmeter_q4_1 = 3,
  tiltmeter_q8_0 = 8
};

// A matrix [rows, columns] as it lies in the file; rows begin row_bytes apart.
typedef struct {
  const uint8_t *bytes;
  ptrdiff_t rows, columns, row_bytes;
  int32_t type;
} tiltmeter_matrix;

// Rows that attend together: query i sees the first visible[i] of the keys, which are rows of the
// keys and values named by key_rows, in the order of their positions.
typedef struct {
  const int32_t *key_rows, *visible;
  ptrdiff_t keys, queries;
} tiltmeter_attention_group;

typedef struct {
  // Query heads, and how many of them share one head of keys and values.
  ptrdiff_t heads, sharing;
  // Numbers in a head, a multiple of 16.
  ptrdiff_t width;
  float scale;
} tiltmeter_attention_shape;

typedef struct {
  // Of this table: a build that did not notice a change of this file sees another number.
  size_t bytes;

  // result[i, j] = sum over k of left[i, k] weights[j, k]: the matrix's rows are outputs. left[i, k]
  // is left[i left_row + k left_step]. The range of k falls into the fewest nearly equal pieces of
  // at most 288 that are multiples of 32 but for the last; each piece is one chain from 0, k
  // ascending, and pieces are added in order. With `more` the sum begins with what stands in result.
  void (*product)(
      float *result, ptrdiff_t result_row, const float *left, ptrdiff_t left_row,
      ptrdiff_t left_step, const tiltmeter_matrix *weights, ptrdiff_t rows, int32_t more);
  // result[i, j] = sum over k of left[i, k] weights[k, j]: the same with the matrix turned.
  void (*product_turned)(
      float *result, ptrdiff_t result_row, const float *left, ptrdiff_t left_row,
      ptrdiff_t left_step, const tiltmeter_matrix *weights, ptrdiff_t rows, int32_t more);

  // result[i] = row indices[i] of the matrix in single precision.
  void (*unpack_rows)(
      float *result, ptrdiff_t result_row, const tiltmeter_matrix *matrix, const int32_t *indices,
      ptrdiff_t rows);

  // scales[i] = 1 / sqrt(mean of x[i]^2 + epsilon), result[i] = x[i] scales[i] weight.
  void (*rms)(
      float *result, float *scales, const float *x, const float *weight, ptrdiff_t rows,
      ptrdiff_t width, float epsilon);
  // result[i] = x[i] scales[i] weight, with scales as `rms` left them.
  void (*rms_again)(
      float *result, const float *scales, const float *x, const float *weight, ptrdiff_t rows,
      ptrdiff_t width);
  // slopes[i] += the derivative by x[i], from that by the result.
  void (*rms_backward)(
      float *slopes, const float *result_slopes, const float *scales, const float *x,
      const float *weight, ptrdiff_t rows, ptrdiff_t width);

  // Turns neighbours (2j, 2j + 1) of every head of 16 n numbers by the angle of the row's position,
  // backwards with direction -1. Tables [positions, head_width]: each cosine twice, each sine
  // first negated.
  void (*rotate)(
      float *values, ptrdiff_t row, const float *cosines, const float *sines,
      const int32_t *positions, ptrdiff_t rows, ptrdiff_t heads, ptrdiff_t head_width,
      float direction);

  // Numbers of scratch that attention needs for a group.
  ptrdiff_t (*attention_scratch)(
      const tiltmeter_attention_shape *shape, ptrdiff_t keys, ptrdiff_t queries);
  // result[i, head] = sum over keys of p v, p = softmax(scale q k). probabilities
  // [heads, queries, keys rounded up to 16] are kept.
  void (*attention)(
      float *result, float *probabilities, const float *q, ptrdiff_t q_row, const float *k,
      const float *v, ptrdiff_t kv_row, const tiltmeter_attention_group *group,
      const tiltmeter_attention_shape *shape, float *scratch);
  // q_slopes are written, k_slopes and v_slopes added to.
  void (*attention_backward)(
      float *q_slopes, float *k_slopes, float *v_slopes, const float *slopes,
      const float *probabilities, const float *q, ptrdiff_t q_row, const float *k, const float *v,
      ptrdiff_t kv_row, const tiltmeter_attention_group *group,
      const tiltmeter_attention_shape *shape, float *scratch);

  // result = silu(gate) up; result may be gate.
  void (*gated)(float *result, const float *gate, const float *up, ptrdiff_t count);
  // Derivatives by gate and up from that by the result, in the places of gate and up.
  void (*gated_backward)(float *gate, float *up, const float *slopes, ptrdiff_t count);

  // One tile of a softmax over a long row: maxima[i] becomes the largest so far, factors[i] what
  // earlier sums and products are to be multiplied by, values e^(value - maximum), sums[i] the sum
  // of them all so far.
  void (*softmax_tile)(
      float *values, ptrdiff_t row, float *maxima, float *factors, double *sums, ptrdiff_t rows,
      ptrdiff_t width);

  // values *= factor.
  void (*multiply)(float *values, float factor, ptrdiff_t count);
  // values += terms.
  void (*add)(float *values, const float *terms, ptrdiff_t count);
  // mean = beta1 mean + (1 - beta1) gradient, square likewise of its square; parameters -=
  // rate mean / (root sqrt(square) + epsilon), where `rate` and `root` hold the corrections for
  // bias. A gradient that was always 0 moves nothing.
  void (*adam_step)(
      float *parameters, float *mean, float *square, const float *gradient, ptrdiff_t count,
      float rate, float root, float beta1, float beta2, float epsilon);
} tiltmeter_model_kernels;

// The kernels of one instruction set, or NULL where this build or this processor lacks it.
const tiltmeter_model_kernels *tiltmeter_model_kernels_baseline(void);
const tiltmeter_model_kernels *tiltmeter_model_kernels_v3(void);
const tiltmeter_model_kernels *tiltmeter_model_kernels_v4(void);

#endif
