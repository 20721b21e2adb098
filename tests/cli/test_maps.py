# SPDX-License-Identifier: MIT
"""Field maps on whole files: those that are shipped with their samples, tables, and what is refused."""
import json

import pytest

from conftest import PROJECT

MAPS = PROJECT / "examples" / "maps"
SAMPLES = MAPS / "samples"


def spoken(record):
    return [(m["role"], m.get("agent_id") if m["role"] == "agent" else None, m.get("text")) for m in record["messages"]]


@pytest.mark.parametrize("name", sorted(p.stem for p in MAPS.glob("*.json")))
def test_shipped_maps_are_sound(kefu, name):
    result = kefu("check", MAPS / f"{name}.json")
    assert result.code == 0, result.err


def test_the_generic_table(kefu):
    result = kefu("convert", "--map", MAPS / "messages_csv.json", SAMPLES / "messages_csv.csv")
    assert result.code == 0, result.err
    first, second = result.lines
    assert first["attributes"] == {"shop": "甲旗舰店"} and first["labels"] == ["大促", "新客"]
    assert first["contact_id"] == "阿青"
    assert spoken(first) == [("customer", None, "请问发什么快递"), ("agent", "小王", "默认发圆通，偏远地区发邮政")]
    assert first["messages"][0]["at"] == 1709308750000  # 2024-03-01 23:59:10
    assert second["messages"][0]["at"] == 1709308860000  # the next day, 00:01:00
    assert second["messages"][0]["content"] == "image" and second["events"][0]["type"] == "closed"


def test_chatwoot(kefu):
    result = kefu("convert", "--map", MAPS / "chatwoot.json", SAMPLES / "chatwoot.json")
    assert result.code == 0, result.err
    (record,) = result.lines
    assert record["id"] == "7" and [m["role"] for m in record["messages"]] == ["customer", "system", "agent", "agent"]
    assert [m.get("private", False) for m in record["messages"]] == [False, False, True, False]
    assert record["messages"][0]["at"] == 1709265600000
    metrics = kefu("metrics", "--map", MAPS / "chatwoot.json", "--metric", "frt", SAMPLES / "chatwoot.json")
    assert metrics.lines[0]["metrics"]["frt"]["value"] == 60000  # the private note answers nobody


def test_zammad(kefu):
    result = kefu("convert", "--map", MAPS / "zammad.json", SAMPLES / "zammad.json")
    assert result.code == 0, result.err
    (record,) = result.lines
    assert record["channel"] == "email" and spoken(record)[2] == (
        "agent", "xiaowang@example.com", "您好，已经改好，新发票发到您的邮箱了")
    metrics = kefu("metrics", "--map", MAPS / "zammad.json", "--metric", "frt", SAMPLES / "zammad.json")
    assert metrics.lines[0]["metrics"]["frt"]["value"] == 3600000


def write_map(path, **more):
    path.write_text(json.dumps({"kefu": 1, "kind": "map", "id": "m", "version": "1", "record": "feedback", "format": "csv",
                                "members": {"id": "no", "rating": {"from": "stars", "type": "rating"},
                                            "at": {"from": "day", "type": "time", "pattern": "d.M.yyyy"}},
                                "zone": "+08:00", "constants": {"source": "review"}, **more}))
    return path


def test_a_table_of_feedback_in_a_report(kefu, tmp_path):
    table = tmp_path / "reviews.csv"
    table.write_bytes("no;stars;day;other\n1;5分;1.3.2024;x\n2;非常不满意;2.3.2024;\n".encode("gbk"))
    field_map = write_map(tmp_path / "m.json")
    result = kefu("report", "--map", field_map, table)
    assert result.code == 0, result.err
    assert json.loads(result.out)["period"]["feedback"] == 2
    one = kefu("report", "--map", field_map, "--from", "2024-03-02", table)
    assert json.loads(one.out)["period"]["feedback"] == 1


