# SPDX-License-Identifier: MIT
"""kefu diff: folders, exit codes, what is no document. The comparison itself is a conformance vector."""
import json


def write(folder, name, document):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return folder / name


def test_files_in_chinese(kefu, tmp_path):
    old = write(tmp_path, "old.json", {"kind": "rubric", "id": "a", "version": "1", "questions": [{"id": "q", "weight": 1}]})
    new = write(tmp_path, "new.json", {"kind": "rubric", "id": "a", "version": "2", "questions": [{"id": "q", "weight": 2}]})
    result = kefu("diff", old, new)
    assert result.code == 0
    assert result.out.decode() == "rubric a (1 → 2)\n  版本：由 「1」 改为 「2」\n  题目「q」 › 权重：由 1 改为 2\n"


def test_the_exit_code_tells_of_differences_on_request(kefu, tmp_path):
    one = write(tmp_path, "one.json", {"kind": "rubric", "id": "a"})
    two = write(tmp_path, "two.json", {"kind": "rubric", "id": "b"})
    assert [kefu("diff", "--exit-code", one, other).code for other in (one, two)] == [0, 4]
    assert kefu("diff", one, two).code == 0
    assert kefu("diff", one, one).out.decode() == "没有不同\n"
    assert kefu("diff", "--language", "en", one, one).out.decode() == "no differences\n"


def test_folders_are_paired_by_kind_and_id(kefu, tmp_path):
    for folder, documents in (("a", ["kept", "gone"]), ("b", ["kept", "come"])):
        for identifier in documents:
            write(tmp_path / folder, f"{identifier}.json", {"kind": "rubric", "id": identifier})
    result = kefu("diff", "--json", tmp_path / "a", tmp_path / "b")
    assert result.lines[0]["documents_changed"] == {"added": 1, "removed": 1, "changed": 0}
    assert kefu("diff", tmp_path / "a", tmp_path / "b").out.decode() == "rubric gone：删除\nrubric come：新增\n"


def test_what_is_no_document_is_told_at_its_place(kefu, tmp_path):
    good = write(tmp_path, "good.json", {"kind": "rubric", "id": "a"})
    bad = tmp_path / "bad.json"
    bad.write_text('{"kind": "rubric",\n "id": }', encoding="utf-8")
    result = kefu("diff", good, bad)
    assert result.code == 1 and result.out == b"" and f"{bad}:2:8: json_syntax" in result.err
    listed = tmp_path / "listed.json"
    listed.write_text("[]", encoding="utf-8")
    assert f"{listed}:1:1: wrong_type" in kefu("diff", listed, good).err
    assert kefu("diff", good, tmp_path / "absent.json").code == 1


def test_usage(kefu, tmp_path):
    good = write(tmp_path, "good.json", {})
    assert kefu("diff", good).code == 2 and kefu("diff", good, good, good).code == 2
    assert kefu("diff", "--language", "fr", good, good).code == 2


def test_control_characters_are_shown(kefu, tmp_path):
    old = write(tmp_path, "old.json", {"kind": "rubric", "id": "a\x1b[31m", "note": "x"})
    new = write(tmp_path, "new.json", {"kind": "rubric", "id": "a\x1b[31m", "note": "\x1b[0m"})
    assert b"\x1b" not in kefu("diff", old, new).out
