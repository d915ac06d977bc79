#!/usr/bin/env bash
# Splitting, ladder, direct and dose-response side by side on `slab` at four difficulties: trains
# what docs/rare-policies.md quotes, and writes its tables.
#
#     Benchmarks/rare/measure.sh FOLDER > table.md
#
# FOLDER keeps what was trained; given again, the command goes on from there. About an hour and a
# quarter on one core, nearly all of it plain runs. JOBS=2 uses two cores; TILTMETER=path another
# build of the tool.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/settings.sh"
folder=${1:?usage: measure.sh FOLDER}
mkdir -p "$folder"

# Plain runs beyond the first million, in experiments of two millions with seeds of their own.
more() { case $1 in 1e-2) echo 0 ;; 1e-4) echo 31 ;; 1e-6) echo 10 ;; 1e-8) echo 0 ;; esac; }

for task in "${tasks[@]}"; do
  echo "slab at $task" >&2
  run "$task" "$folder/$task" 'estimators=[splitting, direct, dose-response]' direct.runs=1000000 \
    dose-response.runs=60000 splitting.runs=300000 splitting.population=1000 budget=1500000
  # Other noise, and populations a quarter as large.
  run "$task" "$folder/$task-small" 'estimators=[splitting, direct]' direct.runs=32 \
    splitting.runs=75000 splitting.population=250 budget=80000 --seed 2
  # Two scores, by margins and by counted answers.
  for score in margin count; do
    run "$task" "$folder/$task-$score" 'estimators=[ladder, direct]' direct.runs=32 \
      ladder.runs=150000 ladder.rungs=12 ladder.ladders=4 ladder.score=$score budget=160000 --seed 3
  done
  for ((i = 0; i < $(more "$task"); i++)); do
    echo "  two million plain runs, $((i + 1)) of $(more "$task")" >&2
    summarize "$task" "$folder/$task-direct-$i" 'estimators=[direct]' budget=2000000 \
      --seed $((100 + i))
  done
done
python3 -B "$here/table.py" "$folder"
