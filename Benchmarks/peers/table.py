"""Turns the lines that compare.sh collected into a markdown table. Usage: table.py FILE

Fails where the two sides' mean final losses are too far apart: they would not be doing the same
work. Losses of networks drawn alike scatter; `SAME` says how far, by the number of networks.
"""
import json
import platform
import statistics
import sys

# The largest share by which the mean losses may differ. JAX trains few networks in the last case.
SAME = {"a-tanh": 0.2, "a-relu": 0.3, "b": 0.2, "c": 0.1, "finetuning": 0.3, "sequence": 0.2}

rates, losses, operations, peaks, notes = {}, {}, {}, {}, {}
for line in open(sys.argv[1]):
    side, case, record = line.split(" ", 2)
    record = json.loads(record)
    if side == "peak":
        peaks.setdefault(case, []).append(2 * record["multiply_adds"] / record["cpu_seconds"])
        continue
    rates.setdefault((side, case), []).append(record["trainings"] / record["cpu_seconds"])
    losses.setdefault((side, case), []).append(record["mean_final_loss"])
    notes[side] = record.get("jax") or record["instruction_set"]
    if "operations" in record:
        operations[case] = record["operations"]

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
print(f"{model} ({flags}), one core, medians of {len(peaks[cases[0]])} (least and greatest in "
      f"brackets), in alternation;\nJAX {notes['jax']}, kernels {notes['tiltmeter']}; peak "
      f"{peak * 1e-9:.0f} GFLOP/s (median).\n")
print("| case | JAX jit(vmap(scan)), trainings per cpu-second | tiltmeter | ratio "
      "| share of the peak: JAX, tiltmeter | mean final loss: JAX, tiltmeter |")
print("|---|---|---|---|---|---|")
apart = []
for case in cases:
    jax, ours = rates["jax", case], rates["tiltmeter", case]
    loss_jax = statistics.mean(losses["jax", case])
    loss_ours = statistics.mean(losses["tiltmeter", case])
    if abs(loss_ours / loss_jax - 1) > SAME[case]:
        apart.append(case)
    middle_jax, middle_ours = statistics.median(jax), statistics.median(ours)
    # Each round against the peak measured in that round.
    share = {side: statistics.median(
        rate * operations[case] / p for rate, p in zip(rates[side, case], peaks[case]))
        for side in ("jax", "tiltmeter")}
    print(f"| {case} | {middle_jax:,.4g} ({min(jax):,.4g}-{max(jax):,.4g}) "
          f"| {middle_ours:,.4g} ({min(ours):,.4g}-{max(ours):,.4g}) "
          f"| {middle_ours / middle_jax:.2f} "
          f"| {share['jax']:.0%}, {share['tiltmeter']:.0%} | {loss_jax:.5f}, {loss_ours:.5f} |")
if apart:
    sys.exit("the mean final losses are too far apart in " + ", ".join(apart))
