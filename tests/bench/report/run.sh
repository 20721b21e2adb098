#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds kefu and prints what a report costs beside adding up the same records, and how large the sample day's page is.
# CONVERSATIONS (200000) says over how many. Usage: tests/bench/run.sh report [ROW …]
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=build/bench
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF \
    -DKEFU_BUILD_TESTS=OFF -DKEFU_BUILD_CLI=ON >"$build.log" 2>&1 &&
    cmake --build "$build" -j2 >>"$build.log" 2>&1 || { tail -n 30 "$build.log" >&2; exit 2; }
exec python3 -B tests/bench/report/bench.py "$build/bindings/cli/kefu" "$@"