def test_a_table_without_the_maps_columns_is_refused(kefu, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text("a,b\n1,2\n")
    result = kefu("convert", "--map", write_map(tmp_path / "m.json"), table)
    assert result.code == 1 and "unknown_table: no row at the beginning names columns of the map" in result.err


def test_a_damaged_row_costs_itself(kefu, tmp_path):
    table = tmp_path / "t.csv"
    table.write_text('no,stars,day\n1,5,1.3.2024\n2,5\n3,4,"1.3.2024\n4,3,1.3.2024\n')
    result = kefu("convert", "--map", write_map(tmp_path / "m.json"), table)
    assert result.code == 3
    assert [r["id"] for r in result.lines] == ["1", "4"]
    assert result.err.count("bad_row") == 2


def test_two_maps_of_which_one_reads_files(kefu, tmp_path):
    result = kefu("report", "--map", write_map(tmp_path / "m.json"), "--map", MAPS / "helpdesk.json", "a", "b")
    assert result.code in (1, 2) and b"" == result.out


# ---- kefu map test ----

def test_map_test_shows_records_and_counts(kefu):
    result = kefu("map", "test", MAPS / "messages_csv.json", SAMPLES / "messages_csv.csv")
    assert result.code == 0, result.err
    *records, counts = result.out.decode().splitlines()
    assert [json.loads(r)["id"] for r in records] == ["k1", "k2"] and counts == "conversation: 2"
    one = kefu("map", "test", "--count", "1", MAPS / "messages_csv.json", SAMPLES / "messages_csv.csv")
    assert len(one.out.splitlines()) == 2


def test_map_test_tells_what_is_wrong(kefu, tmp_path):
    bad = tmp_path / "bad.json"
    bad.write_text('{"kefu": 1, "kind": "map", "id": "m", "version": "1", "record": "feedback", "format": "csv",'
                   ' "members": {"id": {"form": "no"}}}')
    result = kefu("map", "test", bad, SAMPLES / "messages_csv.csv")
    assert result.code == 1 and "unknown_member: /members/id/form" in result.err and result.out == b""
    table = tmp_path / "t.csv"
    table.write_text("a,b\n1,2\n")
    result = kefu("map", "test", write_map(tmp_path / "m.json"), table)
    assert result.code == 1 and "unknown_table" in result.err and result.out == b"no record\n"
    assert kefu("map", "test", write_map(tmp_path / "m.json")).code == 2
    assert kefu("map", "tset", "a", "b").code == 2


def test_a_gap_parts_conversations(kefu, tmp_path):
    lines = [{"from": "wm1", "to": "s", "at": 1709265600000 + minutes * 60000} for minutes in (0, 1, 200, 201)]
    path = tmp_path / "d.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    field_map = tmp_path / "m.json"
    field_map.write_text(json.dumps({
        "kefu": 1, "kind": "map", "id": "m", "version": "1", "record": "conversation", "format": "jsonl",
        "group": {"key": ["/from"], "gap": "2h"}, "members": {},
        "message": {"at": "/at", "role": {"value": "customer"}}}))
    result = kefu("convert", "--map", field_map, path)
    assert result.code == 0, result.err
    assert [(r["id"], len(r["messages"])) for r in result.lines] == [("wm1", 2), ("wm1#2", 2)]


# ---- kefu map suggest ----

def suggested(kefu, tmp_path, path):
    """The map that is suggested for a file, and what kefu convert makes of the file by it."""
    result = kefu("map", "suggest", path)
    assert result.code == 0, result.err
    field_map = tmp_path / "suggested.json"
    field_map.write_bytes(result.out)
    assert kefu("check", field_map).code == 0
    converted = kefu("convert", "--map", field_map, path)
    assert converted.code == 0, converted.err
    return json.loads(result.out), converted.lines, result.err


def test_a_map_by_names(kefu, tmp_path):
    field_map, records, shown = suggested(kefu, tmp_path, SAMPLES / "zammad.json")
    assert field_map["group"] == {"key": ["/ticket_id"]} and field_map["message"]["text"] == "/body"
    assert [m["role"] for m in records[0]["messages"]] == ["customer", "agent", "agent"]
    assert '"id":"9"' in shown and "conversation: 1" in shown


def test_a_map_by_values(kefu, tmp_path):
    table = tmp_path / "t.csv"
    table.write_bytes("明细\n单据,when,人员,备注说明\nA1,2024-03-01 12:00,客户,在吗我想问一下\nA1,2024-03-01 12:01,客服,在的您请讲\n"
                      "B2,2024-03-01 12:02,客户,什么时候发货\n".encode("gbk"))
    field_map, records, _ = suggested(kefu, tmp_path, table)
    assert field_map["format"] == "csv" and field_map["group"] == {"key": ["单据"]}
    assert [(r["id"], len(r["messages"])) for r in records] == [("A1", 2), ("B2", 1)]
    assert records[0]["messages"][1] == {"at": 1709265660000, "role": "agent", "text": "在的您请讲"}


def test_a_map_of_feedback(kefu, tmp_path):
    table = tmp_path / "t.tsv"
    table.write_text("会话ID\t评价时间\t满意度\t评价内容\ns1\t2024-03-01 12:00\t非常满意\t好\n")
    field_map, records, _ = suggested(kefu, tmp_path, table)
    assert field_map["record"] == "feedback" and records[0]["rating"] == 5 and records[0]["conversation_id"] == "s1"


def test_a_map_of_two_people(kefu, tmp_path):
    table = tmp_path / "t.csv"
    table.write_bytes("发送方,接收方,时间,内容\n阿青,乙行:小王,2024-03-01 10:00,在吗\n乙行:小王,阿青,2024-03-01 10:01,在的\n"
                      "阿青,乙行:小王,2024-03-01 20:00,还在吗\n".encode("gbk"))
    field_map, records, _ = suggested(kefu, tmp_path, table)
    assert field_map["group"] == {"key": [{"unordered": ["发送方", "接收方"]}], "gap": "2h"}
    assert [(r["id"], len(r["messages"])) for r in records] == [("乙行:小王|阿青", 2), ("乙行:小王|阿青#2", 1)]
    assert records[0]["messages"][1] == {"at": 1709258460000, "role": "agent", "agent_id": "小王", "text": "在的"}


def test_a_map_of_customers_and_agents(kefu, tmp_path):
    table = tmp_path / "t.csv"
    rows = "\n阿青,小王,{0},2024-03-01 10:00,在吗\n阿青,小王,客服,2024-03-01 10:01,在的\n阿黄,小王,{0},2024-03-01 10:02,在吗\n"
    for head, who, key in (("客户,客服,发送方,时间,内容", "客户", [{"unordered": ["客户", "客服"]}]), ("顾客,备注,发送方,时间,内容", "顾客", ["顾客"])):
        table.write_text(head + rows.format(who), "utf-8")
        field_map, records, _ = suggested(kefu, tmp_path, table)
        assert field_map["group"] == {"key": key, "gap": "2h"}
        assert [[m["role"] for m in r["messages"]] for r in records] == [["customer", "agent"], ["customer"]]


def test_what_no_map_is_suggested_for(kefu, tmp_path):
    table = tmp_path / "t.csv"
    for text in ("a,b\n1,2\n", "", "{}", '{"a": 1}\n[', "\0\1"):
        table.write_text(text)
        result = kefu("map", "suggest", table)
        assert result.code == 1 and result.out == b"", text
