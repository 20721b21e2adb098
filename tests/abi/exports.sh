#!/bin/sh
# SPDX-License-Identifier: MIT
# What the library exports is what the symbol map lists, and that is what the headers declare.
# Usage: exports.sh LIBRARY MAP INCLUDE_FOLDER
set -eu
library=$1 map=$2 include=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
nm -D --defined-only "$library" | awk '$2 != "A" {sub(/@.*/, "", $3); print $3}' | sort >"$work/exported"
grep -oE '^ +kefu_[a-z0-9_]+;' "$map" | tr -d ' ;' | sort >"$work/listed"
grep -hv '^#' "$include"/kefu/*.h | tr '\n' ' ' | sed 's|/\*[^*]*\*\+\([^/*][^*]*\*\+\)*/||g' |
    grep -oE 'KEFU_API [^;]*;' | sed 's/(.*//' | grep -oE 'kefu_[a-z0-9_]+ *$' | tr -d ' ' | sort >"$work/declared"
if [ ! -s "$work/exported" ]; then echo "the library exports nothing"; exit 1; fi
diff -u "$work/listed" "$work/exported" || { echo "map (-) and library (+) differ"; exit 1; }
diff -u "$work/listed" "$work/declared" || { echo "map (-) and headers (+) differ"; exit 1; }
echo "$(wc -l <"$work/listed") symbols: library, map and headers agree"
