#!/usr/bin/env bash
# Runs case a in this toolkit and in JAX, on one core each, in alternation, and prints a table.
#
# Usage: Benchmarks/peers/compare.sh [rounds]      (default 5)
#
# JAX comes from PyPI into a virtual environment in the user's cache folder; nothing is installed
# elsewhere. Needs python3 with venv.
set -euo pipefail

rounds=${1:-5}
here=$(cd "$(dirname "$0")" && pwd)
environment=${XDG_CACHE_HOME:-$HOME/.cache}/tiltmeter/peers-jax
core=$(($(nproc) - 1))

# An exported core type would slow down whichever side uses OpenBLAS.
unset OPENBLAS_CORETYPE
# JAX on one core: `taskset` pins it, these keep its pools from fighting over that core.
export XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
export OMP_NUM_THREADS=1 JAX_PLATFORMS=cpu

if ! "$environment/bin/python" -c 'import jax' 2>/dev/null; then
  echo "installing jax into $environment" >&2
  python3 -m venv "$environment"
  "$environment/bin/pip" install --quiet jax >&2
fi

swift build --package-path "$here/.." -c release --product case-a >&2
ours=$(swift build --package-path "$here/.." -c release --show-bin-path)/case-a

results=$(mktemp)
trap 'rm -f "$results"' EXIT
for activation in tanh relu; do
  for ((round = 0; round < rounds; round++)); do
    line=$(taskset -c "$core" "$ours" "$activation" 1024)
    echo "tiltmeter $activation $line" >>"$results"
    # Of 64, 256 and 1024 networks at a time, JAX is fastest with 64 to 256 per core.
    line=$(taskset -c "$core" "$environment/bin/python" "$here/case_a.py" "$activation" 256)
    echo "jax $activation $line" >>"$results"
  done
done
"$environment/bin/python" "$here/table.py" "$results"
