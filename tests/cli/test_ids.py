# SPDX-License-Identifier: MIT
"""kefu test --ids: precision of ids against what a reader said of each text."""
import json
import math
import re

import pytest

from conftest import shared

THANKS, APOLOGY, BOTH = "感谢您的支持", "非常抱歉给您添麻烦了", "非常抱歉，感谢您的谅解"


def ids_file(tmp_path, *rows):
    path = tmp_path / "ids.tsv"
    path.write_text("".join("\t".join(row) + "\n" for row in rows), encoding="utf-8")
    return path


def wilson(x, n, z=1.959963984540054):
    """Wilson's score interval, by its formula."""
    middle, spread = x / n + z * z / (2 * n), z * math.sqrt(x / n * (1 - x / n) / n + z * z / (4 * n * n))
    return [(middle - spread) / (1 + z * z / n), (middle + spread) / (1 + z * z / n)]


def found(kefu, text, role, kind):
    (line,) = kefu("analyze", "--genre", "message", "--role", role, stdin=text.encode() + b"\n").lines
    return {item["id"] for item in line[kind]}


def test_right_wrong_unread_and_lost(kefu, tmp_path):
    assert found(kefu, THANKS, "agent", "acts") == {"thanks"}
    assert found(kefu, APOLOGY, "agent", "acts") == {"apology"}
    assert found(kefu, BOTH, "agent", "acts") == {"thanks", "apology"}
    path = ids_file(tmp_path, ("agent", "act:thanks", "-", THANKS),
                    ("agent", "-", "act:thanks", THANKS),
                    ("agent", "act:apology,act:closing act:apology", "-", BOTH),
                    ("agent", "act:thanks", "act:greeting", APOLOGY))
    result = kefu("test", "--ids", path)
    assert result.code == 0 and result.err == ""
    (figures,) = result.lines
    assert set(figures) == {"n", "ids", "total"} and figures["n"] == 4
    rows = {row["kind"] + ":" + row["id"]: [row[name] for name in ("found", "right", "wrong", "unread", "lost")]
            for row in figures["ids"] if row["kind"] == "act"}
    assert rows == {"act:apology": [2, 1, 0, 1, 0], "act:closing": [0, 0, 0, 0, 1], "act:greeting": [0, 0, 0, 0, 0],
                    "act:thanks": [3, 1, 1, 1, 1]}
    for row in figures["ids"] + [figures["total"]]:
        assert row["found"] == row["right"] + row["wrong"] + row["unread"]
        if row["found"]:
            assert row["precision"] == pytest.approx(row["right"] / row["found"], abs=1e-6)
            assert row["interval"] == pytest.approx(wilson(row["right"], row["found"]), abs=1e-6)
        else:
            assert row["precision"] is None and row["interval"] is None
    for name in ("found", "right", "wrong", "unread", "lost"):
        assert figures["total"][name] == sum(row[name] for row in figures["ids"])
    order = [(row["kind"], row["id"]) for row in figures["ids"]]
    kinds = ["emotion", "aspect", "act", "intent", "fault", "demand"]
    assert order == sorted(order, key=lambda row: (kinds.index(row[0]), row[1]))


def test_the_role_decides_what_is_found(kefu, tmp_path):
    rows = [(role, "act:apology", "-", APOLOGY) for role in ("agent", "customer", "any")]
    (figures,) = kefu("test", "--ids", ids_file(tmp_path, *rows)).lines
    (row,) = [row for row in figures["ids"] if row["id"] == "apology"]
    expected = sum("apology" in found(kefu, APOLOGY, role, "acts") for role in ("agent", "customer")) + 1
    assert row["right"] == expected and row["lost"] == 3 - expected


def test_the_sign_of_an_aspect_is_not_compared(kefu, tmp_path):
    text = "你们的物流太慢了"
    assert "logistics" in found(kefu, text, "customer", "aspects")
    path = ids_file(tmp_path, ("customer", "aspect:logistics=?", "-", text))
    (row,) = [row for row in kefu("test", "--ids", path).lines[0]["ids"] if row["id"] == "logistics"]
    assert row["right"] == 1 and row["wrong"] == row["lost"] == 0


def test_low_precision_is_no_failure(kefu, tmp_path):
    result = kefu("test", "--ids", ids_file(tmp_path, ("agent", "-", "act:thanks", THANKS)))
    assert result.code == 0 and result.lines[0]["total"]["wrong"] == 1


@pytest.mark.parametrize("line, column, message", [
    ("agent\tact:thanks\t-", 19, "a line is role"),
    ("robot\t-\t-\t好的", 1, "the role is"),
    ("bot\t-\t-\t好的", 1, "the role is"),
    ("agent\tact:thanks thanks\t-\t好的", 18, "an id is written"),
    ("agent\t-\tdeed:thanks\t好的", 9, "an id is written"),
    ("agent\tact:\t-\t好的", 7, "an id is written"),
    ("agent\tact:thanks\tact:closing act:thanks\t好的", 30, "right and wrong at once"),
])
def test_a_bad_line_has_its_place_and_no_figures(kefu, tmp_path, line, column, message):
    path = ids_file(tmp_path, ("agent", "-", "-", THANKS), ("",), (line,))
    result = kefu("test", "--ids", path)
    assert result.code == 1 and result.out == b""
    assert re.search(rf"ids\.tsv:3:{column}: bad_line: .*{message}", result.err), result.err
    found = json.loads(kefu("test", "--ids", "--findings", "json", path).err)
    assert (found["line"], found["column"], found["code"]) == (3, column, "bad_line")


def test_every_bad_line_is_told(kefu):
    result = kefu("test", "--ids", stdin="robot\t-\t-\t好的\n".encode() * 3)
    assert result.code == 1 and len(result.err.splitlines()) == 3


def test_nothing_to_read(kefu, tmp_path):
    assert kefu("test", "--ids", stdin=b"\n\n").code == 1
    assert kefu("test", "--ids", tmp_path / "absent.tsv").code == 1


def test_other_options_are_usage_errors(kefu):
    for option in (["--dialogue"], ["--errors", "3"], ["--threshold", "0.4"], ["--pack-column", "2"],
                   ["--genre", "poem"]):
        assert kefu("test", "--ids", *option, stdin=b"").code == 2


def test_real_chats(kefu):
    path = shared("corpora", "jd_ids.dev.tsv")
    (figures,) = kefu("test", "--ids", path).lines
    assert figures["n"] == len(path.read_text(encoding="utf-8").splitlines())
    assert figures["total"]["right"] > figures["total"]["wrong"]
