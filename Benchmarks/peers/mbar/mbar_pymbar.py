"""MBAR of a file of tilted samples by pymbar 4 without JAX, with its covariance, on one thread.

Usage: mbar_pymbar.py <file> [defaults]. With `defaults` its own tolerance (1e-7) and solver are
left as they are; else both programs solve to 1e-12. Prints one line of JSON; reading the file and
making the table of energies that pymbar wants are not timed.
"""
import contextlib
import json
import sys
import time

with contextlib.redirect_stdout(sys.stderr):
    import numpy as np
    import pymbar

data = np.loadtxt(sys.argv[1], delimiter=",", skiprows=1)
strengths, counts = np.unique(data[:, 0], return_counts=True)
energies = -strengths[:, None] * data[None, :, 1]
start = time.process_time()
options = {} if "defaults" in sys.argv else {
    "relative_tolerance": 1e-12,
    "solver_protocol": ({"method": "adaptive", "options": {"tol": 1e-12, "maxiter": 1000}},)}
solved = pymbar.MBAR(energies, counts, **options)
result = solved.compute_free_energy_differences()
seconds = time.process_time() - start
print(json.dumps({
    "seconds": seconds, "free_energies": result["Delta_f"][0].tolist(),
    "errors": result["dDelta_f"].tolist(), "pymbar": pymbar.__version__,
    "numpy": np.__version__}))
