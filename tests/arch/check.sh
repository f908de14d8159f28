#!/usr/bin/env bash
# ./dev check: formatting, clang-tidy and clazy over the project's own sources. Any finding fails. A file that was clean is looked at again when
# it, one of our headers that it includes, its flags, the rules or the tools have changed, in whichever checkout: the first look costs some eight seconds
# of processor time a file, the next run nothing. A run that was stopped goes on where it was.
set -uo pipefail
build=$(realpath "${1:?build folder}")
status=0
mapfile -t sources < <(git ls-files 'core/*.cpp' 'ui/*.cpp' 'app/*.cpp')
mapfile -t formatted < <(git ls-files '*.cpp' '*.h')

echo "clang-format: ${#formatted[@]} files" >&2
printf '%s\0' "${formatted[@]}" | xargs -0 -n 40 -P "$(nproc)" clang-format-19 --dry-run -Werror || status=1

# KEY SOURCE: every source that is not known to be clean, and before them the one with the planted faults.
clean=${XDG_CACHE_HOME:-$HOME/.cache}/leadline/check
mkdir -p "$clean" "$build/check"
find "$clean" -type f -mtime +60 -delete
python3 tests/arch/check/prepare.py "$build" "$clean" "${sources[@]}" >"$build/check/waiting" || exit 1

# Runs in processes of its own: KEY SOURCE. A tool that cannot run is a finding, too. (clazy goes without the precompiled headers: with them it would
# not know a signal from a slot. And it cannot share a process with clang-tidy, which would take its warnings for its own.)
look() {
    local key=$1 source=$2 found=0 report=$build/check/$1.report
    clang-tidy-19 -p "$build/check" --quiet --extra-arg=-include-pch --extra-arg="$build/check/system.pch" "$source" >"$report" 2>&1 || found=1
    clazy-standalone -p "$build/check" --header-filter='/(core|ui|app|tests/arch/check)/' --ignore-dirs='.*(_autogen|/usr/).*' "$source" >>"$report" 2>&1 || found=1
    sed -i -E '/^[0-9]+ warnings?( and [0-9]+ errors?)? generated\.$/d' "$report"
    [ -s "$report" ] && found=1
    cat "$report"
    [ $found = 1 ] || { touch "$clean/$key"; rm "$report"; }
    return $found
}
export -f look
export build clean CLAZY_CHECKS=level1,no-qproperty-without-notify,no-non-pod-global-static,no-overloaded-signal

mapfile -t waiting <"$build/check/waiting"
echo "clang-tidy and clazy: $((${#waiting[@]} > 0 ? ${#waiting[@]} - 1 : 0)) of ${#sources[@]} files" >&2
if [ ${#waiting[@]} -gt 0 ]; then
    # shellcheck disable=SC2086
    planted=$(look ${waiting[0]} | sed -nE 's#.*/(planted\.(cpp|h):[0-9]+):[0-9]+: (warning|error): .*\[(-W)?([a-z-]+)[],].*#\1 \5#p' | sort -u)
    breaks=$(cd tests/arch/check && awk -F ' // breaks: ' 'NF > 1 { n = split($2, names, " "); for (i = 1; i <= n; ++i) print FILENAME ":" FNR " " names[i] }' planted.* | sort -u)
    if ! diff <(echo "$breaks") <(echo "$planted"); then
        echo 'check: the tools did not find exactly the faults that are planted in tests/arch/check (< planted, > found)' >&2
        exit 1
    fi
    printf '%s\n' "${waiting[@]:1}" | xargs -P "$(nproc)" -L 1 bash -c 'look "$@"' look || status=1
fi

[ $status = 0 ] && echo 'check: nothing to mend' >&2
exit $status
