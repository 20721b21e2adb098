#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Every code that a finding may have stands once, in lib/base/finding_codes.c: the sources use no
other, with no other severity; none is idle; docs/findings.md shows them all.

Usage: finding_codes.py SOURCE_FOLDER [--write]. --write makes the page's table anew."""
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])
TABLE = root / "lib/base/finding_codes.c"
PAGE = root / "docs/findings.md"
ROW = re.compile(r'\{\s*"([a-z0-9_]+)",\s*KEFU_SEVERITY_(\w+),\s*"([^"]*)",\s*"([^"]*)"\s*\}')
text = re.sub(r'"\s*\n\s*"', "", TABLE.read_text(encoding="utf-8"))
rows = [(code, severity.lower(), zh, en) for code, severity, zh, en in ROW.findall(text)]
severities = {code: severity for code, severity, _, _ in rows}
failures = []
if len(severities) != len(rows):
    failures.append("a code stands twice")
if not rows:
    failures.append("the table cannot be read")

# How codes reach findings: behind a severity or a status, or as the first code-like literal of a helper.
SAID = re.compile(r'KEFU_SEVERITY_(\w+),\s*(?:KEFU_\w+,\s*)?"([a-z0-9_]+)"')
OTHER = re.compile(r'KEFU_E_\w+,\s*"([a-z0-9_]+)"|kefu__finding_add\([^,()]+,\s*"([a-z0-9_]+)"'
                   r'|\b(?:\w*refuse|warn|report)\([^,()"]+,\s*(?:"[a-z0-9_]+",\s*)?"([a-z0-9]+_[a-z0-9_]+)"(?!,\s*KEFU_E_)')
# Of these some findings are milder than the table says: not certain enough to refuse the document.
MILDER = {"unit_mismatch"}
sources = {}
for path in sorted((root / "lib").rglob("*.c")):
    if path.name in ("finding_codes.c", "vocabulary.c"):
        continue
    source = sources[path] = path.read_text(encoding="utf-8")
    for severity, code in SAID.findall(source):
        if severities.get(code) != severity.lower() and code not in MILDER:
            failures.append(f"{path.relative_to(root)}: {code} is said to be a {severity.lower()}, "
                            f"the table says {severities.get(code)}")
    for found in OTHER.findall(source):
        code = "".join(found)
        if code not in severities:
            failures.append(f"{path.relative_to(root)}: {code} is not in the table")
everything = "\n".join(sources.values())
for code in severities:
    if f'"{code}"' not in everything:
        failures.append(f"{code} is in the table and nowhere else")

table = "| code | severity | what is wrong | 说明 |\n|---|---|---|---|\n" + "".join(
    f"| `{code}` | {severity} | {en} | {zh} |\n" for code, severity, zh, en in rows)
page = PAGE.read_text(encoding="utf-8")
shown = re.search(r"\| code \| severity .*?\n(?!\|)", page, flags=re.S)
if shown and shown.group(0) != table and "--write" in sys.argv:
    PAGE.write_text(page.replace(shown.group(0), table), encoding="utf-8")
elif not shown or shown.group(0) != table:
    failures.append("docs/findings.md shows another table: finding_codes.py SOURCE_FOLDER --write makes it")

print("\n".join(failures) or f"{len(rows)} codes, each with one severity")
sys.exit(bool(failures))
