#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Analyses the examples of docs/analysis.md and compares the labels that its table states; runs its example of
kefu test --ids and compares the figures.

Usage: analysis_examples.py PROJECT KEFU

A row of the table "Examples" is | text | genre | label |. Every example that the page gives of a rule stands in it."""
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROW = re.compile(r"^\| (.+) \| (review|message) \| (negative|neutral|positive|mixed) \|$", re.M)
ROWS_MIN = 30


def ids_example(page, kefu):
    """What is wrong with the example of kefu test --ids."""
    section = page.split("\n## Ids against a reader\n", 1)[1].split("\n## ", 1)[0]
    (script,), (stated,) = (re.findall(rf"```{language}\n(.*?)```", section, flags=re.S) for language in ("sh", "json"))
    path = os.pathsep.join([str(Path(kefu).resolve().parent), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(["sh", "-ec", script], capture_output=True, cwd=folder, check=True,
                              env={**os.environ, "PATH": path})
    figures = json.loads(done.stdout.decode())
    return [] if figures == json.loads(stated) else [f"kefu test --ids: {json.dumps(figures, ensure_ascii=False)}"]


def main():
    project, kefu = sys.argv[1:]
    page = Path(project, "docs/analysis.md").read_text(encoding="utf-8")
    rows = ROW.findall(page.split("### Examples\n", 1)[1].split("\n## ", 1)[0])
    assert len(rows) >= ROWS_MIN, f"{len(rows)} examples"
    wrong = ids_example(page, kefu)
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
