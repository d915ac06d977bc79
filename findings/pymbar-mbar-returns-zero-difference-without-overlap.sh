#!/usr/bin/env bash
# pymbar 4.0.3 (numpy 2.4.6): MBAR without overlap returns a difference of exactly zero.
#
# Guess:     where two states share no samples the solver fails with an error or NaN.
# Behaviour: for two normal laws 15 or 20 apart whose free energies differ by 7, Delta_f is 0.0
#            exactly, the solver's starting point, with one and the same error for every distance; no
#            exception. A reader of the point alone, or of a sign, sees "equal".
# Why:       zero nats is a meaningful answer here (neither policy is favoured). tiltmeter refuses
#            instead of printing it.
# Seen:      15 apart: 0.0 +- 1440148
#            20 apart: 0.0 +- 1440148
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
from pymbar import MBAR

draws = np.random.default_rng(1)
for apart in (15, 20):
    samples = np.concatenate([draws.normal(0, 1, 500), draws.normal(apart, 1, 500)])
    energies = np.array([samples**2 / 2, (samples - apart) ** 2 / 2 + 7])
    found = MBAR(energies, [500, 500]).compute_free_energy_differences()
    difference, error = found["Delta_f"][0, 1], found["dDelta_f"][0, 1]
    print(f"{apart} apart: {difference} +- {error:.0f}")
    assert difference == 0.0 and np.isfinite(error)
PYTHON
