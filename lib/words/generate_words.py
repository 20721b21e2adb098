#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes words.txt, by hand and not by the build: Chinese words with costs, from ICU's dictionary.

Usage: generate_words.py CJDICT TEXTS… > words.txt

CJDICT is brkitr/dictionaries/cjdict.txt of ICU 72, or the same lines (word, tab, cost) listed from cjdict.dict.
TEXTS are files of Chinese texts. A word is kept if it consists of characters of GB 2312 after folding and is common
(its cost is at most COMMON_COST) or stands in the texts; only which words are kept, and the costs of the words of
shop_words.txt, depend on the texts. A cost is about −7.3 times the logarithm of a word's frequency."""
import collections
import math
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
HAN = re.compile("[\u4e00-\u9fff]+")
LENGTH_MAX = 6
COMMON_COST = 105          # a word that costs no more is kept, whether the texts have it or not
RARE_COST = 130            # a word of two characters that costs more is chance, or Japanese
SEEN_MIN = 2               # times in the texts
COST_AT_ONE, COST_PER_LOG = 130.4, 7.28  # least squares over words of two characters seen 20 times and more
COST_RANGE = (70, 120)     # of words of shop_words.txt
COLUMNS_MAX = 118
# ICU lists these beginnings of clauses (我还, 你看) as words; they are two.
PRONOUNS, PRONOUN_WORDS = "我你您他她它", {"我们", "你们", "他们", "她们", "它们", "我国", "我方", "我家", "你好", "您好",
                                           "他人", "自我", "我等", "你我", "他乡", "他日"}


def simplified():
    table = (HERE.parent / "text/traditional.inc").read_text(encoding="utf-8")
    return {int(a, 16): int(b, 16) for a, b in re.findall(r"0x([0-9A-F]+), 0x([0-9A-F]+)", table)}


def is_simplified(word):
    try:
        word.encode("gb2312")
        return True
    except UnicodeEncodeError:
        return False


def dictionary(path, folding):
    words = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        word, _, cost = line.partition("\t")
        word = word.translate(folding)
        if not HAN.fullmatch(word) or len(word) > LENGTH_MAX or not is_simplified(word):
            continue
        if len(word) > 1 and word[0] in PRONOUNS and word not in PRONOUN_WORDS:
            continue
        words[word] = min(int(cost), words.get(word, 255))
    return words


def count(paths, wanted, folding):
    """How often each wanted word stands in the texts."""
    runs = collections.Counter()
    for path in paths:
        runs.update(HAN.findall(path.read_text(encoding="utf-8").translate(folding)))
    counts = collections.Counter()
    for run, times in runs.items():
        for start in range(len(run)):
            for end in range(start + 1, min(len(run), start + LENGTH_MAX) + 1):
                if run[start:end] in wanted:
                    counts[run[start:end]] += times
    return counts


def shop_words():
    lines = (HERE / "shop_words.txt").read_text(encoding="utf-8").splitlines()
    words = {word for line in lines if not line.startswith("#") for word in line.split()}
    return {word for word in words if HAN.fullmatch(word) and len(word) <= LENGTH_MAX}


def select(words, shop, counts):
    kept = {}
    for word, cost in words.items():
        is_seen = counts[word] >= SEEN_MIN and (len(word) > 2 or cost <= RARE_COST)
        if len(word) == 1 or cost <= COMMON_COST or is_seen:
            kept[word] = cost
    for word in shop:
        cost = round(COST_AT_ONE - COST_PER_LOG * math.log(counts[word] + 1))
        kept[word] = min(max(cost, COST_RANGE[0]), COST_RANGE[1], kept.get(word, 255))
    return kept


def lines_of(words):
    """A line a first character: its own cost, then the rest of each word with its cost."""
    rests = collections.defaultdict(list)
    for word in sorted(words):
        rests[word[0]].append(f"{word[1:]}{words[word]}")
    for first, items in rests.items():
        line = first
        for item in items:
            if sum(2 if c > "\u2000" else 1 for c in f"{line} {item}") > COLUMNS_MAX:
                yield line
                line = first
            line += f" {item}"
        yield line


def main():
    folding = simplified()
    words = dictionary(pathlib.Path(sys.argv[1]), folding)
    shop = shop_words()
    counts = count(map(pathlib.Path, sys.argv[2:]), words.keys() | shop, folding)
    kept = select(words, shop, counts)
    print("# SPDX-License-Identifier: MIT AND Unicode-DFS-2016 AND BSD-3-Clause")
    print(f"# {len(kept)} Chinese words and what each costs, made by generate_words.py from cjdict of ICU 72.1 (licences:")
    print("# words.LICENSE) and shop_words.txt. A line has a first character, then how words go on, each with its cost;")
    print("# a cost alone is that of the character as a word.")
    for line in lines_of(kept):
        print(line)


if __name__ == "__main__":
    main()
