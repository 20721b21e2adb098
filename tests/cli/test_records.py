# SPDX-License-Identifier: MIT
"""kefu metrics, score and report over the sample day, broken lines and foreign records."""
import csv
import io
import json

import pytest

from conftest import DATA, PROJECT, shared

EXPECTED = json.loads((DATA / "expected.json").read_text(encoding="utf-8"))
CONVERSATIONS = DATA / "conversations.jsonl"


@pytest.fixture(scope="module")
def metrics():
    from conftest import run
    result = run("metrics", CONVERSATIONS)
    assert result.code == 0
    return {line["id"]: line["metrics"] for line in result.lines}


def test_planted_times(metrics):
    assert set(metrics) == set(EXPECTED["conversations"])
    for id, facts in EXPECTED["conversations"].items():
        found = metrics[id]
        where = f"{id}: {found}"
        if "frt_ms" in facts:
            assert found["frt"]["value"] == facts["frt_ms"], where
        if facts.get("max_response_ms") is not None:
            assert found["max_response_time"]["value"] == facts["max_response_ms"], where
        if facts.get("turns"):
            assert found["reply_rate_3min"]["n"] == facts["turns"], where
            rate = facts["replied_3min"] / facts["turns"]
            assert found["reply_rate_3min"]["value"] == pytest.approx(rate), where
        assert found["transfer_count"]["value"] == facts["transfer_count"], where
        resolved = facts["resolved"]
        assert found["resolution"]["value"] == (None if resolved is None else float(resolved)), where


def test_a_value_without_data_says_why(metrics):
    for found in metrics.values():
        for value in found.values():
            assert {"value", "n", "status", "reason"} <= set(value)
            assert (value["value"] is None) == (value["status"] not in ("ok", "low_n")), value
            if value["value"] is None:
                assert value["reason"] is not None


KINDS = ("emotions", "acts", "intents", "faults")


def words(kefu, found, role):
    """Adds the ids that kefu finds in each conversation in the words of one role."""
    texts, owners = [], []
    for line in CONVERSATIONS.read_text(encoding="utf-8").splitlines():
        conversation = json.loads(line)
        recalled = {e.get("message_id") for e in conversation.get("events", []) if e["type"] == "recalled"}
        for message in conversation["messages"]:
            if message["role"] == role and message.get("text") and message["id"] not in recalled:
                texts.append(json.dumps({"text": message["text"]}))
                owners.append(conversation["id"])
    kinds = ("emotions", "intents") if role == "customer" else ("acts", "faults")
    for id, line in zip(owners, kefu("analyze", "--role", role, "--jsonl", "text",
                                     stdin="\n".join(texts).encode()).lines):
        for kind in kinds:
            found[id][kind].update(f["id"] for f in line[kind])


def rules(kefu, found):
    """Adds the faults that rules see in the whole conversation, as the same reply three times."""
    faults = {"mechanical_reply": "mechanical"}
    for line in kefu("score", CONVERSATIONS).lines:
        found[line["conversation_id"]]["faults"].update(
            faults.get(hit["rule"], hit["rule"]) for hit in line["hits"])


@pytest.fixture(scope="module")
def found():
    from conftest import run
    found = {id: {kind: set() for kind in KINDS} for id in EXPECTED["conversations"]}
    words(run, found, "customer")
    words(run, found, "agent")
    rules(run, found)
    return found


def test_planted_words(found):
    planted = [(id, kind, name) for id, facts in EXPECTED["conversations"].items()
               for kind in KINDS for name in facts.get(kind, [])]
    missed = [fact for fact in planted if fact[2] not in found[fact[0]][fact[1]]]
    assert len(planted) >= 290
    assert len(missed) <= 0.05 * len(planted), missed


def test_no_agent_is_accused_falsely(found):
    """Faults that are not planted are few: they are the worst thing to be wrong about."""
    names = {name for facts in EXPECTED["conversations"].values() for name in facts.get("faults", [])}
    accused = [(id, name) for id, kinds in found.items() for name in kinds["faults"] & names
               if name not in EXPECTED["conversations"][id].get("faults", [])]
    assert len(accused) <= 3, accused


