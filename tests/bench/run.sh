#!/usr/bin/env bash
# ./dev bench [start|sync|gaps|git|questions …] [--json FILE]: each against its yardstick in the same run; the figures go into docs/performance.md.
# questions only when named: it makes an organisation of LEADLINE_BENCH_SCALE (0.1) million change requests first. LEADLINE_DUCKDB is DuckDB's
# library, as the npm package @duckdb/node-api brings it (node_modules/@duckdb/node-bindings-*/libduckdb.so).
set -euo pipefail
build=${1:?build folder}
shift
work=$(mktemp -d)
server=
cleanup() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap cleanup EXIT
export LEADLINE_KEY QT_QPA_PLATFORM=offscreen LEADLINE_BENCH_TOKEN=ghp_emulated
LEADLINE_KEY=$(head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n')
# A real window system, where there is one: windows of the offscreen platform cost less than any that people see.
screen=()
command -v xvfb-run >/dev/null && screen=(xvfb-run -a -s "-screen 0 1600x1000x24" env QT_QPA_PLATFORM=xcb)

seconds() { local from; from=$(date +%s%N); "$@" >/dev/null 2>&1; awk -v ns=$(($(date +%s%N) - from)) 'BEGIN { printf "%.2f", ns / 1e9 }'; }
# result NAME OURS YARDSTICK UNIT WHAT: one line for people, one for --json.
result() {
    awk -v name="$1" -v ours="$2" -v base="$3" -v unit="$4" -v what="$5" -v json="$work/results" 'BEGIN {
        printf "%s: %s %s, %s %s %s, ratio %.2f\n", name, ours, unit, what, base, unit, ours / base
        printf "{\"name\": \"%s\", \"ours\": %s, \"yardstick\": %s, \"unit\": \"%s\", \"ratio\": %.3f}\n", name, ours, base, unit, ours / base >>json }'
}

bench_start() {
    local ours empty
    "$build/tests/bench/window/bench-window" make "$work/big.leadline" 7
    "$build/tests/bench/window/bench-window" start "$work/big.leadline" # warms the disk cache, says the memory
    # shellcheck disable=SC2016
    read -r ours empty < <("${screen[@]}" bash -c '
        painted() { LEADLINE_BENCH_STARTED=$(date +%s%3N) "$@" | sed -n "s/^painted after \([0-9]*\) ms/\1/p"; }
        for _ in 1 2 3 4 5 6 7; do
            painted "$1/bench-window" start "$2" >>"$3/ours"
            painted "$1/bench-empty-window" >>"$3/empty"
        done
        echo "$(sort -n "$3/ours" | sed -n 4p) $(sort -n "$3/empty" | sed -n 4p)"' - "$build/tests/bench/window" "$work/big.leadline" "$work")
    result start "$ours" "$empty" ms 'empty window'
}

bench_sync() {
    local line
    line=$("$build/tests/bench/sync/bench-sync" 0.6 | tee /dev/stderr | tail -1)
    result sync "$(sed 's/^sync: \([0-9.]*\) s.*/\1/' <<<"$line")" "$(sed 's/.*bare loop \([0-9.]*\) s.*/\1/' <<<"$line")" s 'bare loop'
}

# The pauses of the window's event loop while about 100,000 records come in.
bench_gaps() {
    "$build/tests/emulators/github-emulator" --activity 0.6 --token "$LEADLINE_BENCH_TOKEN" >"$work/server" &
    server=$!
    until [ -s "$work/server" ]; do sleep 0.2; done
    local url scopes
    read -r url _ <"$work/server"
    mapfile -t scopes < <(grep -o '^[a-z0-9-]*/[a-z0-9-]*$' "$work/server")
    "${screen[@]}" "$build/tests/bench/window/bench-window" sync "$work/gaps.leadline" "$url" "${scopes[@]}" | tee "$work/gaps"
    kill "$server"
    server=
    result gaps "$(sed -n 's/.*p99 \([0-9.]*\) ms.*/\1/p' "$work/gaps")" 50 ms 'allowed p99'
}

bench_git() {
    git init -q -b main "$work/history"
    "$build/tests/bench/window/make-git-history" 50000 | git -C "$work/history" fast-import --quiet
    local ours git cli=("$build/app/leadline-cli/leadline-cli" --workspace "$work/git.leadline")
    "${cli[@]}" source add git history --url "$work/history" >/dev/null
    git=$(seconds git -C "$work/history" log --numstat)
    ours=$(seconds "${cli[@]}" sync)
    result git "$ours" "$git" s 'git log --numstat'
}

organisation() { [ -f "$work/organisation" ] || "$build/tests/bench/organisation/bench-data" "$work/organisation" "${LEADLINE_BENCH_SCALE:-0.1}"; }

bench_questions() {
    local ours duck file duckdb=()
    organisation
    if [ -n "${LEADLINE_DUCKDB:-}" ]; then duckdb=(--duckdb "$LEADLINE_DUCKDB"); else echo "LEADLINE_DUCKDB is not set: without DuckDB." >&2; fi
    "$build/tests/bench/questions/bench-questions" "$work/organisation" "${duckdb[@]}" | tee "$work/questions"
    read -r _ ours duck file < <(grep '^all  ' "$work/questions")
    [ "$duck" = 0.00 ] || result questions "$ours" "$duck" ms DuckDB
    result questions_file "$ours" "$file" ms 'SQL on the file'
}

names=()
json=
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=${2:?a file}; shift ;;
        start | sync | gaps | git | questions) names+=("$1") ;;
        *) echo "There is no benchmark “$1”. Known: start, sync, gaps, git, questions." >&2; exit 2 ;;
    esac
    shift
done
[ ${#names[@]} -gt 0 ] || names=(start sync gaps git)
for name in "${names[@]}"; do "bench_$name"; done
[ -z "$json" ] || { printf '['; paste -sd, "$work/results"; printf ']\n'; } >"$json"
