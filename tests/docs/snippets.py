#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs the snippets of README.md and docs/guide.md as they stand, and checks that every link of the docs leads
somewhere. Usage: snippets.py PROJECT C_COMPILER KEFU_LIBRARY_FOLDER PYTHON PYTHONPATH LUA LUA_FOLDER
("-" leaves a language out)"""
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

PROJECT, COMPILER, LIBRARY, PYTHON, PACKAGES, LUA, LUA_FOLDER = sys.argv[1:]

GUIDE_SAYS = ["first response: 40000"]  # what each of the guide's snippets prints, in every language


def snippet(language):
    text = Path(PROJECT, "README.md").read_text(encoding="utf-8")
    found = re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)
    assert len(found) == 1, f"README.md should have one {language} snippet"
    return found[0]


def guide_snippets(language):
    """Those of the guide, each a program of its own."""
    text = Path(PROJECT, "docs/guide.md").read_text(encoding="utf-8")
    return re.findall(rf"```{language}\n(.*?)```", text, flags=re.S)


def run(command, folder, expect, **env):
    done = subprocess.run(command, cwd=folder, env={**os.environ, **env}, capture_output=True, timeout=300)
    out = done.stdout.decode()
    assert done.returncode == 0, f"{command}: {done.stderr.decode()}"
    assert expect in out, f"{command}: {expect!r} is not in {out!r}"


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        (work / "examples").symlink_to(Path(PROJECT, "examples").resolve())
        (work / "app.c").write_text(snippet("c"), encoding="utf-8")
        subprocess.run([COMPILER, "-std=c99", "-Wall", "-Wextra", "-Werror", f"-I{PROJECT}/include", "app.c", "-o", "app",
                        f"-L{LIBRARY}", "-lkefu", f"-Wl,-rpath,{LIBRARY}"], cwd=work, check=True)
        run(["./app"], work, "negative")
        if PYTHON != "-":
            (work / "app.py").write_text(snippet("python"), encoding="utf-8")
            run([PYTHON, "-B", "app.py"], work, "negative", PYTHONPATH=PACKAGES)
            assert (work / "report.html").stat().st_size > 10000
            for number, text in enumerate(guide_snippets("python")):
                (work / "guide.py").write_text(text, encoding="utf-8")
                run([PYTHON, "-B", "guide.py"], work, GUIDE_SAYS[number], PYTHONPATH=PACKAGES)
        if LUA != "-":
            (work / "app.lua").write_text(snippet("lua"), encoding="utf-8")
            run([LUA, "app.lua"], work, "投诉", LUA_PATH=f"{LUA_FOLDER}/?.lua", LUA_CPATH=f"{LUA_FOLDER}/?.so")
            for number, text in enumerate(guide_snippets("lua")):
                (work / "guide.lua").write_text(text, encoding="utf-8")
                run([LUA, "guide.lua"], work, GUIDE_SAYS[number], LUA_PATH=f"{LUA_FOLDER}/?.lua", LUA_CPATH=f"{LUA_FOLDER}/?.so")
    broken = []
    for page in [Path(PROJECT, "README.md"), *Path(PROJECT, "docs").rglob("*.md")]:
        for link in re.findall(r"\]\(([^)#\s]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in link and not (page.parent / link).exists():
                broken.append(f"{page.relative_to(PROJECT)}: {link}")
    assert not broken, "links that lead nowhere:\n" + "\n".join(broken)
    print("the snippets run, the links lead somewhere")


if __name__ == "__main__":
    main()
