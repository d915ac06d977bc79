#!/usr/bin/env bash
# psignifit 4.3 (numpy 2.4.6): a row without trials changes the estimate, and its interval tenfold.
#
# Guess:     a stimulus level at which nothing was tried (0 of 0) carries no information and changes
#            nothing.
# Behaviour: priors and grid come from the range of all levels that are listed. Five levels
#            1 ... 5 with 100 trials each give a threshold of 2.95 (2.61 to 3.20); with a row "50, 0 of 0"
#            the 95 % interval is -0.33 to 5.70.
# Why:       plans of strengths hold rows that were not run yet. In
#            tiltmeter a count of 0 adds nothing.
# Seen:      five levels: 2.95 (2.61 to 3.20)
#            with a row of no trials: 2.95 (-0.33 to 5.70)
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

levels = [[1, 5, 100], [2, 20, 100], [3, 55, 100], [4, 80, 100], [5, 95, 100]]


def threshold(rows):
    fit = psignifit.psignifit(np.array(rows, float), experiment_type="yes/no")
    low, high = np.ravel(fit.confidence_intervals["threshold"]["0.95"])[:2]
    return fit.parameter_estimate["threshold"], low, high


plain = threshold(levels)
planned = threshold(levels + [[50, 0, 0]])
print("five levels: %.2f (%.2f to %.2f)" % plain)
print("with a row of no trials: %.2f (%.2f to %.2f)" % planned)
assert (planned[2] - planned[1]) > 5 * (plain[2] - plain[1])
PYTHON
