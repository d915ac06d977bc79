#!/bin/bash
# Times `estimate` of two builds on the same files, alternating, and prints medians: wall and
# processor seconds, and the most memory. Processor time is what a shared machine leaves comparable.
#
#   compare.sh FOLDER OLD NEW [RUNS] [FILE...]
#
# FOLDER is what generate.py wrote; OLD and NEW are built tools; a run over 300 s is given up.
set -euo pipefail
folder=$1 old=$2 new=$3 runs=${4:-3}
shift 3; [ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- strengths plain seeds groups ladder6 ladder7
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
times=$(mktemp)
trap 'rm -f "$times"' EXIT
median() { awk -v c="$1" '{ print $c }' | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
printf '%-10s %-4s %8s %8s %8s\n' file tool wall/s cpu/s MB
for file in "$@"; do
  : > "$times"
  for _ in $(seq "$runs"); do
    for tool in old new; do
      [ "$tool" = old ] && path=$old || path=$new
      /usr/bin/time -a -o "$times" -f "$tool %e %U %S %M" \
        timeout 300 "$path" estimate "$folder/$file.csv" --json > /dev/null 2>&1 || true
    done
  done
  for tool in old new; do
    # `time` adds a line of words where the tool ended badly.
    own=$(grep "^$tool " "$times" | awk '{ print $1, $2, $3 + $4, int($5 / 1024) }')
    printf '%-10s %-4s %8s %8s %8s\n' "$file" "$tool" "$(median 2 <<< "$own")" \
      "$(median 3 <<< "$own")" "$(median 4 <<< "$own")"
  done
done
