# SPDX-License-Identifier: MIT
"""What is wrong with the input reaches whoever sits at the terminal, from every command that reads."""
import json
import re

import pytest

from conftest import PROJECT

FLAWED = {
    "id": "c1",
    "messages": [
        {"id": "m1", "at": "2026-03-12T10:00:00+08:00", "role": "customer", "text": "在吗"},
        {"id": "m2", "at": "2026-03-12T10:05:00+08:00", "role": "agent", "text": "您好"},
        {"id": "m1", "at": "2026-03-12T10:06:00+08:00", "role": "customer", "text": "嗯"},
        {"id": "m3", "at": "2026-03-12T10:02:00+08:00", "role": "customer", "text": "好"},
    ],
}


def line(record):
    return json.dumps(record, ensure_ascii=False).encode() + b"\n"


@pytest.fixture
def flawed(tmp_path):
    path = tmp_path / "flawed.jsonl"
    path.write_bytes(line({"id": "c0", "messages": FLAWED["messages"][:2]}) + line(FLAWED))
    return path


@pytest.mark.parametrize("command", [["score"], ["metrics"], ["metrics", "--explain", "frt"],
                                     ["analyze", "--dialogue"], ["report"]])
def test_every_reader_tells_what_it_mends(kefu, flawed, command):
    result = kefu(*command, flawed)
    found = [text for text in result.err.splitlines() if "flawed.jsonl:" in text]
    assert result.code == 0 and len(found) == 2, result.err
    for code, place in ("duplicate_message", "/messages/2/id"), ("out_of_order_events", "/messages/3/at"):
        assert any(re.match(rf".*flawed\.jsonl:2:\d+: warning: {code}: {place}: ", text) for text in found), found


def test_json_lines_for_editors(kefu, flawed):
    found = [json.loads(text) for text in kefu("score", "--findings", "json", flawed).err.splitlines()]
    assert [(f["severity"], f["code"]) for f in found] == [
        ("warning", "out_of_order_events"), ("warning", "duplicate_message")]
    for finding in found:
        assert set(finding) == {"source", "line", "column", "offset", "severity", "code", "pointer", "message"}
        assert finding["source"] == str(flawed) and finding["line"] == 2 and finding["column"] > 1
        assert finding["pointer"].startswith("/messages/")


@pytest.mark.parametrize("command", [["score"], ["metrics"], ["analyze", "--jsonl", "text"],
                                     ["analyze", "--dialogue"], ["fit", "--labels"], ["test"]])
def test_many_bad_lines_are_twenty_lines_and_one_a_code(kefu, command):
    result = kefu(*command, stdin=b"nonsense\n" * 100_000)
    lines = result.err.splitlines()
    assert result.code in (1, 3)
    shown = [text for text in lines if text.startswith("-:")]
    counts = [text for text in lines if text.endswith(" 100000 in all")]
    assert len(shown) == 20 and len(counts) == 1, lines[:30]
    assert re.match(r"-:1(:1)?: [a-z_]+: ", shown[0]) and shown[-1].startswith("-:20:")
    assert len(lines) <= 22, lines  # at most one more: that there is nothing to judge


def test_as_json_all_are_told(kefu):
    result = kefu("score", "--findings", "json", stdin=b"nonsense\n" * 50)
    assert result.code == 1
    assert [json.loads(text)["line"] for text in result.err.splitlines()] == list(range(1, 51))


def test_a_record_cannot_write_on_the_terminal(kefu):
    record = {"messages": [{"id": "a\x1b[2J\nb", "role": "customer"}] * 2}
    result = kefu("score", stdin=line(record))
    assert "\x1b" not in result.err and len(result.err.splitlines()) == 1


MAP = {"kefu": 1, "kind": "map", "id": "x.map", "version": "1", "record": "conversation", "format": "jsonl",
       "members": {"id": "/key", "messages": {"each": "/said", "members": {"role": "/who", "text": "/text"}}}}


def test_an_error_in_a_map_says_where(kefu, tmp_path):
    path = tmp_path / "map.json"
    path.write_text(json.dumps({**MAP, "record": "nothing"}), encoding="utf-8")
    (tmp_path / "in.jsonl").write_text("{}\n", encoding="utf-8")
    result = kefu("report", "--map", path, tmp_path / "in.jsonl")
    assert result.code == 1
    assert re.search(r"map\.json:1:\d+: [a-z_]+: /record: ", result.err), result.err


def test_findings_of_mapped_records_are_at_the_line_they_came_from(kefu, tmp_path):
    path = tmp_path / "map.json"
    path.write_text(json.dumps(MAP), encoding="utf-8")
    (tmp_path / "in.jsonl").write_bytes(
        line({"key": "1", "said": [{"who": "customer", "text": "x"}]}) + line({"key": "2", "said": [{"who": "nobody", "text": "x"}]}))
    result = kefu("report", "--map", path, tmp_path / "in.jsonl")
    assert result.code == 3
    assert re.search(r"in\.jsonl:2: unknown_choice: /messages/0/role: ", result.err), result.err


