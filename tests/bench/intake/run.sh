#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds kefu and prints how it reads what helpdesks export, bar by bar, beside pandas. memory.gb and its table take 4 GB in TMPDIR or
# /tmp. Usage: tests/bench/run.sh intake [ROW …]
set -euo pipefail
cd "$(dirname "$0")/../../.."
build=build/bench
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF \
    -DKEFU_BUILD_TESTS=OFF -DKEFU_BUILD_CLI=ON >"$build.log" 2>&1 &&
    cmake --build "$build" -j2 >>"$build.log" 2>&1 || { tail -n 30 "$build.log"; exit 1; }
venv=$build/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c "import pandas" 2>/dev/null || "$venv/bin/pip" install -q pandas==2.2.3 >&2
exec "$venv/bin/python" tests/bench/intake/bench.py "$build/bindings/cli/kefu" "$@"
