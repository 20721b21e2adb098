# SPDX-License-Identifier: MIT
"""Precision of ids found in agents' turns of real chats, against one reader's lists of those that
are right and of those that were found and are wrong. An id in neither list is what
the verdicts say, and wrong where nobody read it."""
import json

import verdicts


def measure(bench):
    rows = [line.split("\t", 3) for line in bench.lines("jd_ids.dev.tsv")]
    rows = [row for row in rows if row[0] == "agent"]
    found = bench.analyze([row[3] for row in rows], role="agent")
    known = verdicts.read(bench)
    values = {}
    for kind, row_id in (("acts", "acts.precision"), ("aspects", "aspects.precision")):
        right = wrong = unread = lost = 0
        for (_, good, bad, text), line in zip(rows, found):
            listed = {item["id"] for item in line[kind]}
            lost += len(of_kind(good, kind[:-1]) - listed)
            for name in listed:
                key = (verdicts.digest(text), f"{kind[:-1]}:{name}")
                verdict = known.get(key)
                holds = name in of_kind(good, kind[:-1]) or (
                    name not in of_kind(bad, kind[:-1]) and verdict is True)
                right += holds
                wrong += not holds
                unread += not holds and name not in of_kind(bad, kind[:-1]) and verdict is None
        if right + wrong:
            values[row_id] = 100 * right / (right + wrong)
        bench.say(f"{row_id}: {right} right, {wrong} wrong, of these {unread} unread; "
                  f"{lost} of those that hold are lost")
    import model_card
    if not model_card.is_current(bench):
        bench.say("docs/model-card.md has other tables than model_card.py prints: model_card.py KEFU SHARED --write")
        bench.stale = True
    return values


def fresh_customers(bench):
    """Customers' turns of jd_chat.dev that nobody had read before: not in the files of read turns."""
    read = {line.split("\t", 3)[3] for line in bench.lines("jd_ids.dev.tsv")}
    read |= {line.split("\t", 1)[1] for line in bench.lines("jd_customer.dev.tsv")}
    read |= set(bench.lines("jd_questions.dev.txt"))
    return sorted({turn["text"] for line in bench.lines("jd_chat.dev.jsonl")
                   for turn in json.loads(line)["turns"] if turn["role"] == "customer"} - read)


def of_kind(column, kind):
    """The ids of one kind in a column like "act:thanks aspect:price=?"."""
    words = [word.split("=")[0] for word in column.replace(",", " ").split()]
    return {word.split(":")[1] for word in words if word.startswith(kind + ":")}
