"""Writes the files of runs that compare.sh times: one seed, the same bytes everywhere.

    python3 generate.py FOLDER

strengths.csv   10^5 runs at as many strengths, B along a logit line
plain.csv       10^7 runs at ten strengths, a line each
seeds.csv       the same with a seed in every line
groups.csv      10^6 groups of three runs at four strengths
ladder6.csv     10^6 normal scores under nine exact tilts, B above 4 (L = 10.360)
ladder7.csv     10^7 of them
"""
import os
import random
import sys

HEADER = "strength,policy\n"


def lines(path, header, rows):
    with open(path, "w") as file:
        file.write(header)
        part = []
        for row in rows:
            part.append(row)
            if len(part) == 100_000:
                file.write("".join(part))
                part = []
        file.write("".join(part))


def strengths(draw, count=100_000):
    import math

    for index in range(count):
        strength = 8 * (index - count // 2) / count
        is_b = draw.random() < 1 / (1 + math.exp(2 - strength))
        yield f"{strength:.6f},{'b' if is_b else 'a'}\n"


def plain(draw, seeds, count=10_000_000):
    for index in range(count):
        strength = index % 10
        is_b = draw.random() * 1000 < 20 + 90 * strength
        seed = f",{index // 10}" if seeds else ""
        yield f"0.{strength},{'seventh-grader' if is_b else 'honest'}{seed}\n"


def groups(draw, count=1_000_000):
    import math

    for _ in range(3):
        for group in range(count):
            strength = draw.randrange(4)
            is_b = draw.random() < 1 / (1 + math.exp(2 - 1.2 * strength))
            yield f"{strength},{'b' if is_b else 'a'},g{group}\n"


def ladder(draw, count):
    for index in range(count):
        strength = index * 9 // count / 2
        score = draw.gauss(strength, 1)
        yield f"{strength},{score:.6f},{'b' if score > 4 else 'a'}\n"


def main(folder):
    os.makedirs(folder, exist_ok=True)
    for name, header, rows in [
        ("strengths", HEADER, strengths(random.Random(1))),
        ("plain", HEADER, plain(random.Random(2), False)),
        ("seeds", "strength,policy,seed\n", plain(random.Random(2), True)),
        ("groups", "strength,policy,group\n", groups(random.Random(3))),
        ("ladder6", "strength,score,policy\n", ladder(random.Random(4), 10**6)),
        ("ladder7", "strength,score,policy\n", ladder(random.Random(5), 10**7)),
    ]:
        lines(os.path.join(folder, name + ".csv"), header, rows)


if __name__ == "__main__":
    main(sys.argv[1])
