# SPDX-License-Identifier: MIT
"""kefu analyze: one line out for each line in, whatever the line is."""
import json
import os

import pytest

from conftest import shared

MEMBERS = {"label", "polarity", "positive_probability", "confidence", "hits", "emotions", "aspects",
           "acts", "intents", "faults", "quality"}


def check(line):
    assert MEMBERS <= set(line)
    assert line["label"] in ("negative", "neutral", "positive", "mixed")
    assert -1 <= line["polarity"] <= 1
    assert 0 <= line["positive_probability"] <= 1
    assert 0 <= line["confidence"] <= 1


def test_every_line_gives_one_line_in_order(kefu):
    text = "质量很差，退款！\n\n谢谢，非常满意\r\n   \n客服态度不好\u2028等了三天\x0b\x0c\x85\nlast 很好".encode()
    result = kefu("analyze", stdin=text)
    assert result.code == 0
    assert len(result.lines) == 6
    for line in result.lines:
        check(line)
    assert [line["label"] for line in result.lines[:3]] == ["negative", "neutral", "positive"]
    assert result.lines[4]["label"] == "negative"


@pytest.mark.parametrize("text, count", [(b"", 0), (b"\n", 1), (b"\n\n", 2), (b"a", 1), (b"a\n\nb", 3), (b"\0\n\0", 2)])
def test_counts_at_the_edges(kefu, text, count):
    result = kefu("analyze", "-", stdin=text)
    assert (result.code, len(result.lines)) == (0, count)


def test_without_evidence_the_probability_is_the_prior(kefu):
    blank, signs = kefu("analyze", stdin="\n§ ¤ ¶\n".encode()).lines
    assert blank["positive_probability"] == signs["positive_probability"]
    assert blank["label"] == signs["label"] == "neutral"
    assert blank["hits"] == []


def test_spans_slice_the_raw_bytes(kefu):
    text = "😡 你們的客服態度太差了！！！ ＶＩＰ　退款 好评"
    line, = kefu("analyze", stdin=text.encode()).lines
    assert line["hits"]
    for hit in line["hits"]:
        assert text.encode()[hit["start"]:hit["end"]].decode() == hit["text"]


def test_pieces_stand_together(kefu):
    """Digits, marks, single characters and cut words explain nothing: one hit has their sum."""
    texts = ["刚收到货，第2天就坏了！！太差，差评。", "房间还行，早餐一般，离地铁3站，ok", "不错，孩子很喜欢，618买的。"]
    lines = kefu("analyze", stdin="\n".join(texts).encode()).lines
    for line in lines:
        others = [hit for hit in line["hits"] if hit["entry"] == "others"]
        shown = [hit for hit in line["hits"] if hit["entry"] != "others"]
        assert len(others) == 1 and others[0]["text"] == "" and others[0]["learned"] is True
        assert (others[0]["start"], others[0]["end"]) == (0, 0)
        assert all(len(hit["text"]) >= 2 for hit in shown if hit.get("learned"))
        assert abs(sum(hit["value"] for hit in line["hits"]) + line["bias"] - line["score"]) < 0.01
        # what is learned is adjusted by one factor for the whole text, the sum of the pieces too
        factors = [hit["value"] / hit["base"] for hit in line["hits"] if hit.get("learned")]
        assert max(factors) - min(factors) < 0.01, factors
    (bare,) = kefu("analyze", "--genre", "message", stdin="太差了123".encode()).lines
    assert all(hit["entry"] != "others" for hit in bare["hits"])


def test_hits_add_up_strongest_first(kefu):
    line, = kefu("analyze", stdin="东西很好，但是客服态度太差，等了三天都没人理".encode()).lines
    values = [abs(hit["value"]) for hit in line["hits"]]
    assert values == sorted(values, reverse=True)
    assert all({"start", "end", "text", "entry", "base", "value"} <= set(hit) for hit in line["hits"])


def test_one_clause_yields_at_most_five_ids(kefu):
    texts = ["客服态度不好", "快递太慢了急死我了要投诉", "谢谢亲，非常满意😊", "您好，非常抱歉给您带来不便，马上为您处理"]
    for role in ("customer", "agent"):
        for line in kefu("analyze", "--role", role, stdin="\n".join(texts).encode()).lines:
            ids = sum(len(line[kind]) for kind in ("emotions", "aspects", "acts", "intents", "faults"))
            assert ids <= 5


def test_invalid_utf8_is_a_finding_not_a_bad_line(kefu):
    result = kefu("analyze", stdin="质量差\xff\xfe退款".encode("latin-1", "ignore") + b"\xe8\xb4\n" + "好评".encode() + b"\xff\n")
    assert result.code == 0
    assert [q["code"] for q in result.lines[1]["quality"]] == ["bad_utf8"]


