#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How kefu reads what helpdesks export, bar by bar.

usage: bench.py KEFU [ROW …]

Standard output gets a row for each bar alone: id, value, floor, goal, which is better, with tabs between. Standard error says what
the value is made of. With ROWs only these are measured. Exit status 1 when a floor is missed."""
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import tables

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parents[2]
ROUNDS, COPIES, TABLE_BYTES, LARGE_BYTES = 3, 100, 20_000_000, 1_000_000_000
METRICS = "frt,art,reply_rate_3min,answer_rate,message_count"  # what peer.py computes
# id: (floor, goal, which is better)
BARS = {"jsonl.scan": (2.0, 1.4, "less"), "csv.pandas": (8, 20, "more"), "memory.gb": (300, 150, "less"), "threads.cpu": (1.15, 1.05, "less")}


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def run(*words, output=os.devnull):
    """Runs a program. Returns its user time and CPU time in seconds, and its peak of memory in bytes."""
    with open(output, "wb") as to:
        child = subprocess.Popen([str(word) for word in words], stdout=to, stderr=subprocess.PIPE)
    said = child.stderr.read()
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{words[0]}: {said.decode('utf-8', 'replace')}")
    return usage.ru_utime, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def median(measure):
    return statistics.median(measure() for _ in range(ROUNDS))


# ---- rows ----

def build_speed(kefu, folder):
    library = Path(kefu).resolve().parents[2] / "lib"
    program = folder / "speed"
    subprocess.run(["cc", "-std=gnu11", "-O2", f"-I{PROJECT / 'include'}", HERE / "speed.c", "-o", program, f"-L{library}", "-lkefu",
                    f"-Wl,-rpath,{library}"], check=True)
    return program


def jsonl_scan(kefu, folder):
    """User time of kefu metrics ÷ that of kefu_analyze_many() over the same messages' texts."""
    day, texts = folder / "day.jsonl", folder / "texts"
    tables.write_jsonl(day, COPIES)
    with open(texts, "w", encoding="utf-8") as out:
        for record in tables.conversations() * COPIES:
            for message in record["messages"]:
                out.write(f"{message['role'][0]}{message.get('text', '')}".replace("\n", " ") + "\n")
    speed = build_speed(kefu, folder)
    alone = median(lambda: float(subprocess.run([speed, texts], check=True, capture_output=True, text=True).stdout))
    whole = median(lambda: run(kefu, "metrics", day)[0])
    say(f"jsonl.scan: kefu metrics {whole:.2f} s, the texts alone {alone:.2f} s")
    return whole / alone


def check_same(own, peer):
    """Both files have a line for each conversation; the values in them must be the same."""
    values = {}
    with open(peer, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            values[record["id"]] = record["metrics"]
    with open(own, encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            theirs = values.pop(record["id"])
            for metric, result in record["metrics"].items():
                if (result["value"] is None) != (theirs[metric] is None) or not math.isclose(result["value"] or 0, theirs[metric] or 0):
                    raise SystemExit(f"csv.pandas: {metric} of {record['id']} is {result['value']}, of pandas {theirs[metric]}")
    if values:
        raise SystemExit(f"csv.pandas: {len(values)} conversations are missing")


def csv_pandas(kefu, folder):
    """CPU time of pandas, which computes response times and counts, ÷ that of kefu metrics --metric with the same metrics."""
    path, own_lines, peer_lines = folder / "rows.csv", folder / "own.jsonl", folder / "peer.jsonl"
    tables.write_csv(path, TABLE_BYTES)
    own = median(lambda: run(kefu, "metrics", "--metric", METRICS, path, output=own_lines)[1])
    peer = median(lambda: run(sys.executable, HERE / "peer.py", path, output=peer_lines)[1])
    check_same(own_lines, peer_lines)
    say(f"csv.pandas: pandas {peer:.2f} s, kefu {own:.2f} s of CPU")
    return peer / own


def memory_gb(kefu, folder):
    """Peak MB of kefu report over 1 GB of rows in no order."""
    path = folder / "large.csv"
    conversations, rows = tables.write_csv(path, LARGE_BYTES, "gb18030")
    try:
        user, _, memory = run(kefu, "report", path, "-o", folder / "large.html")
    finally:
        path.unlink()
    say(f"memory.gb: {rows} rows of {conversations} conversations, {user:.0f} s")
    return memory / 1e6


def threads_cpu(kefu, folder):
    """CPU time of kefu report -j2 ÷ -j1; the reports must be the same."""
    day = folder / "day.jsonl"
    tables.write_jsonl(day, COPIES)
    times = {"-j1": [], "-j2": []}
    for _ in range(ROUNDS):
        for option, spent in times.items():
            spent.append(run(kefu, "report", day, option, "-o", folder / f"report{option}.json")[1])
    if (folder / "report-j1.json").read_bytes() != (folder / "report-j2.json").read_bytes():
        raise SystemExit("threads.cpu: the reports differ")
    return statistics.median(times["-j2"]) / statistics.median(times["-j1"])


MEASURES = {"jsonl.scan": jsonl_scan, "csv.pandas": csv_pandas, "memory.gb": memory_gb, "threads.cpu": threads_cpu}


def main(kefu, *wanted):
    unknown = [row for row in wanted if row not in BARS]
    if unknown:
        raise SystemExit(f"there is no row {unknown[0]}; there are: {' '.join(BARS)}")
    missed = False
    for row in wanted or BARS:
        floor, goal, better = BARS[row]
        with tempfile.TemporaryDirectory() as folder:
            value = MEASURES[row](kefu, Path(folder))
        print(row, f"{value:.3g}", floor, goal, better, sep="\t", flush=True)
        missed |= value > floor if better == "less" else value < floor
    return missed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
