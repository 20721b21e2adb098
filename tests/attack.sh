#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Attacks kefu for less than 10 minutes (builds not counted) and prints a row for each figure:
# name<TAB>value<TAB>expected. Exit 1 when a row misses what is expected, see tests/attack/attack.py.
# Usage: tests/attack.sh [SECONDS_OF_EACH_FUZZ_TARGET]
set -euo pipefail
cd "$(dirname "$0")/.."
python=/usr/bin/python3

build() { # build PRESET TARGET …: only what the attack needs
    local preset=$1
    shift
    cmake --preset "$preset" -G Ninja -DPython3_EXECUTABLE="$python" -DKEFU_BUILD_PYTHON=OFF \
        -DKEFU_BUILD_LUA=OFF >"build-$preset.log" 2>&1 &&
        cmake --build "build/$preset" --target "$@" >>"build-$preset.log" 2>&1 ||
        { tail -n 40 "build-$preset.log" >&2; exit 1; }
    rm -f "build-$preset.log"
}

mapfile -t fuzzers < <(sed -n 's/^kefu_fuzz(\([a-z_]*\).*/fuzz_\1/p' tests/fuzz/CMakeLists.txt)
build asan kefu_cli attack_flips fuzz_match_portable fuzz_match_avx2 fuzz_match_avx512 "${fuzzers[@]}"
build tsan shared_scheme
[ -x build/release/tests/exponents ] && [ -x build/release/tests/oom/oom_calls ] ||
    build release all
exec "$python" -B tests/attack/attack.py build "$@"
