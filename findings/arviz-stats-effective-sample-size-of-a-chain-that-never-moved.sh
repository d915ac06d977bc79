#!/usr/bin/env bash
# arviz-stats 0.8.0 (numpy 2.4.6): a chain that never moved counts as fully effective.
#
# Guess:     the effective sample size of constant chains is NaN, as R-hat's is.
# Behaviour: four chains of 250 equal draws have an effective sample size of 1,000 by methods bulk,
#            mean, sd and median, beside an R-hat of NaN. A rule "at least 400 effective draws" passes.
# Why:       a sampler of a rare policy's indicator that has not met the policy yet is such a chain.
#            tiltmeter counts a chain that never moved as one draw.
# Seen:      bulk 1000, mean 1000, sd 1000, median 1000, R-hat nan
set -euo pipefail
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet numpy==2.4.6 scipy==1.17.1 arviz-stats==0.8.0 xarray==2026.9.0
"$folder/venv/bin/python" - <<'PYTHON'
import warnings

import numpy as np

warnings.simplefilter("ignore")
from arviz_stats.base import array_stats

never_moved = np.ones((4, 250))
sizes = {
    method: float(array_stats.ess(never_moved, chain_axis=0, draw_axis=1, method=method))
    for method in ("bulk", "mean", "sd", "median")
}
ratio = float(array_stats.rhat(never_moved, chain_axis=0, draw_axis=1))
print(", ".join(f"{name} {size:.0f}" for name, size in sizes.items()) + f", R-hat {ratio}")
assert all(size == 1000 for size in sizes.values()) and np.isnan(ratio)
PYTHON
