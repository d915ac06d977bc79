#!/usr/bin/env bash
# pymbar 4.0.3 (numpy 2.4.6): the error that bar() states levels off where two laws stop
# overlapping.
#
# Guess:     as the work values' laws move apart, bar()'s standard error grows with the true one, or
#            the call fails, so that an estimate without overlap is seen by its error.
# Behaviour: for two normal laws d apart (free energies equal, 500 samples each) the stated error
#            levels off near sqrt(2) while the true one keeps growing: at d = 10 the stated 1.18
#            against 2.5 true (an interval of 1.96 errors holds the truth in .63), at d = 20
#            1.31 against 4.9. At d = 6 it is still right.
# Why:       log odds of policies come from such differences. Two rarely visited classes without
#            common samples get an ordinary looking interval, and a wrong number that looks right.
#            tiltmeter refuses overlaps below .03.
# Seen:      d = 6: stated 0.84, true 0.92, held 0.93
#            d = 10: stated 1.18, true 2.49, held 0.63
#            d = 20: stated 1.31, true 4.93, held 0.43
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 pymbar==4.0.3
JAX_PLATFORMS=cpu "$folder/venv/bin/python" - <<'PYTHON'
import logging
import warnings

import numpy as np

warnings.simplefilter("ignore")
logging.disable(logging.WARNING)
from pymbar import bar

draws = np.random.default_rng(1)
stated, true = {}, {}
for apart in (6, 10, 20):
    errors, differences = [], []
    for _ in range(200):
        near, far = draws.normal(0, 1, 500), draws.normal(apart, 1, 500)
        forward = ((near - apart) ** 2 - near**2) / 2
        backward = (far**2 - (far - apart) ** 2) / 2
        result = bar(forward, backward)
        differences.append(result["Delta_f"])
        errors.append(result["dDelta_f"])
    errors, differences = np.array(errors), np.array(differences)
    stated[apart] = float(np.nanmedian(errors))
    true[apart] = float(np.sqrt(np.mean(differences**2)))
    held = np.mean(np.abs(differences) <= 1.96 * errors)
    print(f"d = {apart}: stated {stated[apart]:.2f}, true {true[apart]:.2f}, held {held:.2f}")
assert 0.8 < true[6] / stated[6] < 1.3
assert true[10] / stated[10] > 1.7
assert stated[20] < 1.5 and true[20] > 3.5
PYTHON
