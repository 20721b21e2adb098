# SPDX-License-Identifier: MIT
"""What the figures of other products' manuals give here, through the whole program."""
import json

# of each review the selected answers to questions that weigh 100, 10 and 1, and one that zeroes the form
REVIEWS = [{}, {"big": "0"}, {"big": "0.6"}, {"middle": "0"}, {"vital": "0"}]


def question(name, weight, scores, **options):
    answers = [{"id": score, "score": float(score), **(options if score == "0" else {})} for score in scores]
    return {"id": name, "type": "single_select", "title": name, "weight": weight, "options": answers,
            "auto": {"cases": [{"when": {"attribute": name, "eq": score}, "answer": score} for score in scores],
                     "default": "1"}}


def test_the_quality_score_is_the_mean_of_reviews(kefu, tmp_path):
    form = {"kefu": 1, "kind": "rubric", "id": "zendesk.example", "version": "1", "title": "form",
            "scoring": {"mode": "weighted_questions", "digits": 2}, "bands": [{"id": "all", "min": 0, "title": "all"}],
            "sections": [{"id": "s", "title": "s", "questions": [
                question("big", 100, ["0", "0.6", "1"]), question("middle", 10, ["0", "1"]),
                question("small", 1, ["0", "1"]),
                question("vital", 0, ["0", "1"], on_fail={"scope": "form", "action": "zero"})]}]}
    scheme = tmp_path / "form.json"
    scheme.write_text(json.dumps(form))
    chats = "".join(json.dumps({
        "id": f"z{i}", "attributes": {**dict.fromkeys(("big", "middle", "small", "vital"), "1"), **review},
        "messages": [{"at": 1773280800000, "role": "customer", "text": "问"},
                     {"at": 1773280810000, "role": "agent", "agent_id": "a1", "text": "答"}]}) + "\n"
        for i, review in enumerate(REVIEWS))
    done = kefu("report", "--scheme", scheme, "-", stdin=chats.encode())
    score = next(x for x in json.loads(done.out)["overview"] if x["metric"] == "score")
    assert (score["n"], round(score["value"], 3)) == (5, 52.972)
