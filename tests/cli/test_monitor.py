# SPDX-License-Identifier: MIT
"""kefu monitor: alerts of many live conversations, told once, and the same as when all is known."""
import collections
import json
import subprocess
import time
from datetime import datetime

import pytest

from conftest import DATA, PROGRAM

NINE = 1709254800000  # 2024-03-01T09:00:00+08:00
MINUTE = 60000


def instant(at):
    return at if isinstance(at, int) else round(datetime.fromisoformat(at).timestamp() * 1000)


@pytest.fixture(scope="module")
def day():
    """The sample day as it happened: all conversations among one another."""
    lines = []
    for record in map(json.loads, (DATA / "conversations.jsonl").read_text("utf-8").splitlines()):
        things = [(0, {"type": "message", **message}) for message in record["messages"]]
        things += [(1, event) for event in record.get("events", [])]
        whole = {name: record[name] for name in ("channel", "contact_id", "topic", "team", "labels", "attributes")
                 if name in record}
        lines += [(instant(thing["at"]), order, {"conversation_id": record["id"], **whole, **thing})
                  for order, thing in things if "at" in thing]
    lines.sort(key=lambda line: line[:2])
    return [json.dumps(line, ensure_ascii=False).encode() + b"\n" for _, _, line in lines]


def told(lines):
    return collections.Counter((one["conversation_id"], one["rule"], one["message_id"], one["at"]) for one in lines)


def line(identifier, minutes, text=None, role="customer", **more):
    event = {"conversation_id": identifier, "at": NINE + round(minutes * MINUTE), **more}
    if text is not None:
        event.update(type="message", role=role, text=text, id=f"{identifier}-{minutes}")
    return json.dumps(event, ensure_ascii=False).encode() + b"\n"


def test_a_restart_tells_nothing_twice_and_loses_nothing(kefu, day, tmp_path):
    whole = kefu("monitor", "--cool-down", 0, "--end", stdin=b"".join(day))
    assert whole.code == 0 and len(whole.lines) > 200
    for cut in (1, 700, len(day)):
        state = tmp_path / f"{cut}.jsonl"
        first = kefu("monitor", "--cool-down", 0, "--state", state, stdin=b"".join(day[:cut]))
        second = kefu("monitor", "--cool-down", 0, "--state", state, "--end", stdin=b"".join(day[cut:]))
        assert first.out + second.out == whole.out


def test_the_schedule_of_asking_changes_nothing(kefu, day):
    plain = kefu("monitor", "--cool-down", 0, "--end", stdin=b"".join(day)).lines
    ticks = []
    for one in day:
        at = instant(json.loads(one)["at"])
        ticks += [b'{"type": "tick", "at": %d}\n' % at, one, b'{"type": "tick", "at": %d}\n' % at]
    assert told(kefu("monitor", "--cool-down", 0, "--end", stdin=b"".join(ticks)).lines) == told(plain)


def test_the_alerts_are_those_of_the_whole_conversation(kefu, day):
    """Except that what was told of a message stays told when it is recalled afterwards."""
    live = told(kefu("monitor", "--cool-down", 0, "--end", stdin=b"".join(day)).lines)
    records = (DATA / "conversations.jsonl").read_bytes()
    recalled = {record["id"] for record in map(json.loads, records.splitlines())
                if any(event["type"] == "recalled" for event in record.get("events", []))}
    for rule in sorted({key[1] for key in live}):
        found = {chat["id"] for chat in kefu("find", json.dumps({"rule": rule}), stdin=records).lines}
        alerted = {key[0] for key in live if key[1] == rule}
        assert found - recalled == alerted - recalled and found <= alerted, rule


def test_what_comes_due_while_nobody_writes(kefu):
    lines = [line("c1", 0, "什么时候发货"), b'{"type": "tick", "at": %d}\n' % (NINE + 2 * MINUTE), line("c2", 4, "在吗")]
    alerts = kefu("monitor", stdin=b"".join(lines)).lines
    assert [(one["conversation_id"], one["rule"], one["at"]) for one in alerts] == [("c1", "slow_gap", NINE + 180001)]
    assert alerts[0]["due_at"] > NINE + 180001 and alerts[0]["evidence"] == ["什么时候发货"]


