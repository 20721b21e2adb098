#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds what mutants.py and coverage.py need, in build/NAME: static, so that a changed object takes the
# place of the library's own. Usage: build.sh mutants | reached (counts what is reached, by clang)
set -euo pipefail
cd "$(dirname "$0")/../.."
case $1 in
mutants) flags=(-DCMAKE_BUILD_TYPE=Release "-DCMAKE_C_FLAGS_RELEASE=-O2 -DNDEBUG") ;;
reached) flags=(-DCMAKE_BUILD_TYPE=Debug -DCMAKE_C_COMPILER=clang
    "-DCMAKE_C_FLAGS=-O1 -fprofile-instr-generate -fcoverage-mapping") ;;
esac
{ cmake -S . -B "build/$1" -G Ninja -DPython3_EXECUTABLE=/usr/bin/python3 -DBUILD_SHARED_LIBS=OFF \
    -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF "${flags[@]}" && cmake --build "build/$1"; } \
    >"build-$1.log" 2>&1 || { tail -n 40 "build-$1.log" >&2; exit 1; }
rm -f "build-$1.log"
