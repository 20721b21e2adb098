#!/bin/sh
# SPDX-License-Identifier: MIT
# Compares the library's ABI with the stored baseline of this architecture by libabigail: additions
# are fine, changes are not. Exit 77 (skipped) without abidiff, debug information or a baseline.
# Usage: abidiff.sh LIBRARY FOLDER_OF_BASELINES [--update]
set -eu
library=$1 folder=$2
command -v abidiff >/dev/null || { echo "skipped: abidiff is missing"; exit 77; }
# without debug information every comparison would pass
readelf -S "$library" | grep -q '\.debug_info' || { echo "skipped: built without -g"; exit 77; }
baseline=$folder/kefu-$(uname -m).abi
if [ "${3:-}" = --update ]; then
    abidw --exported-interfaces-only --suppressions "$folder/kefu.abignore" --no-show-locs --no-corpus-path --no-comp-dir-path --type-id-style hash \
        --out-file "$baseline" "$library"
    sed -i "s|path='[^']*/\\(lib/[^']*\\)'|path='\\1'|" "$baseline" # wherever it was built
    exit
fi
[ -e "$baseline" ] || { echo "skipped: there is no baseline for $(uname -m)"; exit 77; }
abidiff --no-show-locs --no-added-syms --suppressions "$folder/kefu.abignore" "$baseline" "$library"
echo "the ABI is what it was"
