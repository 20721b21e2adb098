# SPDX-License-Identifier: MIT
"""Metrics through the whole program: all, some, explained, as a table; by definitions in force at an instant; the
figures of other products' manuals."""
import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from conftest import DATA, PROGRAM, PROJECT

DAY = (DATA / "conversations.jsonl").read_bytes()
FIRST = DAY.splitlines(keepends=True)[0]
IDS = list(json.loads(subprocess.run([PROGRAM, "metrics"], input=FIRST, capture_output=True).stdout)["metrics"])
OF_RECORDS = {"good_review_rate", "complaint_rate", "feedback_sentiment"}  # which no conversation holds

# all that happens on the sample day and some things that do not
RICH = {"id": "r", "channel": "chat", "team": "t1", "messages": [
    {"id": "1", "at": 1773280800000, "role": "customer", "text": "转人工"},
    {"id": "2", "at": 1773280801000, "role": "bot", "auto": True, "text": "您好"},
    {"id": "3", "at": 1773280860000, "role": "agent", "agent_id": "a1", "text": "您好，请稍等"},
    {"id": "4", "at": 1773280920000, "role": "customer", "text": "气死我了，再不处理我就投诉，再也不买了"},
    {"id": "5", "at": 1773280980000, "role": "agent", "agent_id": "a2", "text": "非常抱歉，理解您的心情，已为您退款，十分钟内给您答复"},
    {"id": "6", "at": 1773281100000, "role": "agent", "agent_id": "a3", "text": "你是傻子吗"},
    {"id": "7", "at": 1773290000000, "role": "customer", "text": "还没到账"},
    {"id": "8", "at": 1773290060000, "role": "agent", "agent_id": "a3", "text": "请稍等"},
    {"id": "9", "at": 1773300000000, "role": "customer", "text": "还是没有到账"}], "events": [
        {"type": "bot_handoff", "at": 1773280830000, "to": "a1"}, {"type": "transfer", "at": 1773280950000, "to": "a2"},
        {"type": "transfer", "at": 1773281000000, "to": "a3"}, {"type": "invited", "at": 1773281200000},
        {"type": "rated", "at": 1773281201000, "value": 5}, {"type": "resolved", "at": 1773281300000, "by": "a3"},
        {"type": "rated", "at": 1773281301000, "value": 9, "scale": {"min": 0, "max": 10}},
        *({"type": "rated", "at": 1773281302000, "value": high, "scale": {"min": 1, "max": high}} for high in (2, 3, 7, 10)),
        {"type": "resolved", "at": 1773290120000, "by": "a3"}]}


@pytest.mark.parametrize("metric", IDS)
def test_every_metric_says_what_it_counted(kefu, metric):
    found, = kefu("metrics", "--explain", metric, stdin=json.dumps(RICH).encode()).lines
    value, counted, left_out = found["value"], found["counted"], found["left_out"]
    assert found["metric"] == metric and all(case["reason"] for case in left_out)
    assert counted or metric in OF_RECORDS
    if metric in OF_RECORDS:
        assert (value["value"], value["reason"]) == (None, "no_events")
    if counted and "in" in counted[0]:
        assert sum(case["in"] != "numerator" for case in counted) == value["n"]
        assert sum(case["in"] != "denominator" for case in counted) == round(value["value"] * value["n"])


def test_some_metrics_by_another_statistic(kefu):
    one, = kefu("metrics", "--metric", "art,frt,art", "--statistic", "max", stdin=FIRST).lines
    assert list(one["metrics"]) == ["art", "frt"] and one["metrics"]["art"]["value"] == 28369000
    many, = kefu("metrics", "--statistic", "count", stdin=FIRST).lines
    assert list(many["metrics"]) == IDS and many["metrics"]["art"]["value"] == 3
    assert kefu("metrics", "--metric", "nothing", stdin=FIRST).code == 1
    assert kefu("metrics", "--statistic", "p51", stdin=FIRST).code == 1
    for wrong in (["--metric", "frt", "--explain", "frt"], ["--turns", "--statistic", "max"]):
        assert kefu("metrics", *wrong, stdin=FIRST).code == 2
    assert kefu("score", "--turns", stdin=FIRST).code == 2


