#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Opens the sample day's report in a browser and compares what it shows with the JSON report.

Usage: page.py KEFU PROJECT [CHROMIUM]

Without a browser only the file itself is looked at, and the test says so (exit 77: skipped)."""
import base64
import hashlib
import html.parser
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tempfile

VOID = {"meta", "input", "br", "img", "link", "hr"}
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
         "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update", "--disable-sync",
         "--hide-scrollbars", "--host-resolver-rules=MAP * ~NOTFOUND"]
SKIPPED = 77


class Page(html.parser.HTMLParser):
    """Tables by id (rows of cells), figures, languages, and whether the markup is balanced."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.tables, self.figures, self.ids, self.links = {}, [], [], []
        self.zh = self.en = 0
        self.open, self.problems = [], []
        self.table = self.cell = None
        self.scopes = []
        self.visible, self.hidden = [], 0
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if "id" in values:
            self.ids.append(values["id"])
        for name in ("src", "href", "action", "srcset", "poster", "data"):
            if tag != "html" and name in values:
                self.links.append(values[name])
        self.zh += values.get("class") == "zh"
        self.en += values.get("class") == "en"
        if tag == "table":
            self.table = self.tables[values["id"]] = []
        elif tag == "tr" and self.table is not None:
            self.table.append([])
        elif tag in ("td", "th") and self.table is not None:
            self.cell = {"text": "", "value": None}
            self.table[-1].append(self.cell)
            if tag == "th":
                self.scopes.append(values.get("scope"))
        elif tag == "data" and self.cell is not None:
            self.cell["value"] = float(values["value"])
        elif tag == "figure":
            self.figures.append(values)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open[-1] != tag:
            self.problems.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        else:
            self.open.pop()
        if tag == "table":
            self.table = None
        elif tag in ("td", "th"):
            self.cell = None

    def handle_data(self, data):
        if self.cell is not None:
            self.cell["text"] += data
        if not self.open or self.open[-1] not in ("script", "style"):
            self.visible.append(data)


class Checks:
    def __init__(self):
        self.done, self.failed = 0, []

    def that(self, good, what):
        self.done += 1
        if not good:
            self.failed.append(what)

    def equal(self, a, b, what):
        same = a == b
        if isinstance(a, float) and isinstance(b, (int, float)):
            same = math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)
        self.that(same, f"{what}: {a!r} is not {b!r}")


def body(page, table):
    """The rows under the head of a table."""
    return page.tables.get(table, [[]])[1:]


def check_indicators(checks, page, table, indicators, compared):
    rows = body(page, table)
    checks.equal(len(rows), len(indicators), f"{table}: rows")
    targets = any(indicator["target"] is not None for indicator in indicators)
    last = 6 if targets else 4
    for row, indicator in zip(rows, indicators):
        name = f"{table}/{indicator['metric']}"
        indicator = {**indicator, **indicator.get("shown", {})}  # durations lead with their median
        checks.that(indicator["title"]["zh-Hans"] in row[0]["text"], f"{name}: title")
        checks.equal(row[1]["value"], indicator["value"], f"{name}: value")
        checks.equal(row[2]["value"], indicator["n"], f"{name}: n")
        checks.equal(len(row), last + 2 * compared, f"{name}: columns")
        if targets:
            checks.equal(row[4]["value"], indicator["target"], f"{name}: target")
            checks.equal(row[5]["value"], indicator["gap"], f"{name}: gap")
        if indicator["status"] == "no_data":
            checks.that("无数据" in row[1]["text"], f"{name}: says that there is no data")
        if compared:
            checks.equal(row[last]["value"], indicator["previous"]["value"], f"{name}: previous")
            change = indicator["change"]
            checks.equal(row[last + 1]["value"], change and change["value"], f"{name}: change")


