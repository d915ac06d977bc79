#!/usr/bin/env bash
# How often splitting's interval holds what plain runs say, on `slab` at 1e-4: repeats it with seeds
# of its own, populations of N and 4 N, N = 250 unless given. docs/rare-policies.md quotes what it
# prints.
#
#     Benchmarks/rare/coverage.sh FOLDER [REPETITIONS [N]]
#
# FOLDER is one that measure.sh has filled: the plain runs are taken from there. Repetitions that
# are done are kept. About five minutes on one core with the 200 repetitions that it does unless
# told otherwise. JOBS=2 uses two cores; TILTMETER=path another build of the tool.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
folder=${1:?usage: coverage.sh FOLDER [REPETITIONS [N]]}
repetitions=${2:-200}
population=${3:-250}

for ((i = 1; i <= repetitions; i++)); do
  summarize 1e-4 "$folder/coverage-$population-$i" 'estimators=[splitting]' direct.runs=32 \
    splitting.runs=$((240 * population)) splitting.population="$population" \
    budget=$((240 * population + 1000)) --seed $((1000 + i))
done
python3 -B "$here/coverage.py" "$folder" "$repetitions" "$population"
