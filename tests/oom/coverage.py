#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds tests/oom/calls.c complete: a public function allocates in its call there exactly if its
documentation names KEFU_E_MEMORY, itself or by "as that_function()".
Usage: coverage.py INCLUDE_FOLDER OOM_CALLS"""
import re
import subprocess
import sys
from pathlib import Path

# A comment, then the declarations that follow it (a group shares its comment).
COMMENT = re.compile(r"/\*\*(.*?)\*/", re.S)
DECLARED = re.compile(r"^KEFU_API\s[^;(]*?\b(kefu_\w+)\(", re.M)


def documented(folder):
    """Function name -> the @return text of its documentation."""
    texts = {}
    for path in sorted(Path(folder, "kefu").glob("*.h")):
        source = path.read_text(encoding="utf-8")
        comments = [(match.end(), match.group(1)) for match in COMMENT.finditer(source)]
        for match in DECLARED.finditer(source):
            before = [text for end, text in comments if end <= match.start() and "@since" in text]
            returned = re.search(r"@return(.*?)(?:@par|@since|$)", before[-1] if before else "", re.S)
            texts[match.group(1)] = returned.group(1) if returned else ""
    return texts


def says_memory(name, texts, seen=()):
    text = texts.get(name, "")
    if "KEFU_E_MEMORY" in text:
        return True
    others = re.findall(r"\b[Aa]s\s+(?:\*\s*)?(?:of\s+)?(kefu_\w+)\(", text) if name not in seen else []
    return any(says_memory(other, texts, (*seen, name)) for other in others)


def main():
    texts = documented(sys.argv[1])
    allocations = {}
    for line in subprocess.check_output([sys.argv[2], "--list"], text=True).splitlines():
        name, count = line.split()
        allocations[name] = int(count)
    problems = [f"{name} has no call in the table" for name in texts if name not in allocations]
    for name, count in allocations.items():
        if says_memory(name, texts) and not count:
            problems.append(f"{name} may lack memory, but its call allocates nothing")
        if count and not says_memory(name, texts):
            problems.append(f"{name} allocates, but does not document KEFU_E_MEMORY")
    print("\n".join(problems))
    print(f"{sum(count > 0 for count in allocations.values())} of {len(allocations)} functions allocate, "
          f"{sum(allocations.values())} times")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
