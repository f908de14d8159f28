#!/usr/bin/env bash
# ./dev bench [start|git]: each against its yardstick in the same run; the figures go into docs/performance.md.
set -euo pipefail
build=${1:?build folder}
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LEADLINE_KEY QT_QPA_PLATFORM=offscreen
LEADLINE_KEY=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
seconds() { local from; from=$(date +%s%N); "$@" >/dev/null 2>&1; awk -v ns=$(($(date +%s%N) - from)) 'BEGIN { printf "%.2f", ns / 1e9 }'; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

bench_start() {
    "$build/tests/bench/window/bench-window" make "$work/big.leadline" 7
    local ours empty screen=()
    # A real window system, where there is one: windows of the offscreen platform cost less than any that people see.
    command -v xvfb-run >/dev/null && screen=(xvfb-run -a -s "-screen 0 1600x1000x24" env QT_QPA_PLATFORM=xcb)
    "$build/tests/bench/window/bench-window" start "$work/big.leadline" # warms the disk cache, says the memory
    # shellcheck disable=SC2016
    read -r ours empty < <("${screen[@]}" bash -c '
        painted() { LEADLINE_BENCH_STARTED=$(date +%s%3N) "$@" | sed -n "s/^painted after \([0-9]*\) ms/\1/p"; }
        for _ in 1 2 3 4 5 6 7; do
            painted "$1/bench-window" start "$2" >>"$3/ours"
            painted "$1/bench-empty-window" >>"$3/empty"
        done
        echo "$(sort -n "$3/ours" | sed -n 4p) $(sort -n "$3/empty" | sed -n 4p)"' - "$build/tests/bench/window" "$work/big.leadline" "$work")
    echo "start: $ours ms, empty window $empty ms, ratio $(ratio "$ours" "$empty") (medians of 7)"
}

bench_git() {
    git init -q -b main "$work/history"
    "$build/tests/bench/window/make-git-history" 50000 | git -C "$work/history" fast-import --quiet
    local ours git cli=("$build/app/leadline-cli/leadline-cli" --workspace "$work/git.leadline")
    "${cli[@]}" source add git history --url "$work/history" >/dev/null
    git=$(seconds git -C "$work/history" log --numstat)
    ours=$(seconds "${cli[@]}" sync)
    echo "git: $ours s, git log --numstat $git s, ratio $(ratio "$ours" "$git")"
}

[ $# -gt 0 ] || set -- start git
for name in "$@"; do "bench_$name"; done
