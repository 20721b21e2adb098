#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Do the tests see a changed token? 200 mutants of lib/ by a seed, each against the tests that reach its
# function: tests/mutants/mutants.py tells how, and takes the arguments (--count N, --seed S, --only
# PATH_PREFIX, --key TEXT, --tests REGEX, --direct, --list). An hour on one core: for a machine that has
# time.
set -euo pipefail
cd "$(dirname "$0")/.."
python=/usr/bin/python3
cmake/install-packages.sh cmake ninja-build gcc clang llvm libclang-rt-14-dev pkg-config libcjson-dev \
    libutf8proc-dev zlib1g-dev libcmocka-dev python3 python3-pytest
tests/mutants/build.sh reached
tests/mutants/build.sh mutants
exec "$python" -B tests/mutants/mutants.py build/mutants build/reached "$@"