def test_repeats_are_one_alert(kefu):
    lines = [line("c1", i / 60, "我要投诉") for i in range(5)] + [line("c2", 0.2, "我要投诉"), line("c1", 2, "我要投诉")]
    threats = [one for one in kefu("monitor", stdin=b"".join(lines)).lines if one["rule"] == "threat"]
    assert [(one["conversation_id"], one["suppressed"]) for one in threats] == [("c1", 0), ("c2", 0), ("c1", 4)]
    every = kefu("monitor", "--cool-down", 0, stdin=b"".join(lines)).lines
    assert sum(one["rule"] == "threat" for one in every) == 7


def test_an_alert_is_told_at_once(tmp_path):
    """The next line waits until the alert of the one before is read."""
    with subprocess.Popen([PROGRAM, "monitor"], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as running:
        for name in ("c1", "c2"):
            running.stdin.write(line(name, 0, "再不处理我就投诉"))
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["conversation_id"] == name
        running.stdin.close()


def test_a_wait_is_told_by_the_system_clock(tmp_path):
    rules = tmp_path / "rules.json"
    rules.write_text(json.dumps({"kefu": 1, "kind": "rule_set", "id": "t.rules", "version": "1.0.0", "rules": [
        {"id": "wait", "title": "wait", "severity": "minor", "when": {"gap": {"from": "customer"}, "gt": 300}}]}), "utf-8")
    with subprocess.Popen([PROGRAM, "monitor", "--clock", "system", "--scheme", rules], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE) as running:
        before = time.time() * 1000
        running.stdin.write(b'{"conversation_id": "c1", "type": "message", "role": "customer", "text": "x"}\n')
        running.stdin.flush()
        alert = json.loads(running.stdout.readline())  # nothing more is written
        running.stdin.close()
    assert alert["rule"] == "wait" and before + 300 < alert["at"] <= time.time() * 1000


@pytest.mark.parametrize("bad, said", [
    (b"{\n", "json_syntax"), (b'{"at": 1709254800000, "role": "customer", "text": "x"}\n', "conversation_id"),
    (b'{"conversation_id": "c1", "role": "customer", "text": "x"}\n', "needs its time"),
    (b'{"conversation_id": "c1", "at": 1709254800000, "type": "dance"}\n', "event_dropped"),
])
def test_a_bad_line_is_told_and_passed_over(kefu, bad, said):
    result = kefu("monitor", stdin=line("c1", 0, "在吗") + bad + line("c1", 1, "再不处理我就投诉"))
    assert said in result.err and "-:2:" in result.err and any(one["rule"] == "threat" for one in result.lines)
    assert result.code == (0 if said == "event_dropped" else 3)


def test_a_broken_state_is_refused(kefu, tmp_path):
    state = tmp_path / "state.jsonl"
    state.write_bytes(b'{"id": "c1"\n')
    result = kefu("monitor", "--state", state, stdin=line("c1", 0, "在吗"))
    assert result.code == 1 and state.read_bytes() == b'{"id": "c1"\n' and f"{state}:1" in result.err


def test_the_forgotten_leave_the_state(kefu, tmp_path):
    state = tmp_path / "state.jsonl"
    lines = [line("old", 0, "在吗")] + [line("new", 6000 + i / 60, "嗯") for i in range(999)]
    assert kefu("monitor", "--state", state, stdin=b"".join(lines)).code == 0
    assert [json.loads(one)["id"] for one in state.read_text("utf-8").splitlines()] == ["new"]


@pytest.mark.parametrize("options", [["--clock", "sun"], ["--cool-down", "soon"], ["--forget", "-1"], ["file.jsonl"]])
def test_usage(kefu, options):
    assert kefu("monitor", *options).code == 2
