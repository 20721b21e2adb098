#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Analyses the examples of docs/analysis.md and compares the labels that its table states.

Usage: analysis_examples.py PROJECT KEFU

A row of the table "Examples" is | text | genre | label |. Every example that the page gives of a rule stands in it."""
import json
import re
import subprocess
import sys
from pathlib import Path

ROW = re.compile(r"^\| (.+) \| (review|message) \| (negative|neutral|positive|mixed) \|$", re.M)
ROWS_MIN = 30


def main():
    project, kefu = sys.argv[1:]
    page = Path(project, "docs/analysis.md").read_text(encoding="utf-8")
    rows = ROW.findall(page.split("### Examples\n", 1)[1].split("\n## ", 1)[0])
    assert len(rows) >= ROWS_MIN, f"{len(rows)} examples"
    wrong = []
    for genre in ("review", "message"):
        of_genre = [row for row in rows if row[1] == genre]
        done = subprocess.run([kefu, "analyze", "--genre", genre, "--role", "customer"], capture_output=True, check=True,
                              input="".join(f"{text}\n" for text, _, _ in of_genre).encode())
        for (text, _, label), line in zip(of_genre, done.stdout.decode().splitlines(), strict=True):
            found = json.loads(line)["label"]
            if found != label:
                wrong.append(f"{text} ({genre}): {found}, not {label}")
    print("\n".join(wrong) or f"{len(rows)} examples")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
