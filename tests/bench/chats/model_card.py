#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The tables of docs/model-card.md that say how often an id found in real chats holds.

usage: model_card.py KEFU SHARED [--write]

Prints the tables; with --write puts them into the model card, between the lines "<!-- NAME: … -->"
and "<!-- end -->". The bench compares the card with them (ids.py). An id holds where the corpus
lists it as right or, if it is in neither list, where tests/accuracy/verdicts.tsv does; what nobody
read does not hold.
"""
import re
import sys
from pathlib import Path

import certainty
import ids
import verdicts

CARD = Path(__file__).resolve().parents[3] / "docs" / "model-card.md"
KINDS = {"act": "acts", "aspect": "aspects", "emotion": "emotions", "intent": "intents", "fault": "faults",
         "demand": "demands"}
Z = 1.959964


def wilson(right, n):
    """Wilson's 95 % interval."""
    centre = right + Z * Z / 2
    half = Z * (right * (n - right) / n + Z * Z / 4) ** 0.5
    return (centre - half) / (n + Z * Z), (centre + half) / (n + Z * Z)


def line(name, right, n, unread, lost):
    low, high = wilson(right, n)
    return (f"| {name} | {right} of {n} | {100 * right / n:.0f} % ({100 * low:.0f}–{100 * high:.0f}) "
            f"| {unread} | {lost} |")


def rows_of(counts):
    """Lines of a table from {"kind:id": [right, found, unread, lost]}."""
    lines = []
    for kind in KINDS:
        chosen = {name: row for name, row in sorted(counts.items()) if name.startswith(kind + ":") and row[1]}
        lines += [line(f"`{name}`", *row) for name, row in chosen.items()]
        if chosen:
            total = [sum(column) for column in zip(*[row for name, row in counts.items() if name.startswith(kind + ":")])]
            lines.append(line(f"all of {kind}", *total))
    return ["| id | right of found (n) | precision (95 %) | unread | lost |", "|---|---|---|---|---|", *lines]


def count_listed(bench, role):
    """What is found in the turns of jd_ids.dev of one role, and the number of these turns."""
    texts = [row for row in (text.split("\t", 3) for text in bench.lines("jd_ids.dev.tsv")) if row[0] == role]
    known, counts = verdicts.read(bench), {}
    for (_, good, bad, text), found in zip(texts, bench.analyze([row[3] for row in texts], role=role)):
        for kind, member in KINDS.items():
            right, wrong = ids.of_kind(good, kind), ids.of_kind(bad, kind)
            listed = {item["id"] for item in found[member]}
            for name in listed | right:
                row = counts.setdefault(f"{kind}:{name}", [0, 0, 0, 0])
                verdict = known.get((verdicts.digest(text), f"{kind}:{name}"))
                read = name in right or name in wrong or verdict is not None
                row[0] += name in listed and (name in right or (name not in wrong and verdict is True))
                row[1] += name in listed
                row[2] += name in listed and not read
                row[3] += name not in listed
    return counts, len(texts)


def count_fresh_emotions(bench):
    """Emotions of customers' turns of jd_chat.dev that the corpora of read turns do not hold, where a
    reader said of each whether it holds: [right, read, 0, 0]."""
    known, counts = verdicts.read(bench), {}
    texts = ids.fresh_customers(bench)
    for text, found in zip(texts, bench.analyze(texts)):
        for item in found["emotions"]:
            verdict = known.get((verdicts.digest(text), "emotion:" + item["id"]))
            if verdict is not None:
                row = counts.setdefault("emotion:" + item["id"], [0, 0, 0, 0])
                row[0] += verdict
                row[1] += 1
    return counts


def tables(bench):
    """{name: lines} of every table of the card."""
    made = {}
    for role in ("agent", "customer"):
        counts, texts = count_listed(bench, role)
        made[role] = [f"In {role}s' turns ({texts}):", "", *rows_of(counts)]
    made["faults"] = rows_of({"fault:" + name: [right, found, found - read, 0]
                              for name, (found, read, right) in certainty.count(bench).items()})
    made["emotions"] = rows_of(count_fresh_emotions(bench))
    return made


def filled(card, made):
    """The card with the tables in place."""
    for name, lines in made.items():
        text = "\n".join(lines)
        card, count = re.subn(rf"(<!-- {name}: [^>]*-->\n).*?(\n<!-- end -->)",
                              lambda match: match[1] + text + match[2], card, flags=re.S)
        if count != 1:
            raise SystemExit(f"{CARD}: {count} places for the table {name}")
    return card


def is_current(bench):
    card = CARD.read_text(encoding="utf-8")
    return filled(card, tables(bench)) == card


def main():
    from bench import Bench
    made = tables(Bench(*sys.argv[1:3]))
    for lines in made.values():
        print("\n".join(lines), end="\n\n")
    if "--write" in sys.argv:
        CARD.write_text(filled(CARD.read_text(encoding="utf-8"), made), encoding="utf-8")


if __name__ == "__main__":
    main()
