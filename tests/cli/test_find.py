# SPDX-License-Identifier: MIT
"""kefu find: the conversations that meet a condition, with the words that made it true."""
import json
from pathlib import Path

import pytest

DAY = Path(__file__).resolve().parents[2] / "examples" / "data" / "conversations.jsonl"
HOUR = 3600000
NINE = 1709254800000  # 2024-03-01T09:00:00+08:00


def chat(identifier, *texts, **more):
    return {"id": identifier, **more, "messages": [
        {"id": f"m{i}", "role": ("customer", "agent")[i % 2], "agent_id": ("", "a1")[i % 2], "at": NINE + i * 60000,
         "text": text} for i, text in enumerate(texts)]}


@pytest.fixture
def chats(tmp_path):
    records = [chat("c1", "我要退款", "好的，马上为您办理", "退款什么时候到账", team="A"),
               chat("c2", "什么时候发货", "今天发出\t的", team="B"),
               chat("c3", "手机号是13812345678，给我退款", "收到"),
               {"id": "f1", "source": "survey", "rating": 5}]
    path = tmp_path / "chats.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def test_each_message_that_meets_it_is_a_hit(kefu, chats):
    result = kefu("find", '{"phrase": "退款", "role": "customer"}', chats)
    assert result.code == 0 and [line["id"] for line in result.lines] == ["c1", "c3"]
    assert result.lines[0] == {"id": "c1", "agent_id": "a1", "at": NINE, "hits": [
        {"at": NINE, "message": 0, "message_id": "m0", "role": "customer", "agent_id": "", "start": 6, "end": 12,
         "evidence": "退款"},
        {"at": NINE + 120000, "message": 2, "message_id": "m2", "role": "customer", "agent_id": "", "start": 0, "end": 6,
         "evidence": "退款"}]}
    assert "unused_record" in result.err


@pytest.mark.parametrize("condition, found", [
    ('{"attribute": "team", "eq": "A"}', ["c1"]),
    ('{"metric": "frt", "gt": 59999}', ["c1", "c2", "c3"]),
    ('{"all": [{"phrase": "退款"}, {"not": {"attribute": "team", "exists": true}}]}', ["c3"]),
    ('{"entity": "phone"}', ["c3"]),
    ('{"rule": "threat"}', []),
    ("true", ["c1", "c2", "c3"]),
    ("false", []),
])
def test_every_condition_of_a_rule_can_be_asked(kefu, chats, condition, found):
    result = kefu("find", condition, chats)
    assert result.code == 0 and [line["id"] for line in result.lines] == found


def test_words_are_masked(kefu, chats):
    plain = kefu("find", '{"pattern": "手机号是\\\\d{11}"}', chats)
    masked = kefu("find", "--redact", '{"pattern": "手机号是\\\\d{11}"}', chats)
    assert plain.lines[0]["hits"][0]["evidence"] == "手机号是13812345678"
    assert b"13812345678" not in masked.out and masked.lines[0]["id"] == "c3"
    assert b"13812345678" not in kefu("find", '{"entity": "phone"}', chats).out


def test_a_table_has_a_line_a_hit(kefu, chats):
    result = kefu("find", "--text", '{"pattern": "退款|发出.的"}', chats)
    assert result.out.decode().splitlines() == [
        "c1\ta1\t2024-03-01 09:00:00\tcustomer\t退款", "c1\ta1\t2024-03-01 09:02:00\tcustomer\t退款",
        "c2\ta1\t2024-03-01 09:01:00\tagent\t发出\\x09的", "c3\ta1\t2024-03-01 09:00:00\tcustomer\t退款"]
    there = kefu("find", "--text", "--timezone", "Europe/Berlin", '{"phrase": "退款"}', chats)
    assert there.out.decode().startswith("c1\ta1\t2024-03-01 02:00:00\t")


def test_a_count_alone(kefu, chats):
    assert kefu("find", "--count", '{"phrase": "退款"}', chats).lines == [{"conversations": 3, "found": 2}]
    assert kefu("find", "--count", "--where", '{"attribute": "team", "eq": "A"}', '{"phrase": "退款"}',
                chats).lines == [{"conversations": 1, "found": 1}]


def test_a_condition_of_a_file_may_use_the_rules_of_a_scheme(kefu, chats, tmp_path):
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"kefu": 1, "kind": "rule_set", "id": "shop.rules", "version": "1.0.0", "rules": [
        {"id": "money", "title": "money", "severity": "minor", "when": {"phrase": ["退款", "到账"]}}]}), "utf-8")
    condition = tmp_path / "condition.json"
    condition.write_text('{"rule": "money"}', "utf-8")
    result = kefu("find", "--scheme", rules, f"@{condition}", chats)
    assert result.code == 0 and [line["id"] for line in result.lines] == ["c1", "c3"]
    assert kefu("find", f"@{condition}", chats).code == 1, "the built-in rules have no such one"


@pytest.mark.parametrize("condition, place", [
    ('{"phrase": "退*"}', "CONDITION:1:12: phrase_wildcard: /phrase: "),
    ('{"any": [\n {"phrase": "x"},\n {"acct": "y"}]}', "CONDITION:3:3: "),
    ('{"phrase": "x"', "CONDITION:2:"),
    ('true}, {"id": "b", "title": "b", "severity": "minor", "when": true', "CONDITION: must be one"),
])
def test_a_wrong_condition_is_told_at_its_place(kefu, chats, condition, place):
    result = kefu("find", condition, chats)
    assert result.code == 1 and not result.out and place in result.err, result.err


def test_nothing_to_search(kefu, tmp_path):
    assert kefu("find").code == 2
    empty = tmp_path / "empty.jsonl"
    empty.write_text("", "utf-8")
    assert kefu("find", "true", empty).code == 1
    assert "left out" in kefu("find", "--from", "2030-01-01", "true", DAY).err
