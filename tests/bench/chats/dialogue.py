# SPDX-License-Identifier: MIT
"""Satisfaction of whole dialogues, against people who read them."""
import json
import statistics


def pearson(left, right):
    return statistics.correlation(left, right) if len(set(left)) > 1 else 0.0


def estimates(bench, dialogues):
    stdin = "".join(json.dumps(d, ensure_ascii=False) + "\n" for d in dialogues)
    found = [json.loads(line) for line in bench.kefu("analyze", "--dialogue", stdin=stdin)]
    return [line["satisfaction"] or 0.0 for line in found]


def thanks(dialogue):
    """Did the customer say 谢?"""
    return float(any("谢" in turn["text"] for turn in dialogue["turns"]
                     if turn["role"] == "customer"))


def rated_chats(bench):
    """The chats that both readers rated, each with the mean of the two; the ratings are ids and
    numbers alone."""
    path = bench.accuracy / "jd_ratings.json"
    if not path.exists():
        return []
    ratings = json.loads(path.read_text(encoding="utf-8"))
    chats = [json.loads(line) for line in bench.lines("jd_chat.dev.jsonl")]
    both = [pair for pair in ratings.values() if len(pair) == 2]
    if len(both) > 1:
        bench.say(f"{len(both)} chats: the two readers agree by "
                  f"{pearson([a for a, _ in both], [b for _, b in both]):.3f}")
    return [(chat, statistics.mean(ratings[chat["id"]])) for chat in chats
            if len(ratings.get(chat["id"], [])) == 2]


def measure(bench):
    helpdesk = [json.loads(line) for line in bench.lines("helpdesk.dev.jsonl")]
    truth = [dialogue["satisfaction"] for dialogue in helpdesk]
    values = {"dialogue.helpdesk": pearson(truth, estimates(bench, helpdesk))}
    rated = [(json.loads(line), None) for line in bench.lines("jd_dialogues.dev.jsonl")]
    rated = [(chat, chat["satisfaction"]) for chat, _ in rated] + rated_chats(bench)
    chats, truth = [chat for chat, _ in rated], [rating for _, rating in rated]
    own = pearson(truth, estimates(bench, chats))
    said = pearson(truth, [thanks(chat) for chat in chats])
    bench.say(f"{len(chats)} rated chats: kefu {own:.3f}, the customer said 谢 {said:.3f}")
    if len(chats) >= 36 + 120:
        values["dialogue.jd"] = own - said
    return values
