"""50 tilts by 2,000 samples of scores: N(l v, v) with v = .4, rounded so that both read the same.

Usage: make_data.py <file>
"""
import sys

import numpy as np

random = np.random.default_rng(20261122)
with open(sys.argv[1], "w") as file:
    file.write("strength,score\n")
    for k in range(50):
        strength = round(8 * k / 49, 6)
        for score in strength * 0.4 + 0.4**0.5 * random.standard_normal(2000):
            file.write(f"{strength!r},{float(score)!r}\n")
