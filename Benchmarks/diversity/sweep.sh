#!/usr/bin/env bash
# Which sameness finds the other policy, at which strength and mix rate: trains the diversity
# sequences of docs/diversity.md and writes its tables.
#
#     Benchmarks/diversity/sweep.sh FOLDER [SEQUENCES] > tables.md
#
# FOLDER keeps what was trained; given again, the command goes on from there. About ten minutes on
# two cores with the 400 sequences that it trains unless told otherwise.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
folder=${1:?usage: sweep.sh FOLDER [SEQUENCES]}
sequences=${2:-400}
mkdir -p "$folder"

# The settings under which measurement.md's known answers were found, one task a line.
settings() {
  case $1 in
    toy) echo diagonal-grid task.toy=d-bat 'learner.hidden=[128]' training.rate=0.01 \
      training.batch=64 training.steps=500 task.train=1000 readout.threshold=0.8 sequence.rounds=2 ;;
    digits) echo two-digits training.steps=300 sequence.rounds=2 ;;
    grid) echo diagonal-grid 'learner.hidden=[40,40]' learner.activation=relu task.train=500 \
      training.rate=0.002 training.steps=500 training.batch=100 readout.threshold=0.8 \
      readout.learned=0.95 sequence.rounds=3 ;;
  esac
}

for task in toy digits grid; do
  for sameness in d-bat expected-agreement mutual-information total-variation jensen-shannon; do
    for rate in 0.1 0.5 1; do
      name=$task,$sameness,$rate
      echo "$name" >&2
      # shellcheck disable=SC2046
      "$here/../../scripts/tiltmeter" run $(settings $task) 'controls=[]' \
        'estimators=[direct, sequence]' direct.runs=32 budget=100000 \
        sequence.sequences="$sequences" sequence.sameness=$sameness sequence.mix-rate=$rate \
        'sequence.strengths=[0.01, 0.1, 1]' --quiet --json --out "$folder/$name" \
        > "$folder/$name.json"
    done
  done
done
python3 "$here/table.py" "$folder"
