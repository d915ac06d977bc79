// Every machine this package runs on: 4 lanes. Without fused multiply-add instructions each one is
// a library call per lane: slow, but with the same bits.
#include "CKernels.h"

#define LANES 4
#define TILE_ROWS 3
#include "lane_kernels.h"

const tiltmeter_lane_kernels *tiltmeter_kernels_baseline(void) { return &kernels; }
