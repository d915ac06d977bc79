#!/bin/bash
# Times `report` of two builds on a million runs with rows of their own (slab, default pools), each
# build on a folder that it wrote itself from the same settings, alternating; summary.json and report.md
# are removed before each run. Prints medians, and the ratio.
#
#   report.sh FOLDER OLD NEW [TIMES]
#
# FOLDER is where both builds' folders are, or are made: some minutes each. OLD and NEW are built
# tools. Then the counts of both reports are compared, number by number: estimators may have changed
# since, what they count may not.
set -euo pipefail
folder=$1 old=$2 new=$3 times=${4:-5}
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
strengths=$(seq -f %.2f -s ', ' -0.5 0.02 -0.02), strengths+=" $(seq -f %.2f -s ', ' 0.02 0.02 0.5)"
settings=(slab budget=1010000 dose-response.runs=1000000 training.steps=40
  'estimators=[dose-response]' "pressure.strengths=[$strengths]")
mkdir -p "$folder"
for name in old new; do
  [ "$name" = old ] && tool=$old || tool=$new
  [ -e "$folder/$name.json" ] && continue
  "$tool" run "${settings[@]}" --out "$folder/$name" --quiet > /dev/null
  mv "$folder/$name/summary.json" "$folder/$name.json"
done
du -b "$folder"/{old,new}/shards/runs.sqlite
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for _ in $(seq "$times"); do
  for name in old new; do
    [ "$name" = old ] && tool=$old || tool=$new
    rm -f "$folder/$name/summary.json" "$folder/$name/report.md"
    /usr/bin/time -a -o "$log" -f "$name %e %U %S %M" \
      "$tool" report "$folder/$name" --format json > "$folder/$name.json" 2> /dev/null
  done
done
median() { sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
printf '%-4s %8s %8s %8s\n' tool wall/s cpu/s MB
for name in old new; do
  own=$(grep "^$name " "$log")
  wall=$(awk '{ print $2 }' <<< "$own" | median)
  cpu=$(awk '{ print $3 + $4 }' <<< "$own" | median)
  memory=$(awk '{ print int($5 / 1024) }' <<< "$own" | median)
  printf '%-4s %8s %8s %8s\n' "$name" "$wall" "$cpu" "$memory"
  [ "$name" = old ] && { oldwall=$wall oldcpu=$cpu; }
done
awk -v a="$oldwall" -v b="$wall" -v c="$oldcpu" -v d="$cpu" \
  'BEGIN { printf "ratio: %.1f wall, %.1f processor time\n", a / b, c / d }'
python3 - "$folder/old.json" "$folder/new.json" <<'PYTHON'
import json
import sys

old, new = (json.load(open(name))["pairs"][0] for name in sys.argv[1:])
keys = ["strength", "runs", "a", "b", "other", "failed", "answers_a", "answers_b", "gradient_ratio"]
rows = [[[row[key] for key in keys] for row in pair["strengths"]] for pair in (old, new)]
curve = [[(p["threshold"], p["a"], p["b"], p["log_odds"]) for p in pair["threshold_curve"]]
         for pair in (old, new)]
shares = [[pair["shares"][k] for k in ("a", "b", "other", "failed", "answers_a", "answers_b")]
          for pair in (old, new)]
same = rows[0] == rows[1] and curve[0] == curve[1] and shares[0] == shares[1]
print(f"{len(rows[0])} strengths, thresholds and shares:",
      "equal to the last digit" if same else "DIFFERENT")
sys.exit(0 if same else 1)
PYTHON
