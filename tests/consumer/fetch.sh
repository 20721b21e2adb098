#!/bin/sh
# SPDX-License-Identifier: MIT
# A project that fetches kefu keeps its own settings, and installs nothing of kefu's.
# Usage: fetch.sh PROJECT C_COMPILER GENERATOR
set -eu
project=$1 cc=$2 generator=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake -G "$generator" -S "$project/tests/consumer/fetch" -B "$work/build" -DCMAKE_C_COMPILER="$cc" \
    -DKEFU_SOURCE="$project" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
cmake --install "$work/build" --prefix "$work/prefix" >>"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
found=$(find "$work/prefix" -type f 2>/dev/null || true)
[ -z "$found" ] || { echo "kefu's files are installed with its parent: $found"; exit 1; }
