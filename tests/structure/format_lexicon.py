#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Holds order, uniqueness and layout of the documents under lib/data/lexicon.

Usage: format_lexicon.py --check|--write SOURCE_FOLDER

--write merges what is said of a text in several entries, moves each entry to the document of its
kind, sorts, and lays the lines out. --check exits 1 where that would change a file, and says what.
Two statements that contradict each other (a text with two polarities) are an error in both modes:
which one holds is the author's choice. docs/lexicon.md ("The built-in documents") has the rules."""
import argparse
import difflib
import json
import pathlib
import re
import sys
import unicodedata

COLUMNS_MAX = 120
END_COLUMNS = 2  # of "]," after the last item of a list
# A longer list of texts starts a line with each new first character, so that one more text
# reflows the lines of its first character and no others.
LIST_MAX = 60

# In the order in which entries are sorted; an entry is of the first kind that it has.
DOCUMENTS = {"fault": "faults", "act": "acts", "intent": "intent", "demand": "intent",
             "aspect": "aspect", "emotion": "emotion", "polarity": "sentiment", None: "grammar"}
KINDS = [kind for kind in DOCUMENTS if kind]
# Emoji stand apart, whatever they express.
EMOJI, EMOJI_KINDS = "emoji", ("emotion", "polarity", None)
# Kinds whose strength "ambiguous" changes: entries that differ in it cannot be one.
DOUBTFUL = ("fault", "act", "intent", "demand", "polarity")
ROLES = ("customer", "agent")
MEMBERS = {*KINDS, "role", "ambiguous", "graded", "inside", "tags", "note", "text", "texts", "pair", "gap"}
HEAD = ("kefu", "kind", "id", "version", "title", "license", "genre")
WORDS = {"negators": ("kind", "scope", "position"), "degrees": ("factor", "position", "compares"),
         "contrasts": ("before", "after", "position"),
         "irrealis": ("kind", "factor", "supposition", "position"),
         "rhetorical": ("denies",), "blockers": ()}
UNSORTED = ("position", "compares", "supposition", "denies")  # members that do not order words
# What stands beside the words: the author's order is kept.
# Dictionary words that contain an entry (lib/words/list_inside.py): its blockers stay there, and the words
# of "same" are listed for the tool alone.
JUDGED, SAME = "inside", "same"
# A document with classes of words keeps its entries, in the order of its author.
CLASSES = "classes"
NUMBERS = ("degree_cap", "factors", "thresholds", "characters", "courtesies", "disguised", "excuses", "repetition")
GAP_DEFAULT = 4

problems = []


HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
SYMBOLS = re.escape(" .·•‧・･*-‐‑‒–_~〜^|/\\+=#@&`'´¨★☆●○■□◆◇▲△※×\u00a0\u3000．＊－＿～＾｜／＼＋＝＃＠＆｀＇")
HIDING = re.compile(f"(?<=[{HAN}])[{SYMBOLS}]{{1,2}}(?=[{HAN}])")


def fold(text):
    """What the library takes for the same keyword; it also knows traditional characters, which
    these documents do not use."""
    return unicodedata.normalize("NFKC", HIDING.sub("", text)).lower()


# ---- reading ----

class Said:
    """All that the documents say of one text or pair."""

    def __init__(self, spelling):
        self.spelling = spelling  # the text, or both parts of the pair
        self.items = {}           # (kind, id, role) -> (strength or polarity, ambiguous, graded)
        self.gap = None
        self.tags, self.notes, self.places = set(), [], []
        self.is_emoji = self.is_inside = False

    def add(self, key, value, place):
        for other in [key] + [(*key[:2], role) for role in (None, *ROLES) if role != key[2]]:
            known = self.items.get(other)
            if known is None or (other != key and None not in (other[2], key[2])):
                continue
            where = f"{place}: {' … '.join(self.spelling)}: {key[0]} {key[1]}".rstrip()
            if known != value or other != key:
                problems.append(f"{where} contradicts {', '.join(self.places)}")
            else:
                duplicates.append(f"{where} stands in {', '.join(self.places)} already")
        self.items[key] = value


