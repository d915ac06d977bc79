"""What table.py and coverage.py share: summaries, and L from plain runs."""
import json
import math

NORMAL = 1.959963984540054


def tail(count, n, p):
    """P(X >= count) for X binomial."""
    if count == 0:
        return 1.0
    below = math.fsum(
        math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                 + k * math.log(p) + (n - k) * math.log1p(-p)) for k in range(count))
    return 1.0 - below


def root(rising, target, high):
    low = high * 1e-12
    for _ in range(100):
        middle = math.sqrt(low * high)
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return low


def direct_odds(a, b, n):
    """L from a and b of n plain runs, 95 %: Clopper and Pearson's for a share of a + b runs."""
    total = a + b
    if b == 0:
        return None, math.log(a / n) - math.log(-math.expm1(math.log(0.05) / n)), None
    point = math.log(a / b)
    if b > 2000:
        half = NORMAL * math.sqrt(1 / a + 1 / b)
        return point, point - half, point + half
    most = min(0.999999, 10 * (b + 10) / total)
    upper = root(lambda p: tail(b + 1, total, p), 0.975, most)
    lower = root(lambda p: tail(b, total, p), 0.025, most)
    return point, math.log1p(-upper) - math.log(upper), math.log1p(-lower) - math.log(lower)


def summary(path):
    return json.loads(path.read_text())["pairs"][0]


def at_threshold(pair):
    return next(point for point in pair["threshold_curve"] if point["threshold"] == 0.9)


def estimate(pair, name):
    return next(e for e in pair["estimates"] if e["estimator"] == name and e["grain"] == "run")


def plain_counts(folder, task):
    """Runs that are A's, that are B's, and all, over every experiment's plain runs of the task."""
    a = b = n = 0
    for path in [folder / f"{task}.json"] + sorted(folder.glob(f"{task}-direct-*.json")):
        point = at_threshold(summary(path))
        a, b = a + point["a"], b + point["b"]
        n += sum(point[key] for key in ("a", "b", "other", "failed"))
    return a, b, n
