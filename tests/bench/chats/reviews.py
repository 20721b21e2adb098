# SPDX-License-Identifier: MIT
"""Are the floors of the bench `accuracy` held? 1 or 0; its rows go to standard error."""
import subprocess
import sys


def measure(bench):
    program = bench.accuracy.parent / "bench" / "accuracy" / "bench.py"
    done = subprocess.run([sys.executable, "-W", "ignore", program, bench.kefu_path, "-", "-", bench.corpora,
                           "--floors"], stdout=subprocess.PIPE, text=True, encoding="utf-8")
    rows = [line for line in done.stdout.splitlines() if line.count("\t") == 4]
    if done.returncode not in (0, 1) or not rows:
        bench.say(f"reviews.floors: the bench accuracy ended with {done.returncode}")
        return {}
    return {"reviews.floors": 1 - done.returncode}
