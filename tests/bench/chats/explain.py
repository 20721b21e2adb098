#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Are the explanations of messages acceptable to a reader? Draws 100 messages of real chats in which
something is found, by the hash of a commit, and looks up what a reader said of each.

usage: explain.py KEFU SHARED [COMMIT] prints the drawn messages with what kefu shows of each, and the
MD5 of both, for a reader; COMMIT is HEAD where it is not given.

tests/accuracy/explanations.tsv holds the verdicts: a line "# COMMIT", then the MD5 and 1 (every piece
that is shown makes sense to a supervisor) or 0. The row is of the messages drawn by that commit; an
explanation that nobody read, since it changed, is wrong."""
import hashlib
import json
import subprocess
import sys
from pathlib import Path

DRAWN = 100
KINDS = ("emotions", "aspects", "acts", "intents", "faults", "hints", "demands")


def messages(bench):
    """Role and text of every turn, each text once."""
    found = {}
    for line in bench.lines("jd_chat.dev.jsonl"):
        for turn in json.loads(line)["turns"]:
            role = "customer" if turn["role"] == "customer" else "agent"
            found.setdefault(turn["text"].replace("\n", " "), role)
    return [(role, text) for text, role in found.items()]


def shown(analysis):
    """What a supervisor sees, a line for each piece."""
    text = analysis["text"].encode()

    def span(item):
        return text[item["start"]:item["end"]].decode(errors="replace")

    lines = [analysis["label"]]
    for hit in analysis["hits"]:
        side = "+" if hit["value"] > 0 else "-"
        factors = "".join(f" {factor['kind']}" for factor in hit.get("factors", []))
        lines.append(f"{side} {hit['text']}{factors}")
    for kind in KINDS:
        for item in analysis[kind]:
            sign = ""
            if kind == "aspects":
                sign = f" {item['stance']}" if item["stance"] == "named" else " good" if item["polarity"] > 0 else " bad"
            lines.append(f"{kind[:-1]} {item['id']}{sign}: {span(item)}")
    return lines


def draw(bench, commit):
    """The explanations of DRAWN messages in which something is found."""
    found = messages(bench)
    explained = []
    for role in ("customer", "agent"):
        texts = [text for by, text in found if by == role]
        for text, analysis in zip(texts, bench.analyze(texts, role=role)):
            if analysis["hits"] or any(analysis[kind] for kind in KINDS):
                explained.append((role, text, shown(dict(analysis, text=text))))
    explained.sort(key=lambda item: hashlib.md5((commit + item[1]).encode()).digest())
    return explained[:DRAWN]


def digest(role, text, lines):
    return hashlib.md5("\n".join([role, text, *lines]).encode()).hexdigest()


def measure(bench):
    path = bench.accuracy / "explanations.tsv"
    if not path.exists():
        return {}
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    verdicts = dict(row.split("\t") for row in rows)
    keys = [digest(*item) for item in draw(bench, head[2:])]
    right = sum(verdicts.get(key) == "1" for key in keys)
    bench.say(f"explain.chats: {right} of {len(keys)} acceptable, {sum(key not in verdicts for key in keys)} unread")
    return {"explain.chats": 100 * right / len(keys)}


def main():
    from bench import Bench
    bench = Bench(*sys.argv[1:3])
    commit = sys.argv[3] if len(sys.argv) > 3 else subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=Path(__file__).parent, check=True, capture_output=True, text=True).stdout.strip()
    print(f"# {commit}")
    for role, text, lines in draw(bench, commit):
        print(f"\n{digest(role, text, lines)}\n{role}: {text}", *lines, sep="\n")


if __name__ == "__main__":
    main()
