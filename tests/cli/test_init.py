# SPDX-License-Identifier: MIT
"""kefu init: definitions that pass their own check, and never stand in place of somebody's file."""
import json

from conftest import DATA

KINDS = {"calendar.json": "calendar", "metrics.json": "metric_set", "lexicon.json": "lexicon",
         "rules.json": "rule_set", "rubric.json": "rubric"}


def test_the_starter_passes_and_judges(kefu, tmp_path):
    folder = tmp_path / "shop"
    result = kefu("init", folder)
    assert result.code == 0
    assert sorted(result.out.decode().split()) == sorted(str(folder / name) for name in KINDS)
    checked = kefu("check", folder)
    assert checked.code == 0 and checked.out.startswith(b"5 documents checked, 5 tests passed"), checked
    for line in kefu("score", "--scheme", folder, DATA / "conversations.jsonl").lines:
        assert line["rubric"]["id"] == "shop.form"


def test_the_starter_is_commented_titled_and_tested(kefu, tmp_path):
    kefu("init", tmp_path)
    for name, kind in KINDS.items():
        document = json.loads((tmp_path / name).read_text(encoding="utf-8"))
        assert document["kind"] == kind and document["note"]
        assert any("一" <= letter <= "鿿" for letter in document["title"]["zh-Hans"])
        assert any(member.startswith("x_") for member in json.loads((tmp_path / name).read_text(encoding="utf-8"))) \
            or '"x_' in (tmp_path / name).read_text(encoding="utf-8")
        assert kind == "calendar" or document["tests"]


def test_a_test_of_the_starter_can_fail(kefu, tmp_path):
    kefu("init", tmp_path)
    words = tmp_path / "lexicon.json"
    words.write_text(words.read_text(encoding="utf-8").replace("-0.8", "0.9"), encoding="utf-8")
    result = kefu("check", tmp_path)
    assert result.code == 1 and b"lexicon.json:" in result.out and b"test_failed" in result.out


def test_nothing_is_overwritten_and_nothing_half_written(kefu, tmp_path):
    mine = tmp_path / "rules.json"
    mine.write_text("mine", encoding="utf-8")
    result = kefu("init", tmp_path)
    assert result.code == 1 and "rules.json" in result.err and "nothing was written" in result.err
    assert mine.read_text(encoding="utf-8") == "mine" and list(tmp_path.iterdir()) == [mine]


def test_a_folder_is_needed(kefu, tmp_path):
    assert kefu("init").code == 2
    assert kefu("init", tmp_path / "a", tmp_path / "b").code == 2
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert kefu("init", tmp_path / "file").code == 1