def test_score_gives_an_evaluation_a_line(kefu):
    result = kefu("score", CONVERSATIONS)
    assert result.code == 0
    assert len(result.lines) == len(EXPECTED["conversations"])
    bands = set()
    for line in result.lines:
        assert line["kind"] == "evaluation"
        form = line["scores"]["form"]
        assert form["final"] is None or 0 <= form["final"] <= 100
        bands.add(form["band"])
    assert len(bands) >= 3


def test_bad_lines_are_told_counted_and_skipped(kefu):
    good, other = CONVERSATIONS.read_bytes().split(b"\n")[:2]
    bad = [b"{", b'{"id": "x", "messages": {}}', b'{"id":"x","messages":[{"role":"robot"}]}', b'{"id":"x","id":"y"}']
    for command in ("metrics", "score"):
        for line in bad:
            result = kefu(command, stdin=good + b"\n" + line + b"\n" + other + b"\n")
            assert result.code == 3, (command, line, result)
            assert len(result.lines) == 2
            assert "-:2" in result.err
            strict = kefu(command, "--strict", stdin=good + b"\n" + line + b"\n" + other + b"\n")
            assert strict.code == 1 and len(strict.lines) == 1


def test_blank_lines_hold_no_conversation(kefu):
    line = (DATA / "conversations.jsonl").read_bytes().split(b"\n")[0]
    for command in ("score", "metrics"):
        result = kefu(command, stdin=b"\n" + line + b"\n \t\r\n\n")
        assert result.code == 0 and len(result.lines) == 1, result.err


def test_report_formats(kefu, tmp_path):
    outputs = [tmp_path / f"r.{end}" for end in ("html", "json", "md", "csv")]
    result = kefu("report", CONVERSATIONS, DATA / "feedback.jsonl",
                  "--previous", DATA / "previous" / "conversations.jsonl",
                  "--previous", DATA / "previous" / "feedback.jsonl",
                  *[word for output in outputs for word in ("-o", output)])
    assert result.code == 0
    assert result.out.decode().splitlines()[-1] == str(outputs[-1])
    assert "#" in result.err
    html, text, markdown, table = (o.read_text(encoding="utf-8") for o in outputs)
    assert html.startswith("<!DOCTYPE html>") and "http://" not in html.replace("http://www.w3.org", "")
    report = json.loads(text)
    csat = EXPECTED["day"]["feedback"]["csat"]
    overview = {row["metric"]: row for row in report["overview"] + report["indicators"]}
    assert overview["csat"]["value"] == pytest.approx(csat["numerator"] / csat["denominator"])
    assert overview["csat"]["n"] == csat["denominator"]
    assert len(overview["csat"]["interval"]) == 2
    assert overview["frt"]["previous"] is not None
    assert "|" in markdown
    assert len(list(csv.reader(io.StringIO(table)))) > 10
    assert not list(tmp_path.glob("*.part"))
    without = kefu("report", CONVERSATIONS)
    assert without.code == 0 and json.loads(without.out)["kind"] == "report"


def test_report_groups(kefu):
    result = kefu("report", "--group-by", "team,channel", CONVERSATIONS, DATA / "feedback.jsonl")
    report = json.loads(result.out)
    assert report["group_by"] == ["team", "channel"]
    assert all(set(group["key"]) == {"team", "channel"} for group in report["groups"])


def test_report_groups_by_time(kefu):
    report = json.loads(kefu("report", "--group-by", "at:day,team", CONVERSATIONS, DATA / "feedback.jsonl").out)
    days = {group["key"]["at:day"] for group in report["groups"]}
    assert all(len(day) == len("2026-03-13") for day in days if day) and len(days) > 1
    assert sum(group["conversations"] for group in report["groups"]) == report["period"]["conversations"]
    refused = kefu("report", "--group-by", "at:fortnight", CONVERSATIONS)
    assert refused.code == 1 and "at:quarter" in refused.err


