#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Benchmarks the matcher against its peers, in one process and in turns; run.sh [DATA]
#
# Prints one row a measure to standard output: id, value, floor, goal, which is better (tabs between);
# everything else goes to standard error. Exits 0 if all floors hold, 1 if one does not, 2 if it could
# not be run or the engines disagree. Needs a current Rust and Python, a C compiler, the network for
# the first run (packages by name), and the corpora in $KEFU_SHARED; keeps what it makes in
# build-bench/, which git ignores.
set -euo pipefail
trap 'exit 2' ERR
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/build-bench/match
data=${1:-$work/data}
say() { echo "$*" >&2; }

export KEFU_SHARED=${KEFU_SHARED:-$(cd "$root/.." && pwd)/shared}
if [ ! -d "$KEFU_SHARED/corpora" ]; then
    say "There is no $KEFU_SHARED/corpora: KEFU_SHARED names the folder that holds them"
    exit 2
fi
for tool in cmake cc cargo python3; do
    command -v "$tool" >/dev/null || { say "$tool is missing"; exit 2; }
done
mkdir -p "$work" "$data"

if ! pkg-config --exists libhs; then
    say "Installing Hyperscan"
    { apt-get install -y libhyperscan-dev || { apt-get update && apt-get install -y libhyperscan-dev; }; } >&2
fi

say "Building kefu"
cmake -S "$root" -B "$work/kefu" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=OFF \
    -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF -DKEFU_BUILD_CLI=OFF >/dev/null
cmake --build "$work/kefu" --target kefu_private -j 2 >/dev/null
flags=(-std=gnu11 -O3 -march=native -Wall -Wextra -I"$root/include" -I"$root/lib" -I"$here")
libraries=("$work/kefu/lib/libkefu_private.a")
read -ra packages < <(pkg-config --libs libutf8proc)
libraries+=("${packages[@]}" -lm -ldl)
cc "${flags[@]}" "$here/canon.c" "${libraries[@]}" -o "$work/canon"
cc "${flags[@]}" "$here/bench.c" "$here/kefu_engine.c" "${libraries[@]}" -o "$work/bench"
read -ra hyperscan < <(pkg-config --cflags --libs libhs)
cc "${flags[@]}" -fPIC -shared "$here/hyperscan.c" "${hyperscan[@]}" -o "$work/hyperscan.so"

say "Building the Rust peers"
RUSTFLAGS="-C target-cpu=native" CARGO_TARGET_DIR="$work/cargo" \
    cargo build --quiet --release --manifest-path "$here/peers/Cargo.toml" >&2

if [ ! -x "$work/venv/bin/python" ]; then
    say "Installing the Python peers"
    python3 -m venv "$work/venv" >&2
    "$work/venv/bin/pip" install --quiet jieba==0.42.1 pyahocorasick >&2
fi
if [ ! -s "$data/b100k" ]; then
    say "Making texts and sets"
    "$work/venv/bin/python" "$here/prepare.py" "$KEFU_SHARED/corpora" "$data" "$work/canon"
fi

say "Running"
status=0
trap - ERR
"$work/bench" "$data" "$work/cargo/release/libmatch_peers.so" "$work/hyperscan.so" || status=$?
read -ra ours < <("$work/bench" --sum "$data" a20k 1000000)
"$work/venv/bin/python" "$here/peers.py" "$data" a20k 1000000 "${ours[@]}" >&2 || exit 2
exit "$status"
