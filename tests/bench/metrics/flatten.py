#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the messages and events of conversations as one row each, for bench.c and peer.py.

usage: flatten.py CONVERSATIONS.jsonl ROWS.tsv ROWS.jsonl

The rows of a conversation stand by time, messages before events of the same time, as the library
reads a record. ROWS.tsv has the texts, which bench.c analyses for the row replay.scan; ROWS.jsonl has
none.
"""
import datetime
import json
import sys

COLUMNS = ("conversation", "at", "type", "role", "agent_id", "value", "rating", "auto", "private",
           "message_id", "id", "text")


def milliseconds(instant):
    return round(datetime.datetime.fromisoformat(instant).timestamp() * 1000)


def rows_of(conversation):
    rows = []
    for message in conversation["messages"]:
        rows.append((milliseconds(message["at"]), 0, "message", message["role"],
                     message.get("agent_id"), None, None, message.get("auto") or None,
                     message.get("private") or None, None, message.get("id"),
                     message.get("text")))
    for event in conversation["events"]:
        ends = event["type"] in ("resolved", "closed")
        agent = event.get("agent_id") or event.get("to") or (event.get("by") if ends else None)
        if agent in ("customer", "bot", "system"):
            agent = None
        value = event.get("value")
        rows.append((milliseconds(event["at"]), 1, event["type"], None, agent,
                     value if event["type"] == "status" else None,
                     value if event["type"] == "rated" else None, None, None,
                     event.get("message_id"), None, None))
    rows.sort(key=lambda row: row[:2])
    return [(conversation["id"], row[0]) + row[2:] for row in rows]


def main():
    source, tsv, jsonl = sys.argv[1:]
    with open(source, encoding="utf-8") as lines, open(tsv, "w", encoding="utf-8") as table, \
            open(jsonl, "w", encoding="utf-8") as objects:
        for line in lines:
            for row in rows_of(json.loads(line)):
                cells = ("" if cell is None else str(cell).replace("\t", " ").replace("\n", " ")
                         for cell in row)
                table.write("\t".join(cells) + "\n")
                item = dict(zip(COLUMNS[:-1], row))
                item["at"] = datetime.datetime.fromtimestamp(
                    row[1] / 1000, datetime.timezone.utc).isoformat()
                objects.write(json.dumps(item, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
