# SPDX-License-Identifier: MIT
"""kefu convert and kefu check: what any file is read as, and every finding in it."""
import json

import pytest

from conftest import DATA, shared

HEADER = "会话ID,发送时间,角色,客服,买家昵称,消息内容\n"
ROWS = "s1,2024-03-01 12:00:00,买家,,老李,电话是13800138000，什么时候发货\ns1,2024-03-01 12:01:00,客服,小王,老李,今天下午就给您发出\n"


def write(path, text):
    path.write_text(text, "utf-8")
    return path


# ---- convert ----

def test_converted_records_give_the_same_report(kefu, tmp_path):
    names = [DATA / "conversations.jsonl", DATA / "feedback.jsonl"]
    converted = kefu("convert", *names)
    assert converted.code == 0, converted.err
    path = tmp_path / "all.jsonl"
    path.write_bytes(converted.out)
    assert kefu("report", path).out == kefu("report", *names).out
    assert kefu("convert", path).out == converted.out, "what was converted is kefu's own"


def test_flaws_and_repeats_are_gone(kefu, tmp_path):
    path = write(tmp_path / "t.json", json.dumps([
        {"id": 1, "messages": [{"role": "customer", "at": 1709265600, "text": "在", "content": "sticker"}, {"role": "agent", "at": "2024/3/1 12:01", "text": "\ud83d"}],
         "events": [{"type": "unknown"}]},
        {"id": 1, "messages": [{"role": "customer"}]}, {"id": 2, "messages": []}, {"id": "f", "rating": 9, "source": "survey"}], indent=1))
    result = kefu("convert", path)
    record, feedback = result.lines
    assert record["id"] == "1" and [m["at"] for m in record["messages"]] == [1709265600000, 1709265660000] and record["events"] == []
    assert record["messages"][0]["content"] == "other" and record["messages"][1]["text"] == "\ufffd" and feedback["rating"] == 9
    assert kefu("metrics", "-", stdin=result.out).code == 0 and "x_kefu" not in result.out.decode()


def test_redaction_masks_every_string(kefu, tmp_path):
    path = write(tmp_path / "t.csv", HEADER + ROWS)
    plain, masked = kefu("convert", path), kefu("convert", "--redact", path)
    assert b"13800138000" in plain.out and b"13800138000" not in masked.out
    assert masked.lines[0]["messages"][1] == plain.lines[0]["messages"][1]
    assert kefu("redact", "--jsonl", stdin=plain.out).out == masked.out


def test_nothing_to_convert_is_a_failure(kefu, tmp_path):
    assert kefu("convert", write(tmp_path / "t.csv", "甲,乙\n1,2\n")).code == 1
    assert kefu("convert", stdin=b"").code == 1
    damaged = kefu("convert", write(tmp_path / "t.csv", HEADER + ROWS + "s1,x\n"))
    assert damaged.code == 3 and len(damaged.lines) == 1 and kefu("convert", "--strict", tmp_path / "t.csv").code == 1
    assert kefu("convert", "--map", DATA.parent / "maps" / "reviews.json", tmp_path / "t.csv").code == 1


# ---- check ----

def test_records_are_checked_in_any_format(kefu, tmp_path):
    good = kefu("check", DATA / "conversations.jsonl", DATA / "feedback.jsonl")
    assert good.code == 0 and good.out.decode().splitlines()[0] == "conversation: 97, feedback: 195; errors: 0, warnings: 0", good.out.decode()
    path = write(tmp_path / "t.csv", HEADER + ROWS + "s2,2024-03-01 12:00:00,路人,,老李,x\ns1,昨天,买家,,老李,x\n")
    result = kefu("check", path)
    lines = result.out.decode().splitlines()
    assert result.code == 1 and f"{path}:4: bad_row: " in result.out.decode() and result.err == ""
    assert "conversation: 1; errors: 1, warnings: 1" in lines and "bad_row: 1" in lines, lines
    summary = kefu("check", "--findings", "json", path).lines[-1]
    assert summary["records"] == {"conversation": 1} and summary["errors"] == 1 and summary["codes"]["bad_row"] == 1
    assert kefu("check", "--errors", path).out.decode().count("\n") == 3


def test_every_finding_is_printed(kefu, tmp_path):
    path = write(tmp_path / "t.csv", HEADER + ROWS + "s1,x\n" * 100)
    assert kefu("check", path).out.decode().count(": bad_row: ") == 100


def test_definitions_and_records_are_told_apart(kefu, tmp_path):
    folder = tmp_path / "shop"
    assert kefu("init", folder).code == 0
    records = write(tmp_path / "chat.json", json.dumps({"id": 1, "messages": [{"role": "customer", "text": "在"}]}, indent=1))
    result = kefu("check", folder, records)
    assert result.code == 0 and "documents checked" in result.out.decode() and "conversation: 1;" in result.out.decode()
    (tmp_path / "day").mkdir()
    write(tmp_path / "day" / "a.csv", HEADER + ROWS)
    assert kefu("check", tmp_path / "day").out.decode().startswith(f"{tmp_path}/day/a.csv:2:") and kefu("check", tmp_path / "day").code == 0
    for text in ("[1]", "{}\n[]", '{"kefu": 1, "kind": "lexicon"}', "{"):
        assert kefu("check", write(tmp_path / "chat.json", text)).code == 1, text
    assert kefu("check", tmp_path / "none.csv").code == 1 and kefu("check", tmp_path / "none.json").code == 1


def test_rows_are_checked_through_a_map(kefu, tmp_path):
    map_file = DATA.parent / "maps" / "wecom.json"
    result = kefu("check", "--map", map_file, shared("cases", "wecom.jsonl"))
    assert "conversation: 1;" in result.out.decode(), result.out
    assert kefu("check", map_file).code == 0


@pytest.mark.parametrize("command", ["check", "convert"])
def test_workbooks_too(kefu, tmp_path, command):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in (HEADER + ROWS).splitlines() + ["s1,x"]:
        book.active.append(row.split(","))
    book.save(tmp_path / "t.xlsx")
    result = kefu(command, tmp_path / "t.xlsx")
    assert "t.xlsx#Sheet:4: bad_row" in result.out.decode() + result.err and result.code == (1 if command == "check" else 3)
