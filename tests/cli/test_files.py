# SPDX-License-Identifier: MIT
"""Files that are written: whole or not at all, together, never over an input, and no temporary stays."""
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import time

import pytest

from conftest import DATA, PROGRAM

CONVERSATIONS = DATA / "conversations.jsonl"
DIALOGUE = {"turns": [{"role": "customer", "text": "你好"}, {"role": "agent", "text": "您好"}]}


@pytest.fixture
def labels(tmp_path):
    path = tmp_path / "labels.tsv"
    path.write_text("".join(f"1\t店\t很好 满意 {i}\n0\t店\t很差 失望 {i}\n" for i in range(60)), "utf-8")
    return path


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_an_output_that_is_an_input_is_refused(kefu, tmp_path, labels):
    records = tmp_path / "records.json"
    before = CONVERSATIONS.read_bytes()
    records.write_bytes(before)
    (tmp_path / "link.json").hardlink_to(records)
    for output in (records, tmp_path / "link.json", f"{tmp_path}/./records.json"):
        result = kefu("report", "-o", tmp_path / "new.html", "-o", output, records)
        assert result.code == 1 and "is also an input" in result.err, result.err
    assert kefu("report", "-o", records, "--previous", records, CONVERSATIONS).code == 1
    assert records.read_bytes() == before
    text = labels.read_bytes()
    assert kefu("train", "--labels", labels, "-o", labels).code == 1
    assert labels.read_bytes() == text
    assert names(tmp_path) == ["labels.tsv", "link.json", "records.json"]


def test_an_output_among_the_definitions_is_refused(kefu, tmp_path):
    folder = tmp_path / "definitions"
    assert kefu("init", folder).code == 0
    before = (folder / "rubric.json").read_bytes()
    result = kefu("report", "--scheme", folder, "-o", folder / "rubric.json", CONVERSATIONS)
    assert result.code == 1 and "rubric.json" in result.err
    assert (folder / "rubric.json").read_bytes() == before


@pytest.mark.parametrize("command", [["analyze"], ["score"], ["metrics"], ["analyze", "--dialogue"], ["convert"], ["redact"],
                                     ["report"], ["check"], ["fit", "--labels"], ["test"]])
def test_standard_output_that_is_the_input_is_refused(tmp_path, command):
    path = tmp_path / "records.jsonl"
    path.write_text(json.dumps(DIALOGUE) + "\n", "utf-8")
    before = path.read_bytes()
    for arguments, stdin in ((command + [path], None), (command, path)):
        if stdin and command[0] in ("report", "check"):  # these read named files only
            continue
        with open(path, "ab") as out, open(stdin or os.devnull, "rb") as source:
            done = subprocess.run([PROGRAM, *arguments], stdin=source, stdout=out, stderr=subprocess.PIPE,
                                  timeout=20, check=False)
        assert done.returncode == 1 and b"the input is also the output" in done.stderr
        assert path.read_bytes() == before


def test_one_file_twice_is_refused(kefu, tmp_path):
    result = kefu("report", "-o", tmp_path / "a.html", "-o", f"{tmp_path}/./a.html", CONVERSATIONS)
    assert result.code == 1 and "are one file" in result.err
    assert names(tmp_path) == []


def test_all_outputs_or_none(kefu, tmp_path):
    (tmp_path / "old.json").write_text("old", "utf-8")
    (tmp_path / "folder.md").mkdir()
    for bad in (tmp_path / "folder.md", tmp_path / "missing" / "a.csv"):
        result = kefu("report", "-o", tmp_path / "old.json", "-o", tmp_path / "new.html", "-o", bad, CONVERSATIONS)
        assert result.code == 1
        assert "Is a directory" in result.err or "No such file" in result.err
        assert names(tmp_path) == ["folder.md", "old.json"]
        assert (tmp_path / "old.json").read_text("utf-8") == "old"


def test_a_failing_write_leaves_all_files_and_tells_why(tmp_path):
    (tmp_path / "a.csv").write_text("old", "utf-8")

    def small_files():
        resource.setrlimit(resource.RLIMIT_FSIZE, (65536, 65536))

    # The CSV fits, the page does not.
    done = subprocess.run([PROGRAM, "report", "-o", tmp_path / "a.csv", "-o", tmp_path / "a.html", CONVERSATIONS],
                          capture_output=True, timeout=60, check=False, preexec_fn=small_files)
    assert done.returncode == 1 and b"a.html: File too large" in done.stderr, done.stderr
    assert names(tmp_path) == ["a.csv"] and (tmp_path / "a.csv").read_text("utf-8") == "old"


