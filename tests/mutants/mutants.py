#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Changes single tokens of lib/, one at a time and by a seed, and runs the tests that reach the changed
function until one fails. Prints "killed|survived|equivalent<TAB>mutant<TAB>by what or why", then
"mutants.killed<TAB>value<TAB>bound"; exit 1 when too few are killed.
mutants.py BUILD REACHED [--count N] [--seed S] [--skip N] [--only PATH_PREFIX] [--key TEXT]
[--tests REGEX] [--direct | --near] [--list]"""
import argparse
import json
import pathlib
import random
import re
import shlex
import subprocess
import sys
import tempfile
import time

import programs
import source

PROJECT = pathlib.Path(__file__).resolve().parents[2]
EQUIVALENT = PROJECT / "tests" / "mutants" / "equivalent.tsv"
KILLED_MIN_PERCENT = 80
TRIED_FIRST_SECONDS = 0.5
NEAR = re.compile(r"^golden\.")


def equivalents():
    """Mutants that no test can tell from the original, with the reason."""
    rows = [line.split("\t") for line in EQUIVALENT.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return {key: reason for key, reason in rows}


def all_mutants(only):
    for path in sorted((PROJECT / "lib").rglob("*.c")):
        name = str(path.relative_to(PROJECT))
        if name.startswith(only) and not path.name.startswith("generate"):
            yield from source.mutants(name, path.read_text("utf-8"))


class Workshop:
    """Compiles and links one mutant at a time in a folder of its own."""

    def __init__(self, build, folder):
        self.build, self.folder = build, folder
        self.links = programs.link_commands(build)
        self.compilers = {entry["file"]: entry["command"] for entry in
                          json.loads((build / "compile_commands.json").read_text())
                          if "kefu_objects.dir" in entry["command"]}

    def compile(self, path, text):
        """The object's bytes, or None where the compiler refuses; it stays in the folder for link()."""
        changed, output = self.folder / pathlib.Path(path).name, self.folder / "mutant.o"
        changed.write_text(text, "utf-8")
        words = shlex.split(self.compilers[str(PROJECT / path)])
        words[words.index("-c") + 1], words[words.index("-o") + 1] = str(changed), str(output)
        words = [word for word in words if word not in ("-g", "-O3")] + ["-O2", "-w", "-I", str((PROJECT / path).parent)]
        done = subprocess.run(words, cwd=self.build, capture_output=True, check=False)
        return output.read_bytes() if done.returncode == 0 else None

    def link(self, program, path):
        """The program with the mutant before the library, whose own object is then left out, as is the copy that
        the program may have of it."""
        output = self.folder / pathlib.Path(program).name
        words = shlex.split(self.links[program].split(" && ")[1])
        words[words.index("-o") + 1] = str(output)
        words = [word for word in words if not word.endswith(f"/{path}.o")]
        words.insert(words.index("-o"), str(self.folder / "mutant.o"))
        subprocess.run(words, cwd=self.build, check=True, capture_output=True)
        return str(output)


def is_sound(test):
    """Whether the test passes as it is, which is tried the first time that it is needed, and timed."""
    if test.seconds is None:
        began = time.monotonic()
        test.sound = test.passes(600, 1200)
        test.seconds = time.monotonic() - began
        if not test.sound:
            print(f"# {test.name} does not pass without a change: left out", flush=True)
    return test.sound


def killer(workshop, mutant, tests):
    """The name of the first test that fails with the mutant; '' where all pass."""
    for test in filter(is_sound, tests):
        replaced = {program: workshop.link(program, mutant.path) for program in test.programs}
        if not test.passes(3 + 5 * test.seconds, 120 + 30 * test.seconds, replaced):
            return test.name
    return ""


