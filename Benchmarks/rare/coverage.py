"""Coverage of splitting against plain runs, from what coverage.sh and measure.sh wrote.

    python3 Benchmarks/rare/coverage.py FOLDER REPETITIONS N
"""
import math
import pathlib
import sys

from plain import NORMAL, direct_odds, estimate, plain_counts, root, summary, tail

TASK = "1e-4"


def clopper_pearson(hits, n):
    low = 0.0 if hits == 0 else root(lambda p: tail(hits, n, p), 0.025, 1 - 1e-12)
    high = 1.0 if hits == n else root(lambda p: tail(hits + 1, n, p), 0.975, 1 - 1e-12)
    return low, high


def main():
    folder, repetitions, population = pathlib.Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    a, b, n = plain_counts(folder, TASK)
    truth, low, high = direct_odds(a, b, n)
    results = [estimate(summary(folder / f"coverage-{population}-{i}.json"), "splitting")
               for i in range(1, repetitions + 1)]
    values = [r for r in results if r["log_odds"] is not None]
    print(f"plain runs: {b:,} B's of {n:,}; L = {truth:.2f} ({low:.2f} to {high:.2f})")
    print(f"{repetitions} repetitions: {len(values)} intervals, "
          f"{len(results) - len(values)} limits or refusals")
    for name, point in [("plain runs' point", truth), ("lower end of their interval", low),
                        ("upper end", high)]:
        covered = sum(r["low"] <= point <= r["high"] for r in values)
        ends = clopper_pearson(covered, len(values))
        print(f"covered, {name}: {covered} of {len(values)} = {covered / len(values):.3f} "
              f"({ends[0]:.3f} to {ends[1]:.3f})")
    bounds = [r for r in results if r["log_odds"] is None]
    held = sum((r["low"] is None or r["low"] <= truth) and (r["high"] is None or truth <= r["high"])
               for r in bounds)
    print(f"limits that hold the plain runs' point: {held} of {len(bounds)}")
    details = [r["details"] for r in results if "log_probability" in r["details"]]
    mean = math.fsum(math.exp(d["log_probability"]) for d in details) / len(details)
    spread = math.sqrt(math.fsum((math.exp(d["log_probability"]) - mean) ** 2 for d in details)
                       / (len(details) - 1))
    print(f"mean of P(B): {mean:.3e} +- {spread / math.sqrt(len(details)):.1e}; "
          f"plain runs: {b / n:.3e} +- {math.sqrt(b) / n:.1e}")
    trainings = math.fsum(r["trainings"] for r in results) / len(results)
    print(f"relative spread of P(B) {spread / mean:.3f}; mean reported error "
          f"{math.fsum(d['standard_error'] for d in details) / len(details):.3f}; mean trainings "
          f"{trainings:,.0f}; spread squared x trainings "
          f"{(spread / mean) ** 2 * trainings:,.0f} against 1/P = {n / b:,.0f}")
    width = sorted(r["high"] - r["low"] for r in values)[len(values) // 2]
    print(f"median width of the intervals: {width:.2f} nats ({NORMAL:.2f} errors to either side "
          f"would be {2 * NORMAL * spread / mean:.2f})")
    alarms = sum(any("populations differ" in w or "populations of N" in w for w in r["warnings"])
                 for r in results)
    print(f"repetitions with an alarm of spread or size: {alarms}")


main()
