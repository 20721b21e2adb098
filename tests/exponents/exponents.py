#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves that time is bounded by size: what every entry executes that takes bytes, counted by
callgrind at three sizes, grows with an exponent of at most 1.15 (n log n has 1.1 here); the rows
in OPEN do not yet. A public function that takes bytes and that no row calls is a failure too.

exponents.py PROGRAM INCLUDE_FOLDER [ROW]: prints "row<TAB>exponent<TAB>instructions of each size",
the worst first; exit 1 when one is above its bound, 77 without valgrind."""
import math
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

BOUND = 1.15
# Rows that are above it still, with the exponent that they may not exceed.
OPEN: dict[str, float] = {}
DECLARED = re.compile(r"^KEFU_API\s[^;(]*?\b(kefu_\w+)\(([^;]*)\)", re.M)
# Bytes, or an array of texts or numbers: a pointer to them, then how many they are.
BYTES = re.compile(r"const (?:char|void|double|uint32_t|kefu_str|kefu_document) \*\w+,\s+size_t\b")


def entries(include: str) -> set[str]:
    """The public functions that take bytes."""
    headers = (path.read_text("utf-8") for path in pathlib.Path(include, "kefu").glob("*.h"))
    return {name for header in headers for name, parameters in DECLARED.findall(header) if BYTES.search(parameters)}


def counts(program: str, row: list[str]) -> tuple[dict[str, dict[int, int]], set[str]]:
    """Instructions of each row by size, and the public functions that the rows called."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--dump-instr=no",
             f"--callgrind-out-file={folder}/out", program, *row],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stderr[-2000:]}\nexit {done.returncode}")
        found: dict[str, dict[int, int]] = {}
        called: set[str] = set()
        for dump in pathlib.Path(folder).iterdir():
            text = dump.read_text(errors="replace")
            name = re.search(r"^desc: Trigger: Client Request: (\S+) (\d+)$", text, re.M)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
            called.update(re.findall(r"^c?fn=\(\d+\) (kefu_\w+)", text, re.M))
            if name and total:
                found.setdefault(name[1], {})[int(name[2])] = int(total[1])
        return found, called


def exponent(sizes: dict[int, int]) -> float:
    """Of the last step, where what does not grow weighs least."""
    *_, (n, few), (m, many) = sorted(sizes.items())
    return math.log(many / few) / math.log(m / n)


def main() -> int:
    if not shutil.which("valgrind"):
        print("skipped: valgrind is missing")
        return 77
    found, called = counts(sys.argv[1], sys.argv[3:4])
    if not found or any(len(sizes) != 3 for sizes in found.values()):
        sys.exit(f"not every row was counted at three sizes: {found}")
    rows = sorted(((exponent(sizes), name, sizes) for name, sizes in found.items()), reverse=True)
    for steep, name, sizes in rows:
        print(name, f"{steep:.2f}", *(sizes[n] for n in sorted(sizes)), sep="\t")
    steep = [name for value, name, _ in rows if value > OPEN.get(name, BOUND)]
    missing = sorted(entries(sys.argv[2]) - called) if len(sys.argv) == 3 else []
    print(*(f"{name}() takes bytes, but no row calls it" for name in missing), sep="\n", end="\n" if missing else "")
    print(f"{len(rows)} rows, {len(OPEN)} of them open; above their bound: {len(steep)}", *steep)
    return 1 if steep or missing else 0


if __name__ == "__main__":
    sys.exit(main())
