# SPDX-License-Identifier: MIT
"""One shop's day in Python: a text, a live chat, a score, an aggregate, a report.

Run: python3 day.py FOLDER [report.html]; examples/c/day.c and examples/lua/day.lua print the same.
"""
import sys
from pathlib import Path

import kefu


def print_metric(day: kefu.Aggregate, metric: str) -> None:
    value = day.value(metric)
    interval = value.get("interval")
    print(f"{metric}: {value['value']:.3f} n={value['n']}"
          + (f" [{interval[0]:.3f}, {interval[1]:.3f}]" if interval else ""))


def main() -> None:
    folder = Path(sys.argv[1])

    found = kefu.analyze("客服态度不好，等了三天")
    print(f"text: {found.label} {found.polarity:.3f}")

    # Pushing as it happens: each message tells at once what became true.
    chat = kefu.conversation()
    said = [("customer", "我的洗衣机坏了三天都没人来修，再不处理我就投诉"), ("agent", "自己不会看说明书吗")]
    for i, (role, text) in enumerate(said):
        for alert in chat.push(role=role, text=text, at=1773280800000 + i * 60000):
            print(f"live: {alert['rule']} {alert['evidence']}")

    day = kefu.Aggregate()
    for number, line in enumerate((folder / "conversations.jsonl").open(encoding="utf-8")):
        conversation = kefu.Conversation(line)
        if number == 0:
            score = conversation.evaluate().to_dict()["scores"]["form"]
            print(f"score: {score['final']:.2f} {score['band']}")
        day.add(conversation)
    for line in (folder / "feedback.jsonl").open(encoding="utf-8"):
        day.add_feedback(line)
    print(f"day: {day.conversations} conversations, {day.feedback} feedback")
    for metric in ("frt", "reply_rate_3min", "csat"):
        print_metric(day, metric)
    if len(sys.argv) > 2:
        day.report().save(sys.argv[2])


if __name__ == "__main__":
    main()
