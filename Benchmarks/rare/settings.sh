# shellcheck shell=bash
# Sourced by measure.sh and coverage.sh: the tasks, and the tool.

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tool=${TILTMETER:-$here/../../scripts/tiltmeter}
jobs=${JOBS:-1}

# `slab` at four difficulties: the flatter the slabs, the rarer are runs that rest on them.
tasks=(1e-2 1e-4 1e-6 1e-8)
settings() {
  case $1 in
    1e-2) echo task.slab-scale=8 'learner.hidden=[4]' ;;
    1e-4) echo task.slab-scale=3 'learner.hidden=[6]' ;;
    1e-6) echo task.slab-scale=1.8 'learner.hidden=[6]' ;;
    1e-8) echo task.slab-scale=1.5 'learner.hidden=[6]' ;;
  esac
}

# run TASK FOLDER ARGUMENTS: one experiment; its summary goes to FOLDER.json.
run() {
  local task=$1 folder=$2
  shift 2
  # shellcheck disable=SC2046
  "$tool" run slab experiment="slab-$task" $(settings "$task") task.train=32 'controls=[]' \
    --quiet --json --jobs "$jobs" --out "$folder" "$@" > "$folder.json"
}

# summarize TASK FOLDER ARGUMENTS: the same, unless FOLDER.json is there; keeps nothing else.
summarize() {
  [[ -s $2.json ]] && return
  run "$@"
  rm -r "$2"
}
