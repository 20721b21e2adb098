#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What somebody writes with pandas: rows of messages grouped into conversations, a line of JSON with response times for each.

usage: peer.py TABLE"""
import json
import sys

import pandas

LIMIT_MS = 180_000


def measures(rows):
    """Waits from a customer's first unanswered message to the next of an agent."""
    since, waits, unanswered = None, [], 0
    for at, role in zip(rows["at"], rows["role"]):
        if role == "customer" and since is None:
            since = at
        elif role == "agent" and since is not None:
            waits.append(at - since)
            since = None
    unanswered += since is not None
    turns = len(waits) + unanswered
    return {"frt": waits[0] if waits else None, "art": sum(waits) / len(waits) if waits else None,
            "reply_rate_3min": sum(wait <= LIMIT_MS for wait in waits) / turns if turns else None,
            "answer_rate": len(waits) / turns if turns else None, "message_count": len(rows),
            "duration": int(rows["at"].iloc[-1] - rows["at"].iloc[0])}


def main(path):
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    table = table.rename(columns={"会话ID": "id", "发送时间": "at", "角色": "role"})
    table["at"] = pandas.to_datetime(table["at"]).dt.tz_localize("Asia/Shanghai").dt.as_unit("ms").astype("int64")
    table = table.sort_values(["id", "at"], kind="stable")
    for identifier, rows in table.groupby("id", sort=False):
        print(json.dumps({"id": identifier, "metrics": measures(rows)}))


if __name__ == "__main__":
    main(sys.argv[1])
