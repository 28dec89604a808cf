# shellcheck shell=bash
# What every script here starts with: where the project is, how it speaks, how it builds.
#
# Law: a script needs nothing but a clone. It finds itself from its own path, takes `swift` from
# PATH, works without a terminal, and leaves no file outside of .build and folders it made itself.

set -euo pipefail

project=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$project"
# Python's caches would lie about in the tree.
export PYTHONDONTWRITEBYTECODE=1

say() { printf '%s\n' "$*"; }
warn() { printf '%s\n' "$*" >&2; }
die() { warn "${0##*/}: $*"; exit 1; }

heading() {
    if [ -t 1 ]; then printf '\n\033[1m== %s\033[0m\n' "$*"; else printf '\n== %s\n' "$*"; fi
}

# The comment at the head of the calling script is its help.
usage() { sed -n '2,/^$/{s/^# \{0,1\}//;p}' "$0"; }

# Swift 6.3 or newer, or a sentence that says where it comes from.
need_swift() {
    local found version major minor
    found=$(swift --version 2>/dev/null || true)
    version=$(sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' <<<"$found" | head -n 1)
    major=${version%%.*} minor=${version##*.}
    if [ -n "$version" ] && [ "$((major * 100 + minor))" -ge 603 ]; then return; fi
    warn "DistriShare needs Swift 6.3 or newer; here is ${version:-none}."
    warn "Take the toolchain for Debian 12 from https://www.swift.org/install/linux/ and unpack it:"
    warn "    mkdir -p /opt/swift"
    warn "    tar -xzf swift-6.3*-debian12.tar.gz -C /opt/swift --strip-components=1"
    warn "    export PATH=/opt/swift/usr/bin:\$PATH"
    warn "and run ${0##*/} again. (That folder or any other: only PATH counts.)"
    exit 1
}

# Every release build is linked alike, or one script would undo the other's work.
release_flags=(-c release --static-swift-stdlib)
binaries=$project/.build/release
build_release() {
    quietly "swift build ${release_flags[*]} $*" swift build "${release_flags[@]}" "$@"
}

# quietly WHAT COMMAND...: its output is shown only where it fails, or where somebody watches.
quietly() {
    local what=$1 log
    shift
    if [ -t 1 ]; then "$@"; return; fi
    log=$(mktemp)
    if "$@" >"$log" 2>&1; then rm -f "$log"; return; fi
    cat "$log" >&2
    rm -f "$log"
    warn "${0##*/}: failed: $what"
    return 1
}
