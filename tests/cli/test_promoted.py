# SPDX-License-Identifier: MIT
"""An evaluation says why a hint counts as a fault."""
import json

import pytest

from conftest import PROJECT

WAIT = "请您耐心等待"


def chat(*texts):
    roles = ("customer", "agent")
    return {"id": "c1", "messages": [
        {"role": roles[i % 2], "agent_id": "a" if i % 2 else "", "text": text,
         "at": f"2026-01-05T10:0{i}:00+08:00"} for i, text in enumerate(texts)]}


def mechanical(evaluation):
    return [hit for hit in evaluation["hits"] if hit["rule"] == "mechanical_reply"]


def test_a_repeated_hint_says_so(kefu):
    lines = kefu("score", stdin="".join(json.dumps(record) + "\n" for record in (
        chat("快递到哪了", WAIT, "还没有消息吗", WAIT + "哦"), {**chat("快递到哪了", WAIT), "id": "c2"})).encode()).lines
    (hit,) = mechanical(lines[0])
    assert (hit["promoted"], hit["text"], hit["message"]) == ("repeated", WAIT, 3)
    assert mechanical(lines[1]) == []
    assert all("promoted" not in other for line in lines for other in line["hits"] if other is not hit)


def test_it_passes_the_schema(kefu):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((PROJECT / "docs" / "schema" / "evaluation-1.schema.json").read_text(encoding="utf-8"))
    (line,) = kefu("score", stdin=json.dumps(chat("快递到哪了", WAIT, "还没有消息吗", WAIT)).encode()).lines
    assert mechanical(line)[0]["promoted"] == "repeated"
    jsonschema.Draft202012Validator(schema).validate(line)
