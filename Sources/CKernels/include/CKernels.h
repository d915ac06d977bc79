// Arithmetic for many small models at once: the model index ("lane") is innermost everywhere.
//
// One source (lane_*.h) is compiled for several instruction sets that differ in the number of
// lanes. Each operation is elementwise over lanes, sums run in one fixed order with one
// accumulator, and multiply-adds are fused everywhere, so a model's bits depend neither on the
// instruction set nor on its lane. Strides count lane vectors, unless said otherwise; pointers
// are aligned to a lane vector.
#ifndef TILTMETER_CKERNELS_H
#define TILTMETER_CKERNELS_H

#include <stddef.h>
#include <stdint.h>

// What a layer's product does to its results while they are in registers.
enum { tiltmeter_no_activation, tiltmeter_relu, tiltmeter_tanh };

// Weights of a layer that take no more bytes go through the first cache as a whole.
enum { tiltmeter_whole_bytes = 16384 };

// Lane vectors in a strip of columns, as many as a tile of products has.
enum { tiltmeter_strip = 4 };

typedef struct {
  // Of this table: a build that did not notice a change of this file sees another number.
  size_t bytes;
  // Models per vector.
  int32_t lanes;

  // One layer of a network over a block of rows. weights [inner, columns]; rows of the other
  // operands stand `_row` lane vectors apart, the padding between them is left alone.
  //
  // result[i, j] = f(biases[j] + sum over k, ascending, of left[i, k] weights[k, j]), f relu if
  // that is the activation and else nothing.
  void (*forward)(
      float *result, ptrdiff_t result_row, const float *biases, const float *left,
      ptrdiff_t left_row, const float *weights, ptrdiff_t rows, ptrdiff_t columns,
      ptrdiff_t inner, int32_t activation);
  // The same with left [rows, inner] numbers for all models.
  void (*forward_shared)(
      float *result, ptrdiff_t result_row, const float *biases, const float *left,
      const float *weights, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner,
      int32_t activation);
  // sums [inner + 1, columns], weights' and biases' gradients: sums[k, j] += sum over rows i,
  // ascending, of left[i, k] slopes[i, j]; sums[inner, j] += the same of slopes[i, j]. With `fresh`
  // they start from zero, whatever stands there.
  void (*gradient)(
      float *sums, const float *left, ptrdiff_t left_row, const float *slopes,
      ptrdiff_t slopes_row, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner, int32_t fresh);
  void (*gradient_shared)(
      float *sums, const float *left, const float *slopes, ptrdiff_t slopes_row, ptrdiff_t rows,
      ptrdiff_t columns, ptrdiff_t inner, int32_t fresh);
  // result[i, k] = f'(.) times the sum over j, ascending, of slopes[i, j] weights[k, j]; here
  // weights [columns, inner]: `columns` of result, `inner` of slopes. f' of tanh and of relu is
  // known by f's values, which stand as result does; without an activation it is 1. Result may take
  // the values' place if the weights take no more than tiltmeter_whole_bytes.
  void (*backward)(
      float *result, ptrdiff_t result_row, const float *slopes, ptrdiff_t slopes_row,
      const float *weights, ptrdiff_t rows, ptrdiff_t columns, ptrdiff_t inner,
      const float *values, int32_t activation);

  // One network over rows of inputs that stand side by side in `vectors` lane vectors:
  // result[j, i] = f(biases[j] + sum over k, ascending, of weights[k, j] values[k, i]). Weight k, j
  // is weights[k weights_inner + j weights_unit]; the vectors of a j or k stand `result_unit` or
  // `values_inner` lane vectors after those of the one before; f as in `forward`.
  void (*forward_across_rows)(
      float *result, ptrdiff_t result_unit, const float *biases, const float *weights,
      ptrdiff_t weights_unit, ptrdiff_t weights_inner, const float *values,
      ptrdiff_t values_inner, ptrdiff_t units, ptrdiff_t vectors, ptrdiff_t inner,
      int32_t activation);

  // The same layers for one network with its units side by side: `vectors` lane vectors of them,
  // those that fill up the last with weights and biases of 0. Weights lie in strips of
  // tiltmeter_strip vectors, the last one narrower if need be, each [inner, its width]; rows of
  // vectors stand `_row` lane vectors apart, rows of numbers as many numbers.
  //
  // result[i, j] = f(biases[j] + sum over k, ascending, of left[i, k] weights[k, j]), left numbers.
  void (*forward_units)(
      float *result, ptrdiff_t result_row, const float *biases, const float *left,
      ptrdiff_t left_row, const float *weights, ptrdiff_t rows, ptrdiff_t vectors,
      ptrdiff_t inner, int32_t activation);
  // result[j, i] = biases[j] + sum over units k < inner, ascending, of weights[j, k] h[i, k], rows
  // i side by side in `row_vectors` lane vectors; weights in strips of units, each [outputs, its
  // width]; h turned by `turn` with strips of vectors x lanes rows.
  void (*logits_of_units)(
      float *result, ptrdiff_t result_output, const float *biases, const float *weights,
      const float *turned, ptrdiff_t outputs, ptrdiff_t row_vectors, ptrdiff_t vectors,
      ptrdiff_t inner);
  // sums[k, j] += sum over rows i, ascending, of left[i, k] slopes[i, j], left numbers, sums in
  // strips; totals[j] += that of slopes[i, j], unless totals is NULL; `fresh` as in `gradient`.
  void (*gradient_units)(
      float *sums, float *totals, const float *left, ptrdiff_t left_row, const float *slopes,
      ptrdiff_t slopes_row, ptrdiff_t rows, ptrdiff_t vectors, ptrdiff_t inner,
      int32_t fresh);
  // result[i, j] = f'(.) times the sum over k, ascending, of slopes[i, k] weights[k, j], slopes
  // numbers, a strip of weights [strip_inner, its width]; f' as in `backward`.
  void (*backward_units)(
      float *result, ptrdiff_t result_row, const float *slopes, ptrdiff_t slopes_row,
      const float *weights, ptrdiff_t strip_inner, ptrdiff_t rows, ptrdiff_t vectors,
      ptrdiff_t inner, const float *values, int32_t activation);
  // The transpose of source [rows, vectors x lanes], zeros for rows that are missing from the last
  // lane vector, in strips of as many vectors of rows, each [strip_inner, its width]; within each
  // strip from index first_inner on.
  void (*turn)(
      float *result, ptrdiff_t strip_inner, ptrdiff_t first_inner, const float *source,
      ptrdiff_t source_row, ptrdiff_t rows, ptrdiff_t vectors);
  // result[row, k] = table[indices[row index_step], k], both of this width.
  void (*gather_rows)(
      float *result, const float *table, const int32_t *indices, ptrdiff_t index_step,
      ptrdiff_t rows, ptrdiff_t width);

  // Bit i of the words, 64 to a word, the lowest first: whether number i is above 0.
  void (*positive_bits)(uint64_t *words, const float *values, ptrdiff_t count);

  // result[row, k, lane] = table[indices[row, lane], k]; table [any, width] shared by all models.
  void (*gather)(
      float *result, const float *table, const int32_t *indices, ptrdiff_t rows, ptrdiff_t width);
  // result[row, k, lane] = table[indices[row, lane], k].
  void (*gather_answers)(
      int32_t *result, const uint16_t *table, const int32_t *indices, ptrdiff_t rows,
      ptrdiff_t width);

  // result[k step, lane] = sources[lane][k], for k below count.
  void (*interleave)(
      float *result, ptrdiff_t step, const float *const *sources, ptrdiff_t count);
  // results[lane][k] = source[k, lane], for k below count.
  void (*separate)(float *const *results, const float *source, ptrdiff_t count);

  // values = f(values).
  void (*tanh_forward)(float *values, ptrdiff_t count);
  // values = f(inputs).
  void (*gelu_forward)(float *values, const float *inputs, ptrdiff_t count);
  // slopes *= f'(inputs).
  void (*gelu_backward)(float *slopes, const float *inputs, ptrdiff_t count);

  // slopes = scale d(-ln p(answer))/d(logit), p(1) = logistic(logit); with `opposite` the answer
  // counts as the other one.
  void (*logit_gradient)(
      float *slopes, const float *logits, const int32_t *answers, ptrdiff_t count, float scale,
      int32_t opposite);
  // log_probabilities [count, 2].
  void (*logit_log_probabilities)(
      float *log_probabilities, const float *logits, ptrdiff_t count);

  // slopes = scale d(-sum over heads of ln p(answer of the head))/d(logits), one softmax a head;
  // logits and slopes [rows, candidates], answers [rows, heads].
  void (*softmax_gradient)(
      float *slopes, const float *logits, const int32_t *answers, ptrdiff_t rows,
      const int32_t *head_sizes, ptrdiff_t heads, float scale);
  // slopes = scale d(-ln(1 - product over heads of p(answer of the head)))/d(logits).
  void (*softmax_away_gradient)(
      float *slopes, const float *logits, const int32_t *answers, ptrdiff_t rows,
      const int32_t *head_sizes, ptrdiff_t heads, float scale);
  void (*softmax_log_probabilities)(
      float *log_probabilities, const float *logits, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads);

  // Probabilities [rows, candidates] of logits; with `one_logit` a row is one logit and two
  // candidates.
  void (*probabilities)(
      float *result, const float *logits, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads, int32_t one_logit);
  // result = scale x derivatives by the logits, from those by the probabilities p.
  void (*logit_slopes)(
      float *result, const float *p, const float *slopes, ptrdiff_t rows,
      const int32_t *head_sizes, ptrdiff_t heads, int32_t one_logit, float scale);
  // slopes += d(sameness of each row)/dp, where p are a model's probabilities and q an earlier
  // model's, all [rows, candidates]; scratch holds (candidates + 1)^2 vectors. What each computes
  // is said in lane_sameness.h. `mutual_information` is of all rows together, times their number.
  void (*expected_agreement)(
      float *slopes, const float *p, const float *q, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads, float *scratch);
  void (*d_bat)(
      float *slopes, const float *p, const float *q, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads, float *scratch);
  void (*mutual_information)(
      float *slopes, const float *p, const float *q, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads, float *scratch);
  void (*marginal_divergence)(
      float *slopes, const float *p, ptrdiff_t rows, const int32_t *head_sizes, ptrdiff_t heads,
      const float *marginal, float weight, float *scratch);
  void (*total_variation)(
      float *slopes, const float *p, const float *q, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads, float *scratch);
  void (*jensen_shannon)(
      float *slopes, const float *p, const float *q, ptrdiff_t rows, const int32_t *head_sizes,
      ptrdiff_t heads, float *scratch);
  // result[row, k, lane] = table[indices[row, lane], k, lane]; table [any, width, lanes].
  void (*gather_own)(
      float *result, const float *table, const int32_t *indices, ptrdiff_t rows, ptrdiff_t width);

  // sums[0, lane] += the sum over i below count, ascending, of first[i step, lane]^2, and
  // sums[1, lane] that of second: one sum alone would wait for each of its additions.
  void (*add_squares)(
      float *sums, const float *first, const float *second, ptrdiff_t step, ptrdiff_t count);
  // gradient += strength[lane] penalty, in lanes whose strength is not 0.
  void (*add_penalty)(
      float *gradient, const float *penalty, const float *strength, ptrdiff_t count);

  // parameters -= rate gradient.
  void (*sgd_step)(float *parameters, const float *gradient, ptrdiff_t count, float rate);
  // velocity = momentum velocity + gradient; parameters -= rate velocity.
  void (*momentum_step)(
      float *parameters, float *velocity, const float *gradient, ptrdiff_t count, float rate,
      float momentum);
  // mean = beta1 mean + fresh1 gradient; square = beta2 square + fresh2 gradient^2, where `fresh`
  // is 1 - beta, rounded once;
  // parameters = keep parameters - rate mean / (root sqrt(square) + epsilon), where `rate` and
  // `root` hold the corrections for bias of this step and `keep` is 1 without weight decay.
  void (*adam_step)(
      float *parameters, float *mean, float *square, const float *gradient, ptrdiff_t count,
      float rate, float root, float beta1, float fresh1, float beta2, float fresh2, float epsilon,
      float keep);

  // Elementary functions by themselves, for their tests: values = f(values).
  void (*exp_values)(float *values, ptrdiff_t count);
  void (*log_values)(float *values, ptrdiff_t count);
  void (*log1p_values)(float *values, ptrdiff_t count);
  void (*sigmoid_values)(float *values, ptrdiff_t count);

  // Draws 2 first ... 2 (first + blocks) - 1 of the stream of standard normal draws of a seed and
  // a purpose, two from each Philox block; not lane by lane but in order.
  void (*normals)(
      float *draws, uint64_t seed, uint32_t purpose, uint64_t first, ptrdiff_t blocks);
} tiltmeter_lane_kernels;

// The kernels of one instruction set, or NULL where this build or this processor lacks it.
const tiltmeter_lane_kernels *tiltmeter_kernels_baseline(void);
const tiltmeter_lane_kernels *tiltmeter_kernels_v3(void);
const tiltmeter_lane_kernels *tiltmeter_kernels_v4(void);

// Whether a table has the functions that the caller was compiled with.
static inline int tiltmeter_is_current(const tiltmeter_lane_kernels *kernels) {
  return kernels->bytes == sizeof(tiltmeter_lane_kernels);
}

// Ends the process, with ENOMEM in errno, where the address space is limited and a thread's first
// call of BLAS or LAPACK would look for its work space for ever.
void tiltmeter_linear_algebra_room(void);

// Whether the processor has instructions for SHA-256.
int32_t tiltmeter_has_sha256(void);

// Takes one block of 64 bytes into a state of eight words by these instructions.
void tiltmeter_sha256(uint32_t *state, const uint8_t *block);

#endif