def check_numerals(checks, page):
    """What is printed is what the element's value says."""
    for table, rows in page.tables.items():
        for row in rows:
            for cell in row:
                shown = re.match(r"([+−]?)([0-9]+(?:\.[0-9]+)?)(%| 个百分点|\*?$|\*? )", cell["text"])
                if cell["value"] is None or not shown:
                    continue
                number = float(shown.group(2)) * (-1 if shown.group(1) == "−" else 1)
                scale = 100 if shown.group(3) in ("%", " 个百分点") else 1
                if re.match(r"[+−]?[0-9.]+ (天|小时|分|秒)", cell["text"]):
                    continue  # a duration: compared as its value only
                checks.that(abs(number - cell["value"] * scale) <= 0.0501,
                            f"{table}: {cell['text']!r} is shown for {cell['value']}")


def check_groups(checks, page, report):
    rows, columns = body(page, "groups-table"), len(report["group_by"])
    checks.equal(len(rows), len(report["groups"]), "groups: rows")
    for row, group in zip(rows, report["groups"]):
        name = "group " + "/".join(group["key"].values())
        for cell, key in zip(row, group["key"].values()):
            checks.that(key in cell["text"], f"{name}: key")
        checks.equal(row[columns]["value"], group["conversations"], f"{name}: conversations")
        checks.equal(row[columns + 1]["value"], group["score"]["value"], f"{name}: score")
        for cell, (metric, value) in zip(row[columns + 3:], group["metrics"].items()):
            checks.equal(cell["value"], value["value"], f"{name}: {metric}")
        checks.equal("*" in row[0]["text"], group["small"], f"{name}: small")


def check_hours(checks, page, report):
    hours = [hour for hour in report["hours"] if hour["conversations"]]
    rows = body(page, "hours-table")
    checks.equal(len(rows), len(hours), "hours: rows")
    for row, hour in zip(rows, hours):
        checks.that(row[0]["text"].startswith(f"{hour['hour']:02}:00"), f"hour {hour['hour']}")
        checks.equal(row[1]["value"], hour["conversations"], f"hour {hour['hour']}: conversations")
        for cell, (metric, value) in zip(row[2:], hour["metrics"].items()):
            median = hour["medians"].get(metric, value)  # durations are shown by it
            checks.equal(cell["value"], median["value"], f"hour {hour['hour']}: {metric}")


def check_issues(checks, page, report):
    complained = [issue for issue in report["issues"]["subjects"] if issue["negative"]]
    rows = body(page, "problems")
    checks.equal(len(rows), len(complained), "problems: rows")
    for row, issue in zip(rows, complained):
        wanted = [issue["negative"], issue["negative_share"], issue["positive"], issue["count"]]
        if report["previous_period"]:
            wanted.insert(2, issue["previous_negative_share"])
        for cell, number in zip(row[1:], wanted):
            checks.equal(cell["value"], number, f"problems/{issue['id']}")
    for kind in ("faults", "intents", "emotions", "acts"):
        for row, issue in zip(body(page, f"{kind}-table"), report["issues"][kind]):
            checks.equal(row[1]["value"], issue["conversations"], f"{kind}/{issue['id']}")
            checks.equal(row[2]["value"], issue["share"], f"{kind}/{issue['id']}: share")
            checks.equal(row[3]["value"], issue["mentions"], f"{kind}/{issue['id']}: mentions")


def check_feedback(checks, page, report, indicators, compared):
    """The feedback's indicators, picked by the report_spec."""
    by_title = {indicator["title"]["zh-Hans"]: indicator for indicator in indicators}
    chosen = [by_title[row[0]["text"].split("<")[0]] if row[0]["text"] in by_title else
              next(one for title, one in by_title.items()
                   if row[0]["text"] == title + one["title"]["en"])
              for row in body(page, "feedback-table")]
    check_indicators(checks, page, "feedback-table", chosen, compared)


