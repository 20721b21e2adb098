# SPDX-License-Identifier: MIT
"""A locale whose decimal point has two bytes changes nothing: not in C (the program, into which the locale is
forced), not in Python, not in Lua. Skipped where the C library's sources of locales are not installed."""
import os
import shutil
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "examples" / "data"
LOCALE = "ps_AF.UTF-8"


@pytest.fixture(scope="session")
def two_bytes(tmp_path_factory):
    """The environment of the locale, compiled here: nothing is installed."""
    localedef = shutil.which("localedef")
    if not localedef or not Path("/usr/share/i18n/locales/ps_AF").exists():
        pytest.skip("localedef or the sources of locales (Debian: locales) are missing")
    folder = tmp_path_factory.mktemp("locales")
    subprocess.run([localedef, "-c", "-i", "ps_AF", "-f", "UTF-8", str(folder / LOCALE)], capture_output=True)
    assert (folder / LOCALE / "LC_NUMERIC").exists()
    return {"LOCPATH": str(folder), "LC_ALL": LOCALE}


def run(*command, env):
    done = subprocess.run([str(word) for word in command], capture_output=True, env={**os.environ, **env}, timeout=300)
    assert done.returncode == 0, (command, done.stderr.decode("utf-8", "replace"))
    return done.stdout


COMMANDS = {
    "analyze": ["analyze", "{reviews}"],
    "dialogue": ["analyze", "--dialogue", DATA / "conversations.jsonl"],
    "metrics": ["metrics", DATA / "conversations.jsonl"],
    "score": ["score", DATA / "conversations.jsonl"],
    "report": ["report", DATA / "conversations.jsonl", DATA / "feedback.jsonl"],
    "check": ["check", PROJECT / "bindings" / "cli" / "starter"],
    "train": ["train", "--labels", "{reviews}", "-o", "{out}/lexicon.json"],
    "test": ["test", "--lexicon", "{out}/lexicon.json", "--threshold", "0.125", "--errors", "3", "{reviews}"],
    "fit": ["fit", "--labels", "{reviews}"],
}


@pytest.fixture(scope="session")
def outputs(tmp_path_factory, two_bytes):
    """The standard output of each command, and the lexicon, in a locale: {locale: {name: bytes}}."""
    reviews = tmp_path_factory.mktemp("reviews") / "reviews.tsv"
    good, bad = ["很好", "满意", "快", "喜欢", "不错"], ["太差", "失望", "慢", "退货", "坏了"]
    reviews.write_text("".join(f"{k % 2}\tgoods\t{(good if k % 2 else bad)[k % 5]}，{'东西包装服务'[k % 3 * 2:][:2]}"
                               f"{(good if k % 2 else bad)[k * 7 % 5]}\n" for k in range(400)), "utf-8")
    forced = {**two_bytes, "LD_PRELOAD": os.environ["KEFU_SET_LOCALE"]}
    found = {}
    for name, env in (("C", {"LC_ALL": "C"}), (LOCALE, forced)):
        out = tmp_path_factory.mktemp("out")
        found[name] = {}
        for command, words in COMMANDS.items():
            words = [str(word).format(reviews=reviews, out=out) for word in words]
            found[name][command] = run(os.environ["KEFU_PROGRAM"], *words, env=env).replace(str(out).encode(), b"")
        found[name]["lexicon"] = (out / "lexicon.json").read_bytes()
    return found


@pytest.mark.parametrize("name", [*COMMANDS, "lexicon"])
def test_the_program_says_the_same(outputs, name):
    assert outputs["C"][name] == outputs[LOCALE][name]


def test_a_threshold_is_digits_and_a_point(two_bytes):
    forced = {**os.environ, **two_bytes, "LD_PRELOAD": os.environ["KEFU_SET_LOCALE"]}
    for wrong in ("0\u066b5", "0,5", "1.1", "", ".", "nan", "0x1p-1", "-0.5", "0.5.5"):
        done = subprocess.run([os.environ["KEFU_PROGRAM"], "test", "--threshold", wrong, os.devnull],
                              capture_output=True, env=forced)
        assert done.returncode == 2 and b"--threshold" in done.stderr, wrong


def test_python_says_the_same(two_bytes):
    if "KEFU_PYTHON_PATH" not in os.environ:
        pytest.skip("the Python module is not built")
    script = [os.environ["KEFU_PYTHON"], "-B", Path(__file__).with_name("evaluate.py"), DATA / "conversations.jsonl"]
    env = {"PYTHONPATH": os.environ["KEFU_PYTHON_PATH"], "PYTHONIOENCODING": "utf-8"}
    assert run(*script, "C", env={**env, "LC_ALL": "C"}) == run(*script, "two", env={**env, **two_bytes})


def test_lua_says_the_same(two_bytes):
    if "KEFU_LUA_FOLDER" not in os.environ:
        pytest.skip("the Lua module is not built")
    folder = os.environ["KEFU_LUA_FOLDER"]
    env = {"LUA_PATH": f"{folder}/?.lua", "LUA_CPATH": f"{folder}/?.so"}
    script = [os.environ["KEFU_LUA"], Path(__file__).with_name("evaluate.lua"), DATA / "conversations.jsonl"]
    assert run(*script, "C", env={**env, "LC_ALL": "C"}) == run(*script, "two", env={**env, **two_bytes})
