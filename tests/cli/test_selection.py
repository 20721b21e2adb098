# SPDX-License-Identifier: MIT
"""--from, --to, --where, --exclude, --timezone: which records count, and what is said of the others."""
import json
from pathlib import Path

import pytest


def chat(identifier, start, **more):
    return {"id": identifier, **more,
            "messages": [{"role": "customer", "at": start, "text": "什么时候发货"},
                         {"role": "agent", "agent_id": "a1", "at": start + 60000, "text": "今天下午就给您发出"}]}


FIRST_OF_MARCH = 1709222400000  # 2024-03-01T00:00:00+08:00
HOUR = 3600000
DAY = 24 * HOUR


@pytest.fixture
def day(tmp_path):
    records = [chat("c1", FIRST_OF_MARCH + 9 * HOUR, team="A", attributes={"vip": 3}),
               chat("c2", FIRST_OF_MARCH + DAY + 9 * HOUR, team="B", labels=["测试"]),
               chat("c3", FIRST_OF_MARCH + 2 * DAY, team="A"),
               {"id": "c4", "team": "A", "messages": [{"role": "customer", "text": "在吗"}]},
               {"id": "f1", "source": "survey", "conversation_id": "c2", "rating": 1,
                "at": FIRST_OF_MARCH + DAY + 10 * HOUR},
               {"id": "f2", "source": "survey", "conversation_id": "c1", "rating": 5, "at": FIRST_OF_MARCH + 10 * HOUR},
               {"id": "f3", "source": "survey", "team": "B", "rating": 5, "at": FIRST_OF_MARCH + 10 * HOUR}]
    path = tmp_path / "day.jsonl"
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), "utf-8")
    return path


def ids(result):
    assert result.code == 0, result.err
    return "".join((line.get("id") or line["conversation_id"])[1] for line in result.lines)


@pytest.mark.parametrize("options, left", [
    (["--from", "2024-03-01", "--to", "2024-03-01"], "1"),
    (["--from", "2024-03-02"], "23"),
    (["--to", "2024-03-02"], "12"),  # that day is part of it
    (["--to", "2024-03-02 09:00"], "1"),  # an instant is not
    (["--from", "2024-03-03T00:00:00+08:00"], "3"),
    (["--from", str(FIRST_OF_MARCH + 2 * DAY + 1)], ""),
    (["--from", "2024-03-03", "--timezone", "+07:00"], ""),
    (["--from", "2024-03-03", "--timezone", "Asia/Shanghai"], "3"),
    (["--from", "2024-03-02", "--to", "2024-03-02", "--timezone", "Europe/Berlin"], "23"),
    (["--where", '{"attribute": "team", "eq": "A"}'], "134"),
    (["--where", '{"attribute": "vip", "ge": 3}'], "1"),
    (["--exclude", '{"label": "测试"}'], "134"),
    (["--exclude", '{"label": "测试"}', "--exclude", '{"attribute": "id", "in": ["c1", "c4"]}'], "3"),
    (["--where", '{"attribute": "team", "eq": "A"}', "--where", '{"attribute": "id", "ne": "c1"}'], "34"),
])
def test_conversations_are_selected(kefu, day, options, left):
    result = kefu("metrics", "--metric", "frt", *options, day)
    if left:
        assert ids(result) == left
        assert ids(kefu("score", *options, day)) == left
        converted = kefu("convert", *options, day).lines
        assert "".join(r["id"][1] for r in converted if r["id"][0] == "c") == left
    else:
        assert result.code == 1 and result.out == b"" and "all conversations of the input are left out" in result.err
    assert f"left_out: {4 - len(left)} conversations do not count" in result.err


def test_what_was_left_out_is_counted_by_reason(kefu, day):
    options = ["--from", "2024-03-01", "--where", '{"attribute": "team", "eq": "A"}',
               "--exclude", '{"attribute": "vip", "exists": true}']
    result = kefu("metrics", "--metric", "frt", *options, day)
    assert ids(result) == "3"
    assert ("left_out: 3 conversations do not count (has no time: 1, does not meet the condition: 1, excluded: 1)"
            in result.err)


def period(result):
    assert result.code == 0, result.err
    return json.loads(result.out)["period"]


