#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Counts again, from what `kefu analyze` says of every single text of the sample day, who complains of what,
and compares this with the report: the rule of docs/report.md ("Unhappy"), written down a second time.

Usage: counts.py KEFU PROJECT"""
import json
import os
import subprocess
import sys
import tempfile

NEUTRAL = 0.1


def read(path):
    with open(path, encoding="utf-8") as stream:
        return [json.loads(line) for line in stream if line.strip()]


def analyze(kefu, texts, *options):
    """The analysis of every text."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as stream:
        for text in texts:
            stream.write(json.dumps({"text": text}, ensure_ascii=False) + "\n")
        stream.flush()
        done = subprocess.run([kefu, "analyze", "--jsonl", "text", *options, stream.name],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def tone_of(polarity):
    return (polarity > NEUTRAL) - (polarity < -NEUTRAL)


def customers_words(conversation):
    recalled = {event.get("message_id") for event in conversation.get("events", []) if event["type"] == "recalled"}
    return [message for message in conversation["messages"]
            if message["role"] == "customer" and message.get("text") and message["id"] not in recalled]


class Counts:
    """Numbers by (kind, id): records, unhappy ones, satisfied ones."""

    def __init__(self):
        self.all, self.unhappy = {}, set()

    def record(self, name, topic, tone, aspects):
        """A record: its id, its topic, the customer's tone, and the tone about each aspect."""
        if tone < 0:
            self.unhappy.add(name)
        found = {("aspects", one): of for one, of in aspects.items()}
        if topic:
            found["topics", topic] = tone
        for one in {one for _, one in found}:
            tones = [found[kind, one] for kind in ("topics", "aspects") if (kind, one) in found]
            found["subjects", one] = -1 if -1 in tones else max(tones)
        for key, of in found.items():
            counts = self.all.setdefault(key, [0, 0, 0])
            counts[0] += 1
            counts[1] += of < 0
            counts[2] += of > 0


def add_conversations(counts, kefu, conversations):
    words = [customers_words(conversation) for conversation in conversations]
    read_texts = iter(analyze(kefu, [message["text"] for messages in words for message in messages],
                              "--role", "customer", "--genre", "message"))
    for conversation, messages in zip(conversations, words):
        known = [next(read_texts) for _ in messages]
        polarities = [one["polarity"] for one in known if one["hits"]]
        tone = tone_of(sum(polarities) / len(polarities)) if polarities else 0
        balance = {}
        for one in known:
            for aspect in one["aspects"]:
                balance[aspect["id"]] = balance.get(aspect["id"], 0) + \
                    (aspect["polarity"] > 0) - (aspect["polarity"] < 0)
        aspects = {one: (of > 0) - (of < 0) for one, of in balance.items()}
        counts.record(conversation["id"], conversation.get("topic"), tone, aspects)


def add_feedback(counts, kefu, items):
    known = analyze(kefu, [item.get("text", "") for item in items], "--role", "customer")
    for item, one in zip(items, known):
        if "at" not in item and "rating" not in item and not item.get("text"):
            continue  # an invitation that nobody answered
        middle = (item["scale"]["min"] + item["scale"]["max"]) / 2 if "scale" in item else 3
        rating = item.get("rating", middle)
        rated = (rating > middle) - (rating < middle)
        tone = rated or tone_of(one["polarity"])
        aspects = {}
        for aspect in one["aspects"]:
            of = (aspect["polarity"] > 0) - (aspect["polarity"] < 0)
            aspects[aspect["id"]] = 0 if of < 0 and rated > 0 else of
        counts.record(item["id"], item.get("topic"), tone, aspects)


def compare(name, counts, issues, total):
    """Compares the counts of one day; returns what is wrong."""
    wrong = []
    seen = 0
    for kind in ("subjects", "topics", "aspects"):
        for issue in issues[kind]:
            wanted = counts.all.pop((kind, issue["id"]), [0, 0, 0])
            found = [issue["count"], issue["negative"], issue["positive"]]
            seen += 1
            if found != wanted:
                wrong.append(f"{name}: {kind}/{issue['id']}: {found} (records, unhappy, satisfied) is not {wanted}")
            if abs(issue["negative_share"] - wanted[1] / total) > 1e-12:
                wrong.append(f"{name}: {kind}/{issue['id']}: negative_share")
    wrong += [f"{name}: {key} {value} is not in the report" for key, value in counts.all.items()]
    return seen, wrong


def record_of(case):
    return case.get("message_id", case.get("feedback_id"))


def source_of(case):
    """The id of the record that is quoted: feedback ids begin with f or g, those of messages with m."""
    return case["conversation_id"] if record_of(case).startswith("m") else record_of(case)


def quotes_complain(kefu, issues, unhappy):
    """Every quote of a topic or aspect is a text that complains: of an unhappy customer, and never one that is read
    as praise."""
    wrong = [f"{kind}/{issue['id']}: a customer who is not unhappy is quoted: {case['text']}"
             for kind in ("subjects", "topics", "aspects") for issue in issues[kind] for case in issue["cases"]
             if source_of(case) not in unhappy]
    cases = [(kind, issue["id"], case) for kind in ("subjects", "topics", "aspects")
             for issue in issues[kind] for case in issue["cases"]]
    texts = [case["text"] for _, _, case in cases]
    reviews = analyze(kefu, texts, "--role", "customer")
    messages = analyze(kefu, texts, "--role", "customer", "--genre", "message")
    for (kind, one, case), review, message in zip(cases, reviews, messages):
        text = message if record_of(case).startswith("m") else review
        bad = any(aspect["id"] == one and aspect["polarity"] < 0 for aspect in text["aspects"])
        if tone_of(text["polarity"]) > 0 and not bad:
            wrong.append(f"{kind}/{one}: praise among the complaints: {case['text']}")
    return len(cases), wrong


def main():
    kefu, project = sys.argv[1], sys.argv[2]
    data = os.path.join(project, "examples", "data")
    checked, wrong = 0, []
    for folder in ("", "previous"):
        files = [os.path.join(data, folder, name) for name in ("conversations.jsonl", "feedback.jsonl")]
        done = subprocess.run([kefu, "report", *files], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
        report = json.loads(done.stdout)
        counts = Counts()
        conversations, items = read(files[0]), read(files[1])
        add_conversations(counts, kefu, conversations)
        add_feedback(counts, kefu, items)
        seen, found = compare(folder or "day", counts, report["issues"], len(conversations) + len(items))
        quoted, praised = quotes_complain(kefu, report["issues"], counts.unhappy)
        checked += seen + quoted
        wrong += found + praised
    print(f"{checked} counts and quotes, {len(wrong)} wrong")
    for one in wrong[:40]:
        print("  " + one)
    return 1 if wrong or checked < 100 else 0


if __name__ == "__main__":
    sys.exit(main())
