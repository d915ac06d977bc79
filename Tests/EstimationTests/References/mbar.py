"""Reference values for MBAR and BAR, by pymbar.

    pip install pymbar==4.0.3 numpy==2.4.6 scipy==1.17.1
    python3 Tests/EstimationTests/References/mbar.py > Tests/EstimationTests/MBARTable.swift

The data are made from SplitMix64 by the same lines as in MBARAgreementTests.swift, so both sides
compute them anew; they differ by rounding of log and cos only.
"""
import contextlib
import math
import os
import sys

with contextlib.redirect_stdout(sys.stderr):
    import numpy as np
    import pymbar
    import scipy

MASK = (1 << 64) - 1


class SplitMix64:
    def __init__(self, seed):
        self.state = seed

    def uniform(self):
        self.state = (self.state + 0x9E3779B97F4A7C15) & MASK
        z = self.state
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & MASK
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & MASK
        return ((z ^ (z >> 31)) >> 11) * 2.0**-53

    def normal(self):
        u, v = self.uniform(), self.uniform()
        return math.sqrt(-2 * math.log(1 - u)) * math.cos(2 * math.pi * v)


def harmonic():
    centers, stiffnesses, counts = [1, 2, 3, 4], [0.5, 1, 1.5, 2], [1000, 500, 0, 800]
    random = SplitMix64(1)
    x = np.array([o + random.normal() / math.sqrt(k)
                  for o, k, n in zip(centers, stiffnesses, counts) for _ in range(n)])
    return np.array([k * (x - o) ** 2 / 2 for o, k in zip(centers, stiffnesses)]), counts


def exponential():
    rates, counts = [1, 2, 3, 4], [300, 0, 700, 150]
    random = SplitMix64(2)
    x = np.array([-math.log(1 - random.uniform()) / l
                  for l, n in zip(rates, counts) for _ in range(n)])
    return np.array([l * x for l in rates]), counts


def classes():
    """Scores around -1 for A and 1 for B under tilts; A and B as states without samples."""
    strengths, counts = [0, 0.5, 1, 1.5, 2, 2.5, 3], [400, 300, 200, 200, 200, 300, 300]
    odds, mean, variance = 4, [-1, 1], [0.3, 0.5]
    random = SplitMix64(3)
    scores, is_b = [], []
    for l, n in zip(strengths, counts):
        here = odds + l * (mean[0] - mean[1]) + l * l * (variance[0] - variance[1]) / 2
        for _ in range(n):
            b = random.uniform() >= 1 / (1 + math.exp(-here))
            scores.append(mean[b] + l * variance[b] + math.sqrt(variance[b]) * random.normal())
            is_b.append(b)
    s, b = np.array(scores), np.array(is_b)
    rows = [-l * s for l in strengths] + [np.where(b, 1e5, 0.0), np.where(b, 0.0, 1e5)]
    return np.array(rows), counts + [0, 0]


def works():
    random = SplitMix64(4)
    difference, deviation = 1.5, 1.8
    mean = deviation**2 / 2
    forward = [difference + mean + deviation * random.normal() for _ in range(400)]
    reverse = [-difference + mean + deviation * random.normal() for _ in range(250)]
    return np.array(forward), np.array(reverse)


def row(values):
    return "[" + ", ".join(repr(float(v)) for v in values) + "]"


def wrapped(values):
    lines, line = [], "     "
    for v in values:
        piece = f" {float(v)!r},"
        if len(line) + len(piece) > 98:
            lines.append(line)
            line = "     "
        line += piece
    return "\n".join(lines + [line])


print("// Made by References/mbar.py with pymbar", pymbar.__version__, "numpy", np.__version__,
      "scipy", scipy.__version__ + ".")
print("// Do not edit.\n")
print("enum MBARTable {")
for name, make in [("harmonic", harmonic), ("exponential", exponential), ("classes", classes)]:
    u, counts = make()
    with contextlib.redirect_stdout(sys.stderr):
        solved = pymbar.MBAR(
            u, np.array(counts), relative_tolerance=1e-13,
            solver_protocol=({"method": "adaptive", "options": {"tol": 1e-13, "maxiter": 1000}},))
        result = solved.compute_free_energy_differences(uncertainty_method="svd")
        overlap = solved.compute_overlap()
        effective = solved.compute_effective_sample_number()
    print(f"  static let {name} = Values(\n    differences: [\n{wrapped(result['Delta_f'][0])}\n    ],")
    print(f"    errors: [\n{wrapped(result['dDelta_f'].ravel())}\n    ],")
    print(f"    overlap: [\n{wrapped(overlap['matrix'].ravel())}\n    ],")
    print(f"    scalarOverlap: {float(overlap['scalar'])!r},")
    print(f"    effective: [\n{wrapped(effective)}\n    ])")
forward, reverse = works()
with contextlib.redirect_stdout(sys.stderr):
    bar = pymbar.bar(forward, reverse, relative_tolerance=1e-15, maximum_iterations=1000)
print(f"  static let bar = (difference: {float(bar['Delta_f'])!r}, error: {float(bar['dDelta_f'])!r})")
print("""
  struct Values {
    /// f_k - f_0, [states].
    let differences: [Double]
    /// Of f_j - f_i, [states x states].
    let errors: [Double]
    /// [states x states].
    let overlap: [Double]
    let scalarOverlap: Double
    /// [states].
    let effective: [Double]
  }
}""")
