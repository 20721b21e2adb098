#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Proves that numbers do not depend on the machine: builds the program for aarch64 (64 bits, fused
# multiply-add) and s390x (big-endian), runs it under qemu-user and compares every byte of reports,
# evaluations, metrics, analyses, a trained lexicon and an aggregate's state with this machine's.
# Needs of Debian: gcc-aarch64-linux-gnu gcc-s390x-linux-gnu qemu-user, and a network the first time
# (utf8proc, cJSON and zlib for the other machine, unpacked into FOLDER).
# STATE is state.c as built for this machine.
# Usage: run.sh PROGRAM STATE FOLDER [MACHINE …]; exit 1 when a byte differs, 77 when a machine is skipped.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$(realpath "$1")
state=$(realpath "$2")
mkdir -p "$3"
folder=$(realpath "$3")
shift 3
[ $# -gt 0 ] || set -- aarch64 s390x
declare -A debian=([aarch64]=arm64 [s390x]=s390x)
data=$root/examples/data

# fetch ARCHITECTURE FOLDER: Debian's packages of another architecture, beside the system's own.
fetch() {
    local apt=$2/apt
    mkdir -p "$apt/lists/partial" "$apt/archives/partial"
    : >"$apt/status"
    local options=(-qq -o Dir::State="$apt" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt"
        -o APT::Architecture="$1" -o APT::Architectures="$1" -o APT::Sandbox::User=
        -o Acquire::Languages=none -o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false)
    (cd "$apt" && apt-get "${options[@]}" update && apt-get "${options[@]}" download \
        libutf8proc-dev libutf8proc2 libcjson-dev libcjson1 zlib1g-dev zlib1g) || return 1
    for package in "$apt"/*.deb; do
        dpkg-deb -x "$package" "$2/sysroot.new"
    done
    rm -rf "$apt"
    mv "$2/sysroot.new" "$2/sysroot"
}

# build MACHINE FOLDER: the program and state.c; embed and fold tables are made under qemu too.
build() {
    local libraries=$2/sysroot/usr/lib/$1-linux-gnu
    export PKG_CONFIG_LIBDIR=$libraries/pkgconfig PKG_CONFIG_SYSROOT_DIR=$2/sysroot
    export PKG_CONFIG_ALLOW_SYSTEM_LIBS=1 PKG_CONFIG_ALLOW_SYSTEM_CFLAGS=1
    cat >"$2/toolchain.cmake" <<END
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR $1)
set(CMAKE_C_COMPILER $1-linux-gnu-gcc)
set(CMAKE_LIBRARY_PATH $libraries)
set(CMAKE_INCLUDE_PATH $2/sysroot/usr/include)
set(CMAKE_CROSSCOMPILING_EMULATOR "qemu-$1;-L;/usr/$1-linux-gnu;-E;LD_LIBRARY_PATH=$libraries")
END
    cmake -S "$root" -B "$2/build" -G Ninja -DCMAKE_TOOLCHAIN_FILE="$2/toolchain.cmake" \
        -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF -DKEFU_BUILD_PYTHON=OFF \
        -DKEFU_BUILD_LUA=OFF -DKEFU_BUILD_TESTS=OFF &&
        cmake --build "$2/build" &&
        "$1-linux-gnu-gcc" -O2 -std=c11 -I"$root/include" "$root/tests/qemu/state.c" \
            "$2/build/lib/libkefu.a" -L"$libraries" -lutf8proc -lm -o "$2/state"
}

# outputs FOLDER STATE [RUNNER …] PROGRAM: everything that is compared, a file each.
outputs() {
    local to=$1 state=$2
    shift 2
    rm -rf "$to"
    mkdir -p "$to"
    for ending in json csv md txt html; do
        "$@" report -o "$to/report.$ending" "$data/conversations.jsonl" "$data/feedback.jsonl" \
            >/dev/null 2>&1
    done
    "$@" score "$data/conversations.jsonl" >"$to/score.jsonl"
    "$@" metrics "$data/conversations.jsonl" >"$to/metrics.jsonl"
    "$@" analyze --role customer "$folder/texts.txt" >"$to/analysis.jsonl"
    "$@" analyze --dialogue "$data/conversations.jsonl" >"$to/dialogue.jsonl"
    "$@" train --labels "$folder/labels.tsv" --seed 7 -o "$to/lexicon.json" >"$to/train.json"
    "${@:1:$#-1}" "$state" "$data/conversations.jsonl" "$data/feedback.jsonl" >"$to/state"
}

# Texts of feedback; ratings above 3 are praise, those below are blame: a label for each text.
python3 - "$data/feedback.jsonl" "$folder" <<'END'
import json, pathlib, sys
texts, labels = [], []
for line in open(sys.argv[1], encoding="utf-8"):
    record = json.loads(line)
    text = " ".join(record.get("text", "").split())
    texts += [text]
    if text and record.get("rating", 3) != 3:
        labels += [f"{int(record['rating'] > 3)}\t{record.get('topic', '-')}\t{text}"]
for name, lines in {"texts.txt": texts, "labels.tsv": labels}.items():
    pathlib.Path(sys.argv[2], name).write_text("\n".join(lines) + "\n", encoding="utf-8")
END
[ -s "$folder/labels.tsv" ]
outputs "$folder/here" "$state" env "$program"

skipped=() differing=0
for machine in "$@"; do
    there=$folder/$machine
    mkdir -p "$there"
    if ! command -v "$machine-linux-gnu-gcc" >/dev/null ||
        ! command -v "qemu-$machine" >/dev/null; then
        echo "$machine: skipped: gcc-$machine-linux-gnu or qemu-user is missing"
        skipped+=("$machine")
        continue
    fi
    if [ ! -d "$there/sysroot" ] && ! fetch "${debian[$machine]}" "$there" >"$there/log" 2>&1; then
        echo "$machine: skipped: Debian's libraries of ${debian[$machine]} cannot be fetched"
        skipped+=("$machine")
        continue
    fi
    build "$machine" "$there" >"$there/log" 2>&1 || { tail -n 40 "$there/log"; exit 1; }
    outputs "$there/outputs" "$there/state" "qemu-$machine" -L "/usr/$machine-linux-gnu" \
        -E LD_LIBRARY_PATH="$there/sysroot/usr/lib/$machine-linux-gnu" "$there/build/bindings/cli/kefu"
    for file in "$folder"/here/*; do
        name=${file##*/}
        if cmp "$file" "$there/outputs/$name"; then
            echo "$machine: $name: $(stat -c %s "$file") bytes are the same"
        else
            differing=$((differing + 1))
        fi
    done
done
[ "$differing" = 0 ] || { echo "$differing outputs differ"; exit 1; }
[ ${#skipped[@]} = 0 ] || exit 77
