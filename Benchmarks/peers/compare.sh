#!/usr/bin/env bash
# Runs every case in this toolkit and in JAX, on one core each, in alternation, and prints a table.
#
# Usage: Benchmarks/peers/compare.sh [rounds [CASE ...]]      (default: 5 rounds of all cases)
#
# JAX comes from PyPI into a virtual environment in the user's cache folder; nothing is installed
# elsewhere. Needs python3 with venv.
set -euo pipefail

rounds=${1:-5}
shift || true
here=$(cd "$(dirname "$0")" && pwd)
environment=${XDG_CACHE_HOME:-$HOME/.cache}/tiltmeter/peers-jax
core=$(($(nproc) - 1))

# Trainings at a time. JAX is fastest with these, of 1, 8, 16, 64, 256, 1024 and 8192; ours are
# enough for a second, as its speed does not depend on their number from 16 on.
declare -A jax=([a-tanh]=256 [a-relu]=256 [b]=16 [c]=1024 [finetuning]=1 [sequence]=128)
declare -A ours=([a-tanh]=1024 [a-relu]=1024 [b]=64 [c]=16384 [finetuning]=16 [sequence]=1024)
cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(a-tanh a-relu b c finetuning sequence)

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

swift build --package-path "$here/.." -c release --product cases >&2
program=$(swift build --package-path "$here/.." -c release --show-bin-path)/cases

results=$(mktemp)
trap 'rm -f "$results"' EXIT
for case in "${cases[@]}"; do
  for ((round = 0; round < rounds; round++)); do
    echo "case $case, round $((round + 1)) of $rounds" >&2
    echo "peak $case $(taskset -c "$core" "$program" peak)" >>"$results"
    line=$(taskset -c "$core" "$program" "$case" "${ours[$case]}")
    echo "tiltmeter $case $line" >>"$results"
    line=$(taskset -c "$core" "$environment/bin/python" "$here/jax_cases.py" "$case" "${jax[$case]}")
    echo "jax $case $line" >>"$results"
  done
done
"$environment/bin/python" "$here/table.py" "$results"
