#!/usr/bin/env bash
# The pretrained model in this toolkit and in PyTorch, on one core each, in alternation; a table.
#
# Usage: Benchmarks/peers/lm/compare.sh [rounds [CASE ...]]       (default: 5 rounds of all cases)
#
# Wants the model (scripts/fetch-model, or TILTMETER_MODEL) and python3 with venv: torch, transformers,
# peft and gguf come from PyPI into the user's cache folder. PEERS_PYTHON=path and LM_PROGRAM=path take
# others that are there already; DTYPE=bfloat16 runs the peers so, on machines that have it.
set -euo pipefail

rounds=${1:-5}
shift || true
here=$(cd "$(dirname "$0")" && pwd)
core=${CORE:-$(($(nproc) - 1))}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tiltmeter
model=${TILTMETER_MODEL:-$cache/models/SmolLM2-135M-Instruct.Q4_1.gguf}
[ -e "$model" ] || { echo "compare.sh: no model at $model: scripts/fetch-model gets it" >&2; exit 66; }
model=$(realpath "$model")
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
export OMP_NUM_THREADS=1 LM_GGUF=$model

python=${PEERS_PYTHON:-$cache/peers-lm/bin/python}
if ! "$python" -c "import torch, transformers, peft, gguf" 2>/dev/null; then
  echo "installing the peers into $cache/peers-lm" >&2
  python3 -m venv "$cache/peers-lm"
  python=$cache/peers-lm/bin/python
  "$cache/peers-lm/bin/pip" install --quiet torch==2.13.0 transformers==5.24.0 peft==0.21.2 gguf==0.19.0 >&2
fi
program=${LM_PROGRAM:-}
if [ -z "$program" ]; then
  swift build --package-path "$here/../.." -c release --product lm >&2
  program=$(swift build --package-path "$here/../.." -c release --show-bin-path)/lm
fi

# What stands beside each case of the peer.
declare -A ours=([cached-12]="cached-12 four-12" [cached-32]="cached-32 four-32"
  [user-12]="cached-12 fresh-12" [user-32]="cached-32 fresh-32" [probe]=probe)
cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=(cached-12 cached-32 user-12 user-32 probe)

results=${RESULTS:-$(mktemp)}
for case in "${cases[@]}"; do
  for ((round = 0; round < rounds; round++)); do
    echo "case $case, round $((round + 1)) of $rounds" >&2
    echo "peak $case - $(taskset -c "$core" "$program" - peak)" >>"$results"
    for own in ${ours[$case]}; do
      echo "tiltmeter $case $own $(taskset -c "$core" "$program" "$model" "$own")" >>"$results"
    done
    echo "peer $case - $(taskset -c "$core" "$python" "$here/speed.py" "$case" \
      "${DTYPE:-float32}" 2>/dev/null)" >>"$results"
  done
done
python3 -B "$here/table.py" "$results"
