# SPDX-License-Identifier: MIT
"""kefu sample: conversations to review. The draw itself is a conformance vector; here what the program adds."""
import hashlib
import json
from pathlib import Path

import pytest

DAY = Path(__file__).resolve().parents[2] / "examples" / "data" / "conversations.jsonl"
IDS = [json.loads(line)["id"] for line in DAY.read_text("utf-8").splitlines()]


def key(seed, identifier):
    return hashlib.sha256(str(seed).encode() + b"\0" + identifier.encode()).hexdigest()


def test_the_smallest_keys_are_drawn(kefu):
    result = kefu("sample", "--count", 10, "--seed", 20260301, DAY)
    expected = sorted(IDS, key=lambda identifier: key(20260301, identifier))[:10]
    assert result.code == 0 and [line["id"] for line in result.lines] == expected
    assert [line["key"] for line in result.lines] == [key(20260301, identifier) for identifier in expected]
    assert "97 conversations: 10 drawn by key, 0 of risk" in result.err


def test_a_quota_of_each_agent(kefu):
    lines = kefu("sample", "--by", "agent_id", "--per-stratum", 2, DAY).lines
    drawn = [line["stratum"] for line in lines]
    assert len(drawn) > 10 and max(map(drawn.count, drawn)) == 2 and all(line["stratum"] == line["agent_id"] for line in lines)


def test_what_is_of_risk_is_drawn_besides(kefu):
    condition = '{"intent": "threat"}'
    found = {line["id"] for line in kefu("find", condition, DAY).lines}
    lines = kefu("sample", "--count", 5, "--risk", condition, "--reviewers", "a6,王", DAY).lines
    assert {line["id"] for line in lines if line["risk"]} == found and sum(line["random"] for line in lines) == 5
    assert {line["reviewer"] for line in lines if line["agent_id"] == "a6"} == {"王"}


def test_selected_conversations_alone_are_the_population(kefu):
    some = kefu("sample", "--count", 99, "--where", '{"attribute": "agent_id", "eq": "a6"}', DAY)
    assert some.lines and {line["agent_id"] for line in some.lines} == {"a6"}


@pytest.mark.parametrize("options, code, said", [
    ([], 2, "one of count, per_stratum, per_reviewer and margin"),
    (["--count", 1, "--margin", "0.1"], 2, "one of count"),
    (["--count", "many"], 2, "/count: must be an integer"),
    (["--per-stratum", 1], 2, "--per-stratum needs --by"),
    (["--per-reviewer", 1], 2, "it needs reviewers"),
    (["--count", 1, "--risk", '{"phrase": "退*"}'], 1, "--risk:1:12: phrase_wildcard"),
    (["--count", 1, "--from", "2030-01-01"], 1, "left out"),
])
def test_what_is_refused(kefu, options, code, said):
    result = kefu("sample", *options, DAY)
    assert result.code == code and not result.out and said in result.err, result.err


def test_a_conversation_without_an_id_is_told(kefu, tmp_path):
    path = tmp_path / "chats.jsonl"
    path.write_text('{"messages": [{"role": "customer", "text": "a"}]}\n{"id": "x", "messages": [{"role": "customer", "text": "a"}]}\n', "utf-8")
    result = kefu("sample", "--count", 2, path)
    assert result.code == 3 and [line["id"] for line in result.lines] == ["x"] and f"{path}:1: bad_line" in result.err
