#!/bin/sh
# SPDX-License-Identifier: MIT
# Installs kefu into a folder of its own, moves that, and builds a program against it by pkg-config
# and by CMake. Usage: consumer.sh BUILD_FOLDER SOURCE_FOLDER C_COMPILER shared|static GENERATOR
set -eu
build=$1 here=$2 cc=$3 kind=$4 generator=$5
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cmake --install "$build" --component library --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved" # nothing may remember where it was installed
for licence in LICENSE LICENSE.OpenCC LICENSE.ICU; do # all go with every copy
    [ -s "$(find "$work/moved" -name $licence)" ] || { echo "$licence is not installed"; exit 1; }
done
pc=$(dirname "$(find "$work/moved" -name kefu.pc)")
export PKG_CONFIG_PATH="$pc"
pkg-config --validate kefu
[ "$kind" = static ] && options=--static || options=
# shellcheck disable=SC2046,SC2086
"$cc" -std=c99 -Wall -Wextra -Werror "$here/consumer.c" -o "$work/consumer" $(pkg-config $options --cflags --libs kefu)
LD_LIBRARY_PATH=$(dirname "$pc") "$work/consumer"
cmake -G "$generator" -S "$here/cmake" -B "$work/build" -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$work/moved" >/dev/null
cmake --build "$work/build" >/dev/null
"$work/build/consumer"
# Another minor version of 0.x may break everything: 0.9 does not stand in for 0.1.
version=$(find "$work/moved" -name kefu-config-version.cmake)
sed -i.before 's/0\.1\.0/0.9.0/g' "$version"
if cmake -G "$generator" -S "$here/cmake" -B "$work/other" -DCMAKE_C_COMPILER="$cc" -DCMAKE_PREFIX_PATH="$work/moved" >"$work/log" 2>&1; then
    echo "find_package(kefu 0.1) takes 0.9"
    exit 1
fi
grep -q "version: 0.9.0" "$work/log" || { cat "$work/log"; exit 1; }
