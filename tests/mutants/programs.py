# SPDX-License-Identifier: MIT
"""The tests that ctest knows of a build, the programs of each that the library is linked into, and the
functions of the library that each test reaches."""
import hashlib
import json
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import tempfile
import time

# What needs minutes, a browser or a build of its own tells nothing of one changed token that others do not.
LEFT_OUT = re.compile(r"^(consumer\.|report\.page|exponents|structure\.|abi\.abidiff|qemu)")
DIRECT = re.compile(r"^(unit|golden|statistics\.vectors)(\.|$)")  # what they compute does not depend on load
RUN_LAST = re.compile(r"^(cli|locale|conformance|docs\.|examples)")  # these start many processes
MEMORY_MAX_BYTES, FILE_MAX_BYTES = 6 << 30, 1 << 30
SKIPPED = 77
LIBRARY = re.compile(r"\blibkefu(?:_private)?\.a\b")


class Test:
    def __init__(self, name, command, properties):
        self.name, self.command = name, command
        self.environment = dict(pair.split("=", 1) for pair in properties.get("ENVIRONMENT", []))
        self.folder = properties.get("WORKING_DIRECTORY")
        self.programs = []  # the executables of the build that it runs and that contain the library
        self.seconds = None  # how long it takes; None: not run yet

    @property
    def direct(self):
        """Whether it calls the library itself and compares what it gives, and so is quick and never fails by chance."""
        return bool(DIRECT.match(self.name))

    def passes(self, *arguments, **options):
        """Whether it passes, tried again where it fails by chance: a busy machine may fail a test that measures time."""
        return any(self.run(*arguments, **options) in (0, SKIPPED) for _ in range(1 if self.direct else 2))

    def run(self, cpu_seconds, wall_seconds, replaced=None, environment=None):
        """The exit status, negative where a signal or a limit ended it. `replaced`: path → another program."""
        def other(text):
            for path, program in (replaced or {}).items():
                text = re.sub(re.escape(path) + r"(?![\w.-])", program, text)
            return text
        variables = {**os.environ, **{k: other(v) for k, v in self.environment.items()}, **(environment or {})}
        process = subprocess.Popen([*map(other, self.command)], cwd=self.folder, env=variables, stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
                                   preexec_fn=lambda: limit(cpu_seconds))
        try:
            return process.wait(wall_seconds)
        except subprocess.TimeoutExpired:
            return -signal.SIGKILL
        finally:
            try:
                os.killpg(process.pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
            process.wait()


def limit(cpu_seconds):
    for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP):  # which nohup and a shell's background jobs ignore
        signal.signal(number, signal.SIG_DFL)
    for what, most in ((resource.RLIMIT_AS, MEMORY_MAX_BYTES), (resource.RLIMIT_FSIZE, FILE_MAX_BYTES),
                       (resource.RLIMIT_CPU, int(cpu_seconds) + 1), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(what, (most, most))


def link_commands(build):
    """Executable → the command that links it, of those that contain the library."""
    listed = subprocess.check_output(["ninja", "-C", build, "-t", "commands"], text=True)
    found = {}
    for line in listed.splitlines():
        output = re.search(r"\s-o (\S+)\s", line)
        if output and LIBRARY.search(line) and " -c " not in line:
            found[str(build / output[1])] = line
    return found


def tests(build, named=""):
    """Every test that runs a program of the build that contains the library, and whose name matches."""
    links = link_commands(build)
    listed = json.loads(subprocess.check_output(["ctest", "--test-dir", build, "--show-only=json-v1"]))
    for entry in sorted(listed["tests"], key=lambda entry: bool(RUN_LAST.match(entry["name"]))):
        test = Test(entry["name"], entry.get("command", []), {p["name"]: p["value"] for p in entry.get("properties", [])})
        words = [*test.command, *test.environment.values()]
        test.programs = [path for path in links if any(re.search(re.escape(path) + r"(?![\w.-])", word) for word in words)]
        if test.programs and not LEFT_OUT.match(test.name) and re.search(named, test.name):
            yield test


# ---- the functions that a test reaches ----

def content_digest(test):
    """Of the programs and of what else the command names: what the test reaches depends on these."""
    digest = hashlib.sha256(repr((test.command, test.environment)).encode())
    for word in {*test.command, *test.programs}:
        path = pathlib.Path(word)
        files = sorted(path.rglob("*")) if path.is_dir() and path.is_absolute() else [path]
        for file in (f for f in files if f.is_file() and "__pycache__" not in f.parts):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def functions_of(folder):
    """The functions with a count in the profiles of the folder, static ones without their file."""
    profiles = [str(path) for path in folder.glob("*.profraw")]
    if not profiles:
        return set()
    merged = folder / "merged.profdata"
    subprocess.run(["llvm-profdata", "merge", "-sparse", "-o", merged, *profiles], check=True, stderr=subprocess.DEVNULL)
    shown = subprocess.check_output(["llvm-profdata", "show", "--all-functions", merged], text=True)
    return {match[1].rsplit(":", 1)[-1] for match in re.finditer(r"^  (\S+):\n(?:    .*\n)*?    Function count: [1-9]", shown, re.M)}


def reached(build, cache, named="", keep=None):
    """Test name → the names of the functions that it reaches. `keep` gets the profile of each test."""
    known = json.loads(cache.read_text()) if cache.exists() else {}
    found = {}
    for test in tests(build, named):
        digest = content_digest(test)
        kept = keep / f"{test.name}-{digest[:16]}.profdata" if keep else None
        if digest not in known or (kept and not kept.exists()):
            with tempfile.TemporaryDirectory() as name:
                folder = pathlib.Path(name)
                began = time.monotonic()
                passes = test.passes(1200, 1800, environment={"LLVM_PROFILE_FILE": f"{folder}/%4m.profraw"})
                functions = sorted(functions_of(folder))
                if passes:  # what fails only because the machine is busy is tried again the next time
                    known[digest] = functions
                print(f"# {test.name}: {len(functions)} functions, {time.monotonic() - began:.0f} s"
                      + ("" if passes else ": fails"), flush=True)
                for stale in keep.glob(f"{test.name}-*.profdata") if keep else ():
                    stale.unlink()
                if kept and (folder / "merged.profdata").exists():
                    shutil.move(folder / "merged.profdata", kept)
            cache.write_text(json.dumps(known))
        found[test.name] = set(known.get(digest, ()))
    return found
