#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds that every name in the last column of docs/glossary.md is in the code: an identifier, a member
of a document, or a file. Usage: glossary.py PROJECT"""
import re
import sys
from pathlib import Path


def main():
    project = Path(sys.argv[1])
    words = set()
    for folder in ("lib", "include", "bindings"):
        for path in (project / folder).rglob("*"):
            if path.suffix in (".c", ".h", ".i", ".py", ".lua", ".json"):
                words.update(re.findall(r"\w+", path.read_text(encoding="utf-8")))
    names = [(number, name)
             for number, line in enumerate((project / "docs/glossary.md").read_text(encoding="utf-8").splitlines(), 1)
             if line.startswith("|") for name in re.findall(r"`([^`]+)`", line.rstrip("| ").rsplit("|", 1)[-1])]
    missing = [f"docs/glossary.md:{number}: {name} is not in the code" for number, name in names
               if not ((project / name).is_file() if "/" in name else name in words)]
    print("\n".join(missing))
    print(f"{len(names)} names in the glossary, {len(missing)} missing")
    return 1 if missing or not names else 0


if __name__ == "__main__":
    sys.exit(main())
