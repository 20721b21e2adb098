# SPDX-License-Identifier: MIT
"""kefu analyze --dialogue: one line a dialogue; what is served is what was trained."""
import json
import math

import pytest

from conftest import DATA, PROJECT, shared

TURNS = [{"role": "customer", "text": "等了三天还没发货，太差了！"},
         {"role": "agent", "text": "非常抱歉，已为您加急处理，今天一定发出"},
         {"role": "customer", "text": "好的，谢谢你，很满意"}]
MEMBERS = {"id", "satisfaction", "confidence", "out_of_domain", "status", "reason", "start", "end", "worst", "turning_points", "recovery",
           "evidence", "signals", "parts"}


def lines_of(*records):
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


def pearson(x, y):
    n = len(x)
    mean_x, mean_y = sum(x) / n, sum(y) / n
    covariance = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y))
    return covariance / math.sqrt(sum((a - mean_x) ** 2 for a in x) * sum((b - mean_y) ** 2 for b in y))


def test_the_course_of_a_dialogue(kefu):
    result = kefu("analyze", "--dialogue", stdin=lines_of({"id": "d1", "turns": TURNS}))
    assert result.code == 0 and result.err == ""
    (line,) = result.lines
    assert set(line) == MEMBERS
    assert (line["id"], line["status"], line["reason"]) == ("d1", "ok", None)
    assert -2 <= line["satisfaction"] <= 2
    assert (line["start"]["label"], line["end"]["label"], line["worst"]["message"]) == ("negative", "positive", 0)
    assert line["recovery"]["act"]["message"] == 1
    assert abs(sum(line["parts"].values()) - line["satisfaction"]) < 1e-5
    assert abs(sum(signal["value"] for signal in line["signals"]) - line["parts"]["signals"]) < 1e-5


def test_labels_in_the_input_are_never_read(kefu):
    plain = kefu("analyze", "--dialogue", stdin=lines_of({"id": "d1", "turns": TURNS})).out
    for label in (-2, 2, "very", None, [1]):
        record = {"id": "d1", "satisfaction": label, "label": "1", "turns": [{**t, "label": label} for t in TURNS]}
        assert kefu("analyze", "--dialogue", stdin=lines_of(record)).out == plain


def test_messages_and_turns_say_the_same(kefu):
    as_helpdesk = [{**t, "role": t["role"].replace("agent", "helpdesk")} for t in TURNS]
    result = kefu("analyze", "--dialogue", stdin=lines_of({"id": "x", "turns": TURNS}, {"id": "x", "messages": TURNS},
                                                          {"id": "x", "turns": as_helpdesk}))
    assert result.code == 0
    assert result.lines[0] == result.lines[1] == result.lines[2]


def test_every_line_in_gives_one_line_out(kefu):
    data = lines_of({"id": "a", "turns": TURNS}) + b"\n{broken\n" + lines_of(
        {"id": "b"}, [1], {"id": "c", "turns": [{"role": "nobody", "text": "x"}]}, {"id": "d", "turns": []},
        {"id": 5, "turns": TURNS[1:2]}) + b'{"id":"e","turns":[{"role":"customer","text":"\xff"}]}'
    result = kefu("analyze", "--dialogue", stdin=data)
    assert result.code == 3
    lines = result.lines
    assert len(lines) == 9
    assert [i for i, line in enumerate(lines) if "error" in line] == [1, 2, 3, 4, 5]
    assert lines[8]["id"] == "e" and "bad_text" in result.err
    assert result.err.count("-:") == 6 and "-:6" in result.err and "/turns/0/role" in result.err
    for line in lines:
        assert set(line) - {"error"} == MEMBERS
    for line in lines[1:8]:
        assert line["satisfaction"] is None and line["reason"] == "no_customer" and line["evidence"] == []
        assert line["start"] is line["end"] is line["worst"] is None
    assert lines[7]["id"] == "5"
    assert kefu("analyze", "--dialogue", "--strict", stdin=data).code == 1


