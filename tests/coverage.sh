#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# How many lines and branches of lib/ the tests reach, see tests/mutants/coverage.py, which takes the
# arguments. Tests that have not changed since the last time are not run again.
set -euo pipefail
cd "$(dirname "$0")/.."
cmake/install-packages.sh cmake ninja-build clang llvm libclang-rt-14-dev pkg-config libcjson-dev \
    libutf8proc-dev zlib1g-dev libcmocka-dev python3 python3-pytest
tests/mutants/build.sh reached
exec /usr/bin/python3 -B tests/mutants/coverage.py build/reached "$@"
