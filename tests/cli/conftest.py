# SPDX-License-Identifier: MIT
"""The program kefu as scripts see it: arguments, bytes in, bytes out, exit codes."""
import json
import os
import subprocess
from pathlib import Path
from typing import NamedTuple

import pytest

PROJECT = Path(__file__).resolve().parents[2]
DATA = PROJECT / "examples" / "data"
PROGRAM = os.environ["KEFU_PROGRAM"]
SHARED = Path(os.environ.get("KEFU_SHARED", PROJECT.parent / "shared"))


class Result(NamedTuple):
    code: int
    out: bytes
    err: str

    @property
    def lines(self):
        """Standard output as JSON lines; every line must end."""
        assert self.out == b"" or self.out.endswith(b"\n")
        return [json.loads(line) for line in self.out.split(b"\n")[:-1]]


def run(*arguments, stdin=b"", env=None):
    """Runs kefu; it must not crash, whatever it is given."""
    done = subprocess.run([PROGRAM, *map(str, arguments)], input=stdin, capture_output=True, timeout=300,
                          env={**os.environ, **(env or {})})
    assert done.returncode >= 0, f"killed by signal {-done.returncode}: {done.stderr!r}"
    return Result(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


@pytest.fixture
def kefu():
    return run


def shared(*parts):
    """A file of the shared test data; the test is skipped where it is absent."""
    path = SHARED.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"{'/'.join(parts)} is not there: KEFU_SHARED={SHARED}")
    return path
