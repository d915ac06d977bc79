"""Reference values for R-hat and effective sample sizes, by ArviZ.

    pip install arviz==0.23.4 numpy==2.4.6 scipy==1.17.1
    python3 Tests/EstimationTests/References/chains.py > Tests/EstimationTests/ChainTable.swift

The chains are made from SplitMix64 by the same lines as in ChainTests.swift, so both sides compute
them anew; they differ by rounding of log, cos and tan only.
"""
import math

import arviz
import numpy as np
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


def correlated(seed, chains, steps, correlation, shift=0.0):
    """Gaussian chains; the last one is shifted."""
    random = SplitMix64(seed)
    result = []
    for chain in range(chains):
        x, own = random.normal(), []
        for _ in range(steps):
            own.append(x + (shift if chain == chains - 1 else 0.0))
            x = correlation * x + math.sqrt(1 - correlation**2) * random.normal()
        result.append(own)
    return np.array(result)


def cases():
    yield "independent", correlated(1, 4, 500, 0.0)
    yield "slow", correlated(2, 4, 501, 0.95)
    yield "alternating", correlated(3, 3, 400, -0.6)
    yield "apart", correlated(4, 4, 400, 0.5, shift=1.0)
    yield "one", correlated(5, 1, 300, 0.7)
    yield "rare", (correlated(6, 4, 2000, 0.9) > 2).astype(float)
    yield "heavy", np.tan(np.pi * (scipy.special.ndtr(correlated(7, 4, 600, 0.3)) - 0.5))
    yield "short", correlated(8, 2, 9, 0.2)


print(f"// Made by References/chains.py with arviz {arviz.__version__} numpy {np.__version__}"
      f" scipy {scipy.__version__}.")
print("// Do not edit.\n")
print("enum ChainTable {")
print("  /// R-hat; NaN for a single chain.")
print("  struct Values { let rHat, bulk, mean: Double }")
print("  static let values: [String: Values] = [")
for name, chains in cases():
    r_hat = float(arviz.rhat(chains, method="rank")) if len(chains) > 1 else math.nan
    bulk = float(arviz.ess(chains, method="bulk"))
    mean = float(arviz.ess(chains, method="mean"))
    r_text = ".nan" if math.isnan(r_hat) else repr(r_hat)
    print(f'    "{name}": Values(')
    print(f"      rHat: {r_text}, bulk: {bulk!r}, mean: {mean!r}),")
print("  ]\n}")
