# SPDX-License-Identifier: MIT
"""One mistake for each code of findings: each is found, at its line, column and pointer."""
import json
import re

import pytest

from conftest import PROJECT

HEAD = {"kefu": 1, "id": "a.b", "version": "1"}
METRIC = {"id": "m", "type": "flag", "direction": "higher_is_better", "of": "resolved"}
WAIT = {"id": "w", "type": "duration", "direction": "lower_is_better", "start": "created", "stop": "first_reply"}
QUESTION = {"id": "q", "type": "boolean"}
NUMBER = {"id": "n", "type": "numeric", "bind": {"metric": "frt"}}


def metrics(*items, **members):
    return {"kind": "metric_set", "metrics": list(items), **members}


def rules(when, **members):
    return {"kind": "rule_set", "rules": [{"id": "r", "when": when, **members}]}


def form(*questions, **members):
    return {"kind": "rubric", "sections": [{"id": "s", "weight": 100, "questions": list(questions)}], **members}


def hours(weekly, **members):
    return {"kind": "calendar", "utc_offset": "+08:00", "weekly": weekly, **members}


def words(*entries, **members):
    return {"kind": "lexicon", "entries": list(entries), **members}


# code, pointer, document
DEFINITIONS = [
    ("duplicate_member", "/metrics/0/of", '{"kefu":1,"kind":"metric_set","id":"a.b","version":"1",\n "metrics":[{"id":"m",\n'
     '  "type":"flag","direction":"higher_is_better","of":"resolved",\n  "of":"resolved"}]}'),
    ("json_syntax", "/kind", '{"kefu":1,\n "kind":,}'),
    ("bad_utf8", "/kind", b'{"kefu":1,\n "kind":"\xff"}'),
    ("missing_member", "/metrics/0", metrics({k: v for k, v in METRIC.items() if k != "of"})),
    ("unknown_member", "/metrics/0/colour", metrics({**METRIC, "colour": 1})),
    ("wrong_type", "/metrics/0/min_n", metrics({**METRIC, "min_n": "3"})),
    ("out_of_range", "/metrics/0/interval/level", metrics({**METRIC, "interval": {"method": "wilson", "level": 2}})),
    ("unknown_choice", "/metrics/0/of", metrics({**METRIC, "of": "happy"})),
    ("bad_instant", "/effective_from", metrics(METRIC, effective_from="March")),
    ("bad_id", "/metrics/0/id", metrics({**METRIC, "id": "Not An Id"})),
    ("limit_exceeded", "/x_deep" + "/0" * 63, '{"kefu":1,\n "x_deep":' + "[" * 70 + "]" * 70 + "}"),
    ("bad_version", "/version", {**metrics(METRIC), "version": ""}),
    ("empty_period", "/effective_to", metrics(METRIC, effective_from="2026-02-01T00:00:00Z", effective_to="2026-01-01T00:00:00Z")),
    ("duplicate_id", "/metrics/1/id", metrics(METRIC, METRIC)),
    ("unresolved_ref", "/rules/0/when/metric", rules({"metric": "nothing", "gt": 1})),
    ("unknown_metric", "/overview/0", {"kind": "report_spec", "title": "t", "overview": ["nothing"]}),
    ("test_failed", "/tests/0", words(tests=[{"text": "很好", "label": "negative"}])),
    ("unknown_leaf", "/rules/0/when", rules({})),
    ("wrong_entity", "/rules/0/when/metric", rules({"metric": "complaint_rate", "gt": 1})),
    ("two_leaves", "/rules/0/when", rules({"act": "apology", "emotion": "anger"})),
    ("two_comparators", "/rules/0/when/gt", rules({"metric": "frt", "gt": 10000, "lt": 20000})),
    ("two_shapes", "/rules/0/when/phrase", rules({"phrase": {"any": ["甲"], "all": ["乙"]}})),
    ("phrase_wildcard", "/rules/0/when/phrase", rules({"phrase": "加*微信"})),
    ("bad_regex", "/rules/0/when/pattern", rules({"pattern": "订单(号"})),
    ("pattern_too_large", "/rules/0/when/pattern", rules({"pattern": "[ab]*a[ab]{13}"})),
    ("anchor_chain", "/rules/0/when/all/2/anchor/on", rules({"all": [
        {"emotion": "anger", "id": "x"}, {"act": "apology", "id": "y", "anchor": {"on": "x", "position": "after"}},
        {"act": "empathy", "anchor": {"on": "y", "position": "after"}}]})),
    ("two_units", "/rules/0/when/within/turns", rules({"act": "apology", "within": {"messages": 1, "turns": 1}})),
    ("two_anchors", "/rules/0/when/all/3/anchor/on", rules({"all": [
        {"emotion": "anger", "id": "x"}, {"intent": "threat", "id": "y"},
        {"act": "apology", "anchor": {"on": "x", "position": "after"}},
        {"act": "empathy", "anchor": {"on": "y", "position": "after"}}]})),
    ("empty_all", "/rules/0/when/all", rules({"all": []})),
    ("unit_mismatch", "/metrics/0/unit", metrics({**METRIC, "unit": "ms"})),
    ("odd_direction", "/metrics/0/direction", metrics({**WAIT, "direction": "higher_is_better"})),
    ("bad_found", "/metrics/0/of", metrics({**METRIC, "of": {"act": 7}})),
    ("bad_day", "/weekly/someday", hours({"mon": [["09:00", "18:00"]], "someday": [["09:00", "18:00"]]})),
    ("bad_hours", "/weekly/mon/0", hours({"mon": [["09:00", "25:00"]], "tue": [["09:00", "18:00"]]})),
    ("bad_date", "/workdays/0", hours({"mon": [["09:00", "18:00"]]}, workdays=["1 May"])),
    ("bad_offset", "/utc_offset", hours({"mon": [["09:00", "18:00"]]}, utc_offset="Beijing")),
    ("calendar_never_open", "", hours({})),
    ("last_minute_closed", "/weekly/mon/0/1", hours({"mon": [["09:00", "23:59"]]})),
    ("empty_rubric", "/sections", {"kind": "rubric", "sections": []}),
    ("weights_not_100", "/sections", {"kind": "rubric", "sections": [{"id": "s", "weight": 70, "questions": [QUESTION]}]}),
    ("band_gap", "/bands/0/max", form(QUESTION, bands=[{"id": "low", "min": 0, "max": 50, "title": "l"}, {"id": "high", "min": 60, "title": "h"}])),
    ("band_overlap", "/bands/0/max", form(QUESTION, bands=[{"id": "low", "min": 0, "max": 70, "title": "l"}, {"id": "high", "min": 60, "title": "h"}])),
    ("duplicate_band", "/bands", form(QUESTION, bands=[{"id": "low", "min": 0, "title": "l"}, {"id": "high", "min": 0, "title": "h"}])),
    ("range_overlap", "/sections/0/questions/0/ranges/1/max", form({**NUMBER, "ranges": [
        {"max": 20000, "score": 1}, {"max": 10000, "score": 0}, {"score": 0}]})),
    ("no_text", "/entries/0", words({"polarity": 0.5})),
    ("bad_keyword", "/entries/0", words({"text": "", "polarity": 0.5})),
    ("bad_pattern", "/entries/0/pattern", words({"pattern": "@you", "polarity": -0.5})),
    ("bad_pair", "/entries/0", words({"pair": ["好"], "polarity": 0.5})),
    ("unknown_id", "/entries/0/emotion/joyfulness", words({"text": "甲乙丙丁戊", "emotion": {"joyfulness": 1}})),
    ("nothing_to_remove", "/remove/0", words(remove=["这个词谁也没有说过"])),
]


