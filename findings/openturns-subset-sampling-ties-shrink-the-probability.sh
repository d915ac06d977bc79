#!/usr/bin/env bash
# OpenTURNS 1.27.post1 (numpy 2.4.6): SubsetSampling on a score with ties is wrong many times
# over, in silence.
#
# Guess:     with a score in steps (a count of right answers) SubsetSampling is less precise, or says
#            that its levels coincide.
# Behaviour: for a sum of ten normal variables rounded down to halves, and the event "at least 4.5" of
#            probability 3.4e-6, thirty runs give 2.3e-7 in the mean, single ones down to 1e-9. Where
#            the score is an indicator of an event of probability 1.3e-3 it says 1e-6 to 2e-5 with a 95 %
#            interval that ends far below the truth. No warning. (Most likely a level's rank is taken
#            for its probability although many samples lie on the level: not looked up.)
# Why:       answers counted over a readout pool are such a score. tiltmeter drops tied states
#            together, each time by the share that it dropped, and has a score without ties beside it.
# Seen:      steps: truth 3.40e-06, mean 2.32e-07, least 1.4e-09
#            indicator: truth 1.35e-03, said 1.00e-06, upper end 3.04e-06
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 openturns==1.27.post1
"$folder/venv/bin/python" - <<'PYTHON'
import math

import numpy as np
import openturns as ot

ot.Log.Show(ot.Log.NONE)


def tail(bound):
    return math.erfc(bound / math.sqrt(2)) / 2


def estimate(score, bound, seed):
    ot.RandomGenerator.SetSeed(seed)
    function = ot.PythonFunction(10, 1, func_sample=lambda x: score(np.array(x)).reshape(-1, 1))
    output = ot.CompositeRandomVector(function, ot.RandomVector(ot.Normal(10)))
    sampling = ot.SubsetSampling(ot.ThresholdEvent(output, ot.Greater(), bound))
    sampling.setMaximumOuterSampling(1000)
    sampling.setBlockSize(1)
    sampling.setConditionalProbability(0.1)
    sampling.run()
    result = sampling.getResult()
    return result.getProbabilityEstimate(), result.getConfidenceLength(0.95)


def total(x):
    return x.sum(axis=1) / math.sqrt(10)


steps = [estimate(lambda x: np.floor(2 * total(x)) / 2, 4.25, seed)[0] for seed in range(30)]
print(f"steps: truth {tail(4.5):.2e}, mean {np.mean(steps):.2e}, least {min(steps):.1e}")
assert np.mean(steps) < tail(4.5) / 4
said, length = estimate(lambda x: (total(x) > 3).astype(float), 0.5, 0)
print(f"indicator: truth {tail(3):.2e}, said {said:.2e}, upper end {said + length / 2:.2e}")
assert said + length / 2 < tail(3) / 4
PYTHON
