# SPDX-License-Identifier: MIT
"""Definitions that change: each record is judged by what was in force when it began, what is defined alike is added
up, the rest is kept apart and said."""
import json

import pytest

from conftest import DATA

DAY = DATA / "conversations.jsonl"
FEEDBACK = DATA / "feedback.jsonl"
CHANGE = "2026-03-12T12:00:00+08:00"  # amid the sample day
BEGUN = {}
for line in DAY.read_text(encoding="utf-8").splitlines():
    chat = json.loads(line)
    BEGUN[chat["id"]] = min(item["at"] for item in chat["messages"] + chat.get("events", []))
EARLY = {name for name, at in BEGUN.items() if str(at) < CHANGE}


def document(kind, name, version, since, **members):
    head = {"kefu": 1, "kind": kind, "id": name, "version": version, **members}
    return {**head, "effective_from": since} if since else head


def metric_set(version, since, limit):
    return document("metric_set", "mine", version, since, metrics=[
        {"id": "soon", "type": "ratio", "direction": "higher_is_better", "denominator": "turns",
         "numerator": {"metric": "art", "le": limit}, "unanswered": "miss"},
        {"id": "same", "type": "count", "direction": "lower_is_better", "of": "turns"}])


def rubric(version, since, minutes):
    return document("rubric", "mine.form", version, since, title="form", bands=[
        {"id": "good", "min": 50, "title": "good"}, {"id": "bad", "min": 0, "title": "bad"}], sections=[
        {"id": "s", "title": "s", "weight": 100, "questions": [
            {"id": "quick", "type": "numeric", "title": "quick", "bind": {"metric": "frt"},
             "ranges": [{"max": minutes * 60000, "score": 100}, {"score": 0}]},
            {"id": "still", "type": "numeric", "title": "still", "bind": {"metric": "transfer_count"},
             "ranges": [{"max": 0, "score": 100}, {"score": 0}]}]}])


@pytest.fixture
def scheme(tmp_path):
    folder = tmp_path / "scheme"
    folder.mkdir()
    for name, text in {"m1": metric_set("1", "2026-01-01T00:00:00+08:00", 30000), "m2": metric_set("2", CHANGE, 5000),
                       "r1": rubric("1", "2026-01-01T00:00:00+08:00", 10), "r2": rubric("2", CHANGE, 1)}.items():
        (folder / f"{name}.json").write_text(json.dumps(text))
    return folder


def by_id(done):
    assert done.code == 0, done.err
    return {line.get("id") or line["conversation_id"]: line for line in done.lines}


def test_conversations_are_judged_by_what_was_in_force(kefu, scheme):
    def measured(*at):
        return by_id(kefu("metrics", "--scheme", scheme, "--metric", "soon", *at, DAY))
    old, new, now = measured("--at", "2026-02-01T00:00:00Z"), measured("--at", "2026-04-01T00:00:00Z"), measured()
    assert 20 < len(EARLY) < 77
    assert now == {name: (old if name in EARLY else new)[name] for name in BEGUN}
    assert old != new != now


def test_scores_are_by_the_rubric_in_force(kefu, scheme):
    def scored(*at):
        return by_id(kefu("score", "--scheme", scheme, "--rubric", "mine.form", *at, DAY))
    old, new, now = scored("--at", "2026-02-01T00:00:00Z"), scored("--at", "2026-04-01T00:00:00Z"), scored()
    assert now == {name: (old if name in EARLY else new)[name] for name in BEGUN}
    assert {line["rubric"]["version"] for line in now.values()} == {"1", "2"}


@pytest.mark.parametrize("threads", ["1", "3"])
def test_a_report_joins_what_is_defined_alike(kefu, scheme, threads):
    def report(*arguments):
        done = kefu("report", "-j", threads, "--rubric", "mine.form", *arguments, FEEDBACK)
        assert done.code == 0, done.err
        return json.loads(done.out)
    mixed, whole = report("--scheme", scheme, DAY), report("--scheme", scheme, "--at", "2026-04-01T00:00:00Z", DAY)
    split = {(entry["kind"], entry["id"]): entry["cases"] for entry in mixed["breaks"]}
    assert "breaks" not in whole and mixed["period"] == whole["period"]
    assert split[("metric", "soon")] > 0 and not {("metric", i) for i in ("same", "frt", "csat", "sla_met_rate")} & set(split)
    assert split[("score", "mine.form")] == len(EARLY) and 0 < split[("score", "mine.form/quick")] <= len(EARLY)
    assert ("score", "mine.form/still") not in split and ("rule", "sla_missed") not in split

    def overview(of):
        return {entry["metric"]: entry for entry in of["overview"]}
    for name, entry in overview(whole).items():
        if name not in ("soon", "score"):
            assert overview(mixed)[name] == entry, name
    assert overview(mixed)["score"]["n"] == overview(whole)["score"]["n"] - split[("score", "mine.form")]


def test_a_report_is_by_the_newest_versions_that_judged(kefu, scheme, tmp_path):
    """Of a time before the last change: as with --at."""
    early = tmp_path / "early.jsonl"
    early.write_text("".join(line for line in DAY.open(encoding="utf-8") if json.loads(line)["id"] in EARLY))
    of_slices = json.loads(kefu("report", "--scheme", scheme, "--rubric", "mine.form", early).out)
    at_once = json.loads(kefu("report", "--scheme", scheme, "--rubric", "mine.form", "--at", "2026-02-01T00:00:00Z", early).out)
    assert of_slices == at_once and "breaks" not in of_slices


def test_before_the_first_version_none_of_it_is_in_force(kefu, tmp_path):
    late = tmp_path / "late.json"
    late.write_text(json.dumps(metric_set("1", "2027-01-01T00:00:00Z", 30000)))
    all_ids = kefu("metrics", "--scheme", late, DAY)
    assert all_ids.code == 0 and not any("soon" in line["metrics"] for line in all_ids.lines)
    one = kefu("metrics", "--scheme", late, "--metric", "soon", DAY)
    assert one.code == 3 and one.out == b"" and "soon" in one.err
    assert kefu("metrics", "--scheme", late, "--metric", "nowhere", DAY).code == 1
    timeless = b'{"id":"t","messages":[{"role":"customer","text":"1"},{"role":"agent","text":"2"}]}'
    assert "soon" in kefu("metrics", "--scheme", late, stdin=timeless).lines[0]["metrics"]


def test_versions_that_do_not_compile_refuse_what_they_would_judge(kefu, scheme):
    broken = json.loads((scheme / "m1.json").read_text())
    broken["metrics"][0]["denominator"] = "nothing"
    (scheme / "m1.json").write_text(json.dumps(broken))
    done = kefu("metrics", "--scheme", scheme, "--metric", "soon", DAY)
    assert done.code == 3 and len(done.lines) == len(BEGUN) - len(EARLY)
    assert done.err.count("what was in force when it began cannot be used") >= 1
