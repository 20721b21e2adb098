#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What kefu says of real service chats, bar by bar.

usage: bench.py KEFU SHARED [ROW …]

KEFU is the program, SHARED the folder with corpora/. Standard output gets a row for each bar alone:
id, value, floor, goal, which is better, with tabs between; "-" for what could not be measured.
Standard error says why, and what the other tools reach. With ROWs only groups that measure one of
them run. Exit status 1 when a floor is missed, or the model card has other figures.

BARS is the one list of rows. A group of rows is a module beside this file, listed in GROUPS, with a
function measure(bench) that returns {row: value}; a row that it leaves out is not measured.
"""
import importlib
import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

# id: (floor, goal, which is better)
BARS = {
    "customer.accuracy": (88, 91, "more"),
    "customer.negative": (68, 76, "more"),
    "customer.false": (6, 3, "less"),
    "questions.neutral": (94, 98, "more"),
    "faults.precision": (88, 95, "more"),
    "faults.planted": (80, 90, "more"),
    "faults.inside": (0.03, 0.01, "less"),
    "cut.pairs": (90, 97, "more"),
    "acts.precision": (93, 97, "more"),
    "aspects.precision": (88, 94, "more"),
    "dialogue.jd": (0.05, 0.15, "more"),
    "dialogue.helpdesk": (0.80, 0.84, "more"),
    "explain.chats": (80, 92, "more"),
    "reviews.floors": (1, 1, "more"),
    "speed.reviews": (0.95, 1.2, "more"),
    "speed.messages": (0.95, 1.2, "more"),
}
# Each module, and the rows that it measures.
GROUPS = {
    "customer": ["customer.accuracy", "customer.negative", "customer.false", "questions.neutral"],
    "ids": ["acts.precision", "aspects.precision"],
    "faults": ["faults.precision", "faults.planted"],
    "dialogue": ["dialogue.jd", "dialogue.helpdesk"],
    "speed": ["speed.reviews", "speed.messages"],
    "borders": ["cut.pairs", "faults.inside"],
    "explain": ["explain.chats"],
    "reviews": ["reviews.floors"],
}


class Bench:
    """What the groups share: the program, the texts, and a place for remarks."""

    def __init__(self, kefu, shared):
        self.kefu_path = kefu
        self.corpora = Path(shared) / "corpora"
        self.stale = False  # does the model card say something else?
        self.accuracy = Path(__file__).resolve().parents[2] / "accuracy"

    def say(self, *words):
        print(*words, file=sys.stderr, flush=True)

    def lines(self, name):
        """The lines of a corpus."""
        return (self.corpora / name).read_text(encoding="utf-8").splitlines()

    def kefu(self, *words, stdin=None):
        """The lines that the program prints."""
        done = subprocess.run([self.kefu_path, *words], input=stdin, capture_output=True, text=True,
                              encoding="utf-8")
        if done.returncode:
            raise SystemExit(f"kefu {' '.join(words)}: {done.stderr}")
        return done.stdout.splitlines()

    def analyze(self, texts, role="customer"):
        """Messages as kefu reads them."""
        stdin = "".join(text.replace("\n", " ") + "\n" for text in texts)
        return [json.loads(line) for line in
                self.kefu("analyze", "--genre", "message", "--role", role, stdin=stdin)]


def print_versions(bench):
    versions = [bench.kefu("--version")[0]]
    for peer in ("snownlp", "cnsenti"):
        try:
            versions.append(f"{peer} {metadata.version(peer)}")
        except metadata.PackageNotFoundError:
            versions.append(f"{peer}: not installed")
    bench.say(", ".join(versions))


def is_missed(row, value):
    floor, _, better = BARS[row]
    return value is None or (value < floor if better == "more" else value > floor)


def main():
    bench = Bench(sys.argv[1], sys.argv[2])
    wanted = sys.argv[3:] or list(BARS)
    values = {}
    print_versions(bench)
    for name, rows in GROUPS.items():
        if set(rows) & set(wanted):
            values.update(importlib.import_module(name).measure(bench))
    for row in wanted:
        floor, goal, better = BARS[row]
        value = values.get(row)
        print(row, "-" if value is None else f"{value:.3f}", floor, goal, better, sep="\t")
        if value is None:
            bench.say(f"{row}: not measured")
    return int(bench.stale or any(is_missed(row, values.get(row)) for row in wanted))


if __name__ == "__main__":
    sys.exit(main())
