#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every issue of other projects' trackers that is taken up has a conformance vector, or says why it does not apply.

Usage: trackers.py FOLDER   (of trackers.tsv and vectors.jsonl)"""
import json
import sys
from pathlib import Path

VECTORS_MIN = 25


def wrong(folder):
    lines = (folder / "trackers.tsv").read_text(encoding="utf-8").splitlines()
    names = {json.loads(line)["name"] for line in (folder / "vectors.jsonl").read_text(encoding="utf-8").splitlines()}
    issues, used = set(), set()
    for number, line in enumerate(lines[1:], 2):
        fields = line.split("\t")
        if len(fields) != 4 or not all(fields):
            yield f"{number}: has not four fields"
            continue
        issue, _, vector, reason = fields
        if issue in issues:
            yield f"{number}: {issue} stands twice"
        issues.add(issue)
        if (vector == "-") == (reason == "-"):
            yield f"{number}: {issue} needs a vector, or a reason why it does not apply"
        elif vector != "-" and vector not in names:
            yield f"{number}: there is no vector \"{vector}\""
        used.add(vector)
    if len(used - {"-"}) < VECTORS_MIN:
        yield f"only {len(used - {'-'})} vectors, not {VECTORS_MIN}"


def main():
    found = list(wrong(Path(sys.argv[1])))
    for line in found:
        print(line)
    print("every issue has its vector or its reason" if not found else f"{len(found)} wrong")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