def test_warnings_of_a_scheme_are_told(kefu, tmp_path):
    path = tmp_path / "words.json"
    path.write_text(json.dumps({"kefu": 1, "kind": "lexicon", "id": "a.b", "version": "1", "entries": [],
                                "remove": ["这个词谁也没有说过"]}), encoding="utf-8")
    result = kefu("analyze", "--scheme", path, stdin="好\n".encode())
    assert result.code == 0 and len(result.lines) == 1
    assert re.match(r".*words\.json:1:\d+: warning: [a-z_]+: /remove/0: ", result.err), result.err


def test_check_prints_all_and_how_much_was_checked(kefu, tmp_path):
    good = {"kefu": 1, "kind": "lexicon", "id": "a.b", "version": "1", "entries": [],
            "tests": [{"text": "很好", "label": "positive"}, {"text": "很差", "label": "negative"}]}
    path = tmp_path / "words.json"
    path.write_text(json.dumps(good), encoding="utf-8")
    result = kefu("check", path)
    assert result.code == 0 and result.out == b"1 document checked, 2 tests passed: no errors\n"
    assert kefu("check", "--findings", "json", path).lines == [{"documents": 1, "tests": 2, "errors": 0, "warnings": 0}]
    path.write_text(json.dumps({**good, "entries": [{"text": "a", "polarity": 9}] * 30}), encoding="utf-8")
    found = kefu("check", path)
    assert found.code == 1 and found.out.count(b": out_of_range: /entries/") == 30
    assert len(kefu("check", "--findings", "json", path).lines) == 30


def test_check_counts_documents_and_tests(kefu, tmp_path):
    """Built-in tests run by the built-in documents: a policy that nobody can keep breaks none."""
    head = {"kefu": 1, "version": "1", "title": "mine", "license": "MIT", "note": "a note"}
    (tmp_path / "policy.json").write_text(json.dumps({
        **head, "kind": "metric_set", "id": "my.policy",
        "sla": [{"id": "hasty", "targets": [{"metric": "frt", "within_ms": 1000}]}],
        "tests": [{"conversation": {"messages": [{"at": 0, "role": "customer"}, {"at": 2000, "role": "agent"}]},
                   "expect": {"sla_met_rate": 0}}]}))
    (tmp_path / "map.json").write_text(json.dumps({
        **head, "kind": "map", "id": "my.map", "record": "feedback", "format": "tsv", "members": {"rating": 1}}))
    result = kefu("check", tmp_path)
    assert result.code == 0 and result.out == b"2 documents checked, 1 test passed: no errors\n", result
    for name, text, place in (
            ("map.json", '{"kefu":1,"kind":"map","id":"m","version":"1","record":"feedback",\n'
             '"format":"tsv","members":{"a":"/x"}}', b"map.json:2:31: "),
            ("spec.json", '{"kefu":1,"kind":"report_spec","id":"r","version":"1","title":"x",\n'
             '"overview":["frt",7]}', b"spec.json:2:19: ")):
        (tmp_path / name).write_text(text)
        result = kefu("check", tmp_path / name)
        assert result.code == 1 and place in result.out, result


def test_check_warns_of_what_is_hardly_meant(kefu, tmp_path):
    path = tmp_path / "metrics.json"
    path.write_text(json.dumps({
        "kefu": 1, "kind": "metric_set", "id": "my.metrics", "version": "1",
        "metrics": [{"id": "solved", "type": "flag", "of": "resolved", "direction": "lower_is_better", "target": 85}]}))
    result = kefu("check", path)
    assert result.code == 0
    assert b": warning: unit_mismatch: /metrics/0/target: " in result.out
    assert b": warning: odd_direction: /metrics/0/direction: " in result.out
    built_in = kefu("check", "--findings", "json", PROJECT / "lib" / "data")
    assert [line["warnings"] for line in built_in.lines] == [0]


@pytest.mark.parametrize("document, code, pointer", [
    ({"kind": "report_spec", "min_n_conversations": 3}, "unknown_member", "/min_n_conversations"),
    ({"kind": "report_spec", "title": 7}, "wrong_type", "/title"),
    ({"kind": "map", "record": "nothing", "format": "jsonl", "members": {}}, "unknown_choice", "/record"),
    ({"kind": "calendar", "utc_offset": "+08:00", "weekly": {"mon": [["09:00", "25:00"]]}}, "bad_hours", "/weekly/mon/0"),
])
def test_check_says_where_every_kind_is_broken(kefu, tmp_path, document, code, pointer):
    path = tmp_path / "broken.json"
    path.write_text(json.dumps({"kefu": 1, "id": "a.b", "version": "1", **document}, indent=1), encoding="utf-8")
    result = kefu("check", path)
    assert result.code == 1
    assert re.search(rf"broken\.json:[1-9]\d*:[1-9]\d*: {code}: {pointer}: ", result.out.decode()), result
