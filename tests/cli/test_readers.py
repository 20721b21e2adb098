# SPDX-License-Identifier: MIT
"""What a record says is read as it stands: the digits of ids, and instants."""
import json

import pytest

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


@pytest.mark.parametrize("line", [b'{"text": "a\\u0000b"}', b'{"text": "a"} x', b'{"text": "a", "text": "b"}',
                                  b'{"text": "a", "x_n": 01}', b'{"text": "a\nb"}'])
def test_lines_of_json_are_read_strictly(kefu, line):
    result = kefu("analyze", "--jsonl", "text", stdin=line.replace(b"\n", b"\t") + b'\n{"text": "good"}\n')
    assert result.code == 3 and len(result.lines) == 2
    assert "error" in result.lines[0] and "error" not in result.lines[1]


def test_a_byte_that_is_no_text_refuses_no_line(kefu):
    result = kefu("analyze", "--jsonl", "text", stdin=b'{"text": "a\xffb", "\xfe": 1, "\xfd": 2}\n')
    assert result.code == 0, result.err
    assert [item["code"] for item in result.lines[0]["quality"]] == ["bad_utf8"]
