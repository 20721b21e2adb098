#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The wheel's licences: kefu's own, OpenCC's for its table and ICU's for its words. scikit-build-core, which
Debian 12 does not have, may stand in build/python-packages, where tests/run.sh puts it. Usage: wheel.py PROJECT"""
import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(sys.argv[1], "build/python-packages")))
try:
    from scikit_build_core import build
except ImportError:
    print("scikit-build-core is missing")
    sys.exit(77)

os.chdir(sys.argv[1])
with tempfile.TemporaryDirectory() as folder:
    info = Path(folder, build.prepare_metadata_for_build_wheel(folder))
    texts = [path.read_text(encoding="utf-8") for path in info.rglob("*LICENSE*") if path.is_file()]
assert any("MIT License" in text for text in texts), texts
assert any("Apache License" in text for text in texts), [text[:80] for text in texts]
assert any("cjdict" in text for text in texts), [text[:80] for text in texts]