def check_rest(checks, page, report):
    shown = "".join(page.visible)
    banded = sum(band["count"] for band in report["bands"])
    for row, band in zip(body(page, "bands"), report["bands"]):
        checks.equal(row[1]["value"], band["count"], f"band {band['id']}")
        if banded:
            checks.equal(row[2]["value"], band["count"] / banded, f"share of band {band['id']}")
    for table, name in (("ratings-table", "ratings_1_to_5"), ("recommend-table", "recommend_0_to_10")):
        counts = list(reversed(report["feedback"][name]))
        if sum(counts):
            checks.equal([row[1]["value"] for row in body(page, table)], counts, table)
            for row, count in zip(body(page, table), counts):
                checks.equal(row[2]["value"], count / sum(counts), f"{table}: share")
    for suggestion in report["suggestions"]:
        for language in ("zh-Hans", "en"):
            checks.that(suggestion["text"][language] in shown,
                        f"suggestion {suggestion['template']} in {language}")
    for finding in report["findings"]:
        checks.that(finding["message"]["zh-Hans"] in shown, f"finding {finding['id']}")
    for kind in ("subjects", "faults"):
        for issue in report["issues"][kind]:
            if kind == "subjects" and not issue["negative"]:
                continue
            for case in issue["cases"]:
                checks.that(case["text"].strip() in shown, f"quote of {kind}/{issue['id']}")


def check_page(checks, page, report):
    compared = report["previous_period"] is not None
    indicators = report["overview"] + report["indicators"]
    checks.that(not page.problems and not page.open, f"markup: {page.problems[:3]} {page.open}")
    checks.equal(len(page.ids), len(set(page.ids)), "ids are unique")
    checks.that(all(scope in ("row", "col") for scope in page.scopes), "headers have a scope")
    checks.that(page.zh == page.en and page.zh > 100, f"languages: {page.zh} zh, {page.en} en")
    for link in page.links:
        checks.that(link.startswith("#") and link[1:] in page.ids, f"link {link} leaves the page")
    check_indicators(checks, page, "core", report["overview"], compared)
    check_indicators(checks, page, "all-indicators", indicators, compared)
    if report["scores"]:
        check_indicators(checks, page, "criteria-table", report["scores"], compared)
    check_numerals(checks, page)
    check_feedback(checks, page, report, indicators, compared)
    check_groups(checks, page, report)
    check_hours(checks, page, report)
    check_issues(checks, page, report)
    check_rest(checks, page, report)


# What the browser is asked, after everything has run: what is seen before and after a click.
PROBE = """<script>
window.addEventListener("load", function () {
  document.querySelectorAll("details[open]").forEach(function (one) { one.setAttribute("data-first", ""); });
  function seen(name) {
    return Array.prototype.filter.call(document.querySelectorAll("." + name), function (one) {
      return one.closest("details:not([open])") === null && one.getClientRects().length > 0;
    }).length;
  }
  var root = document.documentElement, first = [seen("zh"), seen("en")];
  root.setAttribute("data-tall", root.scrollHeight);
  document.querySelectorAll("details").forEach(function (one) { one.open = true; });
  root.setAttribute("data-charts", JSON.stringify(Array.prototype.map.call(
    document.querySelectorAll(".chart svg"), function (one) {
      var box = one.getBoundingClientRect();
      return [box.width, box.height];
    })));
  document.querySelectorAll("details").forEach(function (one) { one.open = one.hasAttribute("data-first"); });
  document.querySelector("label[for=show-en]").click();
  root.setAttribute("data-seen", JSON.stringify([first, [seen("zh"), seen("en")]]));
  root.setAttribute("data-asked", performance.getEntriesByType("resource").length);
  root.setAttribute("data-wide", document.body.scrollWidth - root.clientWidth);
});
</script>"""


def with_probe(text, probe=PROBE):
    """The page with the probe, which its policy allows besides the page's own scripts."""
    code = probe[len("<script>"):-len("</script>")].encode()
    source = "'sha256-%s'" % base64.b64encode(hashlib.sha256(code).digest()).decode()
    allowed = text.replace("; script-src", f"; script-src {source}", 1)
    assert allowed != text, "the policy names no scripts"
    return allowed.replace("</body>", probe + "</body>")


