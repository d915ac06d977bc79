"""The tables of docs/diversity.md, from the summaries that sweep.sh wrote.

    python3 Benchmarks/diversity/table.py FOLDER
"""
import json
import math
import pathlib
import sys

RATES = ["0.1", "0.5", "1"]
SAMENESSES = [
    "d-bat", "expected-agreement", "mutual-information", "total-variation", "jensen-shannon"]


def tail(count, n, p):
    """P(X >= count) for X binomial."""
    return math.fsum(
        math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                 + k * math.log(p) + (n - k) * math.log1p(-p)) for k in range(count, n + 1))


def root(rising, target):
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if rising(middle) < target else (low, middle)
    return (low + high) / 2


def interval(count, n):
    """Clopper and Pearson's, 95 %."""
    low = 0.0 if count == 0 else root(lambda p: tail(count, n, p), 0.025)
    high = 1.0 if count == n else root(lambda p: tail(count + 1, n, p), 0.975)
    return low, high


def cell(count, n, failed=0):
    low, high = interval(count, n)
    text = f"{count / n:.3f} ({low:.3f} to {high:.3f})"
    return text + (f", {failed} failed" if failed else "")


def second_is_b(rounds, n):
    return cell(rounds[1]["b"], n, rounds[1]["failed"])


def second_on_an_axis(rounds, n):
    return cell(rounds[1]["a"] + rounds[1]["b"], n, rounds[1]["failed"])


def third_on_the_other(rounds, n):
    return cell(rounds[2]["crossed"], n, rounds[2]["failed"])


TABLES = [
    ("toy", "D-BAT toy: the second model takes the slabs", second_is_b),
    ("digits", "`two-digits`: the second model reads the right digit", second_is_b),
    ("grid", "DivDis grid: the second model lies on an axis", second_on_an_axis),
    ("grid", "DivDis grid: the third model lies on the axis that the second does not",
     third_on_the_other),
]


def main():
    folder = pathlib.Path(sys.argv[1])

    def sequences(task, sameness, rate):
        text = (folder / f"{task},{sameness},{rate}.json").read_text()
        return json.loads(text)["pairs"][0]["sequences"]

    for task, title, value in TABLES:
        first = sequences(task, SAMENESSES[0], RATES[0])
        n = first["sequences"]
        plain = first["strengths"][0]["rounds"]
        start = plain[0]
        print(f"### {title}\n")
        print(f"{n} sequences a cell. First models: {start['a']} A, {start['b']} B, "
              f"{start['other']} other, {start['failed']} failed. Without pressure: "
              f"{value(plain, n)}.\n")
        print("| sameness | strength | mix rate .1 | .5 | 1 |")
        print("|:---|---:|:---|:---|:---|")
        for sameness in SAMENESSES:
            columns = [sequences(task, sameness, rate)["strengths"][1:] for rate in RATES]
            for row in zip(*columns):
                cells = " | ".join(value(column["rounds"], n) for column in row)
                print(f"| {sameness} | {row[0]['strength']:g} | {cells} |")
        print()


main()
