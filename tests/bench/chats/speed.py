# SPDX-License-Identifier: MIT
"""Analyses a second, divided by those of the commit before word borders and genres, in the same run.

Both versions are run in turns, and the median of the quotients counts. Reviews are analysed as
reviews; messages as messages, and by the earlier version, which knew no genres, as it did."""
import json
import statistics
import subprocess
import tempfile
from pathlib import Path

BEFORE = "577465b"
ROUNDS, PASSES = 15, 10
CMAKE = ["-DCMAKE_BUILD_TYPE=Release", "-DKEFU_BUILD_PYTHON=OFF", "-DKEFU_BUILD_LUA=OFF",
         "-DKEFU_BUILD_TESTS=OFF", "-DKEFU_BUILD_CLI=OFF"]


def run(*words, **options):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **options)
    if done.returncode:
        raise SystemExit(f"{words[0]}: {done.stderr or done.stdout}")
    return done.stdout


def build_before(project, folder):
    """The earlier version from the history; it stays, for its commit does not change."""
    source = folder / BEFORE
    if not source.exists():
        source.mkdir(parents=True)
        archive = folder / f"{BEFORE}.tar"
        run("git", "-C", project, "archive", "-o", archive, BEFORE)
        run("tar", "-xf", archive, "-C", source)
    run("cmake", "-S", source, "-B", source / "build", *CMAKE)
    run("cmake", "--build", source / "build", "-j2", "--target", "kefu")
    return source, source / "build" / "lib"


def build_driver(include, library, program, *flags):
    run("cc", "-std=gnu11", "-O2", *flags, f"-I{include}", Path(__file__).with_name("speed.c"), "-o", program,
        f"-L{library}", "-lkefu", f"-Wl,-rpath,{library}")
    return program


def quotient(now, before, texts, *genre):
    """The median over rounds, each of which runs both."""
    quotients = []
    for _ in range(ROUNDS):
        rates = [int(run(program, texts, PASSES, *words)) for program, words in ((now, genre), (before, ()))]
        quotients.append(rates[0] / rates[1])
    return statistics.median(quotients)


def measure(bench):
    project = Path(__file__).resolve().parents[3]
    library = Path(bench.kefu_path).resolve().parents[2] / "lib"
    source, before_library = build_before(project, library.parent / "before")
    reviews = [line.split("\t")[2] for line in bench.lines("shopping.dev.tsv")]
    messages = [turn["text"].replace("\n", " ") for line in bench.lines("jd_chat.dev.jsonl")
                for turn in json.loads(line)["turns"]]
    with tempfile.TemporaryDirectory() as folder:
        now = build_driver(project / "include", library, Path(folder, "now"))
        before = build_driver(source / "include", before_library, Path(folder, "before"), "-DKEFU_BEFORE")
        values = {}
        for row, texts, genre in (("speed.reviews", reviews, []), ("speed.messages", messages, ["message"])):
            path = Path(folder, "texts")
            path.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
            values[row] = quotient(now, before, path, *genre)
    return values
