# SPDX-License-Identifier: MIT
"""Prints the rows of run.sh from what bench.c and peer.py measured; exit status 1 if a floor is missed.

usage: rows.py MEASURED.tsv
"""
import sys

# id: (floor, goal, which is better, the value from what was measured)
ROWS = {
    "replay.pandas": (15, 30, "more", lambda m: m["pandas"] / m["replay"]),
    "replay.scan": (0.15, 0.08, "less", lambda m: m["replay"] / m["scan"]),
    "catalogue.cost": (1.6, 1.2, "less", lambda m: m["whole"] / m["some"]),
    "alloc.message": (0, 0, "less", lambda m: m["allocations"]),
    "memory.live": (6144, 4096, "less", lambda m: m["memory"]),
}


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        measured = {name: float(value) for name, value in (line.split("\t") for line in lines)}
    missed = False
    for row, (floor, goal, better, value) in ROWS.items():
        value = value(measured)
        missed |= value < floor if better == "more" else value > floor
        print(row, f"{value:.3f}", floor, goal, better, sep="\t")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
