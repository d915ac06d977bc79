"""Turns the lines that compare.sh collected into a markdown table. Usage: table.py <file>

Fails where the two sides' mean final losses are more than a fifth apart: they would not be doing
the same work.
"""
import json
import platform
import statistics
import sys

rates, losses, notes = {}, {}, {}
for line in open(sys.argv[1]):
    side, activation, record = line.split(" ", 2)
    record = json.loads(record)
    key = side, activation
    rates.setdefault(key, []).append(record["trainings"] / record["cpu_seconds"])
    losses.setdefault(key, []).append(record["mean_final_loss"])
    notes[side] = record.get("jax") or record["instruction_set"]

model = platform.processor() or platform.machine()
flags = ""
for line in open("/proc/cpuinfo"):
    if line.startswith("model name"):
        model = line.split(":", 1)[1].strip()
    if line.startswith("flags"):
        flags = "AVX-512" if "avx512f" in line else "AVX2, no AVX-512" if "avx2" in line else "SSE"
        break
rounds = len(next(iter(rates.values())))
print(f"{model} ({flags}), one core, medians of {rounds}, in alternation; "
      f"JAX {notes['jax']}, kernels {notes['tiltmeter']}.\n")
print("| case a | JAX jit(vmap(scan)), trainings per cpu-second | tiltmeter | ratio "
      "| mean final loss: JAX, tiltmeter |")
print("|---|---|---|---|---|")
same = True
for activation in ("tanh", "relu"):
    jax, ours = rates["jax", activation], rates["tiltmeter", activation]
    loss_jax = statistics.mean(losses["jax", activation])
    loss_ours = statistics.mean(losses["tiltmeter", activation])
    same = same and abs(loss_ours / loss_jax - 1) < 0.2
    ratio = statistics.median(ours) / statistics.median(jax)
    print(f"| {activation} | {statistics.median(jax):.0f} ({min(jax):.0f}-{max(jax):.0f}) "
          f"| {statistics.median(ours):.0f} ({min(ours):.0f}-{max(ours):.0f}) | {ratio:.2f} "
          f"| {loss_jax:.5f}, {loss_ours:.5f} |")
if not same:
    sys.exit("the mean final losses are too far apart")
