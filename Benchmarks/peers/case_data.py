"""The data of `Sources/Cases/CaseData.swift`, for peers written in Python."""
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
