#!/bin/sh
# SPDX-License-Identifier: MIT
# The example programs in C, Python and Lua print the same, and each writes a report.
# Usage: same_numbers.sh PROJECT C_PROGRAM PYTHON PYTHONPATH LUA LUA_FOLDER  ("-" leaves a language out)
set -eu
project=$1 program=$2 python=$3 packages=$4 lua=$5 folder=$6
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$project/examples/data
"$program" "$data" "$work/c.html" >"$work/c.txt"
cat "$work/c.txt"
if [ "$python" != - ]; then
    PYTHONPATH=$packages PYTHONDONTWRITEBYTECODE=1 "$python" "$project/examples/python/day.py" "$data" \
        "$work/python.html" >"$work/python.txt"
    diff -u "$work/c.txt" "$work/python.txt"
    test -s "$work/python.html"
fi
if [ "$lua" != - ]; then
    LUA_PATH="$folder/?.lua" LUA_CPATH="$folder/?.so" "$lua" "$project/examples/lua/day.lua" "$data" \
        "$work/lua.html" >"$work/lua.txt"
    diff -u "$work/c.txt" "$work/lua.txt"
    [ "$python" = - ] || cmp "$work/lua.html" "$work/python.html"
fi
test "$(wc -l <"$work/c.txt")" -ge 7