def test_columns_and_members(kefu):
    tsv = "1\t书籍\t写得太差了\n0\t水果\t很好吃\n".encode()
    by_column = kefu("analyze", "--tsv", "3", stdin=tsv)
    plain = kefu("analyze", stdin="写得太差了\n很好吃\n".encode())
    assert by_column.lines == plain.lines
    jsonl = "\n".join(json.dumps({"text": t}, ensure_ascii=i == 0) for i, t in enumerate(["写得太差了", "很好吃"]))
    assert kefu("analyze", "--jsonl", "text", stdin=jsonl.encode()).lines == plain.lines


def test_missing_column_is_told_and_keeps_its_place(kefu):
    result = kefu("analyze", "--tsv", "2", stdin="a\t很好\nno column\nb\t很差".encode())
    assert result.code == 3
    assert len(result.lines) == 3
    assert "error" in result.lines[1] and "error" not in result.lines[0]
    check(result.lines[1])
    assert "-:2" in result.err
    result = kefu("analyze", "--jsonl", "text", "--strict", stdin=b'{"text": "a"}\n[\n{"text": "b"}\n')
    assert result.code == 1
    assert "-:2" in result.err


def test_other_encodings_and_locales(kefu):
    text = "客服态度太差，我要投诉"
    plain = kefu("analyze", stdin=text.encode())
    assert kefu("analyze", "--encoding", "gb18030", stdin=text.encode("gb18030")).lines == plain.lines
    for locale in ("C", "POSIX", "de_DE.UTF-8", "zh_CN.GB18030"):
        assert kefu("analyze", stdin=text.encode(), env={"LC_ALL": locale, "LANG": locale}).out == plain.out
    bad = kefu("analyze", "--encoding", "gb18030", stdin=b"\xff\xff\xbf\xcd\n")
    assert bad.code == 0 and len(bad.lines) == 1
    assert kefu("analyze", "--encoding", "no-such-thing", stdin=b"").code == 1


def test_without_a_role_either_may_speak(kefu):
    text = "加我微信聊\n再不处理我就投诉你们\n".encode()
    def ids(kind, *arguments):
        return [[f["id"] for f in line[kind]] for line in kefu("analyze", *arguments, stdin=text).lines]
    assert ids("faults") == ids("faults", "--role", "agent") == [["off_platform"], []]
    assert ids("intents") == ids("intents", "--role", "customer") == [[], ["threat"]]
    assert ids("faults", "--role", "customer") == [[], []]


def test_usage(kefu):
    for arguments in (["--tsv", "0"], ["--tsv", "x"], ["--tsv"], ["--role", "boss"], ["--nothing"], ["-z"],
                      ["--tsv", "1", "--jsonl", "a"], ["--pack-column", "1"], ["--skip-pinyin=1"]):
        result = kefu("analyze", *arguments)
        assert (result.code, result.out) == (2, b""), arguments
        assert "--help" in result.err
    assert kefu("analyze", "no/such/file").code == 1
    assert kefu("analyze", "/").code == 1
    assert kefu("nothing").code == 2
    assert kefu().code == 2


@pytest.mark.parametrize("command", ["analyze", "score", "metrics", "report", "check", "schemas", "train", "test", "fit", "version"])
def test_every_command_has_help(kefu, command):
    result = kefu(command, "--help")
    assert result.code == 0
    assert b"Usage: kefu " + command.encode() in result.out


def test_files_in_turn(kefu, tmp_path):
    (tmp_path / "a").write_text("很好\n不行", encoding="utf-8")
    (tmp_path / "b").write_text("\ufeff很差\n", encoding="utf-8")
    result = kefu("analyze", tmp_path / "a", tmp_path / "b", "-", stdin="谢谢".encode())
    assert len(result.lines) == 4
    assert result.lines[2] == kefu("analyze", stdin="很差".encode()).lines[0]


def test_a_closed_pipe_is_a_failure(kefu):
    import subprocess
    from conftest import PROGRAM
    if os.path.exists("/dev/full"):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "analyze"], input=b"x\n", stdout=full, stderr=subprocess.PIPE, timeout=60)
        assert done.returncode == 1
        assert b"standard output" in done.stderr


@pytest.mark.parametrize("number", range(5))
def test_the_seed_documents_are_read_as_they_are(kefu, number):
    seed = sorted(shared("seeds").iterdir())[number]
    data = seed.read_bytes()
    result = kefu("analyze", "--skip-pinyin", seed)
    assert result.code == 0
    assert len(result.lines) == data.count(b"\n") + (not data.endswith(b"\n") and data != b"")
    raw = data.split(b"\n")
    codes = set()
    for text, line in zip(raw, result.lines):
        check(line)
        codes |= {q["code"] for q in line["quality"]}
        for hit in line["hits"]:
            assert text[hit["start"]:hit["end"]].decode() == hit["text"]
    if number < 2:
        assert {"inline_pinyin", "mojibake_suspected"} <= codes
