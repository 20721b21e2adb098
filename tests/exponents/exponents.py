#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves that time is bounded by size: what every entry executes that takes bytes, counted by
callgrind at three sizes, grows with an exponent of at most 1.15 (n log n has 1.1 here); the rows
in OPEN do not yet.

exponents.py PROGRAM [ROW]: prints "row<TAB>exponent<TAB>instructions of each size", the worst
first; exit 1 when one is above its bound, 77 without valgrind."""
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


def counts(program: str, row: list[str]) -> dict[str, dict[int, int]]:
    """Instructions of each row by size."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind", "--instr-atstart=no", "--dump-instr=no",
             f"--callgrind-out-file={folder}/out", program, *row],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
        if done.returncode:
            sys.exit(f"{done.stderr[-2000:]}\nexit {done.returncode}")
        found: dict[str, dict[int, int]] = {}
        for dump in pathlib.Path(folder).iterdir():
            text = dump.read_text(errors="replace")
            name = re.search(r"^desc: Trigger: Client Request: (\S+) (\d+)$", text, re.M)
            total = re.search(r"^(?:totals|summary): (\d+)", text, re.M)
            if name and total:
                found.setdefault(name[1], {})[int(name[2])] = int(total[1])
        return found


def exponent(sizes: dict[int, int]) -> float:
    """Of the last step, where what does not grow weighs least."""
    *_, (n, few), (m, many) = sorted(sizes.items())
    return math.log(many / few) / math.log(m / n)


def main() -> int:
    if not shutil.which("valgrind"):
        print("skipped: valgrind is missing")
        return 77
    found = counts(sys.argv[1], sys.argv[2:3])
    if not found or any(len(sizes) != 3 for sizes in found.values()):
        sys.exit(f"not every row was counted at three sizes: {found}")
    rows = sorted(((exponent(sizes), name, sizes) for name, sizes in found.items()), reverse=True)
    for steep, name, sizes in rows:
        print(name, f"{steep:.2f}", *(sizes[n] for n in sorted(sizes)), sep="\t")
    steep = [name for value, name, _ in rows if value > OPEN.get(name, BOUND)]
    print(f"{len(rows)} rows, {len(OPEN)} of them open; above their bound: {len(steep)}", *steep)
    return 1 if steep else 0


if __name__ == "__main__":
    sys.exit(main())
