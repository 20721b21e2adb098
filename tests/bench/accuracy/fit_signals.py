#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Fits the weights of the signals of satisfaction (signals_bias and signals in
lib/lexicon/constants.h) to rated dialogues, and prints them as C.

usage: fit_signals.py KEFU DIALOGUES.jsonl

A ridge regression of the ratings on how often each signal was found; signals are standardised, and
the penalty is PENALTY times the number of dialogues."""
import json
import math
import subprocess
import sys

NAMES = ["gratitude", "thanked", "pleased", "upset", "negative", "pressing", "asks_last",
         "apologies", "put_off", "solutions", "last_polarity", "left_open"]
PENALTY = 0.05


def solve(matrix, right):
    """Gaussian elimination; the matrix is positive definite."""
    n = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for i in range(n):
        for k in range(i + 1, n):
            factor = rows[k][i] / rows[i][i]
            rows[k] = [a - factor * b for a, b in zip(rows[k], rows[i])]
    solution = [0.0] * n
    for i in reversed(range(n)):
        known = sum(rows[i][k] * solution[k] for k in range(i + 1, n))
        solution[i] = (rows[i][n] - known) / rows[i][i]
    return solution


def main():
    program, path = sys.argv[1:3]
    with open(path, encoding="utf-8") as file:
        truth = [json.loads(line)["satisfaction"] for line in file]
    out = subprocess.run([program, "analyze", "--dialogue", path], check=True, capture_output=True,
                         text=True, encoding="utf-8").stdout
    counts = [{item["signal"]: item["count"] for item in json.loads(line)["signals"]}
              for line in out.splitlines()]
    columns = [[row.get(name, 0.0) for row in counts] for name in NAMES]
    n = len(truth)
    means = [sum(column) / n for column in columns]
    spreads = [math.sqrt(sum((x - mean) ** 2 for x in column) / n) or 1.0
               for column, mean in zip(columns, means)]
    standard = [[(x - mean) / spread for x in column]
                for column, mean, spread in zip(columns, means, spreads)]
    mean = sum(truth) / n
    matrix = [[sum(a * b for a, b in zip(left, right)) + (PENALTY * n if left is right else 0)
               for right in standard] for left in standard]
    weights = solve(matrix, [sum(x * (y - mean) for x, y in zip(column, truth))
                             for column in standard])
    weights = [weight / spread for weight, spread in zip(weights, spreads)]
    print(f".signals_bias = {mean - sum(w * m for w, m in zip(weights, means)):.3f},")
    print(".signals = {" + ", ".join(f"{weight:.3f}" for weight in weights) + "},")
    for name, weight in zip(NAMES, weights):
        print(f"{name:15s}{weight:8.3f}", file=sys.stderr)


if __name__ == "__main__":
    main()