def test_metrics_of_times_alone_have_the_values_they_have_among_all(kefu):
    everything = kefu("metrics", stdin=DAY + json.dumps(RICH).encode()).lines
    for ids in (["frt", "art", "message_count", "resolution_rate", "sla_met_rate", "bot_only_rate"], ["frt", "useful_response_time"]):
        alone = kefu("metrics", "--metric", ",".join(ids), stdin=DAY + json.dumps(RICH).encode()).lines
        assert [line["id"] for line in alone] == [line["id"] for line in everything]
        for some, whole in zip(alone, everything):
            assert some["metrics"] == {metric: whole["metrics"][metric] for metric in ids}


def test_turns_add_up_to_the_waits(kefu):
    rows = kefu("metrics", "--turns", stdin=DAY).lines
    for metrics in kefu("metrics", "--metric", "wait_time", stdin=DAY).lines:
        wait, own = metrics["metrics"]["wait_time"]["value"], [r for r in rows if r["conversation"] == metrics["id"]]
        if wait is not None and None not in [row["wait"] for row in own]:  # none goes on
            assert wait == sum(row["wait"] for row in own)
    assert {row["end"] for row in rows} >= {"answered", "handed_on", "unanswered"}


def test_definitions_in_force_at_an_instant(kefu, tmp_path):
    for version, since, limit in (("1", "2026-01-01", 30000), ("2", "2026-07-01", 5000)):
        (tmp_path / f"{version}.json").write_text(json.dumps({
            "kefu": 1, "kind": "metric_set", "id": "mine", "version": version, "effective_from": f"{since}T00:00:00Z",
            "metrics": [{"id": "soon", "type": "ratio", "direction": "higher_is_better", "denominator": "turns",
                         "numerator": {"metric": "art", "le": limit}, "unanswered": "miss"}]}))

    def soon(*at):
        done = kefu("metrics", "--scheme", tmp_path, "--metric", "soon", *at, stdin=FIRST)
        assert done.code == 0, done.err
        return round(done.lines[0]["metrics"]["soon"]["value"], 3)
    assert soon("--at", "2026-03-01T00:00:00+08:00") == 0.333
    assert soon("--at", "2026-08-01T00:00:00+08:00") == 0
    assert soon() == 0.333  # by what was in force when it began
    assert kefu("metrics", "--at", "March", stdin=FIRST).code == 2
    assert kefu("init", "--at", "0", "x").code == 2


@pytest.mark.parametrize("page", ["guide.md", "metrics.md"])
def test_the_guides_commands_run(page):
    text = (PROJECT / "docs" / page).read_text(encoding="utf-8")
    commands = re.findall(r"^    \$ (.*kefu metrics.*)$", text, flags=re.M)
    assert commands
    for command in commands:
        done = subprocess.run(["sh", "-ec", command], cwd=PROJECT, capture_output=True,
                              env={**os.environ, "PATH": f"{Path(PROGRAM).resolve().parent}:{os.environ['PATH']}"})
        assert done.returncode == 0 and done.stdout, command


# of each review the selected answers to questions that weigh 100, 10 and 1, and one that zeroes the form
REVIEWS = [{}, {"big": "0"}, {"big": "0.6"}, {"middle": "0"}, {"vital": "0"}]


def question(name, weight, scores, **options):
    answers = [{"id": score, "score": float(score), **(options if score == "0" else {})} for score in scores]
    return {"id": name, "type": "single_select", "title": name, "weight": weight, "options": answers,
            "auto": {"cases": [{"when": {"attribute": name, "eq": score}, "answer": score} for score in scores],
                     "default": "1"}}


def test_the_quality_score_is_the_mean_of_reviews(kefu, tmp_path):
    form = {"kefu": 1, "kind": "rubric", "id": "zendesk.example", "version": "1", "title": "form",
            "scoring": {"mode": "weighted_questions", "digits": 2}, "bands": [{"id": "all", "min": 0, "title": "all"}],
            "sections": [{"id": "s", "title": "s", "questions": [
                question("big", 100, ["0", "0.6", "1"]), question("middle", 10, ["0", "1"]),
                question("small", 1, ["0", "1"]),
                question("vital", 0, ["0", "1"], on_fail={"scope": "form", "action": "zero"})]}]}
    scheme = tmp_path / "form.json"
    scheme.write_text(json.dumps(form))
    chats = "".join(json.dumps({
        "id": f"z{i}", "attributes": {**dict.fromkeys(("big", "middle", "small", "vital"), "1"), **review},
        "messages": [{"at": 1773280800000, "role": "customer", "text": "问"},
                     {"at": 1773280810000, "role": "agent", "agent_id": "a1", "text": "答"}]}) + "\n"
        for i, review in enumerate(REVIEWS))
    done = kefu("report", "--scheme", scheme, "-", stdin=chats.encode())
    score = next(x for x in json.loads(done.out)["overview"] if x["metric"] == "score")
    assert (score["n"], round(score["value"], 3)) == (5, 52.972)


