# SPDX-License-Identifier: MIT
"""Prints the rows of run.sh from what bench.c and peer.py measured; exit status 1 if a floor is missed.

usage: rows.py MEASURED.tsv
"""
import sys

# id: (floor, goal, which is better, the value from what was measured)
ROWS = {
    "rules.1000": (1.8, 1.3, "less", lambda m: m["many"] / m["few"]),
    "evaluate.default": (2.0, 1.3, "less", lambda m: m["evaluate"] / m["analyse"]),
    "push.p99": (3.0, 1.5, "less", lambda m: m["push"]),
    "rules.python": (100, 500, "more", lambda m: m["python"] / m["peer"]),
}
HIT_LEAST = 300  # of the 1,000 rules must hit


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        measured = {name: float(value) for name, value in (line.split("\t") for line in lines)}
    if measured["hit"] < HIT_LEAST:
        print(f"only {measured['hit']:.0f} rules hit", file=sys.stderr)
        return 2
    missed = False
    for row, (floor, goal, better, value) in ROWS.items():
        value = value(measured)
        missed |= value < floor if better == "more" else value > floor
        print(row, f"{value:.3f}", floor, goal, better, sep="\t")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
