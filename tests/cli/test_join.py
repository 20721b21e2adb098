# SPDX-License-Identifier: MIT
"""Feedback and orders find the conversation that they name, whatever the order of files."""
import json

import pytest


def chat(identifier, agent, team, **more):
    return {"id": identifier, "team": team, "topic": "refund", "channel": "chat", **more,
            "messages": [{"role": "customer", "at": 1709265600000, "text": "什么时候发货"},
                         {"role": "agent", "agent_id": agent, "at": 1709265660000, "text": "今天下午就给您发出"}]}


CHATS = [chat("c1", "a1", "A", attributes={"shop": "S"}, labels=["急"]), chat("c2", "a2", "B")]
FEEDBACK = [{"id": "f1", "source": "survey", "conversation_id": "c1", "rating": 5, "at": 1709266000000},
            {"id": "f2", "source": "survey", "conversation_id": "c2", "rating": 1, "at": 1709266000000},
            {"id": "f3", "source": "survey", "conversation_id": "c1", "agent_id": "a9", "team": "C", "rating": 3, "at": 1709266000000},
            {"id": "f4", "source": "complaint", "conversation_id": "c2", "text": "等太久", "at": 1709266000000},
            {"id": "f5", "source": "complaint", "conversation_id": "x9", "text": "太差了", "at": 1709266000000}]


def write(path, records):
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    return path


@pytest.fixture
def files(tmp_path):
    return write(tmp_path / "chats.jsonl", CHATS), write(tmp_path / "feedback.jsonl", FEEDBACK)


def groups(report):
    """How much feedback each group has, and its share of satisfied customers."""
    return {next(iter(group["key"].values())): (group["feedback"], group["metrics"]["csat"]["value"])
            for group in report["groups"] if group["feedback"]}


def core(report, metric):
    return next(indicator for indicator in report["overview"] if indicator["metric"] == metric)


@pytest.mark.parametrize("grouped, expected", [
    ("agent_id", {"a1": (1, 1), "a2": (2, 0), "a9": (1, 0), "": (1, None)}),
    ("team", {"A": (1, 1), "B": (2, 0), "C": (1, 0), "": (1, None)}),
    ("topic", {"refund": (4, 1 / 3), "": (1, None)}),
    ("shop", {"S": (2, 0.5), "": (3, 0)}),
])
def test_feedback_counts_in_the_group_of_its_conversation(kefu, files, grouped, expected):
    result = kefu("report", "--group-by", grouped, *files)
    assert result.code == 0, result.err
    assert groups(json.loads(result.out)) == expected
    assert kefu("report", "-j", "2", "--group-by", grouped, *files[::-1]).out == result.out


def test_a_complaint_outside_the_data_is_in_no_rate(kefu, files):
    result = kefu("report", *files)
    report = json.loads(result.out)
    assert report["period"]["unjoined_feedback"] == 1 and report["period"]["feedback"] == 5
    assert "unjoined_feedback: 1 feedback records name a conversation" in result.err
    assert core(report, "complaint_rate")["value"] == 0.5, "one of two conversations"
    alone = kefu("report", files[1])
    assert json.loads(alone.out)["period"]["unjoined_feedback"] == 5


def test_a_conversation_that_is_left_out_takes_its_complaint_along(kefu, files):
    for option in (["--where", '{"attribute": "team", "eq": "A"}'], ["--exclude", '{"attribute": "id", "eq": "c2"}']):
        report = json.loads(kefu("report", *option, *files).out)
        assert core(report, "complaint_rate")["value"] == 0


def test_convert_shows_what_is_inherited(kefu, tmp_path, files):
    order = {"kind": "order", "id": "o1", "conversation_id": "c1", "type": "sale", "amount_minor": 100, "currency": "CNY"}
    orders = write(tmp_path / "orders.jsonl", [order])
    result = kefu("convert", "--join", orders, files[1], files[0])
    assert result.code == 0, result.err
    by_id = {record["id"]: record for record in result.lines}
    inherited = {"agent_id": "a1", "team": "A", "topic": "refund", "channel": "chat", "labels": ["急"]}
    assert by_id["o1"] == {**order, **inherited} and by_id["f1"] == {**FEEDBACK[0], **inherited}
    assert by_id["f3"] == {**inherited, **FEEDBACK[2]} and by_id["f5"] == {**FEEDBACK[4], "conversation_known": False}
    assert [record["id"] for record in result.lines][:2] == ["c1", "c2"]
    joined = tmp_path / "joined.jsonl"
    joined.write_bytes(result.out)
    assert kefu("report", joined).out == kefu("report", *files).out
