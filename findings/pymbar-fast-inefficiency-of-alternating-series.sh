#!/usr/bin/env bash
# pymbar 4.0.3 (numpy 2.4.6): detect_equilibration() calls an alternating series strongly
# correlated.
#
# Guess:     statistical_inefficiency() and detect_equilibration() agree on a stationary series, and
#            one that alternates between +1 and -1 (the best there is for a mean) has inefficiency 1.
# Behaviour: statistical_inefficiency() says 1.0; detect_equilibration(), which by default looks at
#            lags 1, 2, 4, 7, ... only, says 8.97: nine tenths of 1,000 samples are called worthless.
#            With fast=False it says 1.0 too.
# Why:       replica exchange between neighbours makes chains that go back and forth; their effective
#            sample size would be wrong ninefold. tiltmeter sums neighbouring lags in pairs, all of them.
# Seen:      inefficiency 1.00; by detect_equilibration 8.97, with fast=False 1.00
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
from pymbar import timeseries

series = np.tile([1.0, -1.0], 500)
plain = timeseries.statistical_inefficiency(series)
_, fast, _ = timeseries.detect_equilibration(series)
_, slow, _ = timeseries.detect_equilibration(series, fast=False)
print(f"inefficiency {plain:.2f}; by detect_equilibration {fast:.2f}, with fast=False {slow:.2f}")
assert plain == 1.0 and fast > 5 and slow < 1.5
PYTHON