duplicates = []


def choices(part):
    return part if isinstance(part, list) else [part]


def spellings(entry):
    """The texts of an entry; pairs as two parts."""
    if "pair" in entry:
        first, second = map(choices, entry["pair"])
        return [(a, b) for a in first for b in second]
    return [(text,) for text in entry.get("texts", [entry.get("text")])]


def items_of(entry):
    """What an entry says: {(kind, id, role): (strength or polarity, ambiguous, graded)}."""
    role, items = entry.get("role"), {}
    for kind in KINDS:
        if kind not in entry:
            continue
        speaker = role.get(kind) if isinstance(role, dict) else role
        ambiguous = kind in DOUBTFUL and entry.get("ambiguous", False)
        if kind == "polarity":
            items[kind, "", speaker] = (entry[kind], ambiguous, entry.get("graded", False))
        elif kind == "emotion":
            for emotion, strength in entry[kind].items():
                items[kind, emotion, speaker] = (strength, ambiguous, False)
        else:
            for name in choices(entry[kind]):
                graded = kind == "aspect" and "polarity" not in entry and entry.get("graded", False)
                items[kind, name, speaker] = (1, ambiguous, graded)
    return items


def read_entry(entry, name, place, said):
    unknown = sorted(set(entry) - MEMBERS)
    if unknown:
        problems.append(f"{place}: unknown members {unknown}")
    items = items_of(entry)
    for spelling in spellings(entry):
        key = tuple(map(fold, spelling))
        of = said.setdefault(key, Said(spelling))
        of.spelling = spelling if spelling == key else of.spelling
        gap = entry.get("gap", GAP_DEFAULT)
        if len(spelling) == 2 and of.gap not in (None, gap):
            problems.append(f"{place}: {' … '.join(spelling)}: gap {gap} contradicts "
                            f"{', '.join(of.places)}")
        if of.places and not items and not of.items:
            duplicates.append(f"{place}: {' … '.join(spelling)} stands in {of.places[0]} already")
        of.gap = gap if len(spelling) == 2 else None
        for item, value in items.items():
            of.add(item, value, place)
        of.tags |= set(entry.get("tags", []))
        of.is_emoji |= name == EMOJI
        of.is_inside |= entry.get("inside", False)
        if entry.get("note", "") not in ("", *of.notes):
            of.notes.append(entry["note"])
        if place not in of.places:
            of.places.append(place)


def read_words(document, name, words):
    for member in WORDS:
        for i, item in enumerate(document.get(member, [])):
            word = {"text": item} if isinstance(item, str) else item
            key = fold(word["text"])
            place = f"{name}.json /{member}/{i}"
            known = words[member].setdefault(key, (word, place))
            if known[1] == place:
                continue
            if known[0] == word:
                duplicates.append(f"{place}: {word['text']} stands in {known[1]} already")
            else:
                problems.append(f"{place}: {word['text']} contradicts {known[1]}")


# ---- entries ----

def split(said):
    """The fewest entries that say all of a text: lists of items with one flag "ambiguous", and one
    role for each member."""
    entries = []
    ordered = sorted(said.items.items(), key=lambda item: (
        item[0][0] not in DOUBTFUL, KINDS.index(item[0][0]), item[0][1], str(item[0][2])))
    for key, value in ordered:
        for entry in entries:
            same_flag = key[0] not in DOUBTFUL or entry["ambiguous"] == value[1]
            if same_flag and entry["roles"].get(key[0], key[2]) == key[2]:
                break
        else:
            entry = {"ambiguous": value[1], "roles": {}, "items": []}
            entries.append(entry)
        entry["roles"][key[0]] = key[2]
        entry["items"].append((key, value))
    return entries or [{"ambiguous": False, "roles": {}, "items": []}]


