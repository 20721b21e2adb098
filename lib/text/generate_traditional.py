#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Makes lib/text/traditional.inc from OpenCC's character dictionaries (Apache-2.0).

    apt-get install libopencc-data opencc
    python3 lib/text/generate_traditional.py > lib/text/traditional.inc

Not part of the build: the table is committed. Each line maps a traditional or variant character to
the simplified one that stands for it; where there are several (乾 is 干 or 乾), the first that
differs is taken, so that all of them become one symbol. No character stands on both sides.
"""
import subprocess
import sys
import tempfile

DATA = "/usr/share/opencc"
# Characters that OpenCC leaves alone or decides by phrase, and that service texts mix freely.
ADDED = {"著": "着", "妳": "你", "牠": "它", "覆": "复", "藉": "借", "衹": "只", "祇": "只",
         "瞭": "了", "牴": "抵", "彷": "仿"}
KEPT = {"阪", "么", "幺"}  # never folded: 阪 is a place, 什么 must not become 什幺


def read(name):
    with tempfile.NamedTemporaryFile(suffix=".txt") as out:
        subprocess.run(["opencc_dict", "-i", f"{DATA}/{name}.ocd2", "-o", out.name,
                        "-f", "ocd2", "-t", "text"], check=True, stdout=subprocess.DEVNULL)
        with open(out.name, encoding="utf-8") as lines:
            for line in lines:
                key, values = line.rstrip("\n").split("\t")
                yield key, values.split(" ")


def common(character):
    """Does everyday simplified text have it?"""
    try:
        return bool(character.encode("gb2312"))
    except UnicodeEncodeError:
        return False


def variants():
    """Pairs of the same character as Taiwan or Hong Kong write it."""
    for name in ("TWVariants", "HKVariants"):
        for key, values in read(name):
            for value in values:
                if key != value and key not in KEPT and value not in KEPT:
                    yield key, value


def main():
    simplified_forms = dict(read("STCharacters"))
    table, ambiguous = {}, set()
    for key, values in read("TSCharacters"):
        if key in values:
            ambiguous.add(key)
        other = [v for v in values if v != key]
        if key not in KEPT and other:
            table[key] = other[0]
    table.update(ADDED)
    ambiguous.update(ADDED)
    for a, b in variants():
        target = table.get(a) or table.get(b)
        if not target and common(a) != common(b):
            target = a if common(a) else b
        for c in (a, b):
            if target and c != target and c not in table and not common(c) \
                    and c not in table.values():
                table[c] = target
    for key in list(table):  # 薴 → 苧 → 苎
        while table[key] in table:
            table[key] = table[table[key]]
    assert all(value not in table for value in table.values())

    # Only traditional: the text would be written otherwise in simplified. Only simplified: it is
    # the form of traditional characters and none itself.
    in_traditional = {c for pair in variants() for c in pair}
    only_traditional = {k for k in table if k not in ambiguous and k not in simplified_forms
                        and (k == "後" or not common(k))}
    only_simplified = {v for v in table.values() if v not in in_traditional
                       and v in simplified_forms and v not in simplified_forms[v]}
    print("/* SPDX-License-Identifier: MIT AND Apache-2.0")
    print(" * Traditional and variant characters and the simplified ones that stand for them; made by")
    print(" * generate_traditional.py from the character dictionaries of OpenCC 1.1.6 (Copyright 2010-2023")
    print(" * Carbo Kuo and contributors, Apache License 2.0: traditional.LICENSE). T: in traditional text only;")
    print(" * S: the simplified one stands in simplified text only. */")
    row = []
    for key in sorted(table):
        flags = ("T" if key in only_traditional else "0") + ", " \
            + ("S" if table[key] in only_simplified else "0")
        row.append("{0x%04X, 0x%04X, %s}," % (ord(key), ord(table[key]), flags))
        if len(row) == 3:
            print(" ".join(row))
            row = []
    print(" ".join(row))
    print(len(table), "characters", file=sys.stderr)


main()
