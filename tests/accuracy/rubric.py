#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Does the built-in form agree with customers? rubric.py KEFU SHARED scores the dialogues of SHARED/corpora/helpdesk.dev.jsonl
(which know no times, so that questions of time are not applicable) and prints the rank correlation (Spearman) of the form's and of
each question's score with the mean rating of satisfaction by 19 people. Fails where the form's is under 0.35, where a question that
was answered in at least 100 dialogues speaks against satisfaction (under -0.05) without a note that says why it is asked all the
same, or where a question has more than a quarter of the weight. Exit 77 where there is no such file."""
import json
import subprocess
import sys
from pathlib import Path

FLOOR, AGAINST, LEAST, QUARTER = 0.35, -0.05, 100, 0.25


def ranks(values):
    """Ranks from 1, equal values sharing their mean rank."""
    order = sorted(range(len(values)), key=values.__getitem__)
    out = [0.0] * len(values)
    start = 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for i in order[start:end]:
            out[i] = (start + end + 1) / 2
        start = end
    return out


def spearman(pairs):
    """The rank correlation of pairs; None where one side never varies."""
    a, b = (ranks(side) for side in zip(*pairs))
    mean = (len(pairs) + 1) / 2
    over = sum((x - mean) * (y - mean) for x, y in zip(a, b))
    under = (sum((x - mean) ** 2 for x in a) * sum((y - mean) ** 2 for y in b)) ** 0.5
    return over / under if under else None


def shares(scores, sections):
    """The share of the form's weight that each question had in one evaluation."""
    whole = sum(scores[section["id"]]["weight"] for section in sections)
    for section in sections:
        asked = [q for q in section["questions"] if "bonus" not in q and scores[q["id"]]["final"] is not None]
        total = sum(q.get("weight", 1) for q in asked)
        for question in asked:
            yield question["id"], scores[section["id"]]["weight"] / whole * question.get("weight", 1) / total


def main(kefu, shared):
    path = Path(shared) / "corpora" / "helpdesk.dev.jsonl"
    if not path.is_file():
        print(f"no {path}: skipped")
        return 77
    form = json.loads((Path(__file__).parents[2] / "lib/data/rubric.json").read_text(encoding="utf-8"))
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rated = {record["id"]: record["satisfaction"] for record in records}
    bare = "".join(json.dumps({"id": r["id"], "turns": r["turns"]}, ensure_ascii=False) + "\n" for r in records)
    done = subprocess.run([kefu, "score"], input=bare.encode(), capture_output=True, check=True)
    pairs, heaviest = {}, {}
    for line in done.stdout.splitlines():
        evaluation = json.loads(line)
        for part, score in evaluation["scores"].items():
            if score["final"] is not None:
                pairs.setdefault(part, []).append((score["final"], rated[evaluation["conversation_id"]]))
        for question, share in shares(evaluation["scores"], form["sections"]):
            heaviest.setdefault(question, []).append(share)
    noted = {q["id"] for section in form["sections"] for q in section["questions"] if "note" in q}
    wrong = []
    for part, values in pairs.items():
        rho = spearman(values)
        print(f"{part}\t{len(values)}\t{'-' if rho is None else f'{rho:.3f}'}")
        if part == "form" and (rho or 0) < FLOOR:
            wrong.append(f"the form's correlation is {rho:.3f}, less than {FLOOR}")
        if rho is not None and rho < AGAINST and len(values) >= LEAST and len(set(values)) > 1 and part in heaviest:
            few = min(sum(v[0] == score for v in values) for score in {v[0] for v in values}) < 5
            if part not in noted and not few:
                wrong.append(f"{part} speaks against satisfaction ({rho:.3f}), and no note says why it is asked")
    for question, weights in heaviest.items():
        if sorted(weights)[len(weights) // 2] > QUARTER:
            wrong.append(f"{question} has {sorted(weights)[len(weights) // 2]:.0%} of the weight")
    print("\n".join(wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
