#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How precise each fault is on real messages of agents, with what the verdicts allow to claim.

usage: certainty.py KEFU SHARED

A row for each id found, and for all together: found, read, right, precision, the lower ends of the
95 % interval (Wilson) alone and with the other ids as prior (a beta prior of their pooled precision,
worth PRIOR readings), with tabs between.
"""
import json
import sys

from bench import Bench
import verdicts

CORPORA = ("helpdesk.train.jsonl", "helpdesk.dev.jsonl", "helpdesk_unlabelled.jsonl", "jd_chat.dev.jsonl")
PRIOR = 4  # readings: as much as Agresti and Coull add
Z = 1.959964


def wilson(right, read):
    """The lower end of the 95 % interval."""
    if read == 0:
        return 0.0
    share = right / read
    root = (share * (1 - share) / read + Z * Z / (4 * read * read)) ** 0.5
    return (share + Z * Z / (2 * read) - Z * root) / (1 + Z * Z / read)


def count(bench):
    """For each id: found, read, right."""
    known = verdicts.read(bench)
    texts = sorted({turn["text"] for name in CORPORA for line in bench.lines(name)
                    for turn in json.loads(line)["turns"] if turn["role"] == "agent"})
    rows = {}
    for text, line in zip(texts, bench.analyze(texts, role="agent")):
        for item in line["faults"]:
            row = rows.setdefault(item["id"], [0, 0, 0])
            verdict = known.get((verdicts.digest(text), "fault:" + item["id"]))
            row[0] += 1
            row[1] += verdict is not None
            row[2] += verdict is True
    return rows


def main():
    rows = count(Bench(*sys.argv[1:3]))
    rows["all"] = [sum(column) for column in zip(*rows.values())]
    pooled = rows["all"][2] / max(1, rows["all"][1])
    print("id", "found", "read", "right", "precision", "lower", "lower.pooled", sep="\t")
    for name, (found, read, right) in sorted(rows.items()):
        print(name, found, read, right, f"{right / read:.2f}" if read else "-",
              f"{wilson(right, read):.2f}", f"{wilson(right + PRIOR * pooled, read + PRIOR):.2f}", sep="\t")


if __name__ == "__main__":
    main()
