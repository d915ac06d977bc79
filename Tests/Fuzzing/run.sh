#!/usr/bin/env bash
# Feeds the readers with a million mutated inputs under libFuzzer: Tests/Fuzzing/run.sh [RUNS]
# A crash leaves crash-* in the corpus folder, which is outside the repository. Nightly work, no part
# of scripts/test: the build takes as long as the toolkit's own.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/tiltmeter/fuzzing
mkdir -p "$cache/corpus"
swift build --package-path "$here" --scratch-path "$cache/build" -c release --sanitize=fuzzer \
  --product fuzz-readers
cd "$cache"
"$cache/build/release/fuzz-readers" -runs="${1:-1000000}" -seed=1 -max_len=512 -timeout=20 \
  -rss_limit_mb=2048 -print_final_stats=1 corpus "$here/seeds"
