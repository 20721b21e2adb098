# SPDX-License-Identifier: MIT
"""--answers: what people answered in place of the automatic answers reaches scores, tables and the report."""
import json
from pathlib import Path

DAY = Path(__file__).resolve().parents[2] / "examples" / "data" / "conversations.jsonl"
RUDE = {"conversation_id": "c006", "question": "not_rude", "answer": "yes", "by": "梁文", "at": "2026-03-13T09:00:00+08:00",
        "reason": "引用客户的原话"}


def write(folder, *answers, name="answers.jsonl"):
    path = folder / name
    path.write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in answers), encoding="utf-8")
    return path


def score_of(result, conversation="c006"):
    return next(line for line in result.lines if line["conversation_id"] == conversation)


def test_a_person_overrules_and_both_answers_are_kept(kefu, tmp_path):
    before, after = kefu("score", DAY), kefu("score", "--answers", write(tmp_path, RUDE), DAY)
    assert before.code == after.code == 0
    one = score_of(after)
    answer = next(answer for answer in one["answers"] if answer["question"] == "not_rude")
    assert (answer["answer"], answer["source"], answer["by"], answer["comment"]) == ("yes", "manual", "梁文", RUDE["reason"])
    assert answer["found"]["answer"] == "no" and one["vetoes"] == [] and one["scores"]["form"]["final"] > 40
    assert score_of(before)["scores"]["form"]["final"] == 0
    others = [line for line in after.lines if line["conversation_id"] != "c006"]
    assert others == [line for line in before.lines if line["conversation_id"] != "c006"]


def test_the_last_answer_counts_and_files_add_up(kefu, tmp_path):
    first, second = write(tmp_path, {**RUDE, "answer": "no"}, name="a.jsonl"), write(tmp_path, RUDE, name="b.jsonl")
    assert score_of(kefu("score", "--answers", first, "--answers", second, DAY))["vetoes"] == []
    assert score_of(kefu("score", "--answers", second, "--answers", first, DAY))["vetoes"] != []


def test_it_reaches_the_report_and_its_threads(kefu, tmp_path):
    answers = write(tmp_path, RUDE)
    before = json.loads(kefu("report", DAY).out)
    after, threads = (kefu("report", *options, "--answers", answers, DAY) for options in ([], ["-j", 2]))
    assert after.out == threads.out and after.code == threads.code == 0

    def of(report):
        return {tuple(group["key"].values()) if isinstance(group["key"], dict) else tuple(group["key"]): group["score"]["value"]
                for group in report["groups"]}
    changed = {key for key, value in of(json.loads(after.out)).items() if value != of(before)[key]}
    assert changed == {("a6",)} and of(json.loads(after.out))[("a6",)] > of(before)[("a6",)]


def test_an_answer_about_one_agents_part_leaves_the_others(kefu, tmp_path):
    answers = write(tmp_path, {**RUDE, "agent_id": "somebody else"})
    assert score_of(kefu("score", "--answers", answers, DAY))["vetoes"] != []
    mine = write(tmp_path, {**RUDE, "agent_id": "a6"})
    parts = kefu("score", "--by", "agent", "--answers", mine, DAY)
    assert parts.code == 0 and score_of(parts)["vetoes"] == []


def test_what_is_refused_is_told_at_its_place(kefu, tmp_path):
    answers = write(tmp_path, {**RUDE, "question": "politeness"}, {**RUDE, "answer": "perhaps"}, {**RUDE, "conversation_id": "c999"},
                    {key: value for key, value in RUDE.items() if key != "reason"}, RUDE)
    result = kefu("score", "--answers", answers, DAY)
    assert result.code == 3 and score_of(result)["vetoes"] == []
    assert f"{answers}:1" in result.err and "no such question" in result.err
    assert f"{answers}:2" in result.err and f"{answers}:4" in result.err
    assert f"{answers}:3" in result.err and "unjoined_answer" in result.err
    assert kefu("score", "--strict", "--answers", answers, DAY).code == 1


def test_usage(kefu, tmp_path):
    assert kefu("score", "--answers", tmp_path / "absent.jsonl", DAY).code == 1
    assert kefu("report", "--state", "x", "--answers", "y").code == 2
    assert kefu("metrics", "--answers", "y", DAY).code == 2
    passed = kefu("score", "--answers", DAY, DAY)
    assert passed.code == 0 and "unused_record" in passed.err
