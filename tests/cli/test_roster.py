# SPDX-License-Identifier: MIT
"""--roster: the commands that read records know who the agents are."""
import csv
import json

import pytest

ROSTER = {"kefu": 1, "kind": "roster", "id": "shop", "version": "1",
          "agents": [{"id": "a1", "name": "王小明", "aliases": ["小王", "甲店:小王"], "shift": "早班",
                      "teams": [{"team": "售前", "to": "2024-03-02"}, {"team": "售后", "from": "2024-03-02"}]},
                     {"id": "a2", "name": "李敏", "pseudonym": "丙"}],
          "queues": ["排队"], "bots": ["小蜜"]}


@pytest.fixture
def day(tmp_path):
    """A chat of one agent on each of two days, under two names, and surveys of both."""
    (tmp_path / "roster.json").write_text(json.dumps(ROSTER), "utf-8")
    records = []
    for number, (date, name) in enumerate((("2024-03-01", "小王"), ("2024-03-02", "甲店:小王"), ("2024-03-02", "李敏"), ("2024-03-02", "小赵"))):
        at = f"{date}T10:0%d:00+08:00"
        records.append({"id": f"c{number}", "messages": [
            {"at": at % 0, "role": "customer", "text": "什么时候发货"}, {"at": at % 1, "role": "agent", "agent_id": "小蜜", "text": "您好"},
            {"at": at % 2, "role": "agent", "agent_id": name, "text": "今天下午就给您发出"}]})
        records.append({"id": f"f{number}", "source": "survey", "rating": 5, "at": at % 5, "agent_id": name, "conversation_id": f"c{number}"})
    path = tmp_path / "day.jsonl"
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def groups(kefu, tmp_path, *arguments):
    table = tmp_path / "day.csv"
    result = kefu("report", "-o", table, *arguments)
    assert result.code == 0, result.err
    rows = [row for row in csv.reader(table.read_text("utf-8-sig").splitlines()) if row[0] == "group"]
    return {tuple(row[1:row.index("score")]) for row in rows if "score" in row}, result


def test_a_report_by_team_and_name(kefu, tmp_path, day):
    roster = tmp_path / "roster.json"
    by, result = groups(kefu, tmp_path, "--roster", roster, "--group-by", "team,agent_id", day)
    assert {("售前", "王小明"), ("售后", "王小明")} <= by and any("李敏" in one for one in by), by
    assert not any("小蜜" in one or "小王" in one for one in by)
    assert result.err.count("unlisted_agent") == 2  # the chat and its survey
    by, _ = groups(kefu, tmp_path, "--roster", roster, "--agents", "pseudonyms", day)
    assert by == {("agent-1",), ("丙",), ("unlisted",)}
    by, _ = groups(kefu, tmp_path, "--roster", roster, "--agents", "ids", "-j", "2", day)
    assert by == {("a1",), ("a2",), ("小赵",)}


def test_commands_take_it(kefu, tmp_path, day):
    roster = tmp_path / "roster.json"
    for command in ("metrics", "score", "convert"):
        result = kefu(command, "--roster", roster, "--where", '{"attribute": "team", "eq": "售后"}', day)
        assert result.code == 0 and [one for one in (r.get("id") or r["conversation_id"] for r in result.lines) if one.startswith("c")] == ["c1"], result.err
    checked = kefu("check", "--roster", roster, day)
    assert checked.code == 0 and b"unlisted_agent: 2" in checked.out
    history = tmp_path / "year.kefu"
    assert kefu("aggregate", "--roster", roster, "-o", history, "--fold-after", "0", day).code == 0
    by, _ = groups(kefu, tmp_path, "--state", history)
    assert by == {("a1",), ("a2",), ("小赵",)}


def test_maps_of_lines_take_it(kefu, tmp_path, day):
    field_map = tmp_path / "map.json"
    field_map.write_text(json.dumps({
        "kefu": 1, "kind": "map", "id": "m", "version": "1", "record": "conversation", "format": "jsonl", "members": {
            "messages": {"each": "/m", "members": {"role": {"from": "/by", "type": "role", "default": "customer"}, "agent_id": "/by", "text": "/t"}}}}))
    path = tmp_path / "d.jsonl"
    path.write_text(json.dumps({"m": [{"by": "老李", "t": "在吗"}, {"by": "客服小王", "t": "在的"}]}) + "\n", "utf-8")
    roster = tmp_path / "roster.json"
    roster.write_text(json.dumps({**ROSTER, "agents": [{"id": "a1", "aliases": ["客服小王"]}]}), "utf-8")
    by, _ = groups(kefu, tmp_path, "--map", field_map, "--roster", roster, path)
    assert ("a1",) in by


def test_what_is_wrong_is_told(kefu, tmp_path, day):
    roster = tmp_path / "roster.json"
    assert kefu("report", "--agents", "names", day).code == 2
    assert kefu("report", "--roster", roster, "--agents", "initials", day).code == 2
    assert kefu("report", "--roster", roster, "--state", day).code == 2
    assert kefu("check", roster).code == 0
    roster.write_text(json.dumps({**ROSTER, "bots": ["a1"]}), "utf-8")
    for command in ("report", "metrics", "score", "convert", "check"):
        result = kefu(command, "--roster", roster, day)
        assert result.code == 1 and "roster.json:1" in result.err + result.out.decode() and "/bots/0" in result.err + result.out.decode(), result
    checked = kefu("check", roster)
    assert checked.code == 1 and b"duplicate_id: /bots/0" in checked.out
