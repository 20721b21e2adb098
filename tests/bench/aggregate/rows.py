#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Prints the rows of rows.tsv with what was measured: id, value, floor, goal, which is better (tabs between); a value
that was not measured is -. Exit status 1 if a floor does not hold. Usage: rows.py ROWS < measures ("id<tab>value")"""
import sys


def main():
    measured = dict(line.rstrip("\n").split("\t") for line in sys.stdin if "\t" in line)
    status = 0
    for line in open(sys.argv[1], encoding="utf-8"):
        name, floor, goal, better = line.rstrip("\n").split("\t")
        value = measured.pop(name, "-")
        print(name, value, floor, goal, better, sep="\t")
        if value != "-":
            held = float(value) >= float(floor) if better == "more" else float(value) <= float(floor)
            status |= not held
    assert not measured, f"no row is called {', '.join(measured)}"
    return int(status)


if __name__ == "__main__":
    sys.exit(main())
