#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every source of lib/ and bindings/ is compiled without contraction of floating-point expressions,
into whatever target: a multiplication fused with an addition rounds once, and only on some machines.
Usage: same_numbers.py PROJECT BUILD"""
import json
import pathlib
import re
import sys

FLAG = "-ffp-contract=off"
# Programs that run while building write tables of integers; what SWIG writes converts arguments.
LEFT_OUT = re.compile(r"/generate\w*\.c$|kefu_generate_\w+\.dir/|_wrap\.c$")


def main():
    project, build = (pathlib.Path(name).resolve() for name in sys.argv[1:])
    database = build / "compile_commands.json"
    if not database.exists():
        print("The generator of this build writes no compile_commands.json")
        return 77
    seen, problems = 0, []
    for entry in json.loads(database.read_text()):
        path = pathlib.Path(entry["file"])
        below = path.relative_to(project).parts[0] if path.is_relative_to(project) else ""
        if below not in ("lib", "bindings") or LEFT_OUT.search(entry["command"]):
            continue
        seen += 1
        if FLAG not in entry["command"].split():
            target = re.search(r" -o (\S+)", entry["command"])[1]
            problems.append(f"{path.relative_to(project)}: {target} is compiled without {FLAG}")
    print("\n".join(problems + [f"{seen} sources"]))
    return 1 if problems or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
