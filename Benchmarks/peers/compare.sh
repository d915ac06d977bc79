#!/usr/bin/env bash
# Runs every case in this toolkit and in its peers, on one core each, in alternation, and prints a
# table.
#
# Usage: Benchmarks/peers/compare.sh [rounds [CASE ...]]      (default: 5 rounds of all cases)
#
# Peers train as many networks at a time as they are fastest with. PIECES=whole gives them the whole
# job at once instead, as many as this toolkit is timed on.
#
# PEERS="jax torch" has PyTorch as well; JAX alone is the default. They come from PyPI into virtual
# environments in the user's cache folder (PyTorch with all of CUDA, some 5 GB); nothing is
# installed elsewhere. Needs python3 with venv.
set -euo pipefail

rounds=${1:-5}
shift || true
here=$(cd "$(dirname "$0")" && pwd)
read -ra peers <<<"${PEERS:-jax}"
core=$(($(nproc) - 1))

# Trainings at a time. Peers are fastest with these, of 1, 8, 16, 64, 256, 1024 and 8192; ours are
# a job of a second, and its speed does not depend on their number from 1,024 on.
declare -A jax=([a-tanh]=256 [a-relu]=256 [b]=16 [c]=1024 [finetuning]=1 [sequence]=128)
declare -A torch=([a-tanh]=1024 [a-relu]=1024 [b]=64 [c]=256 [finetuning]=16 [sequence]=1024)
declare -A ours=([a-tanh]=4096 [a-relu]=4096 [b]=128 [c]=65536 [finetuning]=32 [sequence]=2048)
cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(a-tanh a-relu b c finetuning sequence)

# An exported core type would slow down whichever side uses OpenBLAS.
unset OPENBLAS_CORETYPE
# JAX on one core: `taskset` pins it, these keep its pools from fighting over that core.
export XLA_FLAGS="--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
export OMP_NUM_THREADS=1 JAX_PLATFORMS=cpu

environment() { echo "${XDG_CACHE_HOME:-$HOME/.cache}/tiltmeter/peers-$1"; }
pieces=${PIECES:-best}
case $pieces in
  best) ;;
  whole)
    for case in "${!ours[@]}"; do
      jax[$case]=${ours[$case]} torch[$case]=${ours[$case]}
    done
    ;;
  *) echo "compare.sh: PIECES is best or whole, not '$pieces'" >&2; exit 64 ;;
esac
for peer in "${peers[@]}"; do
  place=$(environment "$peer")
  if ! "$place/bin/python" -c "import $peer, numpy" 2>/dev/null; then
    echo "installing $peer into $place" >&2
    python3 -m venv "$place"
    "$place/bin/pip" install --quiet "$peer" numpy >&2
  fi
done

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
    for peer in "${peers[@]}"; do
      declare -n sizes=$peer
      line=$(taskset -c "$core" "$(environment "$peer")/bin/python" "$here/${peer}_cases.py" \
        "$case" "${sizes[$case]}")
      echo "$peer $case $line" >>"$results"
    done
  done
done
[ "$pieces" = best ] || echo "Peers train the whole job at once."
python3 -B "$here/table.py" "$results"