def head_of(entry, said, is_first):
    """The members of an entry without its texts, in the order in which they are written."""
    head = {}
    for kind in KINDS:
        items = [(key[1], value) for key, value in entry["items"] if key[0] == kind]
        if not items:
            continue
        if kind == "polarity":
            head[kind] = items[0][1][0]
        elif kind == "emotion":
            ordered = sorted(items, key=lambda item: (-item[1][0], item[0]))
            head[kind] = {name: value[0] for name, value in ordered}
        else:
            head[kind] = items[0][0] if len(items) == 1 else sorted(name for name, _ in items)
    roles = entry["roles"]
    if len(set(roles.values())) > 1:
        head["role"] = {kind: roles[kind] for kind in KINDS if roles.get(kind)}
    elif roles and next(iter(roles.values())):
        head["role"] = next(iter(roles.values()))
    if entry["ambiguous"]:
        head["ambiguous"] = True
    if any(value[2] for _, value in entry["items"]):
        head["graded"] = True
    if said.is_inside:
        head["inside"] = True
    if is_first and said.tags:
        head["tags"] = sorted(said.tags)
    if is_first and said.notes:
        head["note"] = "; ".join(said.notes)
    if said.gap is not None:
        head["gap"] = said.gap
    return head


def document_of(head, said):
    kind = next((kind for kind in KINDS if kind in head), None)
    return EMOJI if said.is_emoji and kind in EMOJI_KINDS else DOCUMENTS[kind]


def order_of(head):
    """Kind, id, polarity, then the rest."""
    kind = next((kind for kind in KINDS if kind in head), None)
    value = head.get(kind)
    names = list(value) if isinstance(value, dict) else [] if kind == "polarity" else choices(value)
    return (KINDS.index(kind) if kind else len(KINDS), [name or "" for name in names],
            head.get("polarity", 0), "gap" in head, dump(head))


def join_pairs(pairs):
    """Pairs of equal members as few products: one first part with all its second parts, then the
    first parts that share these."""
    seconds, firsts = {}, {}
    for first, second in sorted(pairs):
        seconds.setdefault(first, []).append(second)
    for first, parts in seconds.items():
        firsts.setdefault(tuple(parts), []).append(first)
    return [[part[0] if len(part) == 1 else list(part) for part in (first, second)]
            for second, first in firsts.items()]


def arrange(said):
    """{document: its entries as (members without texts, the member with the texts, its value)}."""
    groups, arranged = {}, {}
    for of in said.values():
        for i, entry in enumerate(split(of)):
            head = head_of(entry, of, i == 0)
            key = (document_of(head, of), dump(head))
            groups.setdefault(key, (head, []))[1].append(of.spelling)
    for (document, _), (head, texts) in groups.items():
        entries = arranged.setdefault(document, [])
        if "gap" in head:
            entries += [(head, "pair", pair) for pair in join_pairs(texts)]
        elif len(texts) == 1:
            entries.append((head, "text", texts[0][0]))
        else:
            entries.append((head, "texts", sorted(text for text, in texts)))
    for entries in arranged.values():
        entries.sort(key=lambda entry: (*order_of(entry[0]), dump(entry[2])))
    return arranged


# ---- layout ----

def dump(value):
    return json.dumps(value, ensure_ascii=False)


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def flow(tokens, first, rest, end, list_max=LIST_MAX):
    """Joins tokens by commas into lines of at most COLUMNS_MAX columns; the first line begins with
    `first`, the others with `rest`."""
    lines, line, is_empty = [], first, True
    for i, token in enumerate(tokens):
        piece = token + (end if i + 1 == len(tokens) else ",")
        starts = len(tokens) > list_max and i > 0 and initial(token) != initial(tokens[i - 1])
        if not is_empty and (starts or columns(f"{line} {piece}") + END_COLUMNS > COLUMNS_MAX):
            lines.append(line)
            line, is_empty = rest, True
        line += piece if is_empty else " " + piece
        is_empty = False
    return lines + [line]


def initial(token):
    return token.lstrip('["')[:1]


def tokens_of(value):
    """The items of an array, arrays in it taken apart: "[" before their first, "]" after their last."""
    tokens = []
    for item in value:
        inner = [dump(choice) for choice in choices(item)]
        if isinstance(item, list):
            inner[0], inner[-1] = "[" + inner[0], inner[-1] + "]"
        tokens += inner
    return tokens


