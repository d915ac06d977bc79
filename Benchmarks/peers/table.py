"""Turns the lines that compare.sh collected into a markdown table. Usage: table.py FILE

Fails where two sides' mean final losses (in case c how one-sided the functions are) are too far
apart: they would not be doing the same work. Networks drawn alike scatter; `SAME` says how far, by
the number of networks.
"""
import json
import platform
import statistics
import sys

# The largest share by which the means may differ. Peers train few networks in the last cases.
SAME = {"a-tanh": 0.2, "a-relu": 0.3, "b": 0.2, "c": 0.1, "finetuning": 0.3, "sequence": 0.2}
NAMES = {"jax": "JAX jit(vmap(scan))", "torch": "PyTorch baddbmm"}

rates, checks, operations, peaks, notes = {}, {}, {}, {}, {}
for line in open(sys.argv[1]):
    side, case, record = line.split(" ", 2)
    record = json.loads(record)
    if side == "peak":
        peaks.setdefault(case, []).append(2 * record["multiply_adds"] / record["cpu_seconds"])
        continue
    rates.setdefault((side, case), []).append(record["trainings"] / record["cpu_seconds"])
    checks.setdefault((side, case), []).append(record["check"])
    notes[side] = record.get(side) or record["instruction_set"]
    if "operations" in record:
        operations[case] = record["operations"]
peers = [side for side in NAMES if side in notes]
sides = peers + ["tiltmeter"]

model = platform.processor() or platform.machine()
flags = ""
for line in open("/proc/cpuinfo"):
    if line.startswith("model name"):
        model = line.split(":", 1)[1].strip()
    if line.startswith("flags"):
        flags = "AVX-512" if "avx512f" in line else "AVX2, no AVX-512" if "avx2" in line else "SSE"
        break
cases = list(peaks)
peak = statistics.median(p for case in cases for p in peaks[case])
versions = ", ".join(f"{NAMES[peer].split()[0]} {notes[peer]}" for peer in peers)
print(f"{model} ({flags}), one core, medians of {len(peaks[cases[0]])} (least and greatest in "
      f"brackets), in alternation;\n{versions}, kernels {notes['tiltmeter']}; peak "
      f"{peak * 1e-9:.0f} GFLOP/s (median).\n")
names = ", ".join([*(NAMES[peer].split()[0] for peer in peers), "tiltmeter"])
print("| case | " + " | ".join(f"{NAMES[peer]}, trainings per cpu-second" for peer in peers)
      + " | tiltmeter | " + " | ".join(f"ratio to {NAMES[peer].split()[0]}" for peer in peers)
      + f" | share of the peak: {names} | mean final loss: {names} |")
print("|---" * (3 + 2 * len(peers) + 1) + "|")
apart = []
for case in cases:
    middles = {side: statistics.median(rates[side, case]) for side in sides}
    means = {side: statistics.mean(checks[side, case]) for side in sides}
    if any(abs(means["tiltmeter"] / means[peer] - 1) > SAME[case] for peer in peers):
        apart.append(case)
    # Each round against the peak measured in that round.
    shares = {side: statistics.median(
        rate * operations[case] / p for rate, p in zip(rates[side, case], peaks[case]))
        for side in sides}
    cells = [case]
    cells += [f"{middles[side]:,.4g} ({min(rates[side, case]):,.4g}-{max(rates[side, case]):,.4g})"
              for side in sides]
    cells += [f"{middles['tiltmeter'] / middles[peer]:.2f}" for peer in peers]
    cells.append(", ".join(f"{shares[side]:.0%}" for side in sides))
    cells.append(", ".join(f"{means[side]:.5f}" for side in sides))
    print("| " + " | ".join(cells) + " |")
if apart:
    sys.exit("the means are too far apart in " + ", ".join(apart))
