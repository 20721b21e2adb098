# SPDX-License-Identifier: MIT
"""Help, and slips of the keyboard: told at once, before anything is read or written."""
import pytest

COMMANDS = ["agreement", "analyze", "score", "metrics", "report", "train", "test", "fit", "check", "init", "schemas", "series", "version"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help(kefu, command):
    long, short, other = kefu(command, "--help"), kefu(command, "-h"), kefu("help", command)
    assert long.code == 0 and long.out.startswith(b"Usage: kefu " + command.encode())
    assert long.out == short.out == other.out and b"--findings" in long.out


def test_help_of_the_program(kefu):
    result = kefu("-h")
    assert result.code == 0 and result.out == kefu("--help").out == kefu("help").out
    for command in COMMANDS:
        assert f"\n  {command} ".encode() in result.out
    assert kefu().code == 2


@pytest.mark.parametrize("slip, meant", [("analyse", "analyze"), ("scroe", "score"), ("metric", "metrics"),
                                         ("reprot", "report"), ("chekc", "check"), ("schema", "schemas")])
def test_a_command_that_was_meant(kefu, slip, meant):
    result = kefu(slip)
    assert result.code == 2 and f"did you mean {meant}?" in result.err


@pytest.mark.parametrize("command, slip, meant", [
    ("analyze", "--lexcion", "lexicon"), ("analyze", "--skip_pinyin", "skip-pinyin"), ("report", "--group-bye=x", "group-by"),
    ("score", "--stric", "strict"), ("check", "--error", "errors"), ("train", "--lables", "labels"),
    ("fit", "--finding", "findings"), ("test", "--hlep", "help")])
def test_an_option_that_was_meant(kefu, command, slip, meant):
    result = kefu(command, slip)
    assert result.code == 2 and f"did you mean --{meant}?" in result.err


def test_what_is_like_nothing_gets_no_guess(kefu):
    for arguments in (["frobnicate"], ["analyze", "--frobnicate"], ["--scheme", "x"], ["analyze", "-x"]):
        result = kefu(*arguments)
        assert result.code == 2 and "did you mean" not in result.err, result.err


def test_a_slip_behind_many_files_fails_before_any_is_read(kefu, tmp_path):
    files = [tmp_path / f"{i}.txt" for i in range(2000)]
    files[0].write_text("很好\n", encoding="utf-8")
    result = kefu("analyze", *files, "--lexcion", "x")  # 1,999 of the files are not there
    assert result.code == 2 and result.out == b"" and "did you mean --lexicon?" in result.err


def test_more_than_a_thousand_files(kefu, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("很好\n", encoding="utf-8")
    assert len(kefu("analyze", *[path] * 1500, "--role", "customer", path).lines) == 1501


def test_a_word_behind_two_dashes_is_a_file(kefu, tmp_path):
    assert "--x" in kefu("analyze", "--", "--x").err


def test_findings_is_text_or_json(kefu):
    result = kefu("score", "--findings", "xml")
    assert result.code == 2 and "text or json" in result.err


def test_definitions_given_twice_are_refused(kefu, tmp_path):
    """Only the last --scheme would count, and the metric of the first one would be missing in silence."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.json").write_text('{"kefu": 1, "kind": "metric_set", "id": "%s.set", "version": "1", "metrics": []}' % name)
    done = kefu("metrics", "--scheme", tmp_path / "a.json", "--scheme", tmp_path / "b.json", stdin=b"")
    assert done.code == 2 and "--scheme stands twice" in done.err and "folder" in done.err
