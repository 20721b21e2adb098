#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Draws comments of lib/ for a reader who has not seen the code: would an engineer understand each at first
reading, with the lines that follow it? The draw depends on the commit alone, so that another reader gets
the same. Usage: comments.py PROJECT [--draw NUMBER] [--at COMMIT]"""
import argparse
import hashlib
import re
import subprocess
from pathlib import Path

COMMENT = re.compile(r"/\*.*?\*/", re.S)
BANNER = re.compile(r"/\* ---- .* ---- \*/$")
LINES_AFTER = 3


def comments(project):
    """(place, comment with the lines that it stands in and before) of every comment but licences and banners."""
    for path in sorted((project / "lib").rglob("*.[ch]")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for match in COMMENT.finditer(text):
            first, last = text.count("\n", 0, match.start()), text.count("\n", 0, match.end())
            if BANNER.match(match.group()) or "SPDX" in match.group():
                continue
            column = match.start() - text.rfind("\n", 0, match.start())
            yield f"{path.relative_to(project)}:{first + 1}:{column}", "\n".join(lines[first:last + 1 + LINES_AFTER])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("project", type=Path)
    parser.add_argument("--draw", type=int, default=70)
    parser.add_argument("--at", default="HEAD")
    options = parser.parse_args()
    commit = subprocess.check_output(["git", "-C", options.project, "rev-parse", options.at], text=True).strip()
    found = list(comments(options.project))
    found.sort(key=lambda each: hashlib.sha256(f"{commit} {each[0]}".encode()).digest())
    for place, text in found[:options.draw]:
        print(f"== {place}\n{text}\n")
    print(f"{min(options.draw, len(found))} of {len(found)} comments, by {commit[:12]}")


if __name__ == "__main__":
    main()
