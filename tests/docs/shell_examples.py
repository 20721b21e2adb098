#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the shell and Python examples of pages, one after another in one folder, and compares what each prints with
the text block behind it. Pages in two languages have the same examples.
Usage: shell_examples.py PROJECT KEFU PYTHONPATH PAGE … (PYTHONPATH "-" leaves Python out)

chats.xlsx is made of the page's chats.csv, so that an example may read it."""
import csv
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

EXAMPLE = re.compile(r"```(sh|python)\n(.*?)```\n(?:\n```text\n(.*?)```)?", re.S)


def make_workbook(folder):
    source = folder / "chats.csv"
    if source.exists() and not (folder / "chats.xlsx").exists():
        book = openpyxl.Workbook()
        for row in csv.reader(source.read_text("gbk").splitlines()):
            book.active.append(row)
        book.save(folder / "chats.xlsx")


def run_page(page, kefu, packages, project):
    """The page's examples, after they were run."""
    examples = EXAMPLE.findall(page.read_text(encoding="utf-8"))
    assert examples, f"{page} has no example"
    path = os.pathsep.join([str(Path(kefu).resolve().parent), os.environ["PATH"]])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "examples").symlink_to(Path(project, "examples").resolve())
        for language, script, stated in examples:
            if language == "python" and packages == "-":
                continue
            command = ["sh", "-c"] if language == "sh" else [sys.executable, "-B", "-c"]
            done = subprocess.run([*command, script], capture_output=True, cwd=folder, timeout=300, check=False,
                                  env={**os.environ, "PATH": path, "LC_ALL": "C.UTF-8", "PYTHONPATH": packages})
            out = done.stdout.decode()
            assert out == stated, f"{page.name}: {script}\nprints {out!r}, not {stated!r}: {done.stderr.decode()}"
            make_workbook(folder)
    return examples


def main():
    project, kefu, packages, *pages = sys.argv[1:]
    examples = [run_page(Path(project, page), kefu, packages, project) for page in pages]
    assert all(one == examples[0] for one in examples), "pages in two languages have different examples"
    print(f"{len(examples[0])} examples run, in {len(pages)} languages")


if __name__ == "__main__":
    main()
