#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""What somebody writes with pandas: rows of messages grouped into conversations, a line of JSON with response times for each.

usage: peer.py TABLE"""
import json
import re
import sys

import pandas

LIMIT_MS = 180_000
ASKS = re.compile("人 ?工|管事的|活人")  # for a person, in the words of the sample day


def measures(rows):
    """Waits from a customer's first unanswered message to the next of an agent, by the definitions of kefu's metrics: who wrote to a
    bot waits from the last message that asks for a person, and what only a bot received waits for nobody."""
    since, asked, waits, bot, human = None, None, [], False, False
    for at, role, text in zip(rows["at"], rows["role"], rows["text"]):
        if role == "customer":
            since = at if since is None else since
            if not human and ASKS.search(text):
                asked = at
        elif role == "bot":
            bot = bot or not human
        elif role == "agent":
            if since is not None:
                waits.append(at - (asked if bot and not human and asked is not None else since))
            since, human = None, True
    turns = len(waits) + (since is not None and (human or not bot))
    return {"frt": waits[0] if waits else None, "art": sum(waits) / len(waits) if waits else None,
            "reply_rate_3min": sum(wait <= LIMIT_MS for wait in waits) / turns if turns else None,
            "answer_rate": len(waits) / turns if turns else None, "message_count": len(rows)}


def main(path):
    table = pandas.read_csv(path, dtype=str, keep_default_na=False)
    table = table.rename(columns={"会话ID": "id", "发送时间": "at", "角色": "role", "消息内容": "text"})
    table["at"] = pandas.to_datetime(table["at"]).dt.tz_localize("Asia/Shanghai").dt.as_unit("ms").astype("int64")
    table = table.sort_values(["id", "at"], kind="stable")
    for identifier, rows in table.groupby("id", sort=False):
        print(json.dumps({"id": identifier, "metrics": measures(rows)}))


if __name__ == "__main__":
    main(sys.argv[1])
