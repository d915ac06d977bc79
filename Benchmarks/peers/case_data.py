"""The cases of `Sources/Cases`, for peers written in Python."""
import numpy as np


def quadrants():
    """Points on an 8 x 8 grid over [-1, 1]^2; class 1 where the product of both is positive."""
    i = np.arange(64)
    x = np.stack([(2 * (i // 8) - 7) / 7, (2 * (i % 8) - 7) / 7], 1).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] > 0).astype(np.float32)


def products():
    """256 points of 20 numbers in [-1, 1]; class 1 where x0 x1 + x2 is positive."""
    x = (np.arange(256 * 20).reshape(256, 20) * 7919 % 257 / 128 - 1).astype(np.float32)
    return x, (x[:, 0] * x[:, 1] + x[:, 2] > 0).astype(np.float32)


def booleans():
    x = (np.arange(128)[:, None] >> np.arange(7) & 1).astype(np.float32)
    return x, np.zeros(128, np.float32)


def three_digits():
    """200 rows of 60 bits and three answers in 0 ... 10 that look random."""
    x = (np.arange(200 * 60).reshape(200, 60) * 7919 % 101 < 30).astype(np.float32)
    i = np.arange(200)
    return x, np.stack([(i * (7 * h + 21) + i * i) % 11 for h in range(3)], 1)


def even_grid():
    """The pool of case `sequence`: an 8 x 8 grid half a step away from the one of the data."""
    i = np.arange(64)
    return np.stack([(2 * (i // 8) - 6) / 7, (2 * (i % 8) - 6) / 7], 1).astype(np.float32)


# data, widths, activation, optimizer, rate, steps, batch rows (0 for all)
CASES = {
    "a-tanh": (quadrants, [2, 16, 16, 1], "tanh", "adam", 0.02, 200, 0),
    "a-relu": (quadrants, [2, 16, 16, 1], "relu", "adam", 0.02, 200, 0),
    "b": (products, [20, 64, 64, 1], "relu", "sgd", 0.1, 300, 64),
    "c": (booleans, [7, 40, 40, 1], "relu", None, 0, 0, 0),
    "finetuning": (three_digits, [60, 128, 128, 33], "relu", "adam", 0.003, 100, 0),
    "sequence": (quadrants, [2, 16, 16, 1], "tanh", "adam", 0.02, 200, 0),
}
# Models in a diversity sequence, and how strongly D-BAT's term presses them apart.
MODELS = {"sequence": 8}
STRENGTH = 0.1
