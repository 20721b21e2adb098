#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures aggregation and its statistics; tests/bench/run.sh aggregate [REPEATS [ROWS]]
#
# Prints one row a measure to standard output: id, value, floor, goal, which is better (tabs between); a
# value that cannot be measured here is "-". Everything else goes to standard error. Exits 0 if all floors
# hold, 1 if one does not, 2 if it could not be run. Keeps what it makes in build-bench/, which git ignores.
set -euo pipefail
trap 'exit 2' ERR
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/build-bench/aggregate
say() { echo "$*" >&2; }
export KEFU_SHARED=${KEFU_SHARED:-$(cd "$root/.." && pwd)/shared}
mkdir -p "$work"

say "Building kefu"
cmake -S "$root" -B "$work/kefu" -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF \
    -DKEFU_BUILD_CLI=OFF >/dev/null
cmake --build "$work/kefu" --target kefu_private run_statistics -j 2 >/dev/null
read -ra packages < <(pkg-config --libs libutf8proc)
cc -std=gnu11 -O3 -Wall -Wextra -I"$root/include" -I"$root/lib" "$here/statistics.c" \
    "$work/kefu/lib/libkefu_private.a" "${packages[@]}" -lm -o "$work/statistics"

say "Simulating"
"$work/statistics" "${1:-100000}" >"$work/measures"
if [ -d "$KEFU_SHARED/nab" ]; then
    say "Scoring streams"
    python3 "$root/tests/conformance/statistics/nab.py" "$KEFU_SHARED/nab" "$work/kefu/tests/run_statistics" 0 |
        tee /dev/stderr | sed -n 's/^nab.heldout \([0-9.]*\),.*/nab.heldout\t\1/p' >>"$work/measures"
else
    say "There is no $KEFU_SHARED/nab: nab.heldout is left out"
fi
say "Comparing with other engines"
venv=$work/venv
if [ -x "$venv/bin/pip" ] || python3 -m venv "$venv"; then
    "$venv/bin/pip" install -q duckdb==1.5.6 pyarrow==26.0.1 numpy pandas==3.1.1 >&2 || true
    "$venv/bin/pip" install -q chdb==4.4.0 >&2 || true
fi
if "$venv/bin/python" -c 'import duckdb, pyarrow, numpy, pandas' 2>/dev/null; then
    cc -std=gnu11 -O3 -Wall -Wextra -I"$root/include" "$here/columns.c" "$work/kefu/lib/libkefu_private.a" \
        "${packages[@]}" -lm -o "$work/columns"
    mkdir -p "$work/rows"
    core=$(taskset -cp $$ | sed 's/.*[ ,-]//')
    taskset -c "$core" "$venv/bin/python" "$here/peers.py" "$work/columns" "$work/rows" "${2:-10000000}" >>"$work/measures"
else
    say "There is no DuckDB here: the rows of peers are left out"
fi
trap - ERR
python3 "$here/rows.py" "$here/rows.tsv" <"$work/measures"
