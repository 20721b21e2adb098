# SPDX-License-Identifier: MIT
"""What readers said of single findings in real chats, without the texts: tests/accuracy/verdicts.tsv,
lines of the MD5 of the text, "kind:id", and 1 where it holds, else 0."""
import hashlib


def read(bench):
    lines = (bench.accuracy / "verdicts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {(digest, found): verdict == "1" for digest, found, verdict in rows}


def digest(text):
    return hashlib.md5(text.encode("utf-8")).hexdigest()
