"""Turns the lines that compare.sh collected into a markdown table. Usage: table.py FILE

Fails where the two sides' losses (of the probe, mean log-probabilities) are more than 1e-4 apart,
relatively: they would not be doing the same work. transformers and peft start from other noise, and
fresh sequences are others at each step, so those are not held together.
"""
import json, statistics, sys

rows = {}
for line in open(sys.argv[1]):
    side, case, record = line.split(" ", 2)
    rows.setdefault(case, {}).setdefault(side, []).append(json.loads(record))

def spread(values): return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"

print("| case | peer, s | tiltmeter, s | ratio | peak, GFLOP/s | GFLOP/s as the peer counts | of the peak | peak memory: peer, tiltmeter |")
print("|---|---|---|---|---|---|---|---|")
for case, sides in rows.items():
    mine, peer = ([r["cpu_seconds"] for r in sides[s]] for s in ("tiltmeter", "peer"))
    peak = statistics.median(r["gigaflops"] for r in sides["peak"])
    speed = sides["tiltmeter"][0]["operations"] * 1e-9 / statistics.median(mine)
    memory = [max(r["peak_mb"] for r in sides[s]) for s in ("peer", "tiltmeter")]
    print(f"| {case} | {spread(peer)} | {spread(mine)} | {statistics.median(peer) / statistics.median(mine):.2f} | "
          f"{peak:.0f} | {speed:.0f} | {speed / peak:.0%} | {memory[0]:.0f}, {memory[1]:.0f} MB |")
    if not case.startswith(("user", "whole")):
        a, b = sides["tiltmeter"][0]["check"], sides["peer"][0]["check"]
        if abs(a / b - 1) > 1e-4: sys.exit(f"table.py: {case}: losses {a} and {b} are not of the same work")