KPI = {"kefu": 1, "kind": "metric_set", "id": "shop.kpi", "version": "1", "metrics": [
    {"id": "kpi", "type": "composite", "direction": "higher_is_better", "target": 80, "title": "绩效", "parts": [
        {"metric": "reply_rate_3min", "weight": 60, "score": {"target_ratio": {"target": 0.9}}},
        {"metric": "art", "weight": 40, "score": {"bands": [{"max": 60000, "score": 100}, {"max": 300000, "score": 60},
                                                             {"score": 0}]}}]},
    {"id": "waits_per_turn", "type": "derived", "direction": "lower_is_better", "unit": "ms",
     "divide": ["wait_time", "turn_count"]}]}


def test_a_report_computes_metrics_from_those_of_its_own_groups(kefu, tmp_path):
    kpi, spec = tmp_path / "kpi.json", tmp_path / "spec.json"
    kpi.write_text(json.dumps(KPI))
    spec.write_text(json.dumps({"kefu": 1, "kind": "report_spec", "id": "kefu.report", "version": "9",
                                "title": "r", "overview": ["kpi"],
                                "groups": ["reply_rate_3min", "art", "kpi"], "hours": ["kpi", "waits_per_turn"]}))
    done = kefu("report", "--scheme", tmp_path, "-", stdin=DAY)
    assert done.code == 0, done.err
    report = json.loads(done.out)
    whole = {one["metric"]: one for one in report["overview"] + report["indicators"]}

    def score(row):
        art = row["art"]["value"]
        return .6 * min(100, 100 * row["reply_rate_3min"]["value"] / .9) + .4 * (100 if art <= 6e4 else 60 if art <= 3e5 else 0)
    assert whole["kpi"]["value"] == pytest.approx(score(whole)) and whole["kpi"]["unit"] == "score"
    assert whole["waits_per_turn"]["value"] == pytest.approx(whole["wait_time"]["value"] / whole["turn_count"]["value"])
    # no interval, no test of a change: how much it varies is unknown
    assert (whole["kpi"]["met"], whole["kpi"]["certain"]) == (whole["kpi"]["value"] >= 80, False)
    rows = [row["metrics"] for row in report["groups"] if row["metrics"]["art"]["value"] is not None]
    assert len(rows) > 3 and all(row["kpi"]["value"] == pytest.approx(score(row)) for row in rows)


def test_an_explanation_adds_up_to_the_score(kefu, tmp_path):
    (tmp_path / "kpi.json").write_text(json.dumps(KPI))
    for found in kefu("metrics", "--scheme", tmp_path, "--explain", "kpi", stdin=DAY).lines:
        parts = found["parts"]
        if found["value"]["value"] is None:
            assert any(part["score"] is None for part in parts) and found["value"]["reason"]
            continue
        assert found["value"]["value"] == pytest.approx(sum(p["weight"] * p["score"] for p in parts) / 100)
        if found["value"]["value"]:
            assert sum(part["share"] for part in parts) == pytest.approx(1)
    other = kefu("metrics", "--scheme", tmp_path, "--metric", "kpi", "--statistic", "p90", stdin=FIRST).lines[0]["metrics"]["kpi"]
    assert (other["value"], other["status"]) == (None, "undefined")


