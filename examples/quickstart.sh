#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds kefu, scores the sample day and writes a report to open.
# Usage: examples/quickstart.sh [folder for the report, default examples/out]
set -euo pipefail
cd "$(dirname "$0")/.."
out=${1:-examples/out}

cmake/install-packages.sh cmake ninja-build gcc libc6-dev pkg-config libcjson-dev \
    libutf8proc-dev zlib1g-dev libminizip-dev libexpat1-dev libfreexl-dev
cmake -S . -B build/quickstart -G Ninja -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_TESTS=OFF \
    -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF >build-quickstart.log 2>&1 &&
    cmake --build build/quickstart >>build-quickstart.log 2>&1 ||
    { tail -n 30 build-quickstart.log >&2; echo "The build failed: see build-quickstart.log" >&2; exit 1; }
rm -f build-quickstart.log

mkdir -p "$out"
out=$(cd "$out" && pwd)
build/quickstart/bindings/cli/kefu report examples/data/conversations.jsonl examples/data/feedback.jsonl \
    --previous examples/data/previous/conversations.jsonl --previous examples/data/previous/feedback.jsonl \
    --group-by agent_id -o "$out/report.html"
