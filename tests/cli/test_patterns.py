# SPDX-License-Identifier: MIT
"""Patterns of rules against a matcher that follows the definition: where the leftmost match begins, and how long
the longest there is."""
import json
import random
import re
from functools import cache

from conftest import run

# A pattern is a tree: ("set", text, characters or None for any), ("both", left, right), ("either", left, right),
# ("times", part, least, most, text).
SETS = [("a", "a"), ("b", "b"), ("c", "c"), ("退", "退"), ("款", "款"), (".", None), ("[ab]", "ab"), ("[^ac]", "b退款12 x"),
        (r"\d", "12"), ("[退款1]", "退款1")]
TIMES = [("?", 0, 1), ("*", 0, 99), ("+", 1, 99), ("{2}", 2, 2), ("{1,3}", 1, 3), ("{0,2}", 0, 2), ("{2,}", 2, 99)]


def random_tree(source, depth=0):
    kind = source.random()
    if depth > 3 or kind < 0.4:
        return ("set", *source.choice(SETS))
    if kind < 0.65:
        return ("both", random_tree(source, depth + 1), random_tree(source, depth + 1))
    if kind < 0.8:
        return ("either", random_tree(source, depth + 1), random_tree(source, depth + 1))
    text, least, most = source.choice(TIMES)
    return ("times", random_tree(source, depth + 1), least, most, text)


def written(tree):
    kind = tree[0]
    if kind == "set":
        return tree[1]
    if kind == "both":
        return written(tree[1]) + written(tree[2])
    if kind == "either":
        return f"({written(tree[1])}|{written(tree[2])})"
    return f"({written(tree[1])}){tree[4]}"


@cache
def ends(tree, text, start):
    """Where a match of the tree that begins at start may end."""
    kind = tree[0]
    if kind == "set":
        fits = start < len(text) and (tree[2] is None or text[start] in tree[2])
        return frozenset([start + 1] if fits else [])
    if kind == "both":
        return frozenset(end for middle in ends(tree[1], text, start) for end in ends(tree[2], text, middle))
    if kind == "either":
        return ends(tree[1], text, start) | ends(tree[2], text, start)
    reached, found = frozenset([start]), frozenset([start] if tree[2] == 0 else [])
    for times in range(1, min(tree[3], len(text) + tree[2]) + 1):
        reached = frozenset(end for at in reached for end in ends(tree[1], text, at))
        found |= reached if times >= tree[2] else frozenset()
    return found


def longest(tree, text):
    """The span of the leftmost match that is not empty, as long as any that begins there."""
    for start in range(len(text)):
        end = max(ends(tree, text, start), default=start)
        if end > start:
            return start, end
    return None


def found(tmp_path, patterns, text):
    rules = [{"id": f"r{i}", "when": {"pattern": pattern}} for i, pattern in enumerate(patterns)]
    scheme = tmp_path / "rules.json"
    scheme.write_text(json.dumps({"kefu": 1, "kind": "rule_set", "id": "t", "version": "1", "rules": rules}))
    record = {"kefu": 1, "id": "c", "messages": [{"role": "customer", "text": text}]}
    done = run("score", "--scheme", scheme, stdin=json.dumps(record).encode())
    assert done.code == 0, done.err
    return {hit["rule"]: (hit["start"], hit["end"]) for hit in done.lines[0]["hits"] if re.fullmatch(r"r\d+", hit["rule"])}


def test_random_patterns_match_as_defined(tmp_path):
    source = random.Random(20261130)
    compared = 0
    for _ in range(40):
        trees = [random_tree(source) for _ in range(16)]
        trees = [tree for tree in trees if 0 not in ends(tree, "", 0)]
        text = "".join(source.choice("aabbc退款退款1 2x") for _ in range(14))
        hits = found(tmp_path, [written(tree) for tree in trees], text)
        for i, tree in enumerate(trees):
            span = longest(tree, text)
            bytes_of = span and tuple(len(text[:at].encode()) for at in span)
            assert hits.get(f"r{i}") == bytes_of, (written(tree), text)
            compared += 1
    assert compared > 400


def test_a_pattern_says_where_it_is_wrong(tmp_path):
    scheme = tmp_path / "rules.json"
    scheme.write_text('{"kefu": 1, "kind": "rule_set", "id": "t", "version": "1", "rules": [{"id": "r", "when": '
                      '{"pattern": "订单(号"}}]}', encoding="utf-8")
    done = run("check", scheme)
    assert done.code == 1
    assert "rules.json:1:" in done.err + done.out.decode() and "at character 3" in done.err + done.out.decode()
