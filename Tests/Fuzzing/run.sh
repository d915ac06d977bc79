#!/usr/bin/env bash
# Feeds the readers with a million mutated inputs under libFuzzer: Tests/Fuzzing/run.sh [RUNS [TARGET]]
# TARGET is fuzz-readers (what people write) or fuzz-models (files of pretrained models).
# A crash leaves crash-* in the corpus folder, which is outside the repository. Nightly work, no part
# of scripts/test: the build takes as long as the toolkit's own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tiltmeter/fuzzing
target=${2:-fuzz-readers}
case $target in
  fuzz-readers) corpus=corpus seeds=$here/seeds length=512 ;;
  fuzz-models) corpus=corpus-models seeds=$here/seeds-models length=16384 ;;
  *) echo "run.sh: TARGET is fuzz-readers or fuzz-models, not '$target'" >&2; exit 64 ;;
esac
mkdir -p "$cache/$corpus"
swift build --package-path "$here" --scratch-path "$cache/build" -c release --sanitize=fuzzer \
  --product "$target"
cd "$cache"
"$cache/build/release/$target" -runs="${1:-1000000}" -seed=1 -max_len="$length" -timeout=20 \
  -rss_limit_mb=2048 -print_final_stats=1 "$corpus" "$seeds"
