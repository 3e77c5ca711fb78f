# shellcheck shell=bash
# What the scripts beside this file share. Sourced, not run: it enters the repository and defines a few functions.

repository=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$repository" || exit 1

say() { printf '==> %s\n' "$*" >&2; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 1
}

# need PACKAGE…: installs the Debian packages that are missing, through sudo when not root. Elsewhere than on Debian it
# leaves the matter to the compiler, which says what it misses.
need() {
    command -v dpkg-query apt-get > /dev/null || return 0
    local package missing=()
    for package in "$@"; do
        dpkg-query --show --showformat '${db:Status-Status}' "$package" 2> /dev/null | grep -qx installed \
            || missing+=("$package")
    done
    [ "${#missing[@]}" -gt 0 ] || return 0
    say "installing ${missing[*]}"
    apt_get install "${missing[@]}" || { apt_get update && apt_get install "${missing[@]}"; } \
        || fail "could not install ${missing[*]}"
}

# apt_get COMMAND [PACKAGE…]: without a question, and with its talk kept off standard output.
apt_get() {
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo > /dev/null || fail "neither root nor sudo: cannot run apt-get $*"
        as_root=(sudo)
    fi
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q -y "$@" >&2
}

need_swift() {
    command -v swift > /dev/null || fail "no swift on the PATH; install a Swift 6.3 toolchain first"
}

# wait_for_file FILE PID: until the file has been written; fails when the process ends first, or after 10 s.
wait_for_file() {
    local _
    for _ in $(seq 200); do
        [ ! -s "$1" ] || return 0
        kill -0 "$2" 2> /dev/null || return 1
        sleep 0.05
    done
    return 1
}

# release_binary: builds into .build-release and prints the program's path.
release_binary() {
    need_swift
    need libsqlite3-dev
    local options=(-c release --product windtunnel --scratch-path .build-release)
    swift build "${options[@]}" >&2
    printf '%s/windtunnel\n' "$(swift build "${options[@]}" --show-bin-path)"
}

# stop_emulator PID: within the two seconds it promises, or by force: no script may hang on it. Fails when it took force.
stop_emulator() {
    [ -n "$1" ] || return 0
    local _
    kill "$1" 2> /dev/null || true
    for _ in $(seq 40); do
        kill -0 "$1" 2> /dev/null || return 0
        sleep 0.05
    done
    kill -KILL "$1" 2> /dev/null || true
    wait "$1" 2> /dev/null || true
    say "an emulator did not end within 2 s of SIGTERM and was killed"
    return 1
}
