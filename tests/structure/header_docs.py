# SPDX-License-Identifier: MIT
"""Every function of the API says which threads may call it and since which version it exists, and
every header tells what it is for and shows an example. Usage: header_docs.py INCLUDE_FOLDER"""
import pathlib
import re
import sys

COMMENT_AND_FUNCTION = re.compile(
    r"/\*\*(?P<comment>(?:(?!\*/).)*)\*/\s*KEFU_API\s[^;(]*?\b(?P<name>kefu_\w+)\s*\(", re.DOTALL)
FUNCTION = re.compile(r"^KEFU_API\s[^;(]*?\b(kefu_\w+)\s*\(", re.MULTILINE)
STORY_WORDS_MIN = 40


def check(header):
    text = header.read_text(encoding="utf-8")
    documented = {found["name"]: found["comment"] for found in COMMENT_AND_FUNCTION.finditer(text)}
    for name in FUNCTION.findall(text):
        comment = documented.get(name)
        if comment is None:
            yield f"{name} has no comment"
            continue
        for tag in ("@par Threads  ", "@since "):
            if tag not in comment:
                yield f"{name} lacks {tag.strip()}"
    if header.name == "kefu.h":  # includes the others and speaks for all of them
        return
    story, _, example = text[:text.index("*/")].partition("@code")
    if len(story.split()) < STORY_WORDS_MIN:
        yield "its head does not tell what it is for"
    if "int main(void)" not in example or "@endcode" not in example:
        yield "its head has no whole example between @code and @endcode"


def main():
    headers = sorted(pathlib.Path(sys.argv[1], "kefu").glob("*.h"))
    functions = sum(len(FUNCTION.findall(header.read_text(encoding="utf-8"))) for header in headers)
    faults = [f"{header.name}: {fault}" for header in headers for fault in check(header)]
    print("\n".join(faults) or f"{functions} functions in {len(headers)} headers are documented")
    return bool(faults) or functions < 100


if __name__ == "__main__":
    sys.exit(main())
