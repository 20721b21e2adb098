# SPDX-License-Identifier: MIT
"""Pieces of words and words: the pairs of tests/accuracy/sentences_cut.jsonl, the worse of the two genres."""
import importlib.util


def measure(bench):
    path = bench.accuracy.parent / "bench" / "borders" / "bench.py"
    spec = importlib.util.spec_from_file_location("borders_bench", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    values = {genre: module.cut_pairs(bench.kefu_path, ["--genre", genre])
              for genre in ("review", "message")}
    bench.say(*(f"pairs right, genre {genre}: {value:.1f} %" for genre, value in values.items()))
    return {"cut.pairs": min(values.values())}
