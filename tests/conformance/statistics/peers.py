#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Compares lib/stats with scipy, statsmodels and plain formulas over numpy, on random cases: closed forms to
1e-10, iterative ones to 1e-6. Usage: peers.py RUN_STATISTICS [--cases N] [--seed S] [--only FUNCTION …]"""
import argparse
import importlib
import json
import pathlib
import subprocess
import sys
import tempfile

try:
    import numpy as np
    import scipy  # noqa: F401
    import statsmodels  # noqa: F401
except ImportError as problem:
    print(f"{problem}: tests/run.sh installs the peers")
    sys.exit(77)

MODULES = ["peers_proportions", "peers_comparisons", "peers_agreement", "peers_trends", "peers_alarms", "peers_forecasts"]


def plain(value):
    """The value with the types that JSON has; a missing number is null, an unbounded one a word."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(each) for each in value]
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        if np.isnan(value):
            return None
        return float(value) if np.isfinite(value) else "inf" if value > 0 else "-inf"
    return value


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="*")
    options = parser.parse_args()
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    peers = {name: make for module in MODULES for name, make in importlib.import_module(module).PEERS.items()}
    listed = subprocess.check_output([options.program, "--list"], text=True)
    functions = [json.loads(line)["function"] for line in listed.splitlines()]
    missing = set(functions) - {name.split(":")[0] for name in peers}
    if missing:
        print(f"no peer is stated for: {', '.join(sorted(missing))}")
        return 1
    failed = 0
    for name, make in peers.items():
        function = name.split(":")[0]
        if options.only and function not in options.only:
            continue
        random = np.random.default_rng([options.seed, sum(name.encode())])
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
            for _ in range(options.cases):
                arguments, expect, tolerance = make(random)
                file.write(json.dumps(plain({"function": function, "arguments": arguments, "expect": expect,
                                             "tolerance": tolerance}), allow_nan=False) + "\n")
            file.flush()
            result = subprocess.run([options.program, file.name], capture_output=True, text=True)
        print(f"{name}: {result.stdout.strip()}")
        if result.returncode:
            failed += 1
            print("\n".join(line[:600] for line in result.stderr.splitlines()[:6]))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