def at(text, line, column):
    """What stands at a place: lines and columns count from 1, columns in bytes."""
    return text.split(b"\n")[line - 1][column - 1:]


def value_at(document, pointer):
    for name in pointer.split("/")[1:]:
        document = document[int(name)] if isinstance(document, list) else document[name]
    return document


def check_place(text, document, found):
    place = at(text, found["line"], found["column"])
    assert found["line"] >= 1 and found["column"] >= 1 and place, found
    if isinstance(document, dict):
        value = json.dumps(value_at(document, found["pointer"]), ensure_ascii=False)
        name = '"' + found["pointer"].rpartition("/")[2] + '"'
        assert place.startswith((value[:1].encode(), name.encode())), (found, place)


@pytest.mark.parametrize("code, pointer, document", DEFINITIONS, ids=[case[0] for case in DEFINITIONS])
def test_a_definition_with_one_mistake(kefu, tmp_path, code, pointer, document):
    whole = {**HEAD, **document} if isinstance(document, dict) else document
    text = json.dumps(whole, ensure_ascii=False, indent=1) if isinstance(whole, dict) else whole
    text = text if isinstance(text, bytes) else text.encode()
    path = tmp_path / "wrong.json"
    path.write_bytes(text)
    done = kefu("check", "--findings", "json", path)
    found = [line for line in done.lines if "code" in line]
    assert {(f["code"], f["pointer"]) for f in found} == {(code, pointer)}, found
    check_place(text, whole, found[0])


def test_documents_that_extend_each_other(kefu, tmp_path):
    for name, other in (("a.b", "c.d"), ("c.d", "a.b")):
        (tmp_path / f"{name}.json").write_text(json.dumps(
            {**HEAD, **metrics(METRIC), "id": name, "extends": other}, indent=1), encoding="utf-8")
    found = kefu("check", "--findings", "json", tmp_path).lines
    assert [(f["code"], f["pointer"], f["line"]) for f in found] == [("cyclic_extends", "", 1)]


def test_versions_that_are_in_force_at_once(kefu, tmp_path):
    for version, start in (("1", 1), ("2", 2)):
        (tmp_path / f"{version}.json").write_text(json.dumps({
            **HEAD, **metrics(METRIC), "version": version, "effective_from": f"2026-0{start}-01T00:00:00Z",
            "effective_to": "2027-01-01T00:00:00Z"}, indent=1), encoding="utf-8")
    found = [line for line in kefu("check", "--findings", "json", tmp_path).lines if "code" in line]
    assert [(f["code"], f["severity"]) for f in found] == [("effective_overlap", "warning")] and found[0]["line"] >= 1


