#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The peers in Python over the first bytes of the text: peers.py DATA SET BYTES COUNT SUM

pyahocorasick must find what kefu found (COUNT and SUM over start, length and number). jieba is what
people use now, a segmenter with a look-up of its words; it cuts a text one way, so it finds fewer.
"""
import sys
import time
from pathlib import Path

import ahocorasick
import jieba

MODULO = 1 << 64


def read(path):
    return path.read_text(encoding="utf-8").split("\n")[:-1]


def pieces(texts, size):
    for text in texts:
        encoded = len(text.encode())
        if size <= encoded:
            return
        yield text
        size -= encoded + 1


def with_pyahocorasick(words, texts):
    automaton = ahocorasick.Automaton()
    for number, word in enumerate(words):
        automaton.add_word(word, (number, len(word)))
    automaton.make_automaton()
    count = total = 0
    begin = time.thread_time()
    for text in texts:
        offsets = [0]
        for character in text:
            offsets.append(offsets[-1] + len(character.encode()))
        for last, (number, length) in automaton.iter(text):
            start, end = offsets[last + 1 - length], offsets[last + 1]
            count += 1
            total += (number << 32) + (start << 3) + (end - start)
    return time.thread_time() - begin, count, total % MODULO


def with_jieba(words, texts):
    numbers = {word: number for number, word in enumerate(words)}
    jieba.setLogLevel(60)
    jieba.initialize()
    begin = time.thread_time()
    count = sum(word in numbers for text in texts for word in jieba.cut(text, HMM=False))
    return time.thread_time() - begin, count


def main():
    data, name, size = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    ours = int(sys.argv[4]), int(sys.argv[5])
    words, texts = read(data / name), list(pieces(read(data / "text"), size))
    total = sum(len(text.encode()) for text in texts)
    seconds, count, checksum = with_pyahocorasick(words, texts)
    print(f"{name}, {total} bytes, in Python:")
    print(f"  pyahocorasick          {total / seconds * 1e-6:10.1f} MB/s {count} matches")
    agrees = (count, checksum) == ours
    seconds, count = with_jieba(words, texts)
    print(f"  jieba.cut + look-up    {total / seconds * 1e-6:10.1f} MB/s {count} matches")
    if not agrees:
        print("pyahocorasick and kefu DISAGREE")
    return 0 if agrees else 1


sys.exit(main())
