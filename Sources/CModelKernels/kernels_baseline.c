// Every machine this package runs on. Without fused multiply-add instructions each one is a
// library call: slow, but with the same bits.
#include "CModelKernels.h"

#define TILE_ROWS 2
#define TILE_VECTORS 1
#include "model_kernels.h"

const tiltmeter_model_kernels *tiltmeter_model_kernels_baseline(void) { return &kernels; }
