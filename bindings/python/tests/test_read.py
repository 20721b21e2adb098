# SPDX-License-Identifier: MIT
"""kefu.read: files of any format into records, as the program reads them; values that mean nothing."""
import datetime
import decimal
import gzip
import io
import json
from pathlib import Path

import pytest

import kefu

DATA = Path(__file__).resolve().parents[3] / "examples" / "data"
HEADER = "会话ID,发送时间,角色,客服,买家昵称,消息内容\n"
ROWS = "s1,2024-03-01 12:00:00,买家,,老李,什么时候发货\ns1,2024-03-01 12:01:00,客服,小王,老李,今天下午就给您发出\n"
SURVEYS = "会话ID,评价ID,评价时间,满意度\ns1,f1,2024-03-01 12:10:00,1\ns1,f1,2024-03-01 12:11:00,非常满意\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_table_of_any_encoding(tmp_path, encoding):
    path = tmp_path / "chats.csv"
    path.write_text(HEADER + ROWS, encoding)
    records = kefu.read(path)
    record, = records
    assert record["kind"] == "conversation" and record["id"] == "s1" and [m["role"] for m in record["messages"]] == ["customer", "agent"]
    assert kefu.Conversation(record).metrics()["frt"]["value"] == 60000
    assert list(kefu.read(str(path), encoding=encoding)) == [record] and list(kefu.read(io.BytesIO(path.read_bytes()))) == [record]


def test_files_give_the_report_of_their_records():
    lines = [(DATA / name).read_text("utf-8").splitlines() for name in ("conversations.jsonl", "feedback.jsonl")]
    whole = kefu.report(*lines).to_dict()
    assert kefu.report([DATA / "feedback.jsonl", DATA / "conversations.jsonl"]).to_dict() == whole
    kinds = [record["kind"] for record in kefu.read(DATA / "*.jsonl")]
    assert (kinds.count("conversation"), kinds.count("feedback")) == (97, len(lines[1]))


def test_a_folder_becomes_a_report(tmp_path):
    (tmp_path / "chats.csv").write_text(HEADER + ROWS, "gbk")
    (tmp_path / "again.csv.gz").write_bytes(gzip.compress((HEADER + ROWS).encode()))
    (tmp_path / "surveys.tsv").write_text(SURVEYS.replace(",", "\t"), "utf-8")
    (tmp_path / "notes.txt").write_text("no")
    report = kefu.report(tmp_path)
    content = report.to_dict()
    assert content["period"]["conversations"] == 1 and content["feedback"]["ratings_1_to_5"] == [0, 0, 0, 0, 1]
    assert {f.code for f in report.findings} >= {"repeated_record"}
    with pytest.raises(FileNotFoundError, match="no file matches"):
        kefu.read(tmp_path / "nothing*.csv")
    with pytest.raises(FileNotFoundError, match="the folder holds no"):
        kefu.read(Path(__file__).parent)


def test_what_cannot_be_read_is_told(tmp_path):
    path = tmp_path / "chats.csv"
    path.write_text(HEADER + ROWS + "s1,2024-03-01 12:00:00,路人,,,x\n", "utf-8")
    records = kefu.read(path)
    assert len(list(records)) == 1 and records.refused == 1
    found = records.findings[0]
    assert (found.code, found.severity, found.line, found.source) == ("bad_row", "error", 4, str(path))
    with pytest.raises(ValueError, match="chats.csv:4: who speaks"):
        list(kefu.read(path, strict=True))
    path.write_bytes(b"%PDF-1.7")
    with pytest.raises(ValueError, match="this is a PDF document"):
        list(kefu.read(path))
    path.write_bytes(bytes(range(128, 256)) * 20)
    with pytest.raises(ValueError, match="encoding="):
        list(kefu.read(path))
    with pytest.raises(FileNotFoundError):
        list(kefu.read(tmp_path / "none.csv"))


def test_chunks_may_cut_anything(tmp_path, monkeypatch):
    text = json.dumps([{"id": i, "messages": [{"role": "customer", "text": "在吗" * i}]} for i in range(1, 40)], ensure_ascii=False, indent=1)
    path = tmp_path / "a.json"
    path.write_text(text, "gb18030")
    whole = list(kefu.read(path, encoding="gb18030"))
    monkeypatch.setattr("kefu._read._CHUNK", 7)
    assert list(kefu.read(path, encoding="gb18030")) == whole and len(whole) == 39


