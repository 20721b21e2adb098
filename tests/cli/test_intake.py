# SPDX-License-Identifier: MIT
"""Any files in any order: each record is known for what it is, counts once, and stays without its flaws."""
import gzip
import json

import pytest

from conftest import DATA, shared

CONVERSATIONS = DATA / "conversations.jsonl"
LINES = CONVERSATIONS.read_text("utf-8").splitlines()[:3]


def chat(identifier, *at, **more):
    """A conversation of a question and answers at these times."""
    messages = [{"at": at[0], "role": "customer", "text": "什么时候发货"}]
    messages += [{"at": time, "role": "agent", "agent_id": "a1", "text": "今天下午就给您发出"} for time in at[1:]]
    return {"id": identifier, "messages": messages, **more}


def survey(identifier, **more):
    return {"id": identifier, "conversation_id": "c1", "agent_id": "a1", "source": "survey",
            "at": "2026-03-02T11:00:00+08:00", "rating": 5, **more}


CHAT = chat("c1", "2026-03-02T10:00:00+08:00", "2026-03-02T10:01:00+08:00")


def write(path, *records, **how):
    path.write_text("".join(json.dumps(r, ensure_ascii=False, **how) + "\n" for r in records), "utf-8")
    return path


def counts(result):
    assert result.code == 0, result.err
    report = json.loads(result.out)
    return report["period"]["conversations"], report["period"]["messages"], report["feedback"]["records"]


# ---- which file is which ----

def test_files_come_in_any_order_and_number(kefu, tmp_path):
    chats, more = write(tmp_path / "b.jsonl", CHAT), write(tmp_path / "z.jsonl", {**CHAT, "id": "c2"})
    answers = write(tmp_path / "a.jsonl", survey("f1"), survey("f2", rating=1))
    mixed = write(tmp_path / "m.jsonl", {**CHAT, "id": "c3"}, survey("f3"))
    orders = ([chats, more, answers, mixed], [answers, mixed, more, chats], [mixed, answers, chats, more])
    assert {counts(kefu("report", *order)) for order in orders} == {(3, 6, 3)}
    assert counts(kefu("report", tmp_path)) == (3, 6, 3)
    assert counts(kefu("report", tmp_path / "[bz].jsonl", tmp_path / "[am].jsonl")) == (3, 6, 3)
    assert counts(kefu("report", "-", stdin=b"".join(p.read_bytes() for p in orders[1]))) == (3, 6, 3)


def test_a_kind_wins_over_members(kefu, tmp_path):
    path = write(tmp_path / "r.jsonl", CHAT, {"kind": "feedback", "id": "f", "text": "很满意"},
                 {"kind": "conversation", **chat("c2", 1772416800000, 1772416860000), "rating": 3},
                 {"kind": "order", "id": "o1"}, {"kind": "order", "id": "o2"})
    result = kefu("report", path)
    assert counts(result) == (2, 4, 1)
    assert result.err.count("unused_record") == 1 and "r.jsonl:4: note: unused_record: records of the kind order" in result.err


@pytest.mark.parametrize("record, code", [({"id": 1, "text": "a"}, "unknown_record"), ([1], "wrong_type"),
                                          ({"id": 1, "kind": "lexicon", "messages": []}, "unknown_record"),
                                          ({"id": 1, "data": [CHAT]}, "unknown_record")])
def test_what_cannot_be_told_is_refused_with_its_line(kefu, tmp_path, record, code):
    path = write(tmp_path / "r.jsonl", CHAT, record, {**CHAT, "id": "c2"})
    for command in ("metrics", "score", "report"):
        result = kefu(command, path)
        assert result.code == 3 and "r.jsonl:2:" in result.err and code in result.err, (command, result.err)
        assert kefu(command, "--strict", path).code == 1


