#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds the shape of the code: functions are short, a section banner is one line that clang-format
leaves whole, and what a helper is there for is not written out again. Usage: shape.py PROJECT"""
import re
import statistics
import sys
from pathlib import Path

LINES_MAX = 60     # of one function, from the line that names it to its closing brace
MEDIAN_MAX = 12    # of all functions of lib/
COLUMNS_MAX = 100  # as in .clang-format
# clang-format puts both braces of a function's body at fixed places: the one that opens at the end
# of the last line of the head, the one that closes in the first column.
FUNCTION = re.compile(r"^[A-Za-z_][^;{}=]*\)\s*\{\n.*?^\}", re.M | re.S)
# An idiom, the files of lib/ that may spell it out, and what all others call.
HELPERS = [
    (re.compile(r"& ?0xC0\) ?[!=]= ?0x80"), {"base/utf8.h", "conversation/signature.c"}, "utf8_is_start() or utf8_count()"),
    (re.compile(r"%016"), {"base/string.c"}, "kefu__digest_print()"),
]
BANNER = re.compile(r"/\* ?-{3,}")
WHOLE_BANNER = re.compile(r"^\s*/\* ---- \S.* ---- \*/$")


def without_comments_and_macros(text):
    """The text with as many lines, so that nothing inside a comment or a macro looks like code."""
    return re.sub(r"/\*.*?\*/|//[^\n]*|^[ \t]*#(?:[^\n]*\\\n)*[^\n]*",
                  lambda m: "\n" * m.group().count("\n"), text, flags=re.S | re.M)


def functions(text):
    """(line, length, head) of each function."""
    code = without_comments_and_macros(text)
    for match in FUNCTION.finditer(code):
        head = match.group().split("{", 1)[0]
        yield code.count("\n", 0, match.start()) + 1, match.group().count("\n") + 1, head.strip()


def broken_banners(text):
    for number, line in enumerate(text.splitlines(), 1):
        if BANNER.search(line) and not (WHOLE_BANNER.match(line) and len(line) <= COLUMNS_MAX):
            yield number


def spelled_out(name, text):
    for number, line in enumerate(text.splitlines(), 1):
        for pattern, owners, helper in HELPERS:
            if pattern.search(line) and name not in owners:
                yield f"lib/{name}:{number}: call {helper}"


def main():
    project = Path(sys.argv[1])
    problems, lengths = [], []
    for folder in ("lib", "include", "bindings", "tests", "examples"):
        for path in sorted(p for p in (project / folder).rglob("*.[chi]") if p.is_file()):
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(project)
            problems += [f"{name}:{line}: a banner is one line, /* ---- title ---- */" for line in broken_banners(text)]
            if folder == "lib":
                problems += spelled_out(str(name.relative_to("lib")), text)
            for line, length, head in functions(text) if path.suffix != ".i" else ():
                if folder == "lib":
                    lengths.append(length)
                if folder in ("lib", "bindings") and length > LINES_MAX:
                    problems.append(f"{name}:{line}: {head.splitlines()[0]} … has {length} lines")
    median = statistics.median(lengths)
    if median > MEDIAN_MAX:
        problems.append(f"the median function has {median} lines, over {MEDIAN_MAX}")
    print("\n".join(problems))
    print(f"{len(lengths)} functions in lib/: median {median:g} lines, longest {max(lengths)}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
