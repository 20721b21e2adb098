#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Writes the rules that the bench judges by, and the rows of conversations for bench.c.

usage: make_rules.py CONVERSATIONS.jsonl FOLDER

FOLDER/rules-1000.json has 1,000 rules of every operator, each with five phrases or more: words of two to five characters, of which
some are drawn from the conversations and the others made of their characters at random, so that they mostly occur nowhere.
FOLDER/rules-10.json is a random ten of them (with the earlier rules that they ask), FOLDER/peer.json those that peer.py can judge too
(phrases, near, patterns, metrics, attributes). All of it follows from the seed.
"""
import json
import random
import re
import sys

RULES, FEW, SEED, SHARE = 1000, 10, 16, 0.33


class Words:
    """Draws words of the conversations' messages, or words that look like them."""

    def __init__(self, conversations, draw):
        self.draw = draw
        texts = (m["text"] for c in conversations for m in c["messages"] if m.get("text"))
        self.pieces = [piece for text in texts for piece in re.findall("[\u4e00-\u9fff]{2,}", text)]
        self.characters = "".join(self.pieces)

    def word(self, real):
        length = self.draw.randint(2, 5)
        if not real:
            return "".join(self.draw.choices(self.characters, k=length + 1))
        piece = self.draw.choice(self.pieces)
        begin = self.draw.randrange(max(1, len(piece) - length + 1))
        return piece[begin:begin + length]

    def words(self, count=6):
        """Phrases of a condition: of every third one some stand in the conversations."""
        real = self.draw.random() < SHARE
        return sorted({self.word(real and i < 3) for i in range(count)} | {self.word(False) for _ in range(5)})


def shapes(words, draw):
    """The shapes of conditions, each a function that makes one; those of the peer are marked."""
    phrases = words.words
    pattern = lambda: [w + draw.choice(["", ".{0,6}" + words.word(True), "\\d{1,6}", "(了|的|过)?"]) for w in phrases()]
    phrase = lambda **more: {"phrase": phrases(), **more}
    return [
        (True, lambda: phrase()),
        (True, lambda: {"phrase": {"near": [phrases(), phrases()], "max_gap": 8}}),
        (True, lambda: {"pattern": pattern()}),
        (True, lambda: {"all": [phrase(), {"metric": "turn_count", "ge": draw.randint(1, 4)}]}),
        (True, lambda: {"all": [phrase(), {"attribute": "channel", "eq": draw.choice(["chat", "phone", "email"])}]}),
        (False, lambda: {"phrase": {"any": phrases(), "except": [words.word(True)]}}),
        (False, lambda: {"phrase": {"any": phrases(), "none": [words.word(True)]}}),
        (False, lambda: {"phrase": {"count": {"min": 2, "of": phrases()}}}),
        (False, lambda: {"any": [{"phrase": {"all": [words.word(True), words.word(True)]}}, {"all": [phrase(), phrase()]}]}),
        (False, lambda: phrase(role="agent", within={"turns": [1, 2]})),
        (False, lambda: phrase(role="customer", within={"messages": [-3, -1]})),
        (False, lambda: phrase(within={"seconds": [0, 120]})),
        (False, lambda: {"any": [phrase(), {"entity": ["phone", "order", "amount"]}]}),
        (False, lambda: {"all": [phrase(role="customer", id="said"),
                                 {"not": {"act": ["apology", "empathy"], "anchor": {"on": "said", "position": "after", "turns": 2}}}]}),
        (False, lambda: {"any": [phrase(), {"emotion": ["anger", "anxiety"], "ge": 0.5}]}),
        (False, lambda: {"any": [phrase(), {"intent": ["churn", "urging"]}]}),
        (False, lambda: {"any": [phrase(), {"fault": ["rude", "impatient"]}]}),
        (False, lambda: {"all": [phrase(), {"sentiment": "negative"}]}),
        (False, lambda: {"any": [phrase(), {"repeat": {"similarity": 0.8, "times": 2}, "role": "agent"}]}),
        (False, lambda: {"all": [phrase(), {"gap": {"from": "customer"}, "gt": 60000}]}),
        (False, lambda: {"all": [phrase(), {"metric": "frt", "gt": 30000}]}),
        (False, lambda: {"any": [phrase(), {"label": "夜间"}]}),
        (False, lambda: {"all": [phrase(), {"rule": "r0000"}]}),
        (False, lambda: {"count": {"min": 2, "of": [phrase(), phrase(), {"act": "solution"}]}}),
        (False, lambda: {"all": [phrase(), {"not": {"phrase": phrases()}}]}),
    ]


def document(rules):
    return {"kefu": 1, "kind": "rule_set", "id": "bench.rules", "version": "1", "rules": rules}


def main():
    source, folder = sys.argv[1:]
    with open(source, encoding="utf-8") as lines:
        conversations = [json.loads(line) for line in lines]
    draw = random.Random(SEED)
    kinds = shapes(Words(conversations, draw), draw)
    rules, peer = [], []
    for i in range(RULES):
        shared, make = kinds[i % len(kinds)]
        rules.append({"id": f"r{i:04}", "title": f"r{i:04}", "severity": "minor", "category": "bench", "when": make()})
        if shared:
            peer.append(rules[-1])
    few = sorted(draw.sample(range(1, RULES), FEW - 1) + [0])
    for name, chosen in (("rules-1000", rules), ("rules-10", [rules[i] for i in few]), ("peer", peer)):
        with open(f"{folder}/{name}.json", "w", encoding="utf-8") as file:
            json.dump(document(chosen), file, ensure_ascii=False, indent=1)


if __name__ == "__main__":
    main()