@pytest.mark.parametrize("record", [{"id": 1, "messages": []}, {"id": 1, "kind": "conversation"}])
def test_a_conversation_that_says_nothing_does_not_count(kefu, tmp_path, record):
    path = write(tmp_path / "r.jsonl", CHAT, record, {**CHAT, "id": "c2"})
    for command in ("metrics", "score"):
        result = kefu(command, path)
        assert result.code == 0 and len(result.lines) == 2 and "r.jsonl:2: warning: empty_record" in result.err
    assert counts(kefu("report", path)) == (2, 4, 0)


def test_feedback_alone_and_other_kinds_are_no_conversations(kefu, tmp_path):
    path = write(tmp_path / "f.jsonl", survey("f1"))
    assert counts(kefu("report", path)) == (0, 0, 1)
    result = kefu("metrics", path)
    assert result.code == 1 and result.out == b"" and "unused_record" in result.err
    assert len(kefu("metrics", path, write(tmp_path / "c.jsonl", CHAT)).lines) == 1


def test_nothing_usable_leaves_outputs_alone(kefu, tmp_path):
    output = tmp_path / "report.html"
    output.write_text("yesterday")
    for text in (b"", b"\n\n", b"[]", b'{"id": 1}\n', b'{"kind": "order", "id": "o"}\n'):
        path = tmp_path / "in.jsonl"
        path.write_bytes(text)
        assert kefu("report", "-o", output, path).code == 1, text
        assert kefu("metrics", path).code == 1
        assert output.read_text() == "yesterday"
    result = kefu("report", "-o", output, tmp_path / "none*.jsonl")
    assert result.code == 1 and "no file matches" in result.err and output.read_text() == "yesterday"


# ---- how they are laid out ----

