"""The table of docs/rare-policies.md, from the summaries that measure.sh wrote.

    python3 Benchmarks/rare/table.py FOLDER
"""
import math
import pathlib
import sys

from plain import NORMAL, direct_odds, estimate, plain_counts, summary

TASKS = ["1e-2", "1e-4", "1e-6", "1e-8"]
# What splitting's error squared times its trainings is wanted to be below, as a divisor of 1/P.
WANTED = {"1e-2": None, "1e-4": 3, "1e-6": 50, "1e-8": 50}


def interval(point, low, high):
    if point is None and low is None and high is None:
        return "-", "refused"
    if point is None:
        return "-", f"at least {low:.2f}" if high is None else f"at most {high:.2f}"
    return f"{point:.2f}", f"{low:.2f} to {high:.2f}"


def deviation(low, high):
    return (high - low) / 2 / NORMAL


def difference_p(one, other):
    """The chance of a larger difference between two (point, low, high) that agree."""
    z = (one[0] - other[0]) / math.hypot(deviation(*one[1:]), deviation(*other[1:]))
    return math.erfc(abs(z) / math.sqrt(2))


def main():
    folder = pathlib.Path(sys.argv[1])
    comparisons = []
    print("| task | estimator | trainings | runs that are B's | L / nats | 95 % | se² x trainings "
          "| 1/P | gain |")
    print("|:---|:---|---:|---:|---:|:---|---:|---:|---:|")
    for task in TASKS:
        pair = summary(folder / f"{task}.json")
        a, b, n = plain_counts(folder, task)
        direct = direct_odds(a, b, n)
        text, limits = interval(*direct)
        plain = f"{n / b:,.0f}" if b else ""
        print(f"| {task} | direct | {n:,} | {b:,} | {text} | {limits} | {plain} | {plain} | |")
        for name, source in [("splitting, N = 1000", pair),
                             ("splitting, N = 250", summary(folder / f"{task}-small.json"))]:
            found = estimate(source, "splitting")
            details = found["details"]
            text, limits = interval(found["log_odds"], found["low"], found["high"])
            cost, one = details.get("variance_times_runs"), details.get("plain_variance_times_runs")
            cells = (f"{cost:,.0f} | {one:,.0f} | {details['gain']:.3g}" if cost else " | | ")
            print(f"| {task} | {name} | {found['trainings']:,} | | {text} | {limits} | {cells} |")
            if b >= 20 and found["log_odds"] is not None:
                comparisons.append((
                    f"{task}, {name}", difference_p(
                        (found["log_odds"], found["low"], found["high"]), direct)))
        ladders = [
            (f"ladder, {score}", estimate(summary(folder / f"{task}-{score}.json"), "ladder"))
            for score in ("margin", "count")]
        for name, found in ladders + [("dose-response", estimate(pair, "dose-response"))]:
            trainings = found["trainings"]
            text, limits = interval(found["log_odds"], found["low"], found["high"])
            cells = " | | "
            if name != "dose-response" and found["log_odds"] is not None:
                cost = found["details"]["standard_error"] ** 2 * trainings
                one = math.exp(found["log_odds"]) * n / a
                cells = f"{cost:,.0f} | {one:,.0f} | {one / cost:.3g}"
            print(f"| {task} | {name} | {trainings:,} | | {text} | {limits} | {cells} |")
            if b >= 20 and None not in (found["log_odds"], found["low"], found["high"]):
                comparisons.append((
                    f"{task}, {name}",
                    difference_p((found["log_odds"], found["low"], found["high"]), direct)))
    print()
    print("Against direct, where it has at least 20 hits:")
    print()
    print("| comparison | p | Holm-adjusted |")
    print("|:---|---:|---:|")
    running = 0.0
    for rank, (name, p) in enumerate(sorted(comparisons, key=lambda pair: pair[1])):
        running = max(running, min(1.0, (len(comparisons) - rank) * p))
        print(f"| {name} | {p:.3g} | {running:.3g} |")
    print()
    for task in TASKS:
        if WANTED[task] is None:
            continue
        details = estimate(summary(folder / f"{task}.json"), "splitting")["details"]
        cost, one = details.get("variance_times_runs"), details.get("plain_variance_times_runs")
        if cost:
            print(f"{task}: error squared x trainings {cost:,.0f}; wanted at most "
                  f"1/({WANTED[task]}P) = {one / WANTED[task]:,.0f}.")


main()
