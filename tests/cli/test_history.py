# SPDX-License-Identifier: MIT
"""Histories: kefu aggregate, report --state, compare, merge, forget; and what happens when a run is killed."""
import json
import os
import random
import signal
import subprocess
import time

import pytest

from conftest import DATA, PROGRAM

DAY = 86400000
FIRST = 1717171200000  # 2024-06-01T00:00:00+08:00
KILLS = int(os.environ.get("KEFU_KILLS", "12"))  # 200 for a thorough run


def chat(name, day, ended=True, later=1000, contact=None):
    at = FIRST + day * DAY + 36000000
    return {"kind": "conversation", "id": name, "contact_id": contact or f"u-{name}", "agent_id": "a1",
            "messages": [{"role": "customer", "at": at, "text": "快递三天没到，很失望"},
                         {"role": "agent", "agent_id": "a1", "at": at + later, "text": "抱歉，马上为您处理"}],
            "events": [{"type": "resolved", "at": at + later}] if ended else []}


def survey(name, day, rating):
    return {"kind": "feedback", "id": name, "source": "survey", "rating": rating, "at": FIRST + day * DAY + 1}


def write(path, *records):
    path.write_text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), "utf-8")
    return path


def summary(result):
    assert result.code == 0, result.err
    return result.lines[0]


def test_new_files_add_what_is_new_once(kefu, tmp_path):
    history, both = tmp_path / "h.kefu", tmp_path / "both.kefu"
    files = [DATA / "previous", DATA / "conversations.jsonl", DATA / "feedback.jsonl"]
    first = summary(kefu("aggregate", "-o", history, files[0]))
    assert first["records"]["repeated"] == 0 and first["records"]["counted"] == first["conversations"] + first["feedback"]
    second = summary(kefu("aggregate", "-o", history, *files))
    assert second["records"]["repeated"] == first["records"]["counted"]
    before = history.read_bytes()
    third = summary(kefu("aggregate", "-o", history, *files))
    assert third["records"]["counted"] == 0 and third["conversations"] == second["conversations"]
    assert history.read_bytes() == before
    summary(kefu("aggregate", "-o", both, *files))
    assert both.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["both.kefu", "h.kefu"]