LAYOUTS = {
    "array": lambda records: json.dumps(records),
    "array a line each": lambda records: "[\n" + ",\n".join(map(json.dumps, records)) + "\n]\n",
    "pretty array": lambda records: json.dumps(records, indent=2),
    "pretty": lambda records: "\n".join(json.dumps(r, indent=4) for r in records),
    "wide": lambda records: "\r\n\r\n".join(map(json.dumps, records)),
    "lists a line each": lambda records: "\n".join(json.dumps(r).replace("}, {", "},\n{") for r in records),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_say_the_same(kefu, tmp_path, layout):
    records = [json.loads(line) for line in LINES]
    expected = kefu("metrics", write(tmp_path / "lines.jsonl", *records))
    assert expected.code == 0 and len(expected.lines) == 3
    result = kefu("metrics", stdin=LAYOUTS[layout](records).encode())
    assert result.code == 0 and result.out == expected.out, result.err


ENCODINGS = ["gb18030", "utf-8-sig", "utf-16", "utf-32"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_recognised(kefu, tmp_path, encoding):
    path = tmp_path / "chats.jsonl"
    path.write_bytes("\n".join(LINES).encode(encoding))
    result = kefu("metrics", path)
    assert result.code == 0 and result.out == kefu("metrics", stdin="\n".join(LINES).encode()).out
    assert ("encoding_guessed" in result.err) == (encoding != "utf-8-sig")
    assert kefu("metrics", "--encoding", encoding.replace("-sig", ""), path).out == result.out


def test_what_is_not_text_is_named(kefu, tmp_path):
    for head, name in ((b"PK\x03\x04", "ZIP"), (b"%PDF-1.7", "PDF"), (b"\x89PNG\r\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG"),
                       (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".xls")):
        path = tmp_path / "file"
        path.write_bytes(head + bytes(100))
        result = kefu("metrics", path)
        assert result.code == 1 and name in result.err, result.err
    path.write_bytes(bytes(range(128, 256)) * 20)
    assert kefu("metrics", path).code == 1 and "--encoding" in kefu("metrics", path).err


def test_gzip_is_unpacked(kefu, tmp_path):
    path = tmp_path / "chats.jsonl.gz"
    whole = gzip.compress("\n".join(LINES).encode()) + gzip.compress(b"\n" + json.dumps(CHAT).encode())
    path.write_bytes(whole)
    assert len(kefu("metrics", path).lines) == len(kefu("metrics", tmp_path).lines) == 4
    assert len(kefu("metrics", stdin=whole).lines) == 4
    path.write_bytes(whole[:len(whole) // 2])
    result = kefu("metrics", path)
    assert result.code == 1 and "gzip" in result.err


def test_a_cut_line_costs_no_other(kefu, tmp_path):
    text = "\n".join(LINES).encode()
    first = text.index(b"\n")
    for cut in (5, first // 2, first - 1):
        for damaged in (text[:cut] + text[first:], text[:first + 1] + text[first + 1 + cut:], text[:-cut]):
            result = kefu("metrics", stdin=damaged)
            assert result.code == 3 and len(result.lines) >= 1, (cut, result.err)
    assert kefu("metrics", stdin=b"[" + text.replace(b"\n", b",")).code == 3


def test_a_folder_tells_once_what_it_does_not_read(kefu, tmp_path):
    write(tmp_path / "a.jsonl", CHAT)
    (tmp_path / "notes.md").write_text("x")
    (tmp_path / "deeper").mkdir()
    write(tmp_path / "deeper" / "b.jsonl", {**CHAT, "id": "c2"})
    result = kefu("report", tmp_path)
    assert counts(result) == (1, 2, 0)
    (told,) = [line for line in result.err.splitlines() if "not read" in line]
    assert "notes.md" in told and "deeper" in told


# ---- once is once ----

def test_the_same_file_twice_counts_once(kefu, tmp_path):
    chats, answers = write(tmp_path / "c.jsonl", CHAT), write(tmp_path / "f.jsonl", survey("f1"))
    result = kefu("report", chats, answers, chats, answers)
    assert counts(result) == (1, 2, 1)
    assert result.err.count("repeated_record") == 2
    assert len(kefu("metrics", chats, chats).lines) == len(kefu("score", chats, chats).lines) == 1


def test_a_survey_answered_twice_counts_as_answered_last(kefu, tmp_path):
    path = write(tmp_path / "r.jsonl", CHAT, survey("f1", rating=1), survey("f2", rating=3), survey("f1", rating=5))
    ratings = json.loads(kefu("report", path).out)["feedback"]["ratings_1_to_5"]
    assert ratings == [0, 0, 1, 0, 1]


def test_what_has_no_id_is_never_the_same(kefu, tmp_path):
    nameless = {name: value for name, value in survey("f").items() if name != "id"}
    path = write(tmp_path / "r.jsonl", {**CHAT, "id": None}, {**CHAT, "id": ""}, nameless, nameless)
    assert counts(kefu("report", path)) == (2, 4, 2)


def test_ids_are_the_same_however_they_are_written(kefu):
    lines = ('{"id": 12, "messages": [{"role": "customer", "text": "a"}]}\n'
             '{"id": "12", "messages": [{"role": "customer", "text": "a"}]}\n'
             '{"id": "\\u0031\\u0032", "messages": [{"role": "customer", "text": "a"}]}\n')
    assert len(kefu("metrics", stdin=lines.encode()).lines) == 1


# ---- times and flaws ----

@pytest.mark.parametrize("unit", [1, 1000, 1000000, 1000000000])
def test_a_minute_is_a_minute(kefu, unit):
    record = chat("c1", 1772416800 * unit, 1772416860 * unit)
    result = kefu("metrics", stdin=json.dumps(record).encode())
    assert result.lines[0]["metrics"]["frt"]["value"] == 60000
    assert ("time_unit" in result.err) == (unit != 1000)


@pytest.mark.parametrize("first, second", [("2024-03-01 12:00:00", "2024-03-01 12:01:00"), ("2024/3/1 12:00", "2024/3/1 12:01"),
                                           ("2024-03-01T12:00:00", "2024-03-01 12:01:00+0800"), (0, 60000)])
def test_times_without_a_zone_or_a_date(kefu, first, second):
    result = kefu("metrics", stdin=json.dumps(chat("c1", first, second)).encode())
    assert result.lines[0]["metrics"]["frt"]["value"] == 60000
    assert "times_relative" in result.err or "time_zone_assumed" in result.err


def test_a_flawed_record_stays(kefu, tmp_path):
    message = {"at": 1772416800000, "role": "customer", "text": "a"}
    flawed = [{"id": "s", "messages": [{**message, "content": "sticker"}]},
              {"id": "z", "messages": [message], "events": [{"type": "rated", "value": 0}]},
              {"id": "n", "messages": [message], "events": [{"type": "rated", "value": None}]},
              {"id": "t", "messages": [{**message, "at": "yesterday"}]},
              {"id": "u", "messages": [message], "events": [{"type": "sneezed"}]},
              {"id": "m", "messages": [{**message, "agentid": "a"}]}]
    path = write(tmp_path / "r.jsonl", *flawed)
    result = kefu("metrics", path)
    assert result.code == 0 and [line["id"] for line in result.lines] == list("szntum")
    for number, code in enumerate(("content_unknown", "rating_dropped", "rating_dropped", "instant_dropped", "event_dropped",
                                   "misspelled_member"), 1):
        assert any(line.startswith(f"{path}:{number}:") and f": warning: {code}: " in line for line in result.err.splitlines())


def test_ratings_that_are_none(kefu, tmp_path):
    given = [0, None, "", "5", 4.5, 5, 9]
    path = write(tmp_path / "r.jsonl", CHAT, *(survey(f"f{i}", rating=r, invited_at="2026-03-02T10:40:00+08:00")
                                               for i, r in enumerate(given)))
    result = kefu("report", path)
    assert json.loads(result.out)["feedback"]["ratings_1_to_5"] == [0, 0, 0, 0, 3]
    assert result.err.count("rating_dropped") == 2 and result.err.count("rating_rounded") == 1


def test_group_by_a_name_that_no_record_has(kefu, tmp_path):
    output = tmp_path / "report.json"
    path = write(tmp_path / "r.jsonl", {**CHAT, "attributes": {"shop": "A"}})
    result = kefu("report", "--group-by", "agnet_id", "-o", output, path)
    assert result.code == 1 and "did you mean agent_id?" in result.err and "shop" in result.err and not output.exists()
    assert kefu("report", "--group-by", "shop,agent_id", path).code == 0


def test_a_map_that_finds_no_messages_gives_no_report(kefu, tmp_path):
    """The map looks for turns, and these conversations have messages."""
    result = kefu("report", "--map", DATA.parent / "maps" / "helpdesk.json", write(tmp_path / "r.jsonl", CHAT))
    assert result.code == 1 and result.out == b"" and "empty_record" in result.err


# ---- tables ----

HEADER = "会话ID,发送时间,角色,客服,买家昵称,消息内容"
ROWS = ["s1,2024-03-01 12:00:00,买家,,老李,什么时候发货", 's2,2024-03-01 12:00:30,买家,,老张,"在吗,亲"',
        "s1,2024-03-01 12:01:00,客服,小王,老李,今天下午就给您发出", "s2,2024-03-01 12:02:30,客服,小王,老张,在的，请讲"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_row_a_message(kefu, tmp_path, encoding, delimiter):
    text = "\r\n".join([HEADER, *ROWS]).replace("在吗,亲", "在吗，亲").replace(",", delimiter)
    path = tmp_path / "chats.csv"
    path.write_bytes(text.encode(encoding))
    waits = {line["id"]: line["metrics"]["frt"]["value"] for line in kefu("metrics", path).lines}
    assert waits == {"s1": 60000, "s2": 120000}


def test_tables_of_chats_and_surveys_make_a_report(kefu, tmp_path):
    (tmp_path / "chats.csv").write_text("\n".join(["三月聊天明细", "", HEADER, *ROWS]), "gbk")
    (tmp_path / "surveys.csv").write_text("会话ID,评价时间,满意度,评价内容\ns1,2024-03-01 12:10:00,非常满意,很好\n"
                                          "s2,2024-03-01 12:11:00,不满意,太慢\n", "gbk")
    report = kefu("report", tmp_path)
    assert counts(report) == (2, 4, 2)
    assert json.loads(report.out)["feedback"]["ratings_1_to_5"] == [0, 1, 0, 0, 1]


def test_damaged_rows_are_told(kefu, tmp_path):
    path = tmp_path / "chats.csv"
    for damaged in (',2024-03-01 12:00:00,买家,,老李,x', 's1,2024-03-01 12:00:00,路人甲,,老李,x', 's1,2024-03-01 12:00:00,买家',
                    's1,2024-03-01 12:00:00,买家,,老李,x,y', 's1,2024-03-01 12:00:00,买家,,老李,"x'):
        path.write_text("\n".join([HEADER, *ROWS, damaged, ""]), "utf-8")
        result = kefu("metrics", path)
        assert result.code == 3 and "chats.csv:6: bad_row: " in result.err and len(result.lines) == 2, (damaged, result.err)
    path.write_text("甲,乙\n" + "1,2\n" * 1000, "utf-8")
    result = kefu("metrics", path)
    assert result.code == 1 and result.err.count("unknown_table") == 1, result.err


# ---- rows through a map ----

def test_bad_bytes_of_a_table_are_told(kefu, tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes("会话ID,发送时间,角色,消息内容\ns1,2024-03-01T12:00:00+08:00,买家,在吗\n".encode() + b"s1,2024-03-01T12:01:00+08:00,agent,\xff\xfe!\n")
    result = kefu("metrics", path, "--encoding", "utf-8")
    assert result.code == 0 and "bad_text: /messages/1/text" in result.err


@pytest.mark.parametrize("nothing", ["", "\n \n", "[]", "会话ID,角色,内容\n"])
def test_an_empty_file_among_others_is_told(kefu, tmp_path, nothing):
    path = tmp_path / "empty.jsonl"
    path.write_text(nothing)
    for command in "report", "check":
        result = kefu(command, CONVERSATIONS, path, DATA / "feedback.jsonl")
        said = result.err if command == "report" else result.out.decode()
        assert result.code == 0 and f"{path}:1: warning: empty_file" in said
        assert said.count(": empty_file:") == 1
    assert kefu("report", path).code == 1 and b": empty_file:" not in kefu("check", path).out


@pytest.fixture(scope="module")
def large_table(tmp_path_factory):
    """A table whose rows take more memory than they may: those of a conversation stand far apart."""
    path = tmp_path_factory.mktemp("large") / "chats.csv"
    with open(path, "w", encoding="gb18030") as out:
        out.write("会话ID,发送时间,角色,消息内容\n")
        for at in range(3):
            for i in range(17000):
                out.write(f"s{i * 7919 % 17000},2024-03-01 12:0{at}:00,{'客服' if at == 1 else '买家'},{at}{'。' * 230}\n")
    return path


def test_a_table_larger_than_memory(kefu, large_table):
    records = kefu("convert", large_table, "--encoding", "gb18030").lines
    assert [record["id"] for record in records] == [f"s{i * 7919 % 17000}" for i in range(17000)]
    assert {tuple(m["text"][0] for m in record["messages"]) for record in records} == {("0", "1", "2")}


def test_no_room_for_a_temporary_file_is_a_failure(kefu, tmp_path, large_table):
    report = tmp_path / "report.json"
    report.write_text("before")
    result = kefu("report", large_table, "-o", report, env={"TMPDIR": str(tmp_path / "none")})
    assert result.code == 1 and result.err.count("the temporary file cannot be made: No such file") == 1
    assert report.read_text() == "before"


def archive(number, sender, to, seconds, **more):
    return {"msgid": number, "action": "send", "from": sender, "tolist": [to], "roomid": "",
            "msgtime": 1772416800000 + seconds * 1000, "msgtype": "text", "text": {"content": "问一下"}, **more}


ARCHIVE = [archive("1", "wm_a", "li", 0), archive("2", "wm_b", "li", 5), archive("3", "li", "wm_a", 60),
           archive("4", "li", "wm_b", 125), archive("5", "li", "wm_b", 130, action="recall", msgtype="revoke",
                                                    revoke={"pre_msgid": "4"}),
           archive("6", "wm_a", "li", 0, action="switch"), archive("7", "wm_c", "li", 10, roomid="r1"),
           archive("8", "zhou", "wm_d", 20, roomid="r1", msgtype="sticker")]


def test_an_archive_of_messages_becomes_conversations(kefu, tmp_path):
    path = write(tmp_path / "archive.jsonl", *ARCHIVE)
    found = {line["id"]: line["metrics"] for line in kefu("metrics", "--map", DATA.parent / "maps" / "wecom.json", path).lines}
    assert set(found) == {"li|wm_a", "li|wm_b", "r1"}
    assert found["li|wm_a"]["frt"]["value"] == 60000 and found["li|wm_a"]["message_count"]["value"] == 2
    assert found["li|wm_b"]["frt"]["value"] is None, "the answer was recalled"
    assert found["r1"]["frt"]["value"] == 10000
    assert counts(kefu("report", "--map", DATA.parent / "maps" / "wecom.json", path))[0] == 3
    bad = kefu("metrics", "--map", DATA.parent / "maps" / "wecom.json", write(path, *ARCHIVE, {"msgid": 9}))
    assert bad.code == 3 and "archive.jsonl:9: bad_row" in bad.err
    assert kefu("metrics", "--map", DATA.parent / "maps" / "reviews.json", path).code == 1


# ---- the shared cases ----

def test_shared_cases(kefu, tmp_path):
    assert counts(kefu("report", shared("cases", "dup.jsonl"), shared("cases", "dup_feedback.jsonl"))) == (1, 2, 2)
    report = kefu("report", shared("cases", "dup.jsonl"), shared("cases", "unrated_feedback.jsonl"))
    assert counts(report) == (1, 2, 6) and json.loads(report.out)["feedback"]["ratings_1_to_5"][4] == 3
    lines = kefu("metrics", shared("cases", "bigids.jsonl")).lines
    assert [line["id"] for line in lines[:2]] == ["2412345678901234561", "2412345678901234562"]
    assert lines[4]["metrics"]["message_count"]["value"] == 3
    (row,) = kefu("metrics", "--map", DATA.parent / "maps" / "wecom.json", shared("cases", "wecom.jsonl")).lines
    assert row["id"] == "staff01|wm_ext_1" and row["metrics"]["unanswered_rate"]["value"] == 1
    for line in shared("cases", "records_open.jsonl").read_text("utf-8").splitlines():
        case = json.loads(line)
        (found,) = kefu("metrics", stdin=json.dumps(case["conversation"]).encode()).lines
        for metric, members in case["expect"].items():
            assert {name: found["metrics"][metric][name] for name in members} == members, case


def test_shared_cases_of_numbers(kefu):
    def read(*files):
        done = kefu("report", *[shared("cases", name) for name in files])
        assert done.code == 0, done.err
        report = json.loads(done.out)
        return report, {entry["metric"]: entry for entry in report["overview"] + report["indicators"]}
    report, _ = read("attribution.jsonl")
    csat = {group["key"]["agent_id"]: group["metrics"]["csat"] for group in report["groups"]}
    assert (csat["a1"]["n"], csat["a1"]["value"]) == (1, 0) and csat["a2"]["value"] is None
    _, near = read("near60.jsonl")
    assert (near["frt"]["shown"]["value"], near["frt"]["shown"]["met"], near["frt"]["shown"]["n"]) == (60000, True, 40)
    _, bounded = read("bounds.jsonl", "bounds_feedback.jsonl")
    for metric, (low, high) in {"csat_mean": (1, 5), "nps": (-100, 100), "sentiment_mean": (-1, 1)}.items():
        first, last = bounded[metric]["interval"]
        assert low <= first < last <= high, metric
    waits = {}
    for line in shared("cases", "quant.jsonl").read_text("utf-8").splitlines():
        waits.setdefault(json.loads(line)["agent_id"], []).append(line)
    two = json.loads(kefu("report", "-", stdin="\n".join(waits["two"]).encode()).out)
    assert next(entry["p90"] for entry in two["indicators"] if entry["metric"] == "frt") == 541000
