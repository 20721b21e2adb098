# SPDX-License-Identifier: MIT
"""kefu report -j N: the same bytes, on standard output, standard error and in files, for any number of threads."""
import json
import random

import pytest

from conftest import DATA

FORMATS = ("html", "json", "md", "csv", "txt")


@pytest.fixture(scope="module")
def day(tmp_path_factory):
    """The sample day many times, with lines that are damaged, repeated, or misspelled in between."""
    chance = random.Random(7)
    lines = (DATA / "conversations.jsonl").read_text("utf-8").splitlines()
    path = tmp_path_factory.mktemp("threads") / "day.jsonl"
    with open(path, "w", encoding="utf-8") as out:
        for copy in range(3):
            for number, line in enumerate(lines):
                record = {**json.loads(line), "id": f"{copy}-{number}"}
                if chance.random() < 0.1:
                    record["messages"][0]["agentid"] = record["messages"][0]["at"] = "?"
                text = json.dumps(record, ensure_ascii=False)
                out.write((text[:-9] if chance.random() < 0.05 else text) + "\n")
                if chance.random() < 0.05:
                    out.write(text + "\n")
    return path


def outcome(kefu, folder, day, *options):
    folder.mkdir()
    names = [folder / f"report.{ending}" for ending in FORMATS]
    result = kefu("report", day, DATA / "feedback.jsonl", *options, *(word for name in names for word in ("-o", name)))
    return result.code, result.err, result.out.replace(str(folder).encode(), b""), [n.exists() and n.read_bytes() for n in names]


@pytest.mark.parametrize("options", [(), ("--findings", "json"), ("--strict",), ("--group-by", "topic,shop")])
def test_any_number_of_threads_gives_the_same_bytes(kefu, tmp_path, day, options):
    one = outcome(kefu, tmp_path / "1", day, *options)
    assert one[0] == (1 if "--strict" in options else 3) and (one[0] == 1 or all(one[3]))
    for number in ("2", "5"):
        assert outcome(kefu, tmp_path / number, day, *options, f"-j{number}") == one


def test_findings_of_all_threads_come_in_order(kefu, day):
    found = [json.loads(line) for line in kefu("report", day, "-j", "3", "--findings", "json").err.splitlines() if line.startswith("{")]
    lines = [finding["line"] for finding in found]
    assert len(lines) > 25 and lines == sorted(lines)
    assert {"json_syntax", "repeated_record", "misspelled_member", "instant_dropped"} <= {finding["code"] for finding in found}


@pytest.mark.parametrize("number", ["0", "65", "x", "-1", ""])
def test_a_number_of_threads_that_is_none(kefu, day, number):
    assert kefu("report", day, "-j", number).code == 2
