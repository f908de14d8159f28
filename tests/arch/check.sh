#!/usr/bin/env bash
# ./dev check: formatting, clang-tidy and clazy over the project's own sources. Any finding fails. A file that was clean is looked at again when
# it, one of our headers that it includes, or the rules have changed: the first run takes an hour on two cores, the next ones seconds.
set -uo pipefail
build=${1:?build folder}
status=0
mapfile -t sources < <(git ls-files 'core/*.cpp' 'ui/*.cpp' 'app/*.cpp')
mapfile -t formatted < <(git ls-files '*.cpp' '*.h')

echo "clang-format: ${#formatted[@]} files" >&2
clang-format-19 --dry-run -Werror "${formatted[@]}" || status=1

# The database of GCC's commands, without the precompiled header and the flags that clang does not know.
database=$build/tidy
mkdir -p "$database/clean"
sed -E 's/ -Winvalid-pch//; s/ -include [^ ]*cmake_pch\.hxx//; s/ -fuse-ld=mold//; s/ -Wno-maybe-uninitialized//; s/ -Werror//' "$build/compile_commands.json" >"$database/compile_commands.json"

# SOURCE FILE…: each source with our own files that it is made of, as the compiler saw them.
ninja -C "$build" -t deps 2>/dev/null | awk -v top="$PWD/" '
    /^[^ ].*: #deps/ { first = 1; source = ""; line = ""; next }
    NF == 1 {
        file = $1
        sub("^(\\.\\./)+", "", file)
        if (index(file, top) == 1) file = substr(file, length(top) + 1)
        if (file ~ /^(\/|build)/) next
        if (first && file ~ /\.cpp$/) { source = file; first = 0 }
        if (source != "") line = line " " file
    }
    NF == 0 && source != "" { print source line; source = "" }' | sort -u -k1,1 >"$database/parts"
declare -A parts
while read -r source files; do parts[$source]=$files; done <"$database/parts"

key() { cat .clang-tidy tests/arch/check.sh "$1" ${parts[$1]:-} 2>/dev/null | sha256sum | cut -d' ' -f1; }
waiting=()
for source in "${sources[@]}"; do
    [ -e "$database/clean/$(key "$source")" ] || waiting+=("$(key "$source") $source")
done

# Runs in processes of its own: KEY SOURCE. A tool that cannot run is a finding, too.
look() {
    local key=$1 source=$2 found=0
    clang-tidy-19 -p "$database" --quiet "$source" 2>/dev/null || found=1
    clazy-standalone -p "$database" --ignore-included-files --ignore-dirs '.*(_autogen|/usr/).*' "$source" >"$database/clean/$key.clazy" 2>&1 || found=1
    grep -E '(warning|error):' "$database/clean/$key.clazy" && found=1
    rm -f "$database/clean/$key.clazy"
    [ $found = 1 ] || touch "$database/clean/$key"
    return $found
}
export -f look
export database CLAZY_CHECKS=level1,no-qproperty-without-notify,no-non-pod-global-static,no-overloaded-signal
echo "clang-tidy and clazy: ${#waiting[@]} of ${#sources[@]} files" >&2
if [ ${#waiting[@]} -gt 0 ]; then
    printf '%s\n' "${waiting[@]}" | xargs -P "$(nproc)" -L 1 bash -c 'look "$0" "$1"' || status=1
fi

[ $status = 0 ] && echo 'check: nothing to mend' >&2
exit $status