def test_what_is_written_passes_its_schema(kefu):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((PROJECT / "docs" / "schema" / "dialogue-1.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    day = kefu("analyze", "--dialogue", DATA / "conversations.jsonl")
    assert day.code == 0 and len(day.lines) > 10
    for line in day.lines + kefu("analyze", "--dialogue", stdin=b"{}\n").lines:
        assert [error.message for error in validator.iter_errors(line)] == []
    assert any(line["recovery"] for line in day.lines)


def test_options_that_make_no_sense_together(kefu):
    for option in (["--role", "agent"], ["--tsv", "1"], ["--jsonl", "text"]):
        assert kefu("analyze", "--dialogue", *option).code == 2
    assert kefu("analyze", "--lexicon", "a", "--scheme", "b").code == 2


def test_a_model_of_ones_own(kefu, tmp_path):
    model = {"kefu": 1, "kind": "lexicon", "id": "my.dialogues", "version": "1.0.0", "license": "mine",
             "learned": {"task": "dialogue", "scale": 1, "bias": 0.5, "measures": [], "channels": [
                 {"channel": "last", "scale": 0.01, "keywords": [{"weight": 100, "texts": "谢谢你"}], "pairs": []}]}}
    path = tmp_path / "mine.json"
    path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    for option in ("--lexicon", "--scheme"):
        (line,) = kefu("analyze", "--dialogue", option, path, stdin=lines_of({"id": "d", "turns": TURNS})).lines
        assert line["satisfaction"] == 1.5
        assert [(e["text"], e["channel"], e["value"]) for e in line["evidence"]] == [("谢谢你", "last", 1)]


def test_a_model_that_says_what_it_learned_from_knows_its_domain(kefu, tmp_path):
    """Short chats are foreign to a model of long posts; a model that does not say stands alone."""
    model = {"kefu": 1, "kind": "lexicon", "id": "my.dialogues", "version": "1.0.0", "license": "mine",
             "learned": {"task": "dialogue", "scale": 1, "bias": 0.5, "measures": [], "channels": [
                 {"channel": "last", "scale": 0.01, "keywords": [{"weight": 100, "texts": "谢谢你"}], "pairs": []}]}}
    path = tmp_path / "mine.json"
    found = {}
    for name, turns in (("unknown", None), ("short", {"low": 2, "high": 5}), ("long", {"low": 50, "high": 90})):
        if turns:
            model["learned"]["turn_characters"] = turns
        path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
        (found[name],) = kefu("analyze", "--dialogue", "--lexicon", path,
                              stdin=lines_of({"id": "d", "turns": TURNS})).lines
    assert [found[name]["out_of_domain"] for name in found] == [None, False, True]
    assert found["unknown"]["confidence"] is None and found["unknown"]["parts"]["signals"] == 0
    assert found["short"]["confidence"] > found["long"]["confidence"]
    values = [found[name]["evidence"][0]["value"] for name in found]
    assert values[0] > values[1] > values[2] > 0
    model["learned"]["turn_characters"] = {"low": 9, "high": 5}
    path.write_text(json.dumps(model, ensure_ascii=False), encoding="utf-8")
    refused = kefu("analyze", "--dialogue", "--lexicon", path, stdin=b"{}\n")
    assert refused.code == 1 and "/learned/turn_characters/high" in refused.err


def test_what_is_served_is_what_was_trained(kefu):
    path = shared("corpora", "helpdesk.dev.jsonl")
    raw = [json.loads(line) for line in path.read_bytes().splitlines()]
    result = kefu("analyze", "--dialogue", path)
    assert result.code == 0 and len(result.lines) == len(raw)
    served = result.lines
    for record, line in zip(raw, served):
        assert line["id"] == record["id"]
        for item in line["evidence"] + [line["worst"]]:
            text = record["turns"][item["message"]]["text"].encode()
            assert text[item["start"]:item["end"]].decode() == item["text"]
        strengths = [abs(item["value"]) for item in line["evidence"]]
        assert strengths == sorted(strengths, reverse=True)
        for item in line["evidence"]:
            role = record["turns"][item["message"]]["role"]
            assert (role == "customer") == (not item["channel"].startswith("agent"))
    correlation = pearson([record["satisfaction"] for record in raw], [line["satisfaction"] for line in served])
    assert correlation >= 0.82
    assert sum(line["out_of_domain"] for line in served) < 0.1 * len(served)
    (figures,) = kefu("test", "--dialogue", path).lines
    assert abs(figures["pearson"] - correlation) < 1e-5
