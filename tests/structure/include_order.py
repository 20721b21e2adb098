#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves that each room of lib/ includes only rooms that stand before it, directly or by a public
header that belongs to a later room, that public headers include each other in the same order, that utf8proc is
seen by one room and cJSON by none, that nothing of the world outside is used, and that the README's rules on
files hold. Usage: include_order.py PROJECT"""
import re
import sys
from pathlib import Path

ROOMS = ["base", "time", "text", "redact", "json", "match", "words", "regex", "stats", "series", "agreement", "sample", "condition", "data", "model", "lexicon", "scheme", "schema",
         "catalog", "reader", "measure", "analysis", "conversation", "evaluation", "aggregate", "history", "report", "diff", "train", "arrow"]
# Public headers that do not bear the name of the room that implements them.
HEADER_ROOMS = {"event": "conversation", "filter": "conversation", "join": "conversation", "map": "scheme", "field_map": "scheme", "roster": "scheme"}
OWNERS = {"utf8proc.h": "text", "cJSON.h": None, "cjson/cJSON.h": None}
# What the library must not do: files, clocks, environment, locale, printing, aborting.
FORBIDDEN = re.compile(r"\b(fopen|fprintf|printf|getenv|time|clock|clock_gettime|setlocale|abort|exit|system"
                       r"|gettimeofday|localtime|rand|srand|strtok|puts|perror)\s*\(")
BUILD_TOOLS = re.compile(r"generate[^/]*\.c$")  # programs that run while building, not in the library


def room_of_include(target):
    """The room that an included file belongs to, or None: "ROOM/…" inside lib/, "kefu/NAME.h" for all."""
    first, _, rest = target.partition("/")
    if first == "kefu":
        stem = rest.removesuffix(".h")
        return HEADER_ROOMS.get(stem, stem)
    return first if rest else None


def header_problems(project):
    rank = {room: i for i, room in enumerate(ROOMS)}
    for path in sorted((project / "include/kefu").glob("*.h")):
        room = room_of_include(f"kefu/{path.name}")
        if path.name == "kefu.h":
            continue
        if room not in rank:
            yield f"include/kefu/{path.name}: no room is called {room}: say in HEADER_ROOMS whose header it is"
            continue
        for target in re.findall(r'^\s*#\s*include\s+"(kefu/[^"]+)"', path.read_text(encoding="utf-8"), re.M):
            other = room_of_include(target)
            if other not in rank or rank[other] > rank[room]:
                yield f"include/kefu/{path.name}: {room} stands before {other} and may not include {target}"


def problems(project):
    lib = project / "lib"
    rank = {room: i for i, room in enumerate(ROOMS)}
    for path in sorted(lib.rglob("*.[ch]")):
        name = path.relative_to(project)
        room = path.relative_to(lib).parts[0]
        if room not in rank:
            yield f"{name}: no room is called {room}"
            continue
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        if "SPDX-License-Identifier: MIT" not in lines[0]:
            yield f"{name}:1: the first line names no licence"
        if len(lines) > 1000:
            yield f"{name}: {len(lines)} lines are too many for one idea"
        code = re.sub(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"",
                      lambda m: "\n" * m.group().count("\n"), text, flags=re.S)
        for number, line in enumerate(lines, 1):
            include = re.match(r'\s*#\s*include\s+["<]([^">]+)[">]', line)
            if not include:
                continue
            target = include.group(1)
            if target in OWNERS and OWNERS[target] != room:
                owner = f"only lib/{OWNERS[target]}" if OWNERS[target] else "no room"
                yield f"{name}:{number}: {owner} may include {target}"
            first = room_of_include(target)
            if first in rank and rank[first] > rank[room]:
                yield f"{name}:{number}: {room} stands before {first} and may not include it"
        if BUILD_TOOLS.search(str(name)):
            continue
        for number, line in enumerate(code.splitlines(), 1):
            found = FORBIDDEN.search(line)
            if found:
                yield f"{name}:{number}: the library does not call {found.group(1)}()"


def main():
    project = Path(sys.argv[1])
    found = list(problems(project)) + list(header_problems(project))
    print("\n".join(found) or "every room includes only rooms before it")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
