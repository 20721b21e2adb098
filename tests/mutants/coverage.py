#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How much of lib/ the tests reach: prints the files that are reached least, then
"coverage.lines|branches<TAB>value<TAB>bound"; exit 1 when one is below its bound. A vector level that this
CPU does not run is not counted. coverage.py REACHED [--lines FILE]: prints the file's lines instead."""
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

import programs

PROJECT = pathlib.Path(__file__).resolve().parents[2]
BOUNDS_PERCENT = {"lines": 95, "branches": 86}
LEAST_SHOWN = 25
LEVELS = {"avx512": "avx512_vbmi2", "avx2": "avx2"}  # in a file's name → in /proc/cpuinfo


def whole(build):
    """An object with every function of the library, which alone tells what no test reaches."""
    output = build / "whole.so"
    links = programs.link_commands(build)
    command = next(line for path, line in links.items() if path.endswith("unit_base_base")).split(" && ")[1]
    command = re.sub(r"\s\S+\.c\.o\s", " ", command)
    command = re.sub(r"\s-o \S+\s", f" -shared -o {output} -Wl,--whole-archive ", command)
    command = command.replace("libkefu_private.a", "libkefu_private.a -Wl,--no-whole-archive", 1)
    subprocess.run(shlex.split(command), cwd=build, check=True)
    return output


def counted(name):
    flags = pathlib.Path("/proc/cpuinfo").read_text()
    return name.startswith("lib/") and not any(
        mark in name and not re.search(rf"\b{flag}\b", flags) for mark, flag in LEVELS.items())


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    profiles, total = build / "profiles", build / "total.profdata"
    profiles.mkdir(exist_ok=True)
    programs.reached(build, build / "reach.json", keep=profiles)
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", total,
                    *profiles.glob("*.profdata")], check=True)
    of = [f"-instr-profile={total}", whole(build)]
    if "--lines" in sys.argv:
        return subprocess.run(["llvm-cov", "show", "-show-branches=count", *of, PROJECT / sys.argv[3]], check=False).returncode
    exported = json.loads(subprocess.check_output(["llvm-cov", "export", "-summary-only", *of]))
    files = {os.path.relpath(os.path.join(build, file["filename"]), PROJECT): file["summary"]
             for file in exported["data"][0]["files"]}
    files = {name: summary for name, summary in files.items() if counted(name)}
    def missed(name):
        return sum(files[name][kind]["count"] - files[name][kind]["covered"] for kind in BOUNDS_PERCENT)
    for name in sorted(files, key=missed, reverse=True)[:LEAST_SHOWN]:
        print(name, *(f"{files[name][kind]['covered']} of {files[name][kind]['count']} {kind}" for kind in BOUNDS_PERCENT), sep="\t")
    below = 0
    for kind, bound in BOUNDS_PERCENT.items():
        reached, count = (sum(summary[kind][what] for summary in files.values()) for what in ("covered", "count"))
        print(f"coverage.{kind}", f"{100 * reached / count:.2f} % of {count}", f"{bound} %", sep="\t")
        below += 100 * reached < bound * count
    return int(below > 0)


if __name__ == "__main__":
    sys.exit(main())
