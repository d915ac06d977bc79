"""Turns the lines that compare.sh collected into a markdown table. Usage: table.py FILE

Fails where the two sides' losses (of the probe, mean log-probabilities) are more than 1e-4 apart,
relatively: they would not be doing the same work. transformers and peft start from other noise, and
fresh sequences are others at each step, so those are not held together.
"""
import json, statistics, sys

rows, peaks, peers = {}, {}, {}
for line in open(sys.argv[1]):
    side, case, own, record = line.split(" ", 3)
    place = {"peak": peaks.setdefault(case, []), "peer": peers.setdefault(case, [])}.get(side)
    if place is None: place = rows.setdefault((case, own), [])
    place.append(json.loads(record))

def spread(values): return f"{statistics.median(values):.3f} ({min(values):.3f}-{max(values):.3f})"

print("| peer | tiltmeter | peer, s | tiltmeter, s | ratio | peak, GFLOP/s | GFLOP/s as the peer counts | of the peak | peak memory: peer, tiltmeter |")
print("|---|---|---|---|---|---|---|---|---|")
for (case, own), records in rows.items():
    mine, peer = [r["cpu_seconds"] for r in records], [r["cpu_seconds"] for r in peers[case]]
    peak = statistics.median(r["gigaflops"] for r in peaks[case])
    speed = records[0]["operations"] * 1e-9 / statistics.median(mine)
    memory = [max(r["peak_mb"] for r in both) for both in (peers[case], records)]
    print(f"| {case} | {own} | {spread(peer)} | {spread(mine)} | {statistics.median(peer) / statistics.median(mine):.2f} | "
          f"{peak:.0f} | {speed:.0f} | {speed / peak:.0%} | {memory[0]:.0f}, {memory[1]:.0f} MB |")
    if not case.startswith("user"):
        a, b = records[0]["check"], peers[case][0]["check"]
        if abs(a / b - 1) > 1e-4: sys.exit(f"table.py: {case}: losses {a} and {b} are not of the same work")
