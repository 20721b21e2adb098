# SPDX-License-Identifier: MIT
"""What a record says is read as it stands: the digits of ids, and instants."""
import json
import re

import pytest

from conftest import DATA

IDS = ["2412345678901234561", "2412345678901234562", "-9007199254740993", "123456789012345678901234567890"]


def conversation(identifier):
    """Numbers stand in texts, lists and nested objects before and behind the ids."""
    return (f'{{"attributes": {{"order": {identifier}, "note": "a\\"1234567890123456789\\\\"}}, "x_list": '
            f'[1, [{{"a": 9007199254740995}}], -2.5e3], "id": {identifier}, "contact_id": {identifier}, "messages": '
            f'[{{"at": 0, "role": "customer", "text": "问"}}, {{"at": 60000, "role": "agent", '
            f'"agent_id": {identifier}, "text": "答"}}]}}')


def test_numeric_ids_keep_their_digits(kefu, tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text("".join(conversation(i) + "\n" for i in IDS), "utf-8")
    result = kefu("metrics", path)
    assert [line["id"] for line in result.lines] == IDS
    for key in ("agent_id", "contact_id", "order"):
        table = tmp_path / f"{key}.csv"
        assert kefu("report", "--group-by", key, "-o", table, path).code == 0
        groups = {line.split(",")[1] for line in table.read_text("utf-8").splitlines() if line.startswith("group,")}
        assert {group.lstrip("'") for group in groups} == set(IDS), key


def test_ids_in_exponents_and_short_ones_stay_numbers(kefu):
    for written, read in (("12", "12"), ("1e3", "1000"), ("123456789012345", "123456789012345")):
        assert kefu("metrics", stdin=conversation(written).encode()).lines[0]["id"] == read


@pytest.mark.parametrize("fraction", ["0.25", "0.75", "1e-1"])
def test_a_fraction_of_a_millisecond_is_an_instant(kefu, fraction):
    record = {"id": "a", "messages": [{"at": 1000, "role": "customer", "text": "问"},
                                      {"at": 61000, "role": "agent", "agent_id": "b", "text": "答"}]}
    whole = kefu("metrics", stdin=json.dumps(record).encode())
    for message in record["messages"]:
        message["at"] += float(fraction)
    split = kefu("metrics", stdin=json.dumps(record).encode())
    assert split.code == 0, split.err
    assert split.out == whole.out


@pytest.mark.parametrize("line", [b'{"text": 1}', b'{"text": "a"} x', b'{"text": "a", "text": "b"}',
                                  b'{"text": "a", "x_n": 01}', b'{"text": "a\nb"}'])
def test_lines_of_json_are_read_strictly(kefu, line):
    result = kefu("analyze", "--jsonl", "text", stdin=line.replace(b"\n", b"\t") + b'\n{"text": "good"}\n')
    assert result.code == 3 and len(result.lines) == 2
    assert "error" in result.lines[0] and "error" not in result.lines[1]


def test_a_byte_that_is_no_text_refuses_no_line(kefu):
    result = kefu("analyze", "--jsonl", "text", stdin=b'{"text": "a\xffb", "\xfe": 1, "\xfd": 2}\n')
    assert result.code == 0, result.err
    assert [item["code"] for item in result.lines[0]["quality"]] == ["mojibake_suspected"]
    assert "-:1:12: warning: bad_text: /text: " in result.err


FLAWS = [b"\xff", b"\xe5\xa5", b"\\ud83d", b"\\ude00", b"\\u0000"]


@pytest.mark.parametrize("flaw", FLAWS)
def test_what_is_no_text_refuses_no_record(kefu, tmp_path, flaw):
    """Every reader goes on, tells where it stands, and reads what follows it."""
    record = (b'{"id": "a' + flaw + b'", "messages": [{"at": 0, "role": "customer", "text": "' + flaw + "太差了".encode()
              + b'"}, {"at": 60000, "role": "agent", "agent_id": "b", "text": "x"}]}\n')
    path = tmp_path / "records.jsonl"
    path.write_bytes(record)
    for arguments in (["metrics"], ["score"], ["report"], ["analyze", "--dialogue"]):
        result = kefu(*arguments, path)
        assert result.code == 0, (arguments, result.err)
        assert ":1:10: warning: bad_text: /id: " in result.err, (arguments, result.err)
        assert ": warning: bad_text: /messages/0/text: " in result.err
        if arguments != ["report"]:
            assert json.loads(result.out).get("id", "a\ufffd") == "a\ufffd"
    (line,) = kefu("analyze", "--dialogue", path).lines
    assert line["satisfaction"] is not None
    text = kefu("analyze", "--jsonl", "text", stdin=b'{"text": "' + flaw + "太差了".encode() + b'"}')
    assert text.code == 0 and text.lines[0]["label"] == "negative" and text.lines[0]["hits"][0]["start"] >= 3
    assert "-:1:11: warning: bad_text: /text: " in text.err


def dialogues(tmp_path, change=lambda i, line: line):
    path = tmp_path / "dialogues.jsonl"
    lines = [json.dumps({"turns": [{"role": "customer", "text": "谢谢，很好" if i % 2 else "太差了，投诉"},
                                   {"role": "agent", "text": "您好"}], "satisfaction": 4 * (i % 2) - 2},
                        ensure_ascii=False).encode() for i in range(60)]
    path.write_bytes(b"".join(change(i, line) + b"\n" for i, line in enumerate(lines)))
    return path


@pytest.mark.parametrize("flaw", [b"\xff", b"\\ud83d"])
def test_what_is_no_text_refuses_no_dialogue(kefu, tmp_path, flaw):
    path = dialogues(tmp_path, lambda i, line: line.replace(b'"text": "', b'"text": "' + flaw, 1) if i == 6 else line)
    learned = kefu("train", "--dialogue", path, "-o", tmp_path / "lexicon.json")
    assert learned.code == 0 and learned.lines[0]["texts"] == 60, learned.err
    assert "dialogues.jsonl:7:42: warning: bad_text: /turns/0/text: " in learned.err
    tested = kefu("test", "--dialogue", path)
    assert tested.code == 0 and tested.lines[0]["n"] == 60, tested.err
    assert "dialogues.jsonl:7:42: warning: bad_text: /turns/0/text: " in tested.err


@pytest.mark.parametrize("change, code", [
    (lambda line: line + b" x", "json_syntax"),
    (lambda line: line.replace(b'{"role"', b'{"text": "a", "role"', 1), "duplicate_member")])
def test_dialogues_are_read_strictly(kefu, tmp_path, change, code):
    path = dialogues(tmp_path, lambda i, line: change(line) if i == 6 else line)
    for arguments in (["train", "-o", tmp_path / "lexicon.json"], ["test"]):
        result = kefu(*arguments, "--dialogue", path)
        assert result.code == 3 and result.lines[0].get("n", result.lines[0].get("texts")) == 59
        assert re.search(rf"dialogues.jsonl:7:\d+: {code}: ", result.err), result.err


@pytest.mark.parametrize("flaw", [b"\xff", b"\0"])
def test_what_is_no_text_refuses_no_labelled_line(kefu, tmp_path, flaw):
    path = tmp_path / "labels.tsv"
    path.write_bytes(b"".join(f"{i % 2}\t店\t{'很好，满意' if i % 2 else '太差，失望'}".encode() + flaw * (i == 6) + b"\n"
                              for i in range(60)))
    learned = kefu("train", "--labels", path, "-o", tmp_path / "lexicon.json")
    assert learned.code == 0 and learned.lines[0]["texts"] == 60, learned.err
    tested = kefu("test", "--lexicon", tmp_path / "lexicon.json", path)
    assert tested.code == 0 and tested.lines[0]["n"] == 60, tested.err


def test_maps_tell_what_they_replace(kefu, tmp_path):
    for ending, line in (("helpdesk", b'{"id": 1, "turns": [{"role": "user", "text": "a\\ud83d"}]}'),
                         ("reviews", b"1\tc\tgood \xff\x00 very\n")):
        path = tmp_path / f"{ending}.txt"
        path.write_bytes(line)
        map_file = DATA.parent / "maps" / f"{ending}.json"
        result = kefu("report", "--map", map_file, path)
        assert result.code == 0, result.err
        assert "warning: bad_text: " in result.err and ":1:" in result.err, result.err


ENCODINGS = ["utf-16", "utf-16le", "utf-16be", "utf-32", "utf-32be", "gb18030", "gbk"]


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_encodings_are_decoded_before_lines_are_split(kefu, encoding):
    """U+0A0A, U+4E0A (上) and U+0A4D hold the byte of a line feed."""
    lines = ["服务太差了", "", "马上上班 Ċ" if encoding == "gb18030" else "马上上班", "快递很快", "x" * 100000 + "差评"]
    if encoding.startswith("utf"):
        lines += ["\u0a0a\u0a4d\u010a\u0d0a", "𠀊😀"]
    for end in ("", "\n"):
        data = ("\n".join(lines) + end).encode(encoding)
        found = kefu("analyze", "--encoding", encoding, stdin=data)
        plain = kefu("analyze", stdin=("\n".join(lines) + end).encode())
        assert found.code == 0 and found.out == plain.out
        assert kefu("redact", "--encoding", encoding, stdin=data).out.decode().split("\n")[:len(lines)] == lines


def test_what_is_not_of_the_encoding_costs_one_character(kefu):
    data = "上".encode("utf-16-le") + b"\x00\xd8" + "下\n好".encode("utf-16-le") + b"\x01"
    assert kefu("redact", "--encoding", "utf-16le", stdin=data).out.decode() == "上\ufffd下\n好\ufffd\n"
    assert kefu("redact", "--encoding", "gb18030", stdin="好\xff".encode("latin-1", "replace").replace(b"?", b"\xba\xc3")
                + b"a\n").out.decode() == "好\ufffda\n"


def test_every_file_begins_its_own_encoding(kefu, tmp_path):
    for name in "ab":
        (tmp_path / name).write_bytes("上\n下".encode("utf-16"))
    assert kefu("redact", "--encoding", "utf-16", tmp_path / "a", tmp_path / "b").out.decode() == "上\n下\n上\n下\n"


def test_masked_lines_of_json_lose_nothing(kefu):
    lines = [b'{"a": "x\\u0000 13800138000 y", "b": "\\ud83d\\u0000z", "c": "\xff 13800138000"}', b"", b"  ",
             b'["13800138000", 13800138000]', b'"13800138000"', b'{"13800138000": "n\\n"}']
    result = kefu("redact", "--jsonl", stdin=b"\n".join(lines) + b"\n")
    assert result.code == 0, result.err
    assert result.out.split(b"\n") == [
        b'{"a": "x\\u0000 *********** y", "b": "\\ud83d\\u0000z", "c": "\xff ***********"}', b"", b"  ",
        b'["***********", "***********"]', b'"***********"', b'{"13800138000": "n\\n"}', b""]


def test_reports_mask_ids_and_keys_once(kefu, tmp_path):
    """Quotes, ids, contacts and group keys go through the masker that kefu redact is, once."""
    phone, mail = "13812345678", "li.na@163.com"
    path = tmp_path / "records.jsonl"
    path.write_text("".join(json.dumps({
        "id": f"{phone}", "contact_id": mail, "attributes": {"store": f"张江店 {phone}"}, "messages": [
            {"at": i * 100000, "role": "customer", "text": f"太差了，打{phone}给我，气死我了"},
            {"at": i * 100000 + 5000, "role": "agent", "agent_id": f"工号{phone}", "text": "抱歉"}]},
        ensure_ascii=False) + "\n" for i in range(12)), "utf-8")
    for ending in ("json", "html", "csv", "md", "txt"):
        out = tmp_path / f"report.{ending}"
        assert kefu("report", "--group-by", "store,contact_id,agent_id", "-o", out, path).code == 0
        text = out.read_text("utf-8")
        assert phone not in text and mail not in text
        if ending in ("json", "csv"):
            assert "张江店 ***********" in text and "工号***********" in text
