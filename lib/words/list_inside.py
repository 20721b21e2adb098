#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Lists dictionary words that hold an entry of the lexicon and were not judged yet.

Usage: list_inside.py [DICTIONARY…], by hand, after entries were added. A DICTIONARY has a word at the start of each
line (cjdict.txt of ICU); without one words.txt is read. Listed are words that contain a keyword of a fault of at most
3 characters, or a polar one of 2 or 3, and are no entry themselves. Each is judged once, in
lib/data/lexicon/inside.json: "blockers" has those that do not say what the entry says (前[滚]翻), "same" those that do
(很[喜欢]). Exit status 1 if there are any to judge."""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
HAN = re.compile("[\u4e00-\u9fff]+")
GRAMMAR = ("negators", "degrees", "contrasts", "irrealis", "rhetorical", "blockers", "same")
FAULT_MAX, POLAR_MIN, POLAR_MAX = 3, 2, 3  # characters


def lexicon():
    """(the keywords that words may hold, everything that needs no judgement)."""
    keywords, known = set(), set()
    for path in (HERE.parent / "data/lexicon").glob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        for entry in document.get("entries", []):
            texts = entry.get("texts") or [entry.get("text", "")]
            known.update(texts)
            for text in filter(HAN.fullmatch, texts):
                if "fault" in entry and len(text) <= FAULT_MAX:
                    keywords.add(text)
                if entry.get("polarity") and POLAR_MIN <= len(text) <= POLAR_MAX:
                    keywords.add(text)
        for member in GRAMMAR:
            known.update(item if isinstance(item, str) else item["text"] for item in document.get(member, []))
    return keywords, known


def own_words():
    for line in (HERE / "words.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            first, *rests = line.split(" ")
            yield from (first + rest.rstrip("0123456789") for rest in rests)


def folded(path):
    table = (HERE.parent / "text/traditional.inc").read_text(encoding="utf-8")
    folding = {int(a, 16): int(b, 16) for a, b in re.findall(r"0x([0-9A-F]+), 0x([0-9A-F]+)", table)}
    for line in path.read_text(encoding="utf-8").translate(folding).splitlines():
        word = HAN.match(line)
        if word:
            yield word.group()


def main():
    keywords, known = lexicon()
    words = set(own_words()) if len(sys.argv) < 2 else {w for path in sys.argv[1:] for w in folded(pathlib.Path(path))}
    held = {}
    for word in words - known:
        parts = {word[i:i + n] for n in range(1, FAULT_MAX + 1) for i in range(len(word) - n + 1) if n < len(word)}
        for keyword in parts & keywords:
            held.setdefault(keyword, []).append(word)
    for keyword, holders in sorted(held.items(), key=lambda item: (-len(item[1]), item[0])):
        print(f"{keyword}: {' '.join(sorted(holders))}")
    return 1 if held else 0


if __name__ == "__main__":
    sys.exit(main())