def report_until_pipe(tmp_path, outputs):
    """A report whose files are written, but not named yet: its last output is a pipe that nobody reads."""
    pipe = tmp_path / "pipe.md"
    os.mkfifo(pipe)
    before = len(names(tmp_path))
    program = subprocess.Popen([PROGRAM, "report", *(part for name in (*outputs, pipe) for part in ("-o", name)),
                                CONVERSATIONS], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    end = time.monotonic() + 60
    while len(names(tmp_path)) < before + len(outputs) and time.monotonic() < end:
        time.sleep(0.02)
    return program, pipe


@pytest.mark.parametrize("old", [None, "old"])
def test_a_rename_that_fails_takes_back_those_before_it(tmp_path, old):
    first, second = tmp_path / "a.csv", tmp_path / "b.html"
    if old:
        first.write_text(old, "utf-8")
    program, pipe = report_until_pipe(tmp_path, (first, second))
    (second / "something").mkdir(parents=True)  # nothing can be renamed to it now
    assert pipe.read_text("utf-8")
    _, err = program.communicate(timeout=60)
    assert program.returncode == 1 and b"b.html: Is a directory" in err, err
    assert names(tmp_path) == ["a.csv"] * bool(old) + ["b.html", "pipe.md"]
    assert not old or first.read_text("utf-8") == old


@pytest.mark.skipif(not shutil.which("strace"), reason="strace is missing")
def test_files_reach_the_disk_before_their_names_and_folders_after(tmp_path):
    trace, one, two = tmp_path / "trace", tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    done = subprocess.run(["strace", "-y", "-e", "trace=fsync,rename,renameat,renameat2", "-o", trace, PROGRAM, "report",
                           "-o", one / "a.csv", "-o", two / "b.json", CONVERSATIONS], capture_output=True, timeout=120)
    if done.returncode and b"ptrace" in done.stderr:
        pytest.skip("strace may not trace here")
    assert done.returncode == 0, done.stderr
    calls = re.findall(r"^(fsync|rename)\w*\((.*)\) = 0", trace.read_text("utf-8"), re.M)
    kinds = [name if name == "rename" else "folder" if re.search(r"/(one|two)>$", what) else "file"
             for name, what in calls]
    assert kinds == ["file"] * 2 + ["rename"] * 2 + ["folder"] * 2, calls


def test_outputs_are_checked_before_any_work(kefu, tmp_path):
    """A file that cannot be read comes after an output that cannot be written."""
    (tmp_path / "folder.html").mkdir()
    missing = tmp_path / "missing.jsonl"
    for arguments in (["report", "-o", tmp_path / "folder.html", missing],
                      ["train", "--labels", missing, "-o", tmp_path / "folder.html"],
                      ["train", "--dialogue", missing, "-o", tmp_path / "folder.html"]):
        result = kefu(*arguments)
        assert result.code == 1 and "Is a directory" in result.err and "missing.jsonl" not in result.err
    for option in ("--labels", "--dialogue", "--dev"):
        file = tmp_path / "input"
        file.write_text("1\ta\tb\n", "utf-8")
        others = ["--labels", file] if option == "--dev" else []
        result = kefu("train", *others, option, file, "-o", file)
        assert result.code == 1 and "is also an input" in result.err
        assert file.read_text("utf-8") == "1\ta\tb\n"


def test_a_temporary_is_no_name_that_others_can_prepare(kefu, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("precious", "utf-8")
    (tmp_path / "a.json.part").symlink_to(victim)
    assert kefu("report", "-o", tmp_path / "a.json", CONVERSATIONS).code == 0
    assert victim.read_text("utf-8") == "precious"
    assert names(tmp_path) == ["a.json", "a.json.part", "victim"]


def test_permissions_stay_and_new_files_follow_the_umask(kefu, tmp_path):
    private = tmp_path / "private.json"
    private.write_text("", "utf-8")
    private.chmod(0o600)
    assert kefu("report", "-o", private, "-o", tmp_path / "new.json", CONVERSATIONS).code == 0
    mask = os.umask(0)
    os.umask(mask)
    assert private.stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "new.json").stat().st_mode & 0o777 == 0o666 & ~mask


def test_a_device_is_written_to_not_replaced(kefu, tmp_path, labels):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = subprocess.Popen(["cat", pipe], stdout=subprocess.PIPE)
    result = kefu("train", "--labels", labels, "-o", pipe)
    if result.code:
        reader.kill()
    out, _ = reader.communicate(timeout=60)
    assert result.code == 0, result.err
    assert json.loads(out)["kind"] == "lexicon" and pipe.is_fifo()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT])
