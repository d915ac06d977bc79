"""Reference values for the intervals of counts, by scipy.

    pip install scipy==1.17.1 numpy==2.4.6 mpmath==1.4.1
    python3 Tests/EstimationTests/References/counts.py > Tests/EstimationTests/CountsTable.swift

Clopper and Pearson's and Jeffreys' by scipy.stats.beta (binomtest finds the former to an absolute
2e-12 only); Wilson's with 50 digits, and held against binomtest, whose lower limit of a rare class
loses four digits to cancellation. Each as P(A) and P(B), so that both ends keep their digits.
"""
import mpmath as mp
import numpy as np
import scipy
from scipy import stats

mp.mp.dps = 50

CASES = [(0, 1), (0, 30), (1, 1), (1, 9), (1, 500), (2, 500), (3, 8), (8, 3), (17, 400), (500, 2),
         (50, 50), (1234, 98766), (3, 1000000), (30, 0)]


def number(value):
    return "nil" if value in (0.0, 1.0) else repr(float(value))


print(f"// Made by References/counts.py with scipy {scipy.__version__}, numpy {np.__version__}, mpmath"
      f" {mp.__version__}.")
print("// Do not edit. Limits of P(A), and of P(B) of the same data; nil for 0 and 1.")
print("struct CountsReference {")
print("  let a: Double")
print("  let b: Double")
print("  let level: Double")
print("  /// Low and high of P(A), then low and high of P(B).")
print("  let clopperPearson: [Double?]")
print("  let wilson: [Double?]")
print("  let jeffreys: [Double?]")
print("")
print("  static let all: [CountsReference] = [")
for a, b in CASES:
    for level in (0.9, 0.95, 0.999):
        tail = (1 - level) / 2

        def wilson(k, n):
            z = mp.sqrt(2) * mp.erfinv(mp.mpf(level))
            half = z * mp.sqrt(mp.mpf(k) * (n - k) / n + z * z / 4)
            low, high = ((k + z * z / 2 + s * half) / (n + z * z) for s in (-1, 1))
            other = stats.binomtest(k, n).proportion_ci(level, method="wilson")
            assert abs(low - other.low) < 1e-12 and abs(high - other.high) < 1e-12
            return [0.0 if k == 0 else float(low), 1.0 if k == n else float(high)]

        def beta(low, high):
            """Quantiles of two beta laws; an impossible one is 0 or 1."""
            return [stats.beta.ppf(tail, *low) if low[0] > 0 else 0.0,
                    stats.beta.isf(tail, *high) if high[1] > 0 else 1.0]

        rows = [beta((a, b + 1), (a + 1, b)) + beta((b, a + 1), (b + 1, a)),
                wilson(a, a + b) + wilson(b, a + b),
                2 * beta((a + .5, b + .5), (a + .5, b + .5))]
        rows[2][2:] = beta((b + .5, a + .5), (b + .5, a + .5))
        print("    CountsReference(")
        print(f"      a: {a}, b: {b}, level: {level},")
        for name, row in zip(("clopperPearson", "wilson", "jeffreys"), rows):
            end = ")," if name == "jeffreys" else ","
            print(f"      {name}: [\n        {', '.join(map(number, row[:2]))},")
            print(f"        {', '.join(map(number, row[2:]))},\n      ]{end}")
print("  ]")
print("}")