def chat(*messages, **members):
    return {"messages": [{"id": str(i), "at": 1773280800000 + 1000 * i, "role": "customer", "text": "问", **message}
                         for i, message in enumerate(messages)], **members}


def event(type, **members):
    return chat({}, {}, events=[{"type": type, "at": 1773280805000, **members}])


# code, pointer, record
RECORDS = [
    ("json_syntax", "/id", b'{"id":,"messages":[{"role":"customer"}]}'),
    ("bad_text", "/messages/0/text", b'{"messages":[{"role":"customer","at":1773280800000,"text":"\xff"}]}'),
    ("missing_member", "/messages/0", {"messages": [{"text": "问"}]}),
    ("wrong_type", "/messages", {"messages": 7, "events": []}),
    ("unknown_choice", "/messages/0/role", chat({"role": "nobody"})),
    ("unknown_record", "", {"colour": "red"}),
    ("empty_record", "", {"id": "c", "messages": []}),
    ("instant_dropped", "/messages/0/at", chat({"at": "yesterday"})),
    ("rating_dropped", "/events/0/value", event("rated", value=9)),
    ("rating_rounded", "/rating", {"id": "f", "rating": 4.5, "at": 1773280800000}),
    ("member_dropped", "/channel", chat({}, channel={"name": "chat"})),
    ("event_dropped", "/events/0/type", event("exploded")),
    ("content_unknown", "/messages/0/content", chat({"content": "hologram"})),
    ("misspelled_member", "/chanel", chat({}, chanel="chat")),
    ("time_unit", "", {"messages": [{"role": "customer", "at": 1773280800, "text": "问"}]}),
    ("times_relative", "", {"messages": [{"role": "customer", "at": 5, "text": "问"}]}),
    ("time_zone_assumed", "/messages/0/at", chat({"at": "2026-03-12T10:00:00"})),
    ("time_implausible", "/messages/1/at", chat({}, {"at": 1973280800000})),
    ("duplicate_message", "/messages/1/id", chat({}, {"id": "0"})),
    ("out_of_order_events", "/messages/1/at", chat({}, {"at": 1773280700000})),
    ("unknown_message", "/events/0/message_id", event("recalled", message_id="9")),
    ("recalled_message", "/events/1/message_id", chat({}, {}, events=[
        {"type": "recalled", "at": 1773280805000, "message_id": "1"}, {"type": "edited", "at": 1773280806000, "message_id": "1", "text": "x"}])),
]


@pytest.mark.parametrize("code, pointer, record", RECORDS, ids=[case[0] for case in RECORDS])
def test_a_record_with_one_mistake(kefu, tmp_path, code, pointer, record):
    text = record if isinstance(record, bytes) else json.dumps(record, ensure_ascii=False).encode()
    path = tmp_path / "wrong.jsonl"
    path.write_bytes(json.dumps(chat({}), ensure_ascii=False).encode() + b"\n" + text + b"\n")
    done = kefu("report", "--findings", "json", path)
    found = [json.loads(line) for line in done.err.splitlines() if line.startswith("{")]
    assert {(f["code"], f["pointer"]) for f in found} == {(code, pointer)}, found
    assert found[0]["line"] == 2 and found[0]["source"] == str(path)
    if found[0]["column"] or pointer:  # what is wrong with a record as a whole is at its line
        check_place(path.read_bytes(), record, found[0])


# what other tests hold, or no file can bring about
ELSEWHERE = {
    "no_memory": "tests/oom", "forgotten_rule": "tests/unit/evaluation", "repeated_record": "tests/cli/test_intake.py",
    "bad_pointer": "tests/unit/conversation/map.c", "unknown_table": "tests/cli/test_intake.py", "bad_row": "tests/cli",
    "conversations_by_pair": "tests/unit/reader", "unlisted_agent": "tests/cli/test_roster.py",
    "bad_leaf": "no leaf of the library leaves its reason out", "stray_quote": "tests/unit/reader",
    "unused_column": "tests/property/damages.py", "same_time": "tests/unit/series", "uneven_times": "tests/unit/series", "other_rubric": "tests/unit/evaluation",
    "rating_out_of_scale": "tests/unit/evaluation", "lexicon_conflict": "tests/unit/scheme/lexicon.c"}


def test_every_code_has_a_mistake():
    text = (PROJECT / "docs" / "findings.md").read_text(encoding="utf-8")
    codes = set(re.findall(r"^\| `([a-z0-9_]+)` \| (?:error|warning|note) \|", text, flags=re.M))
    tested = {case[0] for case in DEFINITIONS + RECORDS} | {"cyclic_extends", "effective_overlap"}
    assert codes - tested - set(ELSEWHERE) == set() and tested <= codes and not tested & set(ELSEWHERE)
