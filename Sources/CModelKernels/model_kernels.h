// The template of all kernels: a source file sets the tile, the panel and the instruction set,
// includes this, and so gets `kernels`, a table of functions that no other file can see.

// Contraction by the compiler would fuse here and not there; every multiply-add is explicit.
#pragma STDC FP_CONTRACT OFF

// How vectors would be passed in a call does not matter: whatever takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#include "model_vectors.h"
#include "model_unpack.h"
#include "model_products.h"
#include "model_rows.h"
#include "model_attention.h"

static const tiltmeter_model_kernels kernels = {
    .bytes = sizeof(tiltmeter_model_kernels),
    .product = product,
    .product_turned = product_turned,
    .unpack_rows = unpack_rows,
    .rms = rms,
    .rms_again = rms_again,
    .rms_backward = rms_backward,
    .rotate = rotate,
    .attention_scratch = attention_scratch,
    .attention = attention,
    .attention_backward = attention_backward,
    .gated = gated,
    .gated_backward = gated_backward,
    .softmax_tile = softmax_tile,
    .multiply = multiply,
    .add = add,
    .adam_step = adam_step,
};
