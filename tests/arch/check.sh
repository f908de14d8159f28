#!/usr/bin/env bash
# ./dev check: formatting, clang-tidy and clazy over the project's own sources. Any finding fails.
set -uo pipefail
build=${1:?build folder}
status=0
mapfile -t sources < <(git ls-files 'core/*.cpp' 'ui/*.cpp' 'app/*.cpp')
mapfile -t formatted < <(git ls-files '*.cpp' '*.h')

echo "clang-format: ${#formatted[@]} files" >&2
clang-format-19 --dry-run -Werror "${formatted[@]}" || status=1

# The database of GCC's commands, without the precompiled header and the flags that clang does not know.
database=$build/tidy
mkdir -p "$database"
sed -E 's/ -Winvalid-pch//; s/ -include [^ ]*cmake_pch\.hxx//; s/ -fuse-ld=mold//; s/ -Werror//' "$build/compile_commands.json" >"$database/compile_commands.json"

echo "clang-tidy: ${#sources[@]} files" >&2
printf '%s\n' "${sources[@]}" | xargs -P 2 -n 6 clang-tidy-19 -p "$database" --quiet 2>/dev/null || status=1

echo "clazy: ${#sources[@]} files" >&2
export CLAZY_CHECKS=level1,no-qproperty-without-notify,no-non-pod-global-static,no-overloaded-signal
printf '%s\n' "${sources[@]}" | xargs -P 2 -n 12 clazy-standalone -p "$database" --ignore-included-files --ignore-dirs '.*(_autogen|/usr/).*' 2>&1 |
    grep -E 'warning:|error:' && status=1

[ $status = 0 ] && echo 'check: nothing to mend' >&2
exit $status