def object_lines(value):
    line = "  " + dump(value)
    if columns(line) + END_COLUMNS <= COLUMNS_MAX:
        return [line]
    return flow([f"{dump(name)}: {dump(of)}" for name, of in value.items()], "  {", "   ", "}")


def entry_lines(head, member, value):
    """An entry on one line, or its members on the first and its texts on the next ones."""
    lines = object_lines({**head, member: value})
    if len(lines) == 1 or member == "text":
        return lines
    members = [f"{dump(name)}: {dump(of)}" for name, of in head.items()]
    lines = flow(members + [f"{dump(member)}: ["], "  {", "   ", "")
    return lines + flow(tokens_of(value), "   ", "   ", "]}")


def list_lines(member, items):
    """A list of the document; items are the lines of each."""
    lines = [f" {dump(member)}: ["]
    for item in items:
        lines += item[:-1] + [item[-1] + ","]
    lines[-1] = lines[-1][:-1] + "]"
    return lines


def word_order(member):
    return lambda word: ([word.get(name, "") for name in WORDS.get(member, ()) if name not in UNSORTED],
                         word.get("position", ""), word["text"])


def word_lines(member, words):
    ordered = sorted((word for word, _ in words.values()), key=word_order(member))
    if member not in ("blockers", SAME):
        return list_lines(member, [object_lines(word) for word in ordered])
    return [f" {dump(member)}: ["] + flow([dump(word["text"]) for word in ordered], "  ", "  ", "]")


def number_lines(member, value):
    if not isinstance(value, dict):
        return [f" {dump(member)}: {dump(value)}"]
    tokens = [f"{dump(name)}: {dump(of)}" for name, of in value.items()]
    return flow(tokens, f" {dump(member)}: {{", "  ", "}")


def document_text(document, entries, words):
    unknown = set(document) - {*HEAD, "entries", "tests", SAME, *WORDS, *NUMBERS}
    if unknown:
        problems.append(f"{document['id']}: unknown members {sorted(unknown)}")
    parts = [["{" + ", ".join(f"{dump(name)}: {dump(document[name])}" for name in HEAD[:4])]]
    parts += [[f" {dump(name)}: {dump(document[name])}"] for name in HEAD[4:] if name in document]
    parts += [number_lines(name, document[name]) for name in NUMBERS if name in document]
    if entries:
        parts.append(list_lines("entries", [entry_lines(*entry) for entry in entries]))
    parts += [word_lines(member, words[member]) for member in WORDS if words and words[member]]
    if SAME in document:
        same = {text: ({"text": text}, "") for text in map(fold, document[SAME])}
        parts.append(word_lines(SAME, same))
    if document.get("tests"):
        parts.append(list_lines("tests", [object_lines(test) for test in document["tests"]]))
    return ",\n".join("\n".join(part) for part in parts) + "}\n"


# ---- the documents ----

def formatted(documents):
    """{name: the text that the document should have}."""
    said, words = {}, {member: {} for member in WORDS}
    patterns = {name: document for name, document in documents.items() if CLASSES in document}
    documents = {name: document for name, document in documents.items() if name not in patterns}
    of_genre = {name: document for name, document in documents.items() if "genre" in document}
    for name, document in documents.items():
        if name in of_genre:
            continue
        for i, entry in enumerate(document.get("entries", [])):
            read_entry(entry, name, f"{name}.json /entries/{i}", said)
        read_words(document, name, words)
    arranged = arrange(said)
    for name in sorted(set(arranged) - set(documents)):
        problems.append(f"{name}.json is missing")
    homes = {home: {member: {key: known for key, known in items.items()
                             if known[1].startswith(f"{JUDGED}.json") == (home == JUDGED)}
                    for member, items in words.items()} for home in (DOCUMENTS[None], JUDGED)}
    texts = {name: document_text(document, arranged.get(name), homes.get(name))
             for name, document in documents.items() if name not in of_genre}
    texts |= {name: formatted_patterns(document) for name, document in patterns.items()}
    return texts | {name: formatted_genre(name, document) for name, document in of_genre.items()}


