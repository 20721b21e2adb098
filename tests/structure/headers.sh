#!/bin/sh
# SPDX-License-Identifier: MIT
# Every public header stands alone, as C99 and as C++, without a warning.
# Usage: headers.sh INCLUDE_FOLDER C_COMPILER [CXX_COMPILER]
set -eu
include=$1 cc=$2 cxx=${3:-}
for header in "$include"/kefu/*.h; do
    name=kefu/$(basename "$header")
    echo "#include <$name>" | "$cc" -std=c99 -pedantic -Wall -Wextra -Werror -I"$include" \
        -fsyntax-only -x c -
    [ -z "$cxx" ] || echo "#include <$name>" | "$cxx" -std=c++11 -pedantic -Wall -Wextra -Werror \
        -I"$include" -fsyntax-only -x c++ -
done
echo "all headers are clean"
