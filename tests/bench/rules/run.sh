#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures what rules and the built-in form cost, beside Python's re and json-logic-qubit; run.sh [COUNT]
#
# Prints one row a measure to standard output: id, value, floor, goal, which is better (tabs between);
# everything else goes to standard error. Exits 0 if all floors hold, 1 if one does not, 2 if it could
# not be run or the answers differ. COUNT conversations (9,700) are made of the sample day. Needs
# Python, a C compiler and, for the first run, the network (json-logic-qubit); keeps what it makes in
# build-bench/, which git ignores.
set -euo pipefail
trap 'exit 2' ERR
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/build-bench/rules
day=$root/examples/data/conversations.jsonl
count=${1:-9700}
say() { echo "$*" >&2; }
mkdir -p "$work"

say "Building kefu"
cmake -S "$root" -B "$work/kefu" -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_TESTS=OFF \
    -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF -DKEFU_BUILD_CLI=OFF >/dev/null
cmake --build "$work/kefu" -j 2 >/dev/null
cc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -I"$root/include" -I"$work/kefu/include" "$here/bench.c" \
    -L"$work/kefu/lib" -lkefu -lm -Wl,-rpath,"$work/kefu/lib" -o "$work/bench"
if [ ! -x "$work/venv/bin/python" ]; then
    say "Installing json-logic-qubit"
    python3 -m venv "$work/venv" >&2
    "$work/venv/bin/pip" install --quiet json-logic-qubit >&2
fi
"$work/venv/bin/python" -c 'import importlib.metadata as m, sys
print("Python", sys.version.split()[0], "json-logic-qubit", m.version("json-logic-qubit"))' >&2

say "Making $count conversations and 1,000 rules"
python3 "$root/examples/data/multiply.py" --count "$count" --seed 1 -o "$work/conversations.jsonl"
python3 "$here/make_rules.py" "$day" "$work"
python3 "$here/flatten.py" "$work/conversations.jsonl" "$work/rows.tsv"
python3 "$here/flatten.py" "$day" "$work/day.tsv"

say "Running"
one_core=()
if command -v taskset >/dev/null; then
    one_core=(taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')")
fi
{
    "${one_core[@]}" "$work/bench" "$work/rows.tsv" "$work/rules-10.json" "$work/rules-1000.json" \
        "$work/peer.json" "$work/day.tsv" "$work/hits.tsv"
    "${one_core[@]}" "$work/venv/bin/python" "$here/peer.py" "$work/peer.json" "$day" "$work/hits.tsv"
} | tee /dev/stderr >"$work/measured.tsv"
trap - ERR
exec python3 "$here/rows.py" "$work/measured.tsv"
