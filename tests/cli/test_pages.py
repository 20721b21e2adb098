# SPDX-License-Identifier: MIT
"""What customers write is text in every format: no markup, link, formula or terminal command."""
import base64
import csv
import hashlib
import html.parser
import io
import json
import re

import pytest

from conftest import DATA

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1+1", "\n1", "＝1+1", "＋1", "－1", "＠SUM(A1)", " =1",
            "\u3000＝1", "\u00a0=1"]
LINKS = ["http://evil.example/a", "https://evil.example", "HTTPS://evil.example", "www.evil.example",
         "WWW.evil.example", "ftp://evil.example", "someone@evil.example", "mailto:someone@evil.example", "@someone"]


def records(words, path):
    """A complaint in a conversation of its own for each agent that is called so."""
    with open(path, "w", encoding="utf-8") as file:
        for i, word in enumerate(words):
            messages = [{"id": "m1", "at": f"2026-03-12T09:{i:02}:00+08:00", "role": "customer",
                         "text": f"太差了，垃圾客服 {word}"},
                        {"id": "m2", "at": f"2026-03-12T09:{i:02}:30+08:00", "role": "agent", "agent_id": word,
                         "text": "您好"}]
            file.write(json.dumps({"id": f"c{i}", "messages": messages}, ensure_ascii=False) + "\n")
    return path


class Page(html.parser.HTMLParser):
    """Style and script elements as the parser reads them, the policy, and attributes that it forbids."""

    def __init__(self, text):
        super().__init__()
        self.policy, self.texts, self.forbidden, self.element = "", {"style": [], "script": []}, [], None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if values.get("http-equiv") == "Content-Security-Policy":
            self.policy = values["content"]
        if tag in self.texts and values.get("type") != "application/json":
            self.element = tag
            self.texts[tag].append("")
        self.forbidden += [name for name in values if name == "style" or name.startswith("on")]

    def handle_endtag(self, tag):
        if tag == self.element:
            self.element = None

    def handle_data(self, data):
        if self.element:
            self.texts[self.element][-1] += data


@pytest.fixture(params=["zh-Hans", "en"])
def language(request):
    return request.param


def test_only_the_pages_own_style_and_scripts_run(kefu, tmp_path, language):
    page = tmp_path / "page.html"
    assert kefu("report", "--language", language, "-o", page, DATA / "conversations.jsonl",
                DATA / "feedback.jsonl").code == 0
    found = Page(page.read_bytes().decode("utf-8"))
    policy = dict(part.strip().split(" ", 1) for part in found.policy.split(";"))
    assert policy["default-src"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in found.policy and not found.forbidden
    for kind, texts in found.texts.items():
        hashes = {f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts}
        assert set(policy.get(f"{kind}-src", "").split()) == hashes, kind


def test_no_cell_is_a_formula(kefu, tmp_path):
    table = tmp_path / "table.csv"
    assert kefu("report", "-o", table, records(FORMULAS, tmp_path / "records.jsonl")).code == 0
    rows = list(csv.reader(io.StringIO(table.read_bytes().decode("utf-8-sig"), newline="")))
    names = {row[1] for row in rows[1:]}
    assert {f"'{word}" for word in FORMULAS} <= names
    for name in names:
        assert not re.match(r"[\s\ufeff]*[=+\-@＝＋－＠]", name), name


def test_addresses_in_markdown_do_not_become_links(kefu, tmp_path):
    text = tmp_path / "report.md"
    assert kefu("report", "-o", text, records(LINKS, tmp_path / "records.jsonl")).code == 0
    written = text.read_text("utf-8")
    assert "evil.example" in written
    assert not re.search(r"(?i)[a-z]://|\bwww\.[a-z]|@[a-z0-9]", written)


def test_the_summary_on_a_terminal_shows_control_characters(kefu, tmp_path):
    words = ["a\x1b[2Jb", "a\x9b31mb", "a\u202eb", "a\u2066b"]
    result = kefu("report", "-o", tmp_path / "a.txt", records(words, tmp_path / "records.jsonl"))
    assert result.code == 0
    for shown in (result.out.decode("utf-8"), (tmp_path / "a.txt").read_text("utf-8")):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
        for word in ("a\\x1b[2Jb", "a\\x9b31mb", "a\\u202eb", "a\\u2066b"):
            assert word in shown, shown
