# SPDX-License-Identifier: MIT
"""Somebody with an export and the documents: each table becomes a report in at most two commands, and those stand in the documents."""
import datetime
import json
import re

import pytest
from conftest import PROJECT

openpyxl = pytest.importorskip("openpyxl")

CHATS = [("2024-03-01 10:00:00", "阿青", "小王", "c", "请问有货吗"), ("2024-03-01 10:00:30", "阿青", "小王", "a", "有货的，今天发出"),
         ("2024-03-01 10:05:00", "阿黄", "小李", "c", "什么时候发货"), ("2024-03-01 10:09:00", "阿黄", "小李", "a", "马上为您查询")]
FIRST_RESPONSES = {30000, 240000}


def gbk(path, head, rows, title=()):
    lines = [",".join(line) for line in [*title, head, *rows]]
    path.write_bytes("\r\n".join([*lines, ""]).encode("gbk"))


def workbook(path, head, rows, title=()):
    book = openpyxl.Workbook()
    for row in [*title, [], head, *rows]:
        book.active.append([datetime.datetime.fromisoformat(cell) if re.match(r"\d{4}-", cell) else cell for cell in row])
    book.save(path)


def pairs():
    """发送方 and 接收方, of which the agent's is an account of the shop."""
    head = ["发送方", "接收方", "时间", "内容"]
    return head, [[f"甲旗舰:{a}", c, at, text] if who == "a" else [c, f"甲旗舰:{a}", at, text] for at, c, a, who, text in CHATS]


def staffed():
    """Customer and agent in columns of their own, and a word for who speaks."""
    return ["客户", "客服", "消息方向", "时间", "消息"], [[c, a, "客户" if who == "c" else "客服", at, text] for at, c, a, who, text in CHATS]


def numbered():
    head = ["会话编号", "消息时间", "发送人", "接待客服", "买家昵称", "消息内容"]
    return head, [["k" + c, at, c if who == "c" else a, a, c, text] for at, c, a, who, text in CHATS]


def first_responses(lines):
    return {line["metrics"]["frt"]["value"] for line in lines}


def documented(*commands):
    """Is each command, but for the names of files, written in a document that the README names?"""
    text = "\n".join(path.read_text("utf-8") for path in (PROJECT / "README.md", PROJECT / "docs" / "intake.md", PROJECT / "docs" / "maps.md"))
    return all(command in text for command in commands)


@pytest.mark.parametrize("table", [pairs, staffed, numbered])
@pytest.mark.parametrize("write, name", [(gbk, "导出.csv"), (workbook, "导出.xlsx")])
def test_an_export_becomes_a_report(kefu, tmp_path, table, write, name):
    head, rows = table()
    path, html = tmp_path / name, tmp_path / "day.html"
    write(path, head, rows, [["三月聊天明细"], ["导出时间：2024-03-02"]])
    field_map, arguments = tmp_path / "map.json", []
    assert documented("kefu report", "kefu map suggest shop.csv > map.json", "kefu report --map map.json shop.csv -o day.html")
    result = kefu("report", path, "-o", html)
    if result.code:  # the message leads to the next command
        assert result.code == 1 and "kefu map suggest FILE" in result.err and not html.exists(), result.err
        suggested = kefu("map", "suggest", path)
        assert suggested.code == 0, suggested.err
        field_map.write_bytes(suggested.out)
        arguments = ["--map", field_map]
        result = kefu("report", *arguments, path, "-o", html)
    assert result.code == 0 and html.stat().st_size > 10000, result.err
    period = json.loads(kefu("report", *arguments, path).out)["period"]
    assert (period["conversations"], period["messages"]) == (2, 4)
    assert first_responses(kefu("metrics", *arguments, path).lines) == FIRST_RESPONSES


@pytest.mark.parametrize("head, row", [(["甲", "乙", "丙"], ["1", "2", "3"]), (["会话ID", "发送方", "内容"], ["s1", "路人", "在吗"])])
def test_a_table_that_is_not_understood_leads_to_maps(kefu, tmp_path, head, row):
    path, html = tmp_path / "t.csv", tmp_path / "day.html"
    gbk(path, head, [row])
    result = kefu("report", path, "-o", html)
    assert result.code == 1 and "kefu map suggest FILE" in result.err and not html.exists(), result.err