def test_rows_are_gathered_by_a_map(tmp_path):
    path = tmp_path / "archive.jsonl"
    path.write_text("".join(json.dumps({"msgid": str(i), "action": "send", "from": a, "tolist": [b], "roomid": "", "msgtime": 1709265600000 + i * 1000,
                                        "msgtype": "text", "text": {"content": "问"}}) + "\n" for i, (a, b) in enumerate([("wm_a", "li"), ("li", "wm_a")])), "utf-8")
    for how in (DATA.parent / "maps" / "wecom.json", str(DATA.parent / "maps" / "wecom.json"), kefu.FieldMap(DATA.parent / "maps" / "wecom.json")):
        record, = kefu.read(path, map=how)
        assert record["id"] == "li|wm_a" and len(record["messages"]) == 2


def test_workbooks(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    for row in [["三月"], HEADER.strip().split(","), *(r.split(",") for r in ROWS.splitlines())]:
        book.active.append(row)
    for cell in book.active["B"][2:]:
        cell.value = datetime.datetime.fromisoformat(cell.value)
    book.active["A4"] = None
    book.active.merge_cells("A3:A4")
    book.create_sheet("评价").append(["会话ID", "满意度"])
    book["评价"].append(["s1", 5])
    book.save(tmp_path / "day.xlsx")
    records = kefu.read(tmp_path / "day.xlsx")
    chat, survey = records
    assert len(chat["messages"]) == 2 and survey["rating"] == 5 and kefu.Conversation(chat).metrics()["frt"]["value"] == 60000
    assert kefu.report(tmp_path / "day.xlsx").to_dict()["feedback"]["records"] == 1


def test_old_workbooks(tmp_path):
    pytest.importorskip("xlrd")
    xlwt = pytest.importorskip("xlwt")
    book = xlwt.Workbook(encoding="utf-8")
    sheet, hidden = book.add_sheet("聊天"), book.add_sheet("旧")
    hidden.visibility = 1
    date = xlwt.easyxf(num_format_str="YYYY-MM-DD HH:MM:SS")
    for number, row in enumerate([["三月"], HEADER.strip().split(","), *(r.split(",") for r in ROWS.splitlines())]):
        for column, value in enumerate(row):
            if number > 1 and column == 0:
                sheet.write(number, column, 20240301000123)
            elif number > 1 and column == 1:
                sheet.write(number, column, datetime.datetime.fromisoformat(value), date)
            elif value:
                sheet.write(number, column, value)
            hidden.write(number, column, value)
    path = tmp_path / "day.xls"
    book.save(str(path))
    records = kefu.read(path)
    record, = records
    assert record["id"] == "20240301000123" and kefu.Conversation(record).metrics()["frt"]["value"] == 60000
    assert not records.findings and list(kefu.read(tmp_path)) == [record]
    suggested, = kefu.read(path, map=kefu.suggest_map(path))
    assert suggested["id"] == record["id"] and len(suggested["messages"]) == 2
    whole = path.read_bytes()
    for size in range(8, len(whole), 199):
        path.write_bytes(whole[:size])
        try:
            cut = kefu.read(path)
            assert list(cut) == [record] or cut.findings
        except ValueError as error:
            assert "day.xls" in str(error)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
def test_a_map_is_suggested(tmp_path, encoding):
    path = tmp_path / "chats.csv"
    path.write_text(HEADER + ROWS, encoding)
    suggested = kefu.suggest_map(path)
    assert (suggested["kind"], suggested["record"]) == ("map", "conversation")
    record, = kefu.read(path, map=suggested)
    assert record["id"] == "s1" and [(m["role"], m["text"][:2]) for m in record["messages"]] == [("customer", "什么"), ("agent", "今天")]
    assert kefu.suggest_map(io.BytesIO(path.read_bytes()), encoding=encoding) == suggested
    path.write_text("数量,颜色\n1,红\n", encoding)
    with pytest.raises(ValueError, match="chats.csv: "):
        kefu.suggest_map(path)


def test_a_map_is_suggested_for_a_long_file(tmp_path, monkeypatch):
    path = tmp_path / "chats.csv"
    path.write_text(HEADER + ROWS * 20, "gb18030")
    whole = kefu.suggest_map(path)
    for size in range(200, 230):
        monkeypatch.setattr("kefu._read._CHUNK", size)
        monkeypatch.setattr("kefu._read._SAMPLE", size)
        assert kefu.suggest_map(path, encoding="gb18030") == whole


def test_a_map_is_suggested_for_the_first_sheet_that_has_one(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    book = openpyxl.Workbook()
    book.active.append(["说明"])
    sheet = book.create_sheet("记录")
    for row in [HEADER.strip().split(","), *(r.split(",") for r in ROWS.splitlines())]:
        sheet.append(row)
    path = tmp_path / "day.xlsx"
    book.save(path)
    record, = kefu.read(path, map=kefu.suggest_map(path))
    assert record["id"] == "s1" and len(record["messages"]) == 2
    book.remove(sheet)
    book.save(path)
    with pytest.raises(ValueError, match="day.xlsx#"):
        kefu.suggest_map(path)


def test_a_frame_has_a_row_for_each_message(tmp_path):
    pytest.importorskip("pandas")
    (tmp_path / "chats.csv").write_text(HEADER + ROWS, "utf-8")
    frame = kefu.read(tmp_path / "chats.csv").frame()
    assert list(frame["role"]) == ["customer", "agent"] and set(frame["conversation_id"]) == {"s1"}


NOTHING = [None, float("nan")]
try:
    import pandas
    NOTHING += [pandas.NaT, pandas.NA]
except ImportError:
    pass
try:
    import numpy
    NOTHING += [numpy.float64("nan"), numpy.float32("nan")]
except ImportError:
    pass


@pytest.mark.parametrize("nothing", NOTHING, ids=lambda value: f"{type(value).__name__}")
def test_what_stands_for_nothing_is_absent(nothing):
    record = {"id": "c", "topic": nothing, "messages": [{"role": "customer", "at": 1709265600000, "text": "在吗", "agent_id": nothing}]}
    plain = kefu.Conversation({"id": "c", "messages": [{"role": "customer", "at": 1709265600000, "text": "在吗"}]})
    assert kefu.Conversation(record).to_json() == plain.to_json() and kefu.Conversation(record).findings == []


def test_dates_and_decimals_are_taken():
    zone = datetime.timezone(datetime.timedelta(hours=8))
    messages = [{"role": "customer", "at": datetime.datetime(2024, 3, 1, 12, 0, tzinfo=zone), "text": "在吗"},
                {"role": "agent", "at": datetime.datetime(2024, 3, 1, 12, 1), "agent_id": decimal.Decimal(1001), "text": "在"}]
    chat = kefu.Conversation({"id": decimal.Decimal("20240301000123"), "messages": messages})
    assert chat.metrics()["frt"]["value"] == 60000 and [f.code for f in chat.findings] == ["time_zone_assumed"]
    aggregate = kefu.Aggregate()
    aggregate.add_feedback({"source": "survey", "rating": decimal.Decimal("4"), "at": datetime.date(2024, 3, 1), "text": float("nan")})
    assert aggregate.feedback == 1
    with pytest.raises(TypeError):
        kefu.Conversation({"id": object(), "messages": []})


# ---- what feedback inherits, and which records count ----

def _chat(identifier, agent, team, start=1709265600000):
    return {"id": identifier, "team": team, "messages": [
        {"role": "customer", "at": start, "text": "什么时候发货"},
        {"role": "agent", "agent_id": agent, "at": start + 60000, "text": "今天下午就给您发出"}]}


CHATS = [_chat("c1", "a1", "A"), _chat("c2", "a2", "B", 1709265600000 + 86400000)]
SAID = [{"source": "survey", "conversation_id": "c1", "rating": 5, "at": 1709266000000},
        {"source": "survey", "conversation_id": "c2", "rating": 1, "at": 1709266000000 + 86400000},
        {"source": "complaint", "conversation_id": "x9", "text": "太差了", "at": 1709266000000}]


def _satisfied(aggregate):
    return {"/".join(group["key"]): group["metrics"]["csat"]["value"] for group in aggregate.groups()}


def test_feedback_inherits_from_its_conversation(tmp_path):
    aggregate = kefu.Aggregate(["team"])
    for record in CHATS:
        aggregate.add(record)
    for record in SAID:
        aggregate.add_feedback(record, complete=True)
    assert _satisfied(aggregate) == {"": 0.5, "A": 1, "B": 0} | {"": _satisfied(aggregate)[""]}
    assert aggregate.unjoined == 1 and aggregate.value("complaint_rate")["value"] == 0
    told = aggregate.report().to_dict()["period"]
    assert told["unjoined_feedback"] == 1
    files = [tmp_path / "1.jsonl", tmp_path / "2.jsonl"]
    for path, records in zip(files, (SAID, CHATS)):
        path.write_text("".join(json.dumps(r) + "\n" for r in records))
    assert kefu.report(tmp_path, group_by=["team"]).to_dict() == aggregate.report().to_dict()
    part = kefu.Aggregate(["team"])
    part.add_feedback(SAID[2])  # its conversation may come later, or elsewhere
    assert part.unjoined == 0


@pytest.mark.parametrize("options, left", [
    ({"from_": "2024-03-02"}, {"c2"}), ({"to": "2024-03-01"}, {"c1"}), ({"to": datetime.date(2024, 3, 1)}, {"c1"}),
    ({"from_": datetime.datetime(2024, 3, 1, 12, 1)}, {"c2"}), ({"from_": 1709265600000, "to": 1709265600001}, {"c1"}),
    ({"from_": "2024-03-01 12:00", "to": "2024-03-02T04:00:00Z"}, {"c1"}),
    ({"from_": "2024-03-02", "timezone": "-08:00"}, set()),
    ({"where": {"attribute": "team", "eq": "A"}}, {"c1"}), ({"exclude": '{"attribute": "id", "eq": "c1"}'}, {"c2"}),
])
def test_records_are_selected(options, left):
    aggregate = kefu.Aggregate(**options)
    for record in CHATS:
        aggregate.add(record)
    for record in SAID:
        aggregate.add_feedback(record, complete=True)
    assert aggregate.conversations == len(left)
    assert aggregate.left_out["conversations"] == 2 - len(left)
    if "where" in options or "exclude" in options:
        assert aggregate.value("csat")["n"] == 1, "feedback goes with its conversation"
    assert kefu.report(CHATS, SAID, **options).to_dict()["period"]["conversations"] == len(left)


def test_a_selection_that_cannot_be_read_is_refused():
    for options in ({"from_": "gestern"}, {"to": "2024-13-01"}, {"where": {"attribute": 1}}, {"from_": 2, "to": 1}):
        with pytest.raises(ValueError):
            kefu.Aggregate(**options)


def test_a_roster_knows_the_agents(tmp_path):
    roster = {"kefu": 1, "kind": "roster", "id": "r", "version": "1", "agents": [{"id": "a1", "name": "王小明", "aliases": ["w"], "teams": [{"team": "t"}]}]}
    table = tmp_path / "chats.csv"
    table.write_text("会话ID,发送时间,发送人,客户,内容\ns1,2024-03-01 12:00:00,老李,老李,在吗\ns1,2024-03-01 12:01:00,w,老李,在的\n"
                     "s1,2024-03-01 12:02:00,客服小赵,老李,在的\n", "utf-8")
    records = kefu.read(table, roster=roster, agents="names")
    record, = records
    assert [m.get("agent_id") for m in record["messages"]] == [None, "王小明", "客服小赵"] and record["team"] == "t"
    assert [f.code for f in records.findings] == ["unlisted_agent"]
    assert kefu.Roster(json.dumps(roster)).apply({"agent_id": "w"})["agent_id"] == "a1"
    with pytest.raises(ValueError):
        kefu.Roster(roster).apply({}, "initials")
    with pytest.raises(kefu.Error) as failure:
        kefu.Roster({**roster, "bots": ["w"]})
    assert failure.value.pointer == "/bots/0"
