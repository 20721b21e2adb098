#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves from the compiled objects what includes cannot show: no object needs a symbol of a room that
stands after its own, and inside a room the objects need each other in one direction only.
Usage: link_graph.py NM OBJECT… (each at …/kefu_objects.dir/ROOM/FILE.c.o, or deeper in the room)"""
import os
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from include_order import ROOMS  # noqa: E402


def symbols(nm, path):
    """The symbols that an object defines, and those that it needs."""
    defined, needed = set(), set()
    for line in subprocess.check_output([nm, "-g", path], text=True).splitlines():
        *_, kind, name = line.split()
        (needed if kind in "Uvw" else defined).add(name)
    return defined, needed


def circles(graph):
    """The strongly connected components of more than one node (Tarjan), each sorted."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
            if other in stack:
                low[node] = min(low[node], low[other])
        if low[node] == index[node]:
            at = stack.index(node)
            if len(stack) - at > 1:
                found.append(sorted(stack[at:]))
            del stack[at:]

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return sorted(found)


def main():
    nm, objects = sys.argv[1], [path for argument in sys.argv[2:] for path in argument.split(";")]
    room_of, defined, needed, problems = {}, {}, {}, []
    for path in sorted(objects):
        name = os.path.normpath(path.rsplit(".dir/", 1)[-1]).split(".")[0]
        if name.split("/")[0] in ROOMS:
            room_of[name] = name.split("/")[0]
            defined[name], needed[name] = symbols(nm, path)
    if not room_of:
        return "no objects of rooms are given"
    owner = {symbol: name for name, names in defined.items() for symbol in names}
    inside = {name: set() for name in room_of}
    reasons = defaultdict(set)
    for name, names in needed.items():
        for symbol in names & owner.keys():
            other = owner[symbol]
            reasons[name, other].add(symbol)
            if ROOMS.index(room_of[other]) > ROOMS.index(room_of[name]):
                problems.append(f"{name} needs {symbol} of {other}, which stands after it")
            if room_of[other] == room_of[name] and other != name:
                inside[name].add(other)
    found = circles(inside)
    for circle in found:
        problems.append("a circle: " + ", ".join(circle))
        problems += [f"  {a} -> {b}: {', '.join(sorted(reasons[a, b]))}"
                     for a in circle for b in sorted(inside[a]) if b in circle]
    print("\n".join(problems))
    print(f"{len(room_of)} objects, {sum(map(len, inside.values()))} arrows inside rooms, {len(found)} circles")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
