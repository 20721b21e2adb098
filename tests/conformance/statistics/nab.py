#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Scores `anomaly` on series of the Numenta Anomaly Benchmark, standard profile: the threshold is chosen on the
even files, in byte order of their path, and scored on the odd ones, and the reverse, both pooled. Skipped (77)
without the series. Usage: nab.py FOLDER RUN_STATISTICS [LEAST_SCORE]"""
import csv
import json
import math
import subprocess
import sys
import tempfile
from datetime import datetime
from pathlib import Path

FALSE_POSITIVE = 0.11
PROBATION, PROBATION_MAX = 0.15, 750  # of the points, which give no detections
LEAST = 52.0


def instant(text):
    return datetime.strptime(text.split(".")[0], "%Y-%m-%d %H:%M:%S")


def sigmoid(place):
    return -1.0 if place > 3 else 2 / (1 + math.exp(5 * place)) - 1


def read(folder, path, windows):
    with open(folder / path, newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    times = [instant(row["timestamp"]) for row in rows]
    spans = []
    for start, end in windows:
        begin, stop = instant(start), instant(end)
        inside = [i for i, time in enumerate(times) if begin <= time <= stop]
        spans.append((inside[0], inside[-1]))
    return [float(row["value"]) for row in rows], spans


def detections(scores, spans):
    """(score, window or None, worth) of each point that scores and may count."""
    found = []
    for i in range(min(int(PROBATION * len(scores)), PROBATION_MAX), len(scores)):
        if scores[i] <= 0:
            continue
        window = next((k for k, (a, b) in enumerate(spans) if a <= i <= b), None)
        if window is not None:
            first, last = spans[window]
            worth = sigmoid(-(last - i + 1) / (last - first + 1)) / sigmoid(-1)
        else:
            before = [(a, b) for a, b in spans if b < i]
            worth = sigmoid((i - before[-1][1]) / max(before[-1][1] - before[-1][0], 1)) if before else -1
        found.append((scores[i], window, worth))
    return found


def raw(found, windows, threshold):
    """A missed window costs 1; the earliest detection in a window counts, all outside cost."""
    total, seen = -float(windows), set()
    for score, window, worth in found:
        if score < threshold:
            continue
        if window is None:
            total += FALSE_POSITIVE * worth
        elif window not in seen:
            seen.add(window)
            total += 1 + worth
    return total


def main():
    folder, program = Path(sys.argv[1]), sys.argv[2]
    least = float(sys.argv[3]) if len(sys.argv) > 3 else LEAST
    if not (folder / "windows.json").exists():
        print(f"{folder} has no windows.json")
        return 77
    labels = json.loads((folder / "windows.json").read_text())
    series = [read(folder, path, labels[path]) for path in sorted(labels, key=str.encode)]
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
        for values, _ in series:
            file.write(json.dumps({"function": "anomaly", "arguments": {"values": values}, "expect": None}) + "\n")
        file.flush()
        lines = subprocess.check_output([program, "--print", file.name], text=True).splitlines()
    files = [(detections(json.loads(line)["scores"], spans), len(spans)) for line, (_, spans) in zip(lines, series)]
    scores = sorted(score for found, _ in files for score, _, _ in found)
    # 120 thresholds, denser where few scores are
    thresholds = sorted({scores[-max(1, int(len(scores) * 10 ** (-4 + 3.5 * k / 119)))] for k in range(120)})
    curves = [[raw(found, windows, t) for t in thresholds] for found, windows in files]
    best = [max(range(len(thresholds)), key=lambda t: sum(c[t] for c in curves[half::2])) for half in (0, 1)]
    windows = sum(count for _, count in files)
    total = sum(c[best[1 - i % 2]] for i, c in enumerate(curves))
    together = max(sum(c[t] for c in curves) for t in range(len(thresholds)))
    held_out = 100 * (total + windows) / (2 * windows)
    print(f"nab.heldout {held_out:.1f}, thresholds {thresholds[best[0]]:.2f} and {thresholds[best[1]]:.2f}; "
          f"in sample {100 * (together + windows) / (2 * windows):.1f}; {len(files)} series, {windows} windows")
    return 0 if held_out >= least else 1


if __name__ == "__main__":
    sys.exit(main())