def test_a_report_of_a_history_is_the_report_of_its_files(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    files = [DATA / "conversations.jsonl", DATA / "feedback.jsonl"]
    summary(kefu("aggregate", "--fold-after", 0, "-o", history, *files))
    assert kefu("report", "--state", history).out == kefu("report", *files).out
    whole = json.loads(kefu("report", "--state", history).out)
    day = kefu("report", "--state", history, "--from", "2026-03-13", "--to", "2026-03-13",
               "--previous-period", "..2026-03-12")
    of_files = kefu("report", *files, "--from", "2026-03-13", "--to", "2026-03-13")
    assert day.code == 0, day.err
    report = json.loads(day.out)
    assert report["period"]["conversations"] == json.loads(of_files.out)["period"]["conversations"]
    assert report["previous_period"]["conversations"] + report["period"]["conversations"] == \
        whole["period"]["conversations"]


def test_what_has_not_ended_waits_and_a_later_version_replaces_it(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    result = summary(kefu("aggregate", "-o", history, write(tmp_path / "1", chat("c1", 0, ended=False), chat("c2", 0))))
    assert (result["conversations"], result["waiting"]) == (1, 1)
    told = kefu("report", "--state", history)
    assert "1 conversations have not ended" in told.err
    result = summary(kefu("aggregate", "-o", history, write(tmp_path / "2", chat("c1", 0, ended=False, later=9000))))
    assert (result["conversations"], result["waiting"]) == (1, 1)
    result = summary(kefu("aggregate", "-o", history, write(tmp_path / "1", chat("c1", 0, ended=False))))
    assert result["records"]["older"] == 1
    result = summary(kefu("aggregate", "-o", history, write(tmp_path / "3", chat("c1", 0, later=9000))))
    assert (result["conversations"], result["waiting"]) == (2, 0)


def test_after_days_it_counts_as_it_is(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    files = [write(tmp_path / "1", chat("c1", 0, ended=False)), write(tmp_path / "2", chat("c2", 2)),
             write(tmp_path / "3", chat("c3", 3))]
    waiting = []
    for number, file in enumerate(files):
        options = ["--fold-after", 3] if number == 0 else []  # the file remembers it
        waiting.append(summary(kefu("aggregate", "-o", history, *options, file))["waiting"])
    assert waiting == [1, 1, 0]
    result = summary(kefu("aggregate", "-o", history, write(tmp_path / "4", chat("c4", 3, ended=False))))
    assert result["waiting"] == 1
    result = summary(kefu("aggregate", "-o", history, "--now", FIRST + 7 * DAY, tmp_path / "4"))
    assert result["waiting"] == 0 and result["conversations"] == 4


def test_feedback_of_one_run_counts_as_it_came_last(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    file = write(tmp_path / "f", survey("f1", 0, 1), survey("f1", 0, 5), *(survey(f"g{i}", 0, 5) for i in range(30)))
    assert summary(kefu("aggregate", "-o", history, file))["feedback"] == 31
    rows = {row["metric"]: row for row in kefu("compare", history, history).lines}
    assert rows["csat"]["after"]["value"] == 1


def test_forgotten_days_are_refused(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    summary(kefu("aggregate", "--ids", 1000, "-o", history,
                 write(tmp_path / "f", *(survey(f"f{i}", i // 100, 5) for i in range(1001)))))
    result = kefu("aggregate", "-o", history, write(tmp_path / "g", survey("new", 0, 5), survey("f1000", 10, 5)))
    assert summary(result)["records"] == {"counted": 0, "waits": 0, "repeated": 1, "older": 0, "refused": 1}
    assert "forgotten_day" in result.err


def test_usage_and_bad_files(kefu, tmp_path):
    history, file = tmp_path / "h.kefu", write(tmp_path / "f", chat("c1", 0))
    assert kefu("aggregate", file).code == 2
    assert kefu("aggregate", "-o", history).code == 2
    assert kefu("aggregate", "-o", history, "--fold-after", "soon", file).code == 2
    assert kefu("aggregate", "-o", history, "--ids", "10", file).code == 2
    assert kefu("aggregate", "-o", history, write(tmp_path / "e")).code == 1
    assert kefu("aggregate", "-o", history, "--group-by", "nobody_has_it", file).code == 1
    assert kefu("aggregate", "-o", file, file).code == 1
    assert not history.exists()
    summary(kefu("aggregate", "-o", history, file))
    before = history.read_bytes()
    assert kefu("aggregate", "-o", history, "--group-by", "team", file).code == 1
    assert kefu("aggregate", "-o", history, "--timezone", "-05:00", file).code == 1
    assert kefu("aggregate", "-o", history, "--group-by", "agent_id", file).code == 0
    bad = write(tmp_path / "bad", chat("c2", 0))
    bad.write_text(bad.read_text("utf-8") + "{\n", "utf-8")
    assert kefu("aggregate", "-o", history, "--strict", bad).code == 1
    assert history.read_bytes() == before
    assert kefu("aggregate", "-o", history, bad).code == 3
    assert kefu("report", "--state", history, file).code == 2
    assert kefu("report", "--state", history, "--where", "{}").code == 2
    assert kefu("report", "--previous-period", "..", file).code == 2
    assert kefu("report", "--state", history, "--from", "2030-01-01").code == 1
    for damage in (before[:-1], b"", b"KEFUHIS", before[:100] + b"x" + before[101:]):
        history.write_bytes(damage)
        assert kefu("aggregate", "-o", history, file).code == 1
        assert kefu("report", "--state", history).code == 1
        assert history.read_bytes() == damage


def test_merge_counts_every_record_once(kefu, tmp_path):
    parts, out, whole = [], tmp_path / "out.kefu", tmp_path / "whole.kefu"
    for part in range(3):
        records = [chat(f"c{i}", i % 5, ended=i % 4 != 0) for i in range(part, 30, 3)]
        parts.append(tmp_path / f"{part}.kefu")
        summary(kefu("aggregate", "-o", parts[-1], write(tmp_path / str(part), *records)))
    summary(kefu("aggregate", "-o", whole, *(tmp_path / str(part) for part in range(3))))
    outputs = set()
    for order in (parts, parts[::-1]):
        assert kefu("merge", out, *order).code == 0
        outputs.add(out.read_bytes())
    assert outputs == {whole.read_bytes()}
    twice = kefu("merge", tmp_path / "twice.kefu", whole, parts[0])
    assert twice.code == 1 and "counted in both" in twice.err and not (tmp_path / "twice.kefu").exists()
    assert kefu("merge", whole, whole, parts[0]).code == 1  # the output is also an input


def test_compare_tells_what_changed(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    summary(kefu("aggregate", "-o", history, write(
        tmp_path / "f", *(survey(f"a{i}", 0, 5 if i < 80 else 1) for i in range(100)),
        *(survey(f"b{i}", 5, 5 if i < 40 else 1) for i in range(100)))))
    result = kefu("compare", "--changed", "--period", "..2024-06-03", "--period", "2024-06-04..", history)
    assert result.code == 0, result.err
    rows = {row["metric"]: row for row in result.lines}
    assert rows["csat"]["difference"] == pytest.approx(-0.4) and rows["csat"]["q_value"] < 1e-6
    assert rows["csat"]["before"]["value"] == 0.8 and "frt" not in rows
    same = kefu("compare", history, history)
    assert same.code == 0 and not any(row["significant"] for row in same.lines)
    assert kefu("compare", history).code == 2
    assert kefu("compare", "--period", "x", "--period", "..", history).code == 1


def test_forget_takes_a_customer_out(kefu, tmp_path):
    history = tmp_path / "h.kefu"
    file = write(tmp_path / "f", chat("c1", 0, contact="u1"), chat("c2", 0, contact="u2"), chat("c3", 0, False, contact="u1"))
    summary(kefu("aggregate", "-o", history, file))
    assert b"c1" in history.read_bytes() and b"c3" in history.read_bytes()
    result = kefu("forget", history, "u1")
    assert result.code == 0 and result.lines[0]["forgotten"] > 1
    assert b"c1" not in history.read_bytes() and b"c3" not in history.read_bytes() and b"c2" in history.read_bytes()
    assert kefu("forget", history, "u1").code == 1
    result = summary(kefu("aggregate", "-o", history, file))
    assert result["records"]["repeated"] == 3 and result["conversations"] == 2
    assert kefu("forget", history).code == 2 and kefu("forget", tmp_path / "none", "u1").code == 1


def test_runs_at_once_take_turns(tmp_path):
    history = tmp_path / "h.kefu"
    files = [write(tmp_path / f"{n}.jsonl", *(chat(f"c{n}-{i}", i % 3) for i in range(20))) for n in range(5)]
    subprocess.run([PROGRAM, "aggregate", "-o", history, files[0]], check=True, capture_output=True)
    runs = [subprocess.Popen([PROGRAM, "aggregate", "-o", history, file], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            for file in files[1:]]
    counts = [json.loads(run.communicate()[0])["conversations"] for run in runs]
    assert sorted(counts) == [40, 60, 80, 100]


def test_a_killed_run_leaves_the_old_history_or_the_new_one(tmp_path):
    """And running it again gives the bytes of a run that nothing disturbed. KEFU_KILLS says how many are killed."""
    history, old, new = tmp_path / "h.kefu", tmp_path / "old.kefu", tmp_path / "new.kefu"
    first = write(tmp_path / "1.jsonl", *(chat(f"a{i}", i % 5, ended=i % 3 != 0) for i in range(60)))
    second = write(tmp_path / "2.jsonl", *(chat(f"b{i}", i % 7, ended=i % 3 != 0) for i in range(200)),
                   *(chat(f"a{i}", i % 5, later=5000) for i in range(60)))

    def command(path, file):
        return [PROGRAM, "aggregate", "-o", path, file]

    subprocess.run(command(old, first), check=True, capture_output=True)
    new.write_bytes(old.read_bytes())
    begin = time.monotonic()
    subprocess.run(command(new, second), check=True, capture_output=True)
    whole = time.monotonic() - begin
    states = {old.read_bytes(): 0, new.read_bytes(): 0}
    assert len(states) == 2
    dice = random.Random(1)
    for _ in range(KILLS):
        history.write_bytes(old.read_bytes())
        process = subprocess.Popen(command(history, second), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(dice.uniform(0, whole * 1.1))
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert history.read_bytes() in states
        states[history.read_bytes()] += 1
        subprocess.run(command(history, second), check=True, capture_output=True)
        assert history.read_bytes() == new.read_bytes()
        assert sorted(path.name for path in tmp_path.iterdir()) == ["1.jsonl", "2.jsonl", "h.kefu", "new.kefu", "old.kefu"]
    assert states[old.read_bytes()] > 0
