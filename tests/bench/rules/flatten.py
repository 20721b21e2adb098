#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes conversations as rows for bench.c: a row "=" with id, channel and labels, then one for each message and event by time.

usage: flatten.py CONVERSATIONS.jsonl ROWS.tsv
"""
import datetime
import json
import sys


def milliseconds(instant):
    return round(datetime.datetime.fromisoformat(instant).timestamp() * 1000)


def rows_of(conversation):
    for message in conversation["messages"]:
        yield (milliseconds(message["at"]), 0, "message", message["role"], message.get("agent_id"),
               int(bool(message.get("auto"))), message.get("text"))
    for event in conversation["events"]:
        if event["type"] in ("created", "assigned", "transfer", "resolved", "closed", "reopened"):
            yield (milliseconds(event["at"]), 1, event["type"], "", event.get("to"), 0, None)


def main():
    with open(sys.argv[1], encoding="utf-8") as lines, open(sys.argv[2], "w", encoding="utf-8") as out:
        for line in lines:
            conversation = json.loads(line)
            rows = [("=", conversation["id"], conversation.get("channel"), *conversation.get("labels", [])[:1])]
            rows += [(r[2], r[0], *r[3:]) for r in sorted(rows_of(conversation), key=lambda r: r[:2])]
            for row in rows:
                cells = ["" if cell is None else str(cell).replace("\t", " ").replace("\n", " ") for cell in row]
                out.write("\t".join(cells + [""] * (6 - len(cells))) + "\n")


if __name__ == "__main__":
    main()
