#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How well pieces of words are told from words: the rows cut.pairs and faults.inside.

Usage: bench.py KEFU [--genre G] [DICTIONARY…]

cut.pairs: of the pairs of tests/accuracy/sentences_cut.jsonl (a sentence that has an entry as a piece of other words,
and one that has it as a word) those of which both are right, in per cent. A piece is right if its text is neutral, where
a customer speaks, and no fault is found; a word if its label or fault is found.
faults.inside: of the words of a DICTIONARY (a file with a word a line, or CC-CEDICT) that are no entry those for which
您好，X有货的 has a fault that lies inside of X and is shorter, in per cent; of several dictionaries the worst counts.
Verbs and adjectives of CC-CEDICT are left out by their English glosses. A JSON object of the rows goes to standard
output."""
import json
import pathlib
import re
import subprocess
import sys

PROJECT = pathlib.Path(__file__).parents[3]
BEFORE, BEHIND = "您好，", "有货的"
CEDICT = re.compile(r"(\S+) (\S+) \[.*?\] /(.*)/")
NO_NOUN = re.compile(r"\(?(to |adj|adv|very |not |idiom|old variant|variant|surname|used in|see )|.*\(idiom\)")
HAN = re.compile("[\u4e00-\u9fff]{2,8}")


def analyze(kefu, role, options, texts):
    run = subprocess.run([kefu, "analyze", "--role", role, *options], input="".join(f"{text}\n" for text in texts),
                         capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def is_right(item, analysis):
    faults = {fault["id"] for fault in analysis["faults"]}
    if item["class"] == "piece" and faults:
        return False
    return analysis["label"] == item.get("label", analysis["label"]) and faults.issuperset(item.get("finds", []))


def cut_pairs(kefu, options):
    lines = (PROJECT / "tests/accuracy/sentences_cut.jsonl").read_text(encoding="utf-8").splitlines()
    items = [json.loads(line) for line in lines]
    right = {}
    for role in ("customer", "agent"):
        of_role = [item for item in items if item["role"] == role]
        for item, analysis in zip(of_role, analyze(kefu, role, options, [item["text"] for item in of_role])):
            right.setdefault(item["pair"], []).append(is_right(item, analysis))
    return 100 * sum(map(all, right.values())) / len(right)


def table_words(lines):
    """The words of lib/words/words.txt: a line has a first character, then how words go on, each with a cost."""
    for line in lines:
        first, *rest = line.split(" ")
        yield from (first + re.sub("[0-9]+$", "", word) for word in rest if not line.startswith("#"))


def nouns(path):
    lines = path.read_text(encoding="utf-8").splitlines()
    if path.name == "words.txt":
        lines = table_words(lines)
    for line in lines:
        entry = CEDICT.match(line)
        if entry and NO_NOUN.match(entry[3]):
            continue
        word = HAN.fullmatch(entry[2] if entry else line.split("\t")[0])
        if word:
            yield word.group()


def entries():
    for path in (PROJECT / "lib/data/lexicon").glob("*.json"):
        for entry in json.loads(path.read_text(encoding="utf-8")).get("entries", []):
            yield from entry.get("texts", [entry.get("text", "")])


def faults_inside(kefu, options, path):
    words = sorted(set(nouns(path)) - set(entries()))
    start, bad = len(BEFORE.encode()), []
    for word, analysis in zip(words, analyze(kefu, "agent", options, [BEFORE + word + BEHIND for word in words])):
        size = len(word.encode())
        if any(start <= fault["start"] and fault["end"] <= start + size and fault["end"] - fault["start"] < size
               for fault in analysis["faults"]):
            bad.append(word)
    print(f"{path.name}: {len(bad)} of {len(words)}: {' '.join(bad)}", file=sys.stderr)
    return 100 * len(bad) / len(words)


def main():
    kefu, *arguments = sys.argv[1:]
    options = arguments[:2] if arguments[:1] == ["--genre"] else []
    rows = {"cut.pairs": round(cut_pairs(kefu, options), 1)}
    paths = [pathlib.Path(path) for path in arguments[len(options):]]
    if paths:
        rows["faults.inside"] = round(max(faults_inside(kefu, options, path) for path in paths), 3)
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
