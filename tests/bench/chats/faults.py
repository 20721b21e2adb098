# SPDX-License-Identifier: MIT
"""Faults of agents: how many of those found in real chats hold, and how many that a writer planted
are found while the innocent twin of each stays clean."""
import json

import verdicts


def measure(bench):
    return {"faults.precision": precision(bench), "faults.planted": planted(bench)}


def precision(bench):
    """Of the faults of jd_chat.dev the share that a reader confirmed; what nobody read is wrong."""
    known = verdicts.read(bench)
    texts = {turn["text"] for line in bench.lines("jd_chat.dev.jsonl")
             for turn in json.loads(line)["turns"] if turn["role"] == "agent"}
    texts = sorted(texts)
    faults, hints = set(), set()
    for text, line in zip(texts, bench.analyze(texts, role="agent")):
        faults |= {(verdicts.digest(text), "fault:" + item["id"]) for item in line["faults"]}
        hints |= {(verdicts.digest(text), "fault:" + item["id"]) for item in line["hints"]}
    right = sum(known.get(found, False) for found in faults)
    kept = sum(known.get(found, False) for found in faults | hints)
    read = {verdicts.digest(text) for text in texts}
    every = sum(holds for (digest, found), holds in known.items()
                if found.startswith("fault:") and digest in read)
    bench.say(f"faults.precision: {right} of {len(faults)} hold, "
              f"{sum(found not in known for found in faults)} unread; "
              f"{kept} of {every} that a reader confirmed are faults or hints")
    return 100 * right / len(faults) if faults else None


def planted(bench):
    """The worse of the writers: in percent, found as a fault of the id, and the twin has none."""
    worst = None
    for path in sorted(bench.accuracy.glob("planted_*.tsv")):
        rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
        texts = [text for row in rows for text in row[1:] if text]
        lines = dict(zip(texts, bench.analyze(texts, role="agent")))
        good = hinted = clean = 0
        for fault, text, *twin in rows:
            innocent = not (twin and twin[0] and lines[twin[0]]["faults"])
            found = fault in {item["id"] for item in lines[text]["faults"]}
            clean += innocent
            good += found and innocent
            hinted += not found and fault in {item["id"] for item in lines[text]["hints"]}
        share = 100 * good / len(rows)
        worst = share if worst is None else min(worst, share)
        bench.say(f"faults.planted: {path.stem}: {good} of {len(rows)} found with a clean twin, "
                  f"{hinted} more as hints; {len(rows) - clean} twins accused")
    return worst