def test_what_a_metric_is_computed_from_must_stay_fit(kefu, tmp_path):
    """A later document replaces art by a share: to add it to a time is no longer possible."""
    def metric(name, *metrics):
        (tmp_path / name).write_text(json.dumps({"kefu": 1, "kind": "metric_set", "id": name[:-5], "version": "1",
                                                 "metrics": list(metrics)}))
    metric("a.json", {"id": "sum", "type": "derived", "direction": "lower_is_better", "add": ["art", "frt"]})
    assert kefu("metrics", "--scheme", tmp_path, stdin=FIRST).code == 0
    metric("b.json", {"id": "art", "type": "flag", "direction": "lower_is_better", "of": "unanswered"})
    done = kefu("metrics", "--scheme", tmp_path, stdin=FIRST)
    assert done.code == 1 and "different units" in done.err
    metric("b.json", {"id": "frt", "type": "derived", "direction": "lower_is_better", "add": ["sum", "art"]})
    done = kefu("metrics", "--scheme", tmp_path, stdin=FIRST)  # which would be computed from itself
    assert done.code == 1 and "above it" in done.err
    (tmp_path / "b.json").write_text(json.dumps({"kefu": 1, "kind": "rule_set", "id": "b", "version": "1", "rules": [
        {"id": "r", "title": "r", "severity": "minor", "when": {"metric": "sum", "gt": 1000}}]}))
    done = kefu("metrics", "--scheme", tmp_path, stdin=FIRST)
    assert done.code == 1 and "computed from others" in done.err


PRESETS = sorted((PROJECT / "bindings" / "cli" / "presets").glob("*.json"))


@pytest.mark.parametrize("path", PRESETS, ids=lambda path: path.stem)
def test_a_preset_gives_what_its_source_says(kefu, path):
    preset = json.loads(path.read_text(encoding="utf-8"))
    ids = [metric["id"] for metric in preset["metrics"]]
    assert preset["unofficial"] is True and preset["source"] and preset["note"]
    assert all(one.startswith(path.stem + ".") for one in ids)
    asked, silent = set(), set()
    for test in preset["tests"]:
        done = kefu("metrics", "--preset", path.stem, stdin=json.dumps({"id": "p", **test["conversation"]}).encode())
        assert done.code == 0 and f"{path.stem} is unofficial: {preset['source']}" in done.err
        found = done.lines[0]["metrics"]
        assert list(found) == ids  # those of the preset alone
        for name, expect in test["expect"].items():
            for member, value in (expect if isinstance(expect, dict) else {"value": expect}).items():
                assert found[name][member] == pytest.approx(value), (test["name"], name)
            (silent if found[name]["value"] is None else asked).add(name)
    assert asked == set(ids) and silent  # each has a value in a test, and some have none
    checked = kefu("check", path)
    assert checked.code == 0 and "no errors" in (checked.out.decode() + checked.err)


def test_presets_are_layers_below_the_callers_own_definitions(kefu, tmp_path):
    (tmp_path / "own.json").write_text(json.dumps({"kefu": 1, "kind": "metric_set", "id": "own", "version": "1", "metrics": [
        {"id": "points", "type": "composite", "direction": "higher_is_better", "parts": [
            {"metric": "cn.taobao.reply_rate_3min", "weight": 1, "score": {"target_ratio": {"target": 0.5}}}]}]}))
    done = kefu("metrics", "--preset", "cn.taobao", "--scheme", tmp_path, "--metric", "points,frt", stdin=DAY)
    assert done.code == 0 and list(done.lines[0]["metrics"]) == ["points", "frt"]
    whole = kefu("metrics", "--preset", "cn.taobao", "--explain", "cn.taobao.reply_rate_3min", stdin=FIRST).lines[0]
    assert whole["members"] == "taobao" and {case["reason"] for case in whole["left_out"]} <= {"outside_calendar"}
    unknown = kefu("metrics", "--preset", "cn.nobody", stdin=FIRST)
    assert unknown.code != 0 and "cn.taobao" in unknown.err and not unknown.out
    early = {"id": "e", "messages": [{"at": "2020-05-01T10:00:00+08:00", "role": "customer", "text": "问"}]}
    before = kefu("metrics", "--preset", "cn.jd", stdin=json.dumps(early).encode())  # in force from 2021-12-01
    assert before.code != 0 and "no metric" in before.err


def test_the_vectors_of_presets_hold_what_the_program_holds():
    vectors = (PROJECT / "tests" / "conformance" / "vectors.jsonl").read_text(encoding="utf-8").splitlines()
    held = {}
    for vector in map(json.loads, vectors):
        if isinstance(vector.get("definitions"), dict) and vector["definitions"]["id"].startswith("preset."):
            held.setdefault(vector["definitions"]["id"][7:], []).append(vector)
    assert sorted(held) == [path.stem for path in PRESETS]
    for path in PRESETS:
        preset = json.loads(path.read_text(encoding="utf-8"))
        tests = preset.pop("tests")
        assert all(vector["definitions"] == preset for vector in held[path.stem])
        assert len(held[path.stem]) >= len(tests)
