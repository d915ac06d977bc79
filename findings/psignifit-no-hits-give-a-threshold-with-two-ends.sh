#!/usr/bin/env bash
# psignifit 4.3 (numpy 2.4.6): data without a single hit get a threshold with two finite ends.
#
# Guess:     where none of 500 trials at levels 1 ... 5 is a hit, the threshold is unbounded above: a
#            one-sided limit, or a refusal.
# Behaviour: threshold 6.30 with a 95 % interval of 5.66 to 6.76: the upper end is the default
#            prior's, which ends half a range beyond the levels tried, and not the data's.
# Why:       this is the commonest case of a rare policy, and "the policies are equally likely at
#            strength 6.3" is made up. tiltmeter prints a limit, or no strength of equality.
# Seen:      6.30 (5.66 to 6.76)
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 psignifit==4.3
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import numpy as np

warnings.simplefilter("ignore")
import psignifit

rows = np.array([[level, 0, 100] for level in range(1, 6)], float)
fit = psignifit.psignifit(rows, experiment_type="yes/no")
low, high = np.ravel(fit.confidence_intervals["threshold"]["0.95"])[:2]
point = fit.parameter_estimate["threshold"]
print(f"{point:.2f} ({low:.2f} to {high:.2f})")
assert 5 < low < point < high < 8
PYTHON