def browse(chromium, path, width, flags=()):
    """The document as the browser has it after loading."""
    home = tempfile.mkdtemp(prefix="kefu-page-")
    try:
        done = subprocess.run([chromium, *FLAGS, *flags, f"--user-data-dir={home}",
                               f"--window-size={width},2000", "--dump-dom", f"file://{path}"],
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=600)
        return done.stdout.decode("utf-8", "replace")
    finally:
        shutil.rmtree(home, ignore_errors=True)


def can_start(chromium, folder):
    path = os.path.join(folder, "small.html")
    with open(path, "w", encoding="utf-8") as stream:
        stream.write("<p id=small>")
    try:
        return 'id="small"' in browse(chromium, path, 400)
    except (OSError, subprocess.TimeoutExpired):
        return False


def check_in_browser(checks, chromium, folder, text, report):
    probed = os.path.join(folder, "probed.html")
    plain = os.path.join(folder, "plain.html")
    with open(probed, "w", encoding="utf-8") as stream:
        stream.write(with_probe(text))
    with open(plain, "w", encoding="utf-8") as stream:
        stream.write(with_probe(re.sub(r"<script.*?</script>", "", text, flags=re.S)))
    for path, scripts in ((probed, True), (plain, False)):
        name = "with scripts" if scripts else "without scripts"
        for width in (1400, 390):
            dom = browse(chromium, path, width)
            seen = re.search(r'data-seen="([^"]*)"', dom)
            checks.that(seen is not None, f"{name}: the browser ran the probe")
            if not seen:
                continue
            (zh, en), (zh_after, en_after) = json.loads(seen.group(1))
            checks.that(zh > 100 and en == 0, f"{name}: {zh} zh and {en} en are seen at first")
            checks.that(zh_after == 0 and en_after == zh,
                        f"{name}: {zh_after} zh, {en_after} en of {zh} after the switch")
            wide = int(re.search(r'data-wide="(-?\d+)"', dom).group(1))
            checks.that(wide <= 0, f"{name}, {width} wide: the page is {wide} too wide")
            checks.that('data-asked="0"' in dom, f"{name}: the page asked for something")
            charts = json.loads(re.search(r'data-charts="([^"]*)"', dom).group(1))
            checks.that(len(charts) >= 7, f"{name}: {len(charts)} charts are drawn")
            checks.that(all(width > 150 and height > 60 for width, height in charts),
                        f"{name}: charts are {charts}")
            tall = int(re.search(r'data-tall="(\d+)"', dom).group(1))
            checks.that(width < 1000 or tall <= 9000, f"{name}: the page is {tall} px high at first")
            page = Page(dom)
            page.problems, page.open = [], []  # the browser closes what it opened
            check_indicators(checks, page, "core", report["overview"], True)


def make(kefu, folder, arguments, formats):
    outputs = [os.path.join(folder, "report." + end) for end in formats]
    command = [kefu, "report", *arguments]
    for output in outputs:
        command += ["-o", output]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if done.returncode:
        sys.exit(f"{' '.join(command)}: {done.stderr.decode()}")
    texts = []
    for output in outputs:
        with open(output, encoding="utf-8", newline="") as stream:
            texts.append(stream.read())
    return texts


def sample(project):
    data = os.path.join(project, "examples", "data")
    return [os.path.join(data, "conversations.jsonl"), os.path.join(data, "feedback.jsonl"),
            "--previous", os.path.join(data, "previous", "conversations.jsonl"),
            "--previous", os.path.join(data, "previous", "feedback.jsonl")]


TIMELESS = [{"id": f"t{i}", "turns": None, "messages": [
    {"id": "m1", "role": "customer", "text": "<b>退款</b>怎么还没到，等了好久了"},
    {"id": "m2", "role": "agent", "agent_id": "a1", "text": "您好，抱歉让您久等，我马上为您查"}]}
    for i in range(12)]


