#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Proves that each closed list stands once: docs/vocabulary.md is printed from the library's tables;
no source of the library, the bindings or the program writes names of one list in a row again; an enum
of a JSON Schema that holds names of a list is that list. Usage: vocabulary.py PROGRAM PROJECT [--update]   (PROGRAM: tests/structure/vocabulary.c)"""
import json
import re
import subprocess
import sys
from pathlib import Path

PAGE = "docs/vocabulary.md"
HEAD = """# Closed lists

What JSON, Python (`kefu.VOCABULARY`), Lua (`kefu.vocabulary`) and C (`kefu_vocabulary_name()`, `kefu_vocabulary_find()`,
`kefu_vocabulary_title()`) call the values of each list. This page is printed from the library's own tables by
`tests/structure/vocabulary.py`. 本页由程序从库内的词表打印。
"""
IN_A_ROW = 4  # so many names of a list, or all of a shorter one, are that list again
TABLES = {"lib/base/vocabulary.c", "lib/base/document_kinds.h"}
# Names that a schema may add to a list: what a document may say beside its values.
MORE = {"any", "helpdesk", "phrase"}
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"' + r"|'((?:[^'\\\n]|\\.)*)'")


def page(lists):
    parts = [HEAD]
    for name, words in lists.items():
        parts.append(f"\n## {name}\n\n| Value | Name | 中文 | English |\n|--:|---|---|---|\n")
        parts += [f"| {w['value']} | `{w['name']}` | {w['title']['zh-Hans']} | {w['title']['en']} |\n" for w in words]
    return "".join(parts)


def without_comments(text, suffix):
    if suffix == ".py":
        return re.sub(r'""".*?"""|#[^\n]*', "", text, flags=re.S)
    if suffix == ".lua":
        return re.sub(r"--[^\n]*", "", text)
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def written_again(project, lists):
    """(file, list): source files that hold names of one list, one directly after the other."""
    files = [path for folder in ("lib", "bindings") for path in sorted((project / folder).rglob("*"))
             if path.suffix in {".c", ".h", ".i", ".py", ".lua"} and "tests" not in path.parts[:-1]]
    for path in files:
        text = without_comments(path.read_text(encoding="utf-8"), path.suffix)
        literals = [next(filter(None, match.groups()), "") for match in LITERAL.finditer(text)]
        keys = re.findall(r"\b(\w+) = \d", text) if path.suffix == ".lua" else []
        for name, words in lists.items():
            known = {word["name"] for word in words}
            size = min(IN_A_ROW, len(known))
            if any(len(set(row[i:i + size]) & known) == size
                   for row in (literals, keys) for i in range(len(row) - size + 1)):
                yield str(path.relative_to(project)), name


def enums(node):
    if isinstance(node, dict):
        if isinstance(node.get("enum"), list):
            yield {value for value in node["enum"] if isinstance(value, str)}
        for value in node.values():
            yield from enums(value)
    elif isinstance(node, list):
        for value in node:
            yield from enums(value)


def schema_differences(project, lists):
    """Enums that hold names of a list and differ from it; the first name (none, default) may be missing."""
    names = {name: {word["name"] for word in words} for name, words in lists.items()}
    for path in sorted((project / "docs/schema").glob("*.json")):
        for values in enums(json.loads(path.read_text(encoding="utf-8"))):
            near = {name: known for name, known in names.items() if len(values & known) >= min(IN_A_ROW, len(known))}
            if near and not any(values - MORE in (known - MORE, known - {lists[name][0]["name"]})
                                for name, known in near.items()):
                yield f"{path.relative_to(project)}: the enum {sorted(values)} is none of {', '.join(near)}"


def main():
    program, project = sys.argv[1], Path(sys.argv[2])
    lists = json.loads(subprocess.check_output([program]))
    text = page(lists)
    if sys.argv[3:] == ["--update"]:
        (project / PAGE).write_text(text, encoding="utf-8")
    again = {(where, name) for where, name in written_again(project, lists) if where not in TABLES}
    problems = [f"{where}: the list {name} is written again" for where, name in sorted(again)]
    problems += schema_differences(project, lists)
    if (project / PAGE).read_text(encoding="utf-8") != text:
        problems.append(f"{PAGE} is not what the tables say: run this with --update")
    print("\n".join(problems) or f"{len(lists)} closed lists, each written once")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
