# SPDX-License-Identifier: MIT
"""kefu score --csv: the table agrees with the evaluations, and spreadsheets can open it."""
import csv
import io
import json
from pathlib import Path

import pytest

DAY = Path(__file__).resolve().parents[2] / "examples" / "data" / "conversations.jsonl"


def table(result):
    assert result.code == 0, result.err
    text = result.out.decode("utf-8")
    assert text.startswith("\ufeff") and text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("by", ["conversation", "agent"])
def test_the_rows_are_what_the_evaluations_lost(kefu, by):
    rows = table(kefu("score", "--csv", "--language", "en", "--by", by, DAY))
    evaluations = kefu("score", "--by", by, DAY).lines
    assert len({(row["conversation"], row["agent"]) for row in rows}) == len(evaluations) or by == "conversation"
    expected = []
    for one in evaluations:
        lost = [("veto", veto["question"]) for veto in one["vetoes"]]
        lost += [("deduction", deduction["rule"]) for deduction in one["deductions"]]
        lost += [("question", answer["question"]) for answer in one["answers"]
                 if answer["question"] != "proactive" and one["scores"][answer["question"]]["status"] in ("ok", "low_n")
                 and one["scores"][answer["question"]]["earned"] < one["scores"][answer["question"]]["possible"]]
        for kind, identifier in lost or [("nothing lost", "")]:
            expected.append((one["conversation_id"], one["agent_id"], kind, identifier))
    assert [(row["conversation"], row["agent"], row["kind"], row["id"]) for row in rows] == expected
    scores = {(one["conversation_id"], one["agent_id"]): one["scores"]["form"] for one in evaluations}
    for row in rows:
        form = scores[row["conversation"], row["agent"]]
        assert row["score"] == ("" if form["final"] is None else f"{form['final']:g}")
        assert None not in row and None not in row.values()


def test_texts_that_are_formulas_are_not_run(kefu, tmp_path):
    chat = {"id": "=HYPERLINK(1)", "agent_id": "+a,1", "messages": [{"role": "customer", "at": 1772416800000, "text": "在吗"},
                                                                   {"role": "agent", "at": 1772416801000, "agent_id": "+a,1", "text": "滚"}]}
    file = tmp_path / "chat.jsonl"
    file.write_text(json.dumps(chat, ensure_ascii=False), encoding="utf-8")
    row = table(kefu("score", "--csv", file))[0]
    assert row["会话"] == "'=HYPERLINK(1)" and row["客服"] == "'+a,1"


def test_usage(kefu):
    assert kefu("score", "--language", "en", DAY).code == 2
    assert kefu("score", "--csv", "--language", "fr", DAY).code == 2
    assert kefu("metrics", "--csv", DAY).code == 2