def check_timeless(checks, kefu, project, folder):
    """Records without any time: what needs times says that it has no data."""
    path = os.path.join(folder, "timeless.jsonl")
    with open(path, "w", encoding="utf-8") as stream:
        for record in TIMELESS:
            stream.write(json.dumps(record, ensure_ascii=False) + "\n")
    text, raw, summary = make(kefu, folder, [path], ["html", "json", "md"])
    page, report = Page(text), json.loads(raw)
    check_schema(checks, project, report)
    check_page(checks, page, report)
    frt = next(one for one in report["overview"] if one["metric"] == "frt_open")
    checks.equal(frt["value"], None, "timeless: frt_open")
    checks.equal(frt["reason"], "no_times", "timeless: why")
    checks.equal(report["hours"], [], "timeless: hours")
    checks.that("<b>退款" not in text, "timeless: customers' markup is escaped")
    checks.that("记录里没有时间" in text and "记录里没有时间" in summary, "timeless: says why")


def check_schema(checks, project, report):
    try:
        import jsonschema
    except ImportError:
        print("not checked against the schema: the Python module jsonschema is missing")
        return
    path = os.path.join(project, "docs", "schema", "report-1.schema.json")
    with open(path, encoding="utf-8") as stream:
        validator = jsonschema.Draft202012Validator(json.load(stream))
    for error in list(validator.iter_errors(report))[:3]:
        checks.that(False, f"schema: {list(error.path)}: {error.message[:200]}")
    checks.done += 1


def check_planted(checks, project, report):
    """The overview against the planted facts of the sample day, and of the day before."""
    with open(os.path.join(project, "examples", "data", "expected.json"), encoding="utf-8") as stream:
        expected = json.load(stream)
    found = {one["metric"]: one for one in report["overview"] + report["indicators"]}
    for day, of in (("day", lambda one: one), ("previous", lambda one: one["previous"])):
        facts = expected[day]
        csat, nps = facts["feedback"]["csat"], facts["feedback"]["nps"]
        resolved = facts["resolved"]
        wanted = {
            "csat": csat["numerator"] / csat["denominator"],
            "nps": (nps["promoters"] - nps["detractors"]) / sum(nps.values()) * 100,
            "frt": facts["frt"]["sum_ms"] / facts["frt"]["n"],
            "art": facts["response_sum_ms"] / facts["answered_turns"],
            "reply_rate_3min": facts["replied_3min"] / facts["turns"],
            "resolution": resolved["true"] / (resolved["true"] + resolved["false"]),
            "complaint_rate": facts["complaint_conversations"] / facts["conversations"],
            "transfer_count": facts["transfers"] / facts["conversations"]}
        for metric, value in wanted.items():
            checks.equal(float(value), of(found[metric])["value"], f"{day}: {metric}")


def main():
    kefu, project = sys.argv[1], sys.argv[2]
    chromium = sys.argv[3] if len(sys.argv) > 3 else shutil.which("chromium")
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="kefu-report-") as folder:
        text, raw = make(kefu, folder, sample(project), ["html", "json"])
        report = json.loads(raw)
        check_schema(checks, project, report)
        check_page(checks, Page(text), report)
        check_planted(checks, project, report)
        again, same = make(kefu, folder, sample(project), ["html", "json"])
        checks.that(again == text and same == raw, "a second run writes the same bytes")
        check_timeless(checks, kefu, project, folder)
        opened = bool(chromium) and os.path.exists(chromium) and can_start(chromium, folder)
        if opened:
            check_in_browser(checks, chromium, folder, text, report)
    print(f"{checks.done} checks, {len(checks.failed)} failed")
    for failed in checks.failed[:40]:
        print("  " + failed)
    if checks.failed:
        return 1
    if not opened:
        print("skipped: the page was not opened, chromium is missing or does not start")
        return SKIPPED
    return 0


if __name__ == "__main__":
    sys.exit(main())