def test_a_report_counts_what_it_leaves_out(kefu, day, tmp_path):
    assert "left_out" not in period(kefu("report", day))
    # f1 is about c2, so it goes with it; f2 with c1; f3 is judged by its own members
    found = period(kefu("report", "--where", '{"attribute": "team", "eq": "A"}', day))
    assert (found["conversations"], found["feedback"]) == (3, 1)
    assert found["left_out"] == {"conversations": 1, "feedback": 2}
    found = period(kefu("report", "--exclude", '{"label": "测试"}', day))
    assert (found["conversations"], found["feedback"]) == (3, 2)
    result = kefu("report", "--from", "2024-03-02", "--to", "2024-03-02", "-o", tmp_path / "r.txt", day)
    assert result.code == 0 and "共 1 通会话（2 条消息）、1 条反馈。按所选条件未计入 3 通会话、2 条反馈。" in result.out.decode()


def test_threads_select_alike(kefu, day):
    options = ["--from", "2024-03-01", "--exclude", '{"label": "测试"}', day]
    one, two = (kefu("report", "-j", n, *options) for n in (1, 2))
    assert period(one)["left_out"] == {"conversations": 2, "feedback": 1}
    assert (one.out, one.err.replace("[#", "[")) == (two.out, two.err.replace("[#", "["))


def test_the_period_before_has_its_own_time(kefu, day, tmp_path):
    before = tmp_path / "before.jsonl"
    before.write_text(json.dumps(chat("b1", FIRST_OF_MARCH - 9 * DAY, team="A")) + "\n" +
                      json.dumps(chat("b2", FIRST_OF_MARCH - 9 * DAY, team="B")) + "\n")
    result = kefu("report", "--from", "2024-03-01", "--where", '{"attribute": "team", "eq": "A"}',
                  "--previous", before, day)
    assert result.code == 0, result.err
    report = json.loads(result.out)
    assert report["period"]["conversations"] == 2 and report["previous_period"]["conversations"] == 1
    assert report["period"]["left_out"]["conversations"] == 2


def test_nothing_selected_leaves_outputs_alone(kefu, day, tmp_path):
    old = tmp_path / "old.json"
    old.write_text("old")
    result = kefu("report", "--from", "2030-01-01", "-o", old, day)
    assert result.code == 1 and "all records of the input are left out" in result.err
    assert old.read_text() == "old"


@pytest.mark.parametrize("options, said", [
    (["--from", "1.3.2024"], "--from 1.3.2024: must be a date"),
    (["--from", "2024-02-30"], "--from 2024-02-30: must be a date"),
    (["--from", "2024-03-02", "--to", "2024-03-01"], "--to is not after --from"),
    (["--timezone", "Asia/Shangha"], "the name of a zone that the system has"),
    (["--timezone", "../../etc/passwd"], "the name of a zone that the system has"),
    (["--timezone", "+25:00"], "must be an offset"),
    (["--where", "{"], "where:1:2: json_syntax"),
    (["--where", '{"attribut": "team"}'], 'did you mean "attribute"?'),
    (["--exclude", '{"metric": "frt", "gt": 1}'], "exclude:1:1: unknown_leaf"),
])
@pytest.mark.parametrize("command", ["metrics", "score", "report", "convert"])
def test_a_selection_that_is_none_is_a_usage_error(kefu, day, command, options, said):
    result = kefu(command, *options, day)
    assert result.code == 2 and said in result.err, result.err
    assert result.out == b""


def test_days_of_a_zone_with_summer_time(kefu, tmp_path):
    """Days begin at local midnight, also those of 23 and 25 hours."""
    if not Path("/usr/share/zoneinfo/Europe/Berlin").exists():
        pytest.skip("there are no zone files")
    path = tmp_path / "d.jsonl"
    # 2024-03-31 in Berlin has 23 hours: 23:00Z the day before to 22:00Z
    starts = [1711839600000 - 1, 1711839600000, 1711922400000 - 1, 1711922400000]
    path.write_text("".join(json.dumps(chat(f"c{i}", at)) + "\n" for i, at in enumerate(starts)))
    options = ["--from", "2024-03-31", "--to", "2024-03-31", "--timezone", "Europe/Berlin"]
    assert ids(kefu("metrics", "--metric", "frt", *options, path)) == "12"
    noted = kefu("report", "--timezone", "Europe/Berlin", path)
    assert noted.code == 0 and "zone_changes" in noted.err and "+01:00" in noted.err
    assert "zone_changes" not in kefu("report", "--timezone", "Asia/Shanghai", path).err
