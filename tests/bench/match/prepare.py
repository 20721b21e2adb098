#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes the benchmark's texts and keyword sets: prepare.py CORPORA OUT CANON

Texts are the reviews of the corpora. CANON is a program that replaces what folding would change by
characters of the same length that it leaves alone, so that engines which do not fold see the same
matches. Sets a*: words of jieba's dictionary of two or more characters, most frequent first; b*: the
most frequent 1- to 4-grams of the reviews. Nothing of this is kept in the repository.
"""
import collections
import importlib.util
import random
import re
import subprocess
import sys
from pathlib import Path


def canonical(program, lines):
    out = subprocess.run([program], input="\n".join(lines).encode() + b"\n", check=True,
                         stdout=subprocess.PIPE).stdout
    return out.decode().split("\n")[:-1]


def reviews(corpora):
    for name in ("shopping", "hotel", "waimai"):
        for part in ("train", "dev"):
            with open(corpora / f"{name}.{part}.tsv", encoding="utf-8") as file:
                for line in file:
                    text = line.rstrip("\n").split("\t")[-1].strip()
                    if text:
                        yield text.replace("\r", " ").replace("\0", "")


def write(path, lines):
    path.write_bytes("\n".join(lines).encode() + b"\n")


def distinct(words):
    return list(dict.fromkeys(w for w in words if w))


def main():
    corpora, out, program = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    texts = [t for t in canonical(program, list(reviews(corpora))) if t]
    random.Random(1).shuffle(texts)
    write(out / "text", texts)
    messages = [t for t in texts if 30 <= len(t.encode()) <= 90]
    write(out / "messages", messages)
    print(len(texts), "texts,", len(messages), "messages of",
          sum(len(m.encode()) for m in messages) / len(messages), "bytes", file=sys.stderr)

    spec = importlib.util.find_spec("jieba")
    words = []
    with open(Path(spec.origin).parent / "dict.txt", encoding="utf-8") as file:
        for line in file:
            word, frequency, _ = line.split(" ")
            if len(word) >= 2:
                words.append((-int(frequency), word))
    words = distinct(canonical(program, [word for _, word in sorted(words)]))
    for name, count in (("a20k", 20000), ("a100k", 100000), ("a300k", 300000)):
        write(out / name, words[:count])

    grams = collections.Counter()
    for text in texts:
        for n in range(1, 5):
            grams.update(text[i:i + n] for i in range(len(text) - n + 1))
    ranked = sorted((-count, gram) for gram, count in grams.items() if not re.search(r"\s", gram))
    for name, count in (("b20k", 20000), ("b100k", 100000)):
        write(out / name, [gram for _, gram in ranked[:count]])


main()
