# Sourced by the other scripts: everything they need, installed and built. Quiet when all is there.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

fail() {
  printf 'tiltmeter: %s\n' "$1" >&2
  exit "${2:-1}"
}

# Swift is in no Debian package (the package called `swift` is another thing).
need_swift() {
  if ! command -v swift >/dev/null 2>&1; then
    fail "Swift 6 is not on the PATH: get it from https://www.swift.org/install/linux (Debian 12), then try again" 69
  fi
}

# Installs the Debian packages that are missing, through sudo where not root.
need_packages() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  command -v apt-get >/dev/null 2>&1 || fail "these packages are missing: ${missing[*]}" 69
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo)
  printf 'tiltmeter: installing %s\n' "${missing[*]}" >&2
  {
    "${as_root[@]}" apt-get update -qq &&
      DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
  } >&2 || fail "could not install: ${missing[*]}" 69
}

# Builds the tool in release where a source is newer than it. Several commands may start at once
# (GNU parallel): the first builds, the others wait for it.
build_tool() {
  tool=$root/.build/release/tiltmeter
  stamp=$root/.build/.tiltmeter-built
  if [ -x "$tool" ] && [ -e "$stamp" ] && [ -z "$(newer_sources)" ]; then return; fi
  need_swift
  need_packages libopenblas-dev libsqlite3-dev
  mkdir -p "$root/.build"
  exec 9>"$root/.build/.tiltmeter-lock"
  flock 9
  if [ ! -x "$tool" ] || [ ! -e "$stamp" ] || [ -n "$(newer_sources)" ]; then
    local log=$root/.build/tiltmeter-build.log
    printf 'tiltmeter: building (a few minutes the first time); log: %s\n' "$log" >&2
    touch "$stamp.new"
    if ! swift build --package-path "$root" -c release --product tiltmeter >"$log" 2>&1; then
      grep -E 'error' "$log" | head -n 20 >&2
      fail "the build failed; see $log"
    fi
    mv "$stamp.new" "$stamp"
  fi
  exec 9>&-
}

newer_sources() {
  find "$root/Package.swift" "$root/Sources" -newer "$stamp" -type f -print -quit
}
