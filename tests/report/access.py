#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Runs axe-core over the sample day's report, wide and light, narrow and dark: no violation may be serious.

axe-core is looked for in KEFU_AXE (a file) and in build/node_modules, where tests/run.sh installs it by npm. Without it,
or without a browser, the test is skipped (exit 77). Usage: access.py KEFU PROJECT [CHROMIUM]"""
import html
import json
import os
import re
import shutil
import sys
import tempfile

from page import SKIPPED, Checks, browse, can_start, make, sample, with_probe

RUN = """
window.addEventListener("load", function () {
  document.querySelectorAll("details").forEach(function (one) { one.open = true; });
  axe.run(document, {resultTypes: ["violations"]}).then(function (result) {
    document.documentElement.setAttribute("data-axe", JSON.stringify({
      passes: result.passes.length,
      violations: result.violations.map(function (one) {
        return {id: one.id, impact: one.impact, at: one.nodes.slice(0, 3).map(function (node) { return node.html; })};
      })}));
  });
});
"""


def find_axe(project):
    paths = [os.environ.get("KEFU_AXE", ""),
             os.path.join(project, "build", "node_modules", "axe-core", "axe.min.js")]
    return next((path for path in paths if path and os.path.exists(path)), None)


def main():
    kefu, project = sys.argv[1], sys.argv[2]
    chromium = sys.argv[3] if len(sys.argv) > 3 else shutil.which("chromium")
    axe = find_axe(project)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="kefu-access-") as folder:
        if not axe or not chromium or not os.path.exists(chromium) or not can_start(chromium, folder):
            print("skipped: axe-core or chromium is missing or does not start")
            return SKIPPED
        with open(axe, encoding="utf-8") as stream:
            script = stream.read().replace("</script", "<\\/script") + RUN
        text, = make(kefu, folder, sample(project), ["html"])
        page = os.path.join(folder, "probed.html")
        with open(page, "w", encoding="utf-8") as stream:
            stream.write(with_probe(text, "<script>" + script + "</script>"))
        for width, dark in ((1400, False), (390, True)):
            name = f"{width} wide, {'dark' if dark else 'light'}"
            flags = ["--virtual-time-budget=20000"] + ["--blink-settings=preferredColorScheme=0"] * dark
            found = re.search(r'data-axe="([^"]*)"', browse(chromium, page, width, flags))
            checks.that(found is not None, f"{name}: axe-core ran")
            if not found:
                continue
            result = json.loads(html.unescape(found.group(1)))
            checks.that(result["passes"] > 20, f"{name}: {result['passes']} rules were tried")
            for one in result["violations"]:
                checks.that(one["impact"] not in ("serious", "critical"), f"{name}: {one}")
    print(f"{checks.done} checks, {len(checks.failed)} failed")
    for failed in checks.failed[:40]:
        print("  " + failed)
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
