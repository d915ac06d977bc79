"""Runs tiltmeter's MBAR and pymbar's in turn on one file, on one thread each, and prints a table
of processor seconds.

    python3 -m venv venv && venv/bin/pip install pymbar==4.0.3 numpy==2.4.6 scipy==1.17.1
    swift build --package-path Benchmarks -c release --product mbar
    venv/bin/python Benchmarks/peers/mbar/compare.py Benchmarks/.build/release/mbar [rounds]
"""
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ours, rounds = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 5
environment = {k: v for k, v in os.environ.items() if k != "OPENBLAS_CORETYPE"}
for name in ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"]:
    environment[name] = "1"


def run(command):
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    return json.loads(done.stdout.strip().splitlines()[-1])


with tempfile.TemporaryDirectory() as folder:
    file = os.path.join(folder, "samples.csv")
    subprocess.run([sys.executable, HERE / "make_data.py", file], check=True)
    results = {"tiltmeter": [], "pymbar": [], "defaults": []}
    for _ in range(rounds):
        results["tiltmeter"].append(run([ours, file]))
        results["pymbar"].append(run([sys.executable, HERE / "mbar_pymbar.py", file]))
        results["defaults"].append(run([sys.executable, HERE / "mbar_pymbar.py", file, "defaults"]))
a, b = results["tiltmeter"][0], results["pymbar"][0]
energy = max(abs(x - y) / max(1, abs(y)) for x, y in zip(a["free_energies"], b["free_energies"]))
error = max(abs(x - y) / y for p, q in zip(a["errors"], b["errors"]) for x, y in zip(p, q) if y > 0)
medians = {k: statistics.median(r["seconds"] for r in v) for k, v in results.items()}
print("| MBAR, 50 states x 100,000 samples, covariance included | median processor s | least | most |")
print("|---|---|---|---|")
peer = f"pymbar {b['pymbar']}, numpy {b['numpy']}"
labels = {"tiltmeter": "tiltmeter, 1e-12", "pymbar": f"{peer}, 1e-12",
          "defaults": f"{peer}, its defaults (1e-7)"}
for name, label in labels.items():
    seconds = [r["seconds"] for r in results[name]]
    print(f"| {label} | {medians[name]:.3f} | {min(seconds):.3f} | {max(seconds):.3f} |")
print(f"\n{medians['pymbar'] / medians['tiltmeter']:.1f} times as fast at the same tolerance, "
      f"{medians['defaults'] / medians['tiltmeter']:.1f} times at pymbar's own; "
      f"{rounds} rounds in turn.")
print(f"Largest relative difference: {energy:.1e} in free energies, {error:.1e} in errors.")
