// The template of all kernels: a source file sets LANES, TILE_ROWS and the instruction set,
// includes this, and so gets `kernels`, a table of functions that no other file can see.

// Contraction by the compiler would fuse here and not there; every multiply-add is explicit.
#pragma STDC FP_CONTRACT OFF

// How packs of vectors would be passed in a call does not matter: whatever takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#include "lane_functions.h"
#include "lane_activations.h"
#include "lane_products.h"
#include "lane_interleave.h"
#include "lane_units.h"
#include "lane_training.h"
#include "lane_sameness.h"
#include "lane_normals.h"

static const tiltmeter_lane_kernels kernels = {
    .bytes = sizeof(tiltmeter_lane_kernels),
    .lanes = LANES,
    .forward = forward,
    .forward_shared = forward_shared,
    .gradient = gradient,
    .gradient_shared = gradient_shared,
    .backward = backward,
    .forward_across_rows = forward_across_rows,
    .forward_units = forward_units,
    .logits_of_units = logits_of_units,
    .gradient_units = gradient_units,
    .backward_units = backward_units,
    .turn = turn,
    .gather_rows = gather_rows,
    .positive_bits = positive_bits,
    .gather = gather,
    .gather_answers = gather_answers,
    .interleave = interleave,
    .separate = separate,
    .tanh_forward = tanh_forward,
    .gelu_forward = gelu_forward,
    .gelu_backward = gelu_backward,
    .logit_gradient = logit_gradient,
    .logit_log_probabilities = logit_log_probabilities,
    .softmax_gradient = softmax_gradient,
    .softmax_away_gradient = softmax_away_gradient,
    .softmax_log_probabilities = softmax_log_probabilities,
    .probabilities = probabilities,
    .logit_slopes = logit_slopes,
    .expected_agreement = expected_agreement,
    .d_bat = d_bat,
    .mutual_information = mutual_information,
    .marginal_divergence = marginal_divergence,
    .total_variation = total_variation,
    .jensen_shannon = jensen_shannon,
    .gather_own = gather_own,
    .add_squares = add_squares,
    .add_penalty = add_penalty,
    .sgd_step = sgd_step,
    .momentum_step = momentum_step,
    .adam_step = adam_step,
    .exp_values = exp_values,
    .log_values = log_values,
    .log1p_values = log1p_values,
    .sigmoid_values = sigmoid_values,
    .normals = normals,
};
