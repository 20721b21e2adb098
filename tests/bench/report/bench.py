#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What a report costs, bar by bar.

usage: bench.py KEFU [ROW …]

Standard output gets a row for each bar alone: id, value, floor, goal, which is better, with tabs between. Standard error says what
the value is made of. With ROWs only these are measured. Exit status 1 when a floor is missed, 2 when it cannot run."""
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
sys.path.insert(0, str(HERE.parent / "intake"))
import tables  # noqa: E402

ROUNDS, CONVERSATIONS = 3, int(os.environ.get("CONVERSATIONS", 200_000))
# id: (floor, goal, which is better)
BARS = {"report.cost": (1.15, 1.05, "less"), "report.bytes": (600, 400, "less")}


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def cpu_seconds(*words):
    """Runs a program. Returns its CPU time."""
    child = subprocess.Popen([str(word) for word in words], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        say(f"{words[0]} {words[1]}: {said.decode('utf-8', 'replace')}")
        raise SystemExit(2)
    return usage.ru_utime + usage.ru_stime


def report_cost(kefu, folder):
    """CPU time of kefu report over the records ÷ that of kefu aggregate, which adds them up into a history, in turns."""
    records, history, page, state_page = (folder / name for name in ("day.jsonl", "history.kefu", "report.json", "state.json"))
    copies = -(-CONVERSATIONS // len(tables.conversations()))
    tables.write_jsonl(records, copies)
    spent = {"report": [], "aggregate": []}
    for _ in range(ROUNDS):
        spent["report"].append(cpu_seconds(kefu, "report", "-o", page, records))
        history.unlink(missing_ok=True)
        spent["aggregate"].append(cpu_seconds(kefu, "aggregate", "-o", history, records))
    cpu_seconds(kefu, "report", "-o", state_page, "--state", history)
    one, other = (json.loads(path.read_text("utf-8"))["period"] for path in (page, state_page))
    # what has not ended waits in a history, as a record
    if one["conversations"] != copies * len(tables.conversations()) or not 0.9 < other["conversations"] / one["conversations"] <= 1:
        say(f"report.cost: {one['conversations']} conversations in the report, {other['conversations']} in the history")
        raise SystemExit(2)
    report, aggregate = (statistics.median(times) for times in spent.values())
    say(f"report.cost: {one['conversations']} conversations, kefu report {report:.1f} s, kefu aggregate {aggregate:.1f} s of CPU")
    return report / aggregate


def report_bytes(kefu, folder):
    """KB of the sample day's page, charts included."""
    page, data = folder / "day.html", PROJECT / "examples" / "data"
    cpu_seconds(kefu, "report", "-o", page, data / "conversations.jsonl", data / "feedback.jsonl")
    return page.stat().st_size / 1000


def main():
    kefu, wanted = sys.argv[1], sys.argv[2:] or list(BARS)
    measures = {"report.cost": report_cost, "report.bytes": report_bytes}
    missed = False
    for name, (floor, goal, better) in BARS.items():
        if name not in wanted:
            continue
        with tempfile.TemporaryDirectory() as folder:
            value = measures[name](kefu, Path(folder))
        missed |= value > floor
        print(f"{name}\t{value:.3f}\t{floor:g}\t{goal:g}\t{better}", flush=True)
    return missed


if __name__ == "__main__":
    sys.exit(main())
