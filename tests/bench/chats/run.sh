#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds kefu and prints what it says of real service chats, bar by bar, beside other tools.
# KEFU_SHARED names the folder that has corpora/. Usage: tests/bench/run.sh chats [ROW …]
set -euo pipefail
cd "$(dirname "$0")/../../.."
shared=${KEFU_SHARED:-$(cd .. && pwd)/shared}
if [ ! -d "$shared/corpora" ]; then
    echo "There is no $shared/corpora: KEFU_SHARED names the folder that holds them" >&2
    exit 2
fi
build=build/bench
cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF \
    -DKEFU_BUILD_TESTS=OFF -DKEFU_BUILD_CLI=ON >"$build.log" 2>&1 &&
    cmake --build "$build" -j2 >>"$build.log" 2>&1 || { tail -n 30 "$build.log"; exit 1; }
venv=$build/venv
[ -x "$venv/bin/python" ] || python3 -m venv "$venv"
"$venv/bin/python" -c "import snownlp, cnsenti, sklearn" 2>/dev/null ||
    "$venv/bin/pip" install -q snownlp==0.12.3 cnsenti==0.0.7 scikit-learn >&2
exec "$venv/bin/python" -W ignore tests/bench/chats/bench.py "$build/bindings/cli/kefu" "$shared" "$@"