def test_report_usage(kefu, tmp_path):
    assert kefu("report").code == 2
    assert kefu("report", "-o", "x.pdf", CONVERSATIONS).code == 2
    assert kefu("report", "a", "b", "c").code == 1
    assert kefu("report", "--map", "m", "--map", "n", "a", "b", "c").code == 2
    assert kefu("report", CONVERSATIONS, "-o", tmp_path / "no" / "x.html").code == 1
    assert kefu("report", "--map", CONVERSATIONS, CONVERSATIONS).code == 1
    assert not list(tmp_path.iterdir())


def test_real_dialogues_without_times(kefu):
    result = kefu("report", "--map", PROJECT / "examples" / "maps" / "helpdesk.json",
                  shared("corpora", "helpdesk.dev.jsonl"))
    assert result.code == 0
    report = json.loads(result.out)
    overview = {row["metric"]: row for row in report["overview"] + report["indicators"]}
    assert overview["frt"]["value"] is None and overview["frt"]["status"] == "no_data"
    assert overview["frt"]["reason"] == "no_times"
    assert overview["sentiment_start"]["n"] >= 300


def test_real_reviews_as_feedback(kefu):
    path = shared("corpora", "shopping.dev.tsv")
    result = kefu("report", "--map", PROJECT / "examples" / "maps" / "reviews.json", path)
    assert result.code == 0
    report = json.loads(result.out)
    assert len(report["issues"]) >= 5


def test_check_names_the_place(kefu, tmp_path):
    broken = tmp_path / "lexicon.json"
    broken.write_text('{"kefu": 1, "kind": "lexicon", "id": "my.words", "version": "1",\n'
                      ' "entries": [\n  {"text": "好用", "polarity": 1.5},\n  {"txt": "难用"}]}\n', encoding="utf-8")
    result = kefu("check", broken)
    assert result.code == 1
    assert f"{broken}:3:" in result.out.decode() and "/entries/0/polarity" in result.out.decode()
    assert f"{broken}:4:" in result.out.decode()
    broken.write_text('{"kefu": 1, "kind": "lexicon", "id": "my.words", "version": "1.0.0", '
                      '"entries": [{"text": "好用", "polarity": 0.8}],\n'
                      '"tests": [{"text": "真好用", "label": "positive"}]}\n', encoding="utf-8")
    assert kefu("check", broken).code == 0
    broken.write_text(broken.read_text(encoding="utf-8").replace('"positive"', '"negative"'), encoding="utf-8")
    assert kefu("check", broken).code == 1
    for text in (b"", b"{", b'{"kefu":1}', b"\xff", b"[]"):
        broken.write_bytes(text)
        result = kefu("check", broken)
        assert result.code == 1 and b":1:" in result.out, text


def test_own_definitions(kefu, tmp_path):
    (tmp_path / "words.json").write_text(json.dumps(
        {"kefu": 1, "kind": "lexicon", "id": "my.words", "version": "1.0.0",
         "entries": [{"text": "橐橐駪駪", "polarity": 0.9}]}), encoding="utf-8")
    for scheme in (tmp_path, tmp_path / "words.json"):
        line, = kefu("analyze", "--scheme", scheme, stdin="橐橐駪駪".encode()).lines
        assert line["label"] == "positive"
    assert kefu("analyze", stdin="橐橐駪駪".encode()).lines[0]["hits"] == []
    assert kefu("analyze", "--scheme", "kefu", stdin=b"").code == 0
    assert kefu("analyze", "--scheme", "no.such", stdin=b"").code == 1


def test_schemas_and_version(kefu):
    names = [line["name"] for line in kefu("schemas").lines]
    assert {"lexicon", "metric_set", "rubric", "rule_set", "conversation", "feedback"} <= set(names)
    schema = json.loads(kefu("schemas", "lexicon").out)
    assert schema["$schema"].startswith("http://json-schema.org/draft-07")
    assert kefu("schemas", "nothing").code == 1
    line, = kefu("version").lines
    assert line["kefu"] == "0.1.0" and len(line["digest"]) == 16
