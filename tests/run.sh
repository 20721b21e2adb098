#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Installs what is missing, builds kefu twice (as it ships, and with sanitizers) and runs every test.
# KEFU_SHARED names the folder with corpora and other test data (default ../shared); tests that need
# it say that they are skipped where it is absent. Usage: tests/run.sh [ctest arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
export KEFU_SHARED=${KEFU_SHARED:-$(cd .. && pwd)/shared}

cmake/install-packages.sh cmake ninja-build gcc g++ pkg-config libcjson-dev libutf8proc-dev \
    zlib1g-dev libminizip-dev libexpat1-dev libfreexl-dev libcmocka-dev swig python3 python3-dev python3-venv python3-pip python3-pytest \
    python3-jsonschema python3-hypothesis python3-openpyxl python3-xlwt python3-xlrd lua5.4 liblua5.4-dev locales abigail-tools valgrind strace chromium
python=/usr/bin/python3
# What builds the wheel is no package of Debian 12. Without a network the wheel's test is skipped.
"$python" -c "import scikit_build_core" 2>/dev/null || [ -d build/python-packages ] ||
    "$python" -m pip install -q --target build/python-packages "scikit-build-core>=0.10" ||
    echo "scikit-build-core cannot be installed: the test consumer.wheel will be skipped"
# npm may come with Node.js from elsewhere, beside which Debian's cannot be installed. Without a
# network the test report.access is skipped.
command -v npm >/dev/null || cmake/install-packages.sh npm || true
[ -d build/node_modules/axe-core ] || npm install --silent --no-fund --no-audit --prefix build axe-core@4.10.2 ||
    echo "axe-core cannot be installed: the test report.access will be skipped"
# With these the statistics are compared. Without a network the test statistics.peers is skipped.
[ -d build/python-peers ] ||
    "$python" -m pip install -q --target build/python-peers scipy==1.14.1 statsmodels==0.14.4 numpy==2.0.2 pandas==2.2.3 ||
    echo "scipy and statsmodels cannot be installed: the test statistics.peers will be skipped"

run() { # run NAME CMAKE_ARGUMENT …: configures, builds and tests one preset
    local name=$1
    shift
    echo "== $name"
    cmake --preset "$name" -G Ninja -DPython3_EXECUTABLE="$python" "$@" >"build-$name.log" 2>&1 &&
        cmake --build "build/$name" >>"build-$name.log" 2>&1 ||
        { tail -n 40 "build-$name.log"; echo "The build failed: see build-$name.log"; exit 1; }
    grep -E 'Skipping|leaves out' "build-$name.log" || true
    rm -f "build-$name.log"
}

run release
run asan -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF
echo "== tests under the sanitizers"
ctest --test-dir build/asan --output-on-failure -j2 "$@"
echo "== tests as it ships"
ctest --test-dir build/release --output-on-failure -j2 "$@"
