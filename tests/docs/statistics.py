#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""docs/statistics.md and the driver of the vectors name the same functions, arguments, defaults and results,
and the driver refuses what it does not know. Usage: statistics.py PROJECT RUN_STATISTICS"""
import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (.*?) \|", re.M)
ARGUMENT = re.compile(r"`(\w+)`(?: = (\[\]|[^,(]+?))?(?: \(([\w ]+)\))?(?:, |$)")
REFUSED = ["not json", '{"function": "wilsen", "arguments": {}, "expect": 0}',
           '{"function": "wilson", "arguments": {"hits": 1, "n": 2, "m": 3}, "expect": 0}',
           '{"function": "wilson", "arguments": {"hits": 1}, "expect": 0}',
           '{"function": "wilson", "arguments": {"hits": "1", "n": 2}, "expect": 0}',
           '{"function": "wilson", "arguments": {"hits": 1, "n": 2}}']


def documented(page):
    found = {}
    for name, arguments, results in ROW.findall(page):
        found[name] = ([(a, default or None, words or None) for a, default, words in ARGUMENT.findall(arguments)],
                       re.findall(r"`(\w+)`", results))
    return found


def known(program):
    found = {}
    for line in subprocess.check_output([program, "--list"], text=True).splitlines():
        row = json.loads(line)
        found[row["function"]] = ([(a["name"], None if a["default"] is None else json.dumps(a["default"]),
                                    a["words"] or None) for a in row["arguments"]], row["results"].split())
    return found


def run(program, *lines):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
        file.flush()
        return subprocess.run([program, file.name], capture_output=True, text=True)


def main():
    project, program = Path(sys.argv[1]), sys.argv[2]
    page, table = documented((project / "docs/statistics.md").read_text(encoding="utf-8")), known(program)
    problems = [f"{name}: the page says {page.get(name)}, the driver {table.get(name)}"
                for name in sorted(page.keys() | table.keys()) if page.get(name) != table.get(name)]
    for line in REFUSED:
        done = run(program, line)
        if done.returncode != 2 or line not in done.stderr:
            problems.append(f"{line}: exit status {done.returncode}, not 2: {done.stderr}")
    good = '{"function": "wilson", "arguments": {"hits": 8, "n": 10}, "expect": [0.490162, 0.943318]}'
    bad = good.replace("0.490162", "0.490172")
    for lines, status in (([good], 0), ([good, bad], 1), ([bad, "", REFUSED[1]], 2)):
        done = run(program, *lines)
        if done.returncode != status or (status == 1 and (bad not in done.stderr or ":2:" not in done.stderr)):
            problems.append(f"exit status {done.returncode}, not {status}: {done.stderr}")
    script = subprocess.run([project / "tests/conformance/run_statistics", "--list"], capture_output=True, text=True,
                            env={"PATH": "/usr/bin:/bin", "KEFU_BUILD": str(Path(program).parent.parent)})
    if script.returncode or len(script.stdout.splitlines()) != len(table):
        problems.append(f"tests/conformance/run_statistics --list: {script.stderr}")
    print("\n".join(problems) or f"{len(table)} functions")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
