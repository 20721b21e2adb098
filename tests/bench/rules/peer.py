#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Judges the conversations of the day by the rules of peer.json in Python: phrases, near and patterns as one compiled alternation a rule
(re), metrics and attributes by json-logic-qubit.

usage: peer.py PEER.json CONVERSATIONS.jsonl HITS.tsv

Prints "python SECONDS", the processor's time of one pass. Fails unless the rules that are true of each conversation are those of
HITS.tsv, which the library wrote.
"""
import json
import re
import sys
import time

from json_logic import jsonLogic


def alternation(phrases):
    return "(?:" + "|".join(map(re.escape, sorted(phrases, key=len, reverse=True))) + ")"


def expression(leaf):
    """The one regular expression of a leaf that looks into messages; None for other leaves."""
    if "pattern" in leaf:
        return re.compile("|".join(f"(?:{p})" for p in leaf["pattern"]))
    if "phrase" not in leaf:
        return None
    phrase = leaf["phrase"]
    if isinstance(phrase, list):
        return re.compile(alternation(phrase))
    first, second = map(alternation, phrase["near"])
    gap = f".{{0,{phrase['max_gap']}}}?"
    return re.compile(f"{first}{gap}{second}|{second}{gap}{first}" if phrase.get("ordered") is False else f"{first}{gap}{second}")


def logic(leaf):
    """A metric or an attribute as JSON logic."""
    if "metric" in leaf:
        return {">=": [{"var": leaf["metric"]}, leaf["ge"]]}
    return {"==": [{"var": leaf["attribute"]}, leaf["eq"]]}


def compile_rule(rule):
    leaves = rule["when"].get("all", [rule["when"]])
    searches = [e for e in map(expression, leaves) if e]
    return rule["id"], searches, [logic(leaf) for leaf in leaves if not expression(leaf)]


def is_true(searches, conditions, texts, facts):
    """Like the library, collects every message in which a leaf is found, with the words."""
    for search in searches:
        if not [match.span() for match in map(search.search, texts) if match]:
            return False
    return all(jsonLogic(condition, facts) for condition in conditions)


def facts_of(conversation):
    """What the rules ask: the channel, and the number of turns (what a customer says until an agent speaks)."""
    turns, last = 0, None
    for message in conversation["messages"]:
        if message["role"] == "customer" and last != "customer":
            turns += 1
        if message["role"] == "customer" or (message["role"] == "agent" and not message.get("auto")):
            last = message["role"]
    return {"channel": conversation.get("channel"), "turn_count": turns}


def main():
    rules_path, records_path, hits_path = sys.argv[1:]
    with open(rules_path, encoding="utf-8") as file:
        rules = [compile_rule(rule) for rule in json.load(file)["rules"]]
    with open(records_path, encoding="utf-8") as lines:
        conversations = [json.loads(line) for line in lines]
    with open(hits_path, encoding="utf-8") as lines:
        stated = {line.split("\t")[0]: line.rstrip("\n").split("\t")[1:] for line in map(str.rstrip, lines)}
    asked = {c["id"]: ([m["text"] for m in c["messages"] if m.get("text")], facts_of(c)) for c in conversations}
    begun = time.process_time()
    found = {key: [rule for rule, searches, conditions in rules if is_true(searches, conditions, *texts)]
             for key, texts in asked.items()}
    taken = time.process_time() - begun
    differing = sum(len(set(found[key]) ^ set(stated[key])) for key in found)
    total = sum(map(len, stated.values()))
    print(f"{differing} of {total} answers differ", file=sys.stderr)
    for key in found:
        for rule in sorted(set(found[key]) ^ set(stated[key]))[:1]:
            print(key, rule, rule in found[key], file=sys.stderr)
    if differing > total // 100:
        return 2
    print(f"python\t{taken:.6f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