def test_no_temporary_stays_after_a_signal(tmp_path, number):
    pipe = tmp_path / "pipe.html"
    os.mkfifo(pipe)
    folder = tmp_path / "out"
    folder.mkdir()
    # The second output blocks in its pipe while the temporary of the first one exists.
    program = subprocess.Popen([PROGRAM, "report", "-o", folder / "a.json", "-o", pipe, CONVERSATIONS],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while not names(folder) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(names(folder)) == 1
    program.send_signal(number)
    assert program.wait(timeout=20) == -number
    assert names(folder) == []


def test_two_runs_do_not_mix(tmp_path):
    """The page and the data of a run stand together, whoever wins."""
    for round_number in range(3):
        runs = [subprocess.Popen([PROGRAM, "report", "--title", f"run {i}", "-o", tmp_path / "a.csv", "-o",
                                  tmp_path / "a.html", "-o", tmp_path / "a.md", CONVERSATIONS],
                                 stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for i in range(4)]
        for run in runs:
            _, err = run.communicate(timeout=120)
            assert run.returncode == 0, err
        assert names(tmp_path) == ["a.csv", "a.html", "a.md"], round_number
        page, text = ((tmp_path / name).read_text("utf-8") for name in ("a.html", "a.md"))
        titles = [i for i in range(4) if f"run {i}" in page and f"run {i}" in text]
        assert len(titles) == 1


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["version"], ["schemas"], ["analyze", "--help"],
                                       ["help", "report"], ["analyze", CONVERSATIONS], ["score", CONVERSATIONS],
                                       ["report", CONVERSATIONS], ["metrics", CONVERSATIONS],
                                       ["convert", CONVERSATIONS], ["redact", CONVERSATIONS],
                                       ["check", CONVERSATIONS], ["init", "starter"], ["fit", "--labels", "labels.tsv"],
                                       ["train", "--labels", "labels.tsv", "-o", "lexicon.json"],
                                       ["test", "labels.tsv"]])
def test_a_full_disk_fails_with_its_reason(tmp_path, labels, arguments):
    assert labels.parent == tmp_path
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, *arguments], stdout=full, stderr=subprocess.PIPE, timeout=60, check=False, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stderr.count(b"standard output: No space left on device") == 1, done.stderr


def test_what_was_learned_is_read_before_it_replaces_anything(kefu, tmp_path):
    """Labels without signal, of any kind: the document is used by kefu, or nothing is replaced."""
    lexicon = tmp_path / "lexicon.json"
    for k, satisfactions in enumerate([[3] * 40, [1, 5] * 20, [0, 1e6] * 20, [1e-6 * i for i in range(40)]]):
        path = tmp_path / "dialogues.jsonl"
        path.write_text("".join(json.dumps({**DIALOGUE, "satisfaction": s}, ensure_ascii=False) + "\n"
                                for s in satisfactions), "utf-8")
        lexicon.write_text("old", "utf-8")
        result = kefu("train", "--dialogue", path, "-o", lexicon)
        if result.code:
            assert lexicon.read_text("utf-8") == "old" and result.err
        else:
            assert kefu("check", lexicon).code == 0, (k, result.err)
            assert kefu("analyze", "--dialogue", "--lexicon", lexicon, path).code == 0, k


def test_messages_show_control_characters(kefu, tmp_path):
    for name in ("a\x1b[31mb", "a\x9b31mb", "a\nkefu: done", "a\u202eb"):
        for arguments in (["analyze", tmp_path / name], ["analyze", f"--{name}"], ["check", tmp_path / name],
                          [name], ["report", "-o", tmp_path / name / "x.html", CONVERSATIONS]):
            err = kefu(*arguments).err
            assert err.strip(), arguments
            assert not set(err) & set("\x1b\x9b\u202e"), (arguments, err)
            assert "\nkefu: done" not in err


@pytest.mark.parametrize("there", [False, True])
def test_a_starter_is_whole_or_not_there(tmp_path, there):
    folder = tmp_path / "starter"
    if there:
        folder.mkdir()
        (folder / "mine.txt").write_text("mine")
    sizes = sorted(path.stat().st_size for path in (DATA.parents[1] / "bindings" / "cli" / "starter").iterdir())
    for limit in (0, sizes[0] - 1, sizes[-1] - 1):
        done = subprocess.run([PROGRAM, "init", folder], capture_output=True,
                              preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        assert done.returncode == 1 and b"File too large" in done.stderr and done.stdout == b"", done
        assert names(folder) == ["mine.txt"] if there else not folder.exists()
    assert subprocess.run([PROGRAM, "init", folder], capture_output=True).returncode == 0


@pytest.mark.parametrize("content", [b"\xff\xfe\"", b"\xfe\xff\x00", b"\xff\xfe", b"\xff\xfe{\x00\"", b"\xef\xbb\xbf"])
def test_a_file_of_little_more_than_a_byte_order_mark(kefu, tmp_path, content):
    """Half a character behind the mark once was read as a text of 2^64 - 2 bytes."""
    path = tmp_path / "cut.csv"
    path.write_bytes(content)
    for command in ("convert", "metrics", "check", "report"):
        assert kefu(command, path).code == 1
