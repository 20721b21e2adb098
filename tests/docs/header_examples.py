# SPDX-License-Identifier: MIT
"""Compiles and runs the example at the head of each header, as C99 with warnings as errors.
Usage: header_examples.py INCLUDE_FOLDER COMPILER FOLDER_OF_THE_LIBRARY"""
import pathlib
import re
import subprocess
import sys
import tempfile

EXAMPLE = re.compile(r"@code\n(.*?) \* @endcode", re.DOTALL)


def example_of(header):
    found = EXAMPLE.search(header.read_text(encoding="utf-8"))
    lines = found[1].splitlines() if found else []
    return "".join(re.sub(r"^ \* ?", "", line) + "\n" for line in lines)


def run(header, include, compiler, library, folder):
    source, program = folder / f"{header.stem}.c", folder / header.stem
    source.write_text(example_of(header), encoding="utf-8")
    subprocess.run([compiler, "-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Werror",
                    f"-I{include}", str(source), "-o", str(program), f"-L{library}", "-lkefu",
                    f"-Wl,-rpath,{library}"], check=True)
    output = subprocess.run([str(program)], check=True, capture_output=True, text=True).stdout
    if not output.strip():
        sys.exit(f"{header.name}: the example prints nothing")
    print(f"{header.name}: {output.splitlines()[0]}")


def main():
    include, compiler, library = sys.argv[1:]
    headers = [h for h in sorted(pathlib.Path(include, "kefu").glob("*.h")) if h.name != "kefu.h"]
    with tempfile.TemporaryDirectory() as folder:
        for header in headers:
            run(header, include, compiler, library, pathlib.Path(folder))
    return len(headers) < 8


if __name__ == "__main__":
    sys.exit(main())
