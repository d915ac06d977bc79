// The most a core can do: fused multiply-adds on registers, nothing else.
#ifndef CPEAK_H
#define CPEAK_H

#include <stdint.h>

// Runs `rounds` rounds of fused multiply-adds in single precision, as wide as the processor's
// registers are, and returns how many numbers went through one; 0 where this processor or this
// build has no fused multiply-add.
int64_t tiltmeter_multiply_adds(int64_t rounds);

#endif
