#!/usr/bin/env bash
# emcee 3.1.6 (numpy 2.4.6): the check that a chain is long enough lets a stuck walker and five
# steps pass.
#
# Guess:     integrated_time() raises AutocorrError where the time cannot be told: for walkers one of
#            which never moved, and for a chain of five steps.
# Behaviour: with one stuck walker of four it returns NaN without raising, since no comparison with
#            NaN is true; of five independent steps of four walkers it says 0.05 steps, and as 50 times
#            that is fewer than five, the chain counts as long enough. (The least possible is 1.)
# Why:       errors of chains are scaled by this time: .05 makes them more than four times too small.
#            tiltmeter holds the inefficiency of a chain to at least 1 and at most its length.
# Seen:      one stuck walker: nan
#            five steps: 0.054
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 emcee==3.1.6
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import numpy as np

warnings.simplefilter("ignore")
from emcee.autocorr import integrated_time

walkers = np.random.default_rng(0).normal(size=(1000, 4, 1))
walkers[:, 0] = 1.0
stuck = float(integrated_time(walkers)[0])
tiny = float(integrated_time(np.random.default_rng(0).normal(size=(5, 4, 1)))[0])
print(f"one stuck walker: {stuck}\nfive steps: {tiny:.3f}")
assert np.isnan(stuck) and tiny < 0.5
PYTHON
