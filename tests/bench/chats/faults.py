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
        texts = [text for row in rows for text in row[1:3] if text]
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
        say_in_chats(bench, path.stem, [row for row in rows if len(row) > 3])
        bench.say(f"faults.planted: {path.stem}: {good} of {len(rows)} found with a clean twin, "
                  f"{hinted} more as hints; {len(rows) - clean} twins accused")
    return worst


def chat(number, earlier, reply):
    """A closed conversation: turns of the customer and an agent, who replies last."""
    turns = [*earlier.split("¦"), reply]
    return {"id": str(number), "events": [{"type": "closed", "at": "2026-01-05T12:00:00+08:00"}], "messages": [
        {"role": ("customer", "agent")[i % 2], "agent_id": "a" * (i % 2), "text": text,
         "at": f"2026-01-05T10:{i:02}:00+08:00"} for i, text in enumerate(turns)]}


def say_in_chats(bench, name, rows):
    """Of rows with the turns before the fault: how many `mechanical` replies and twins a conversation accuses."""
    replies = [(i, text, row[3]) for row in rows for i, text in enumerate(row[1:3]) if text]
    if not replies:
        return
    records = "".join(json.dumps(chat(number, earlier, text)) + "\n" for number, (_, text, earlier) in enumerate(replies))
    accused = [0, 0]
    for (twin, _, _), line in zip(replies, bench.kefu("score", stdin=records)):
        accused[twin] += any(hit["rule"] == "mechanical_reply" for hit in json.loads(line)["hits"])
    bench.say(f"faults.planted: {name}: in a chat with the turns before, {accused[0]} of {len(rows)} replies are "
              f"mechanical, and {accused[1]} twins")
