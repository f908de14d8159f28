#!/usr/bin/env bash
# Tests ./dev: the native way (this runs on the floor), and every sentence it says when something is missing. The programs that would
# change the machine (apt-get, mmdebstrap, bwrap) are stood in for by small scripts in front of PATH.
set -uo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0

# expect NAME STATUS PATTERN COMMAND…: runs the command without terminal; its output must match and its status be the given one.
expect() {
    local name=$1 status=$2 pattern=$3 output code
    shift 3
    output=$("$@" </dev/null 2>&1)
    code=$?
    if [ "$code" = "$status" ] && grep -qE -- "$pattern" <<<"$output"; then
        passed=$((passed + 1))
    else
        failed=$((failed + 1))
        printf 'FAILED %s: status %s (wanted %s), output:\n%s\n' "$name" "$code" "$status" "$output"
    fi
}

# A folder of stand-ins in front of PATH: stand_in NAME 'shell code'.
stand_in() {
    printf '#!/usr/bin/env bash\n%s\n' "$2" >"$bin/$1"
    chmod +x "$bin/$1"
}
fresh() {
    bin=$work/bin.$RANDOM
    mkdir -p "$bin"
    cache=$work/cache.$RANDOM
}
outside() { env -u LEADLINE_INSIDE_ROOT -u CI "$@"; }
rooted() { outside env LEADLINE_FLOOR=root XDG_CACHE_HOME="$cache" PATH="$bin:$PATH" ./dev "$@"; }

# --- the native way
fresh
expect 'help names the commands' 0 'dev test' ./dev help
expect 'an unknown command is told' 1 "Unknown command 'fly'" ./dev fly
expect 'the floor is recognised' 0 '^on the floor$' outside ./dev shell echo on the floor
expect 'arguments arrive whole' 0 '^\[a b\]\[\$c\]$' outside ./dev shell printf '[%s][%s]\n' 'a b' '$c'
expect 'the exit code of the command is kept' 7 '' outside ./dev shell bash -c 'exit 7'
fresh
stand_in dpkg-query 'exit 1'
expect 'missing packages are named and nothing is installed unasked' 1 'packages are missing: .*qt6-base-dev.* -y to agree' \
    outside env PATH="$bin:$PATH" ./dev shell true
stand_in apt-get 'echo "apt-get $*" >>'"$work"'/apt.log; exit 0'
expect 'with -y they are installed' 0 '' outside env PATH="$bin:$PATH" ./dev -y shell true
expect 'with apt' 0 'install .*qt6-base-dev' cat "$work/apt.log"
stand_in apt-get 'exit 100'
expect 'no network is told' 1 'could not be refreshed. Check the network' outside env PATH="$bin:$PATH" ./dev -y shell true

# --- the private root
fresh
stand_in bwrap 'echo "bwrap $*"'
stand_in mmdebstrap 'for last; do :; done; mkdir -p "$last/usr" "$last/etc"; ln -s usr/bin "$last/bin"; echo "I: done"'
expect 'it asks before making a root' 1 'make a private root of 2 GB .* -y to agree' rooted shell true
expect 'it makes the root and goes in' 0 '--symlink usr/bin /bin .*--chdir .* -- .*/dev shell true' rooted -y shell true
expect 'a second call makes nothing' 0 '^bwrap ' rooted shell true
expect 'named by the package list' 0 'root-[0-9a-f]{12}' ls "$cache/leadline"
fresh
stand_in bwrap 'true'
stand_in mmdebstrap 'echo "E: Could not resolve host" >&2; exit 1'
expect 'no network is told (root)' 1 'no network. Connect and run this again' rooted -y shell true
stand_in mmdebstrap 'echo "E: write error: No space left on device" >&2; exit 1'
expect 'a full disk is told' 1 'The disk is full' rooted -y shell true
stand_in mmdebstrap 'echo "E: newuidmap failed" >&2; exit 1'
expect 'missing rights are told' 1 'may not make user namespaces' rooted -y shell true
stand_in df 'echo "Filesystem 1024-blocks Used Available"; echo "/dev/x 1 1 1000"'
expect 'too little space is told before starting' 1 'needs 3.5 GB in .* free' rooted -y shell true
fresh
stand_in bwrap 'true'
stand_in mmdebstrap 'exit 1'
mkdir -p "$cache/leadline"
expect 'a failed root is not taken for a whole one' 1 'could not be made' rooted -y shell true

printf '%s passed, %s failed\n' "$passed" "$failed"
[ "$failed" = 0 ]
