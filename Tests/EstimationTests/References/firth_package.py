"""Reference values for FirthLogit by somebody else's implementation, firthmodels.

    pip install firthmodels==0.8.2 numpy==2.4.6 scipy==1.17.1
    python3 Tests/EstimationTests/References/firth_package.py \
        > Tests/EstimationTests/FirthPackageTable.swift

Newton's method on expanded information matrices, and Venzon and Moolgavkar's search for the limits
of the penalised profile likelihood (the Swift code brackets and refits). Strengths are divided by
`scale` for the package and its answers scaled back.
"""
import sys
import warnings
from importlib import metadata

import firthmodels
import numpy as np
import scipy

# name: strengths, A, B, scale
DATA = {
    "plain": ([-1, -0.5, 0.5, 1, 2, 3], [48, 45, 33, 27, 10, 2], [2, 5, 17, 23, 40, 48], 1),
    "rare": ([0.001, 0.002, 0.004, 0.006, 0.01], [200, 198, 170, 90, 9], [0, 2, 30, 110, 191],
             0.004),
    "separated": ([-1, 0.5, 1.5, 4], [10, 10, 0, 0], [0, 0, 10, 10], 1),
    "few": ([0.5, 1, 2], [3, 2, 1], [1, 1, 4], 1),
    "fractional": ([-0.3, 0.1, 0.4, 0.9], [7.25, 5.5, 4.125, 1.75], [0.75, 2.5, 3.875, 6.25], 1),
    "rising": ([0, 1, 2, 3, 4], [1, 2, 6, 9, 17], [19, 18, 14, 11, 3], 1),
}


def fit(name, s, a, b, scale):
    x = np.repeat(np.array(s) / scale, 2).reshape(-1, 1)
    y = np.tile([1, 0], len(s))
    weights = np.array([[p, q] for p, q in zip(a, b)], dtype=float).ravel()
    used = weights > 0
    # As tight as it settles: where rounding hides the rise of a step, it gives up.
    for tolerance in (1e-9, 1e-8, 1e-7, 1e-6):
        model = firthmodels.FirthLogisticRegression(
            backend="numpy", max_iter=500, gtol=100 * tolerance, xtol=tolerance)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(x[used], y[used], sample_weight=weights[used])
        if model.converged_:
            break
    assert model.converged_, name
    print(f"{name}: settled to {tolerance}", file=sys.stderr)
    # Columns: low, high; rows: slope, intercept.
    limits = model.conf_int(method="pl", max_iter=500, tol=1e-8)
    return [model.intercept_, model.coef_[0] / scale, *limits[1], *(limits[0] / scale)]


print(f"// Made by References/firth_package.py with firthmodels {metadata.version('firthmodels')}, numpy"
      f" {np.__version__}, scipy {scipy.__version__}.")
print("// Do not edit. values: alpha, beta, then the penalised-profile limits at 95 % of both.")
print("extension FirthReference {")
print("  static let package: [FirthReference] = [")
for name, (s, a, b, scale) in DATA.items():
    print(f"    // {name}")
    print("    FirthReference(")
    for label, row in [("strengths", s), ("a", a), ("b", b)]:
        print(f"      {label}: {[float(v) for v in row]},")
    print("      values: [")
    for value in fit(name, s, a, b, scale):
        print(f"        {float(value)!r},")
    print("      ]),")
print("  ]")
print("}")
