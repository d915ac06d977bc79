"""Shares of the two most frequent functions of freshly drawn networks, by numpy.

    pip install numpy==2.4.6
    python3 Tests/LearnersTests/References/functions.py SEED NETWORKS

Networks (7, 40, 40, 1), ReLU, no biases, standard normal weights (their scale changes no sign), on
{0, 1}^7; 1 where the logit is above 0. Seeds 1 and 2, 4,000,000 networks each, numpy 2.4.6:

    0.0622415 0.06217925 and 0.0620905 0.06208475, each +- 0.00012
"""
import sys

import numpy as np

seed, total = int(sys.argv[1]), int(sys.argv[2])
random = np.random.default_rng(seed)
inputs = np.array([[x >> (6 - j) & 1 for j in range(7)] for x in range(128)], dtype=np.float32)
zeros = ones = done = 0
while done < total:
    size = 1000
    hidden = np.maximum(inputs @ random.standard_normal((size, 7, 40), dtype=np.float32), 0)
    hidden = np.maximum(hidden @ random.standard_normal((size, 40, 40), dtype=np.float32), 0)
    values = (hidden @ random.standard_normal((size, 40, 1), dtype=np.float32))[:, :, 0] > 0
    count = values.sum(1)
    zeros += int((count == 0).sum())
    ones += int(((count == 127) & ~values[:, 0]).sum())
    done += size
print("all zeros", zeros / done, "all ones but at x = 0", ones / done)