def nearest_first(tests, mutant):
    """Tests that call the library before others, those of the mutant's room before others, quick ones before slow ones."""
    room = mutant.path.split("/")[1]
    def cost(test):
        seconds = TRIED_FIRST_SECONDS if test.seconds is None else test.seconds
        return not test.direct, f".{room}." not in test.name and seconds > TRIED_FIRST_SECONDS, seconds
    return sorted(tests, key=cost)


def chosen(mutant, tests, reach, options):
    """The tests to run with the mutant, in their order."""
    if options.near:
        tests = (test for test in tests if NEAR.match(test.name) or f".{mutant.path.split('/')[1]}." in test.name)
    else:
        tests = (test for test in tests if mutant.function in reach.get(test.name, ()))
    reaching = nearest_first(tests, mutant)
    if options.direct and reaching and reaching[0].direct:
        reaching = [test for test in reaching if test.direct]
    return reaching


def judge(workshop, mutant, tests, known):
    """(verdict, reason), or None where the mutant does not compile. Most die of the first test, so that what only
    tells the others apart is done behind it."""
    if mutant.key in known:
        return "equivalent", known[mutant.key]
    text = (PROJECT / mutant.path).read_text("utf-8")
    changed = workshop.compile(mutant.path, source.mutated(text, mutant))
    if changed is None:
        return None
    by = killer(workshop, mutant, tests[:1])
    if not by:
        if changed == workshop.compile(mutant.path, text):
            return "equivalent", "the same machine code"
        workshop.compile(mutant.path, source.mutated(text, mutant))
        by = killer(workshop, mutant, tests[1:])
    return ("killed", by) if by else ("survived", f"{len(tests)} tests reach it")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("reached", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--skip", type=int, default=0, help="leave out the first so many: for runs side by side")
    parser.add_argument("--only", default="lib/")
    parser.add_argument("--key", help="only the mutants whose key contains this text")
    parser.add_argument("--tests", default="", help="only the tests whose name matches")
    parser.add_argument("--direct", action="store_true",
                        help="run tests of the command line and the like only where no other reaches the function")
    parser.add_argument("--near", action="store_true",
                        help="run the tests of the mutant's room and the golden ones, whether they reach it or not: a "
                             "lower bound, for which nobody must know what each test reaches")
    parser.add_argument("--list", action="store_true", help="print the mutants in their order and run nothing")
    options = parser.parse_args()
    build, known = options.build.resolve(), equivalents()
    candidates = list(all_mutants(options.only))
    stale = known.keys() - {mutant.key for mutant in all_mutants("lib/")}
    for key in sorted(stale):
        print(f"stale\t{key}\tno such mutant: strike it from {EQUIVALENT.relative_to(PROJECT)}")
    random.Random(options.seed).shuffle(candidates)
    if options.key:
        candidates = [mutant for mutant in candidates if options.key in mutant.key]
    candidates = candidates[options.skip:]
    if options.list:
        print("\n".join(mutant.key for mutant in candidates[:options.count]))
        return 0
    reach = {} if options.near else programs.reached(options.reached.resolve(), options.reached / "reach.json", options.tests)
    tests, counts = list(programs.tests(build, options.tests)), {"killed": 0, "survived": 0, "equivalent": 0}
    with tempfile.TemporaryDirectory() as name:
        workshop = Workshop(build, pathlib.Path(name))
        for mutant in candidates:
            verdict = judge(workshop, mutant, chosen(mutant, tests, reach, options), known)
            if verdict:
                counts[verdict[0]] += 1
                print(verdict[0], mutant.key, verdict[1], sep="\t", flush=True)
            if sum(counts.values()) == options.count:
                break
    judged = counts["killed"] + counts["survived"]
    percent = 100 * counts["killed"] / judged if judged else 0
    print("mutants.killed", f"{percent:.1f} % of {judged} ({counts['equivalent']} more are equivalent)",
          f"{KILLED_MIN_PERCENT} %", sep="\t")
    return 1 if percent < KILLED_MIN_PERCENT or stale else 0


if __name__ == "__main__":
    sys.exit(main())
