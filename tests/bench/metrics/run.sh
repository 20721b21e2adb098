#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures metrics of conversations beside pandas, and what a live conversation holds; run.sh [COUNT]
#
# Prints one row a measure to standard output: id, value, floor, goal, which is better (tabs between);
# everything else goes to standard error. Exits 0 if all floors hold, 1 if one does not, 2 if it could
# not be run or the values differ. COUNT conversations (97,000) are made of the sample day. Needs
# Python, a C compiler and, for the first run, the network (pandas); keeps what it makes in
# build-bench/, which git ignores.
set -euo pipefail
trap 'exit 2' ERR
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
work=$root/build-bench/metrics
count=${1:-97000}
say() { echo "$*" >&2; }
mkdir -p "$work"

say "Building kefu"
cmake -S "$root" -B "$work/kefu" -DCMAKE_BUILD_TYPE=Release -DKEFU_BUILD_TESTS=OFF \
    -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF -DKEFU_BUILD_CLI=OFF >/dev/null
cmake --build "$work/kefu" -j 2 >/dev/null
cc -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -I"$root/include" -I"$work/kefu/include" "$here/bench.c" \
    -L"$work/kefu/lib" -lkefu -lm -Wl,-rpath,"$work/kefu/lib" -o "$work/bench"
if [ ! -x "$work/venv/bin/python" ]; then
    say "Installing pandas"
    python3 -m venv "$work/venv" >&2
    "$work/venv/bin/pip" install --quiet pandas >&2
fi
python="$work/venv/bin/python"
"$python" -c 'import numpy, pandas, sys; print("Python", sys.version.split()[0], "pandas", pandas.__version__, "numpy", numpy.__version__)' >&2

say "Making $count conversations"
python3 "$root/examples/data/multiply.py" --count "$count" --seed 1 -o "$work/conversations.jsonl"
python3 "$here/flatten.py" "$work/conversations.jsonl" "$work/rows.tsv" "$work/rows.jsonl"
python3 "$here/flatten.py" "$root/examples/data/conversations.jsonl" "$work/day.tsv" "$work/day.jsonl"

say "Running"
one_core=()
if command -v taskset >/dev/null; then
    one_core=(taskset -c "$(taskset -cp $$ | sed 's/.*: //; s/[-,].*//')")
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
{
    "${one_core[@]}" "$work/bench" replay "$work/rows.tsv" "$work/values.bin"
    "${one_core[@]}" "$python" "$here/peer.py" "$work/rows.jsonl" "$work/values.bin"
    "${one_core[@]}" "$work/bench" catalogue "$work/rows.tsv"
    "$work/bench" memory "$work/day.tsv"
} | tee /dev/stderr >"$work/measured.tsv"
trap - ERR
exec "$python" "$here/rows.py" "$work/measured.tsv"