def formatted_genre(name, document):
    """A document of one genre keeps its entries, whatever they say; other documents may have the
    same texts."""
    said = {}
    for i, entry in enumerate(document.get("entries", [])):
        read_entry(entry, name, f"{name}.json /entries/{i}", said)
    arranged = arrange(said)
    kinds = dict.fromkeys([*DOCUMENTS.values(), EMOJI])
    entries = [entry for kind in kinds for entry in arranged.get(kind, [])]
    return document_text(document, entries, None)


def sorted_words(words):
    return sorted(set(map(fold, words)))


def pattern_lines(entry):
    """An entry, the words of its parts in order."""
    parts = [part if isinstance(part, str) else sorted_words(part) for part in entry.get("pattern", [])]
    return nested_lines(sorted_texts({**entry, **({"pattern": parts} if parts else {})}))


def nested_lines(value):
    """An object whose lists flow over lines."""
    line = "  " + dump(value)
    if columns(line) + END_COLUMNS <= COLUMNS_MAX:
        return [line]
    tokens = []
    for name, of in value.items():
        inner = tokens_of_pattern(of) if isinstance(of, list) else [dump(of)]
        tokens += [f"{dump(name)}: {inner[0]}"] + inner[1:]
    return flow(tokens, "  {", "   ", "}", len(tokens))


def sorted_texts(value):
    return {name: sorted_words(of) if name == "texts" else of for name, of in value.items()}


def tokens_of_pattern(value):
    """The words of nested lists, brackets beside the first and the last of each."""
    tokens = []
    for item in value:
        tokens += tokens_of_pattern(item) if isinstance(item, list) else [dump(item)]
    tokens[0] = "[" + tokens[0]
    tokens[-1] += "]"
    return tokens


def formatted_patterns(document):
    """A document of patterns: sorted classes and words, each class used, in the author's order."""
    used = dump([document["entries"], document.get("excuses", [])])
    for known in document[CLASSES]:
        if f'"@{known["id"]}"' not in used:
            problems.append(f"{document['id']}: no pattern has the class {known['id']}")
    parts = [["{" + ", ".join(f"{dump(name)}: {dump(document[name])}" for name in HEAD[:4])]]
    parts += [[f" {dump(name)}: {dump(document[name])}"] for name in HEAD[4:] if name in document]
    classes = sorted(document[CLASSES], key=lambda known: known["id"])
    parts.append(list_lines(CLASSES, [nested_lines(sorted_texts(known)) for known in classes]))
    if document.get("excuses"):
        parts.append(list_lines("excuses", [nested_lines(sorted_texts(excuse)) for excuse in document["excuses"]]))
    parts.append(list_lines("entries", [pattern_lines(entry) for entry in document["entries"]]))
    if document.get("tests"):
        parts.append(list_lines("tests", [object_lines(test) for test in document["tests"]]))
    return ",\n".join("\n".join(part) for part in parts) + "}\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    mode = parser.add_mutually_exclusive_group(required=True)
    mode.add_argument("--check", action="store_true")
    mode.add_argument("--write", action="store_true")
    parser.add_argument("source", type=pathlib.Path)
    options = parser.parse_args()
    paths = sorted((options.source / "lib/data/lexicon").glob("*.json"))
    texts = {path: path.read_text(encoding="utf-8") for path in paths}
    wanted = formatted({path.stem: json.loads(text) for path, text in texts.items()})
    changed = [path for path in paths if texts[path] != wanted[path.stem]]
    if options.write and not problems:
        for path in changed:
            path.write_text(wanted[path.stem], encoding="utf-8")
    for line in problems + (duplicates if options.check else []):
        print(line)
    for path in changed if options.check else []:
        diff = difflib.unified_diff(texts[path].splitlines(), wanted[path.stem].splitlines(),
                                    str(path), "as --write lays it out", n=0, lineterm="")
        print("\n".join(list(diff)[:12]))
    print(f"{len(paths)} documents, {len(problems)} contradictions, {len(duplicates)} duplicates, "
          f"{len(changed)} {'to format' if options.check else 'changed'}")
    return 1 if problems or (options.check and (changed or duplicates)) else 0


if __name__ == "__main__":
    sys.exit(main())
