#!/bin/sh
# SPDX-License-Identifier: MIT
# What configuring says and decides where something is missing: an installer's build fails and names
# what to install; without cmocka the run says how many tests it lacks, and fails in CI; a compiler
# without AVX-512 keeps AVX2. Usage: configure.sh PROJECT C_COMPILER GENERATOR
set -eu
project=$1 cc=$2 generator=$3
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# What the compiler knows is asked once a folder: the cache stays, less what the last call gave.
folder=first
configure() { # configure ARGUMENT …: its output is in $work/log
    cmake -G "$generator" -S "$project" -B "$work/$folder" -DCMAKE_C_COMPILER="$cc" \
        -DKEFU_BUILD_TESTS=OFF -DKEFU_BUILD_CLI=OFF -U "CMAKE_DISABLE_*" -U "LUA*" -U "KEFU_LUA*" \
        -DKEFU_BUILD_PYTHON=ON -DKEFU_BUILD_LUA=ON -DKEFU_REQUIRE_MODULES=OFF \
        "$@" >"$work/log" 2>&1
}
fail() {
    cat "$work/log"
    echo "$1"
    exit 1
}
refuses() { # refuses TEXT ARGUMENT …
    text=$1
    shift
    if configure -DKEFU_REQUIRE_MODULES=ON "$@"; then fail "configuring should have failed"; fi
    grep -q "$text" "$work/log" || fail "the error should name $text"
}
refuses "Debian: swig" -DCMAKE_DISABLE_FIND_PACKAGE_SWIG=ON -DKEFU_BUILD_LUA=OFF
if command -v swig >/dev/null; then
    refuses "Debian: python3-dev" -DCMAKE_DISABLE_FIND_PACKAGE_Python3=ON -DKEFU_BUILD_LUA=OFF
    refuses "Debian: liblua0.0-dev" -DKEFU_LUA=lua0.0 -DKEFU_BUILD_PYTHON=OFF
    refuses "lua.h" -DLUA_INCDIR="$work/nothing" -DKEFU_BUILD_PYTHON=OFF
fi
configure -DCMAKE_DISABLE_FIND_PACKAGE_SWIG=ON || fail "a plain build goes on without SWIG"
grep -q "Skipping the Python and Lua modules" "$work/log" || fail "what is skipped should be said"

# Without cmocka: pkg-config sees only what the library itself needs.
mkdir "$work/packages"
for package in libcjson libutf8proc; do
    ln -s "$(pkg-config --variable=pcfiledir $package)/$package.pc" "$work/packages"
done
folder=bare
PKG_CONFIG_LIBDIR=$work/packages configure -DKEFU_BUILD_TESTS=ON -DKEFU_BUILD_PYTHON=OFF \
    -DKEFU_BUILD_LUA=OFF || fail "the tests that need no cmocka are configured without it"
programs=$(cat "$project"/tests/unit/CMakeLists.txt "$project"/tests/property/CMakeLists.txt \
    "$project"/tests/golden/CMakeLists.txt "$project"/tests/oom/CMakeLists.txt |
    grep -c -e "^kefu_[a-z]*_test(" -e "^add_executable(oom")
missing() { # missing CI: runs the test that stands for the missing ones
    CI=$1 ctest --test-dir "$work/$folder" -R '^missing.cmocka$' --output-on-failure >"$work/log" 2>&1
}
missing "" || fail "missing tests are skipped outside CI"
grep -q "missing.cmocka (Skipped)" "$work/log" || fail "ctest should say that tests were skipped"
if missing true; then fail "missing tests should fail in CI"; fi
grep -q "^$programs test programs are missing" "$work/log" || fail "their number is wrong"

# A compiler that knows of no AVX-512, and of none of the GNU flags that are not needed.
case $(uname -m) in x86_64 | amd64) ;; *) exit 0 ;; esac
cat >"$work/old-cc" <<END
#!/bin/sh
for word in "\$@"; do
    case \$word in -mavx512* | -Wshadow | -fno-tree-vectorize) echo "unknown \$word" >&2; exit 1 ;; esac
done
exec "$cc" "\$@"
END
chmod +x "$work/old-cc"
cc="$work/old-cc"
folder=old
configure -DKEFU_BUILD_PYTHON=OFF -DKEFU_BUILD_LUA=OFF || fail "an old compiler is a compiler"
commands="$work/$folder/compile_commands.json"
[ -f "$commands" ] || exit 0 # the generator writes none
grep -q -- "-DKEFU_HAVE_AVX2" "$commands" || fail "AVX2 goes with AVX-512"
grep -q -- "-mavx2 .*match/avx2.c" "$commands" || fail "AVX2 lacks its flags"
if grep -q -e "-mavx512" -e "-DKEFU_HAVE_AVX512" -e "-Wshadow" -e "-fno-tree-vectorize" "$commands"; then
    fail "a flag is used that the compiler does not know"
fi
