# SPDX-License-Identifier: MIT
"""Labels of customers' messages in real chats: three classes, neutral most often."""

NAMES = {"negative": "neg", "neutral": "neu", "positive": "pos"}


def scores(truth, guess):
    """Accuracy, F1 of negative, and the share of neutral messages that were given a side, in %."""
    pairs = list(zip(truth, guess))
    right = sum(a == b for a, b in pairs)
    found = sum(a == b == "neg" for a, b in pairs)
    named = truth.count("neg") + guess.count("neg")
    neutral = [b for a, b in pairs if a == "neu"]
    return (100 * right / len(pairs), 200 * found / named if named else 0.0,
            100 * sum(b != "neu" for b in neutral) / len(neutral))


def snownlp_labels(texts):
    from snownlp import SnowNLP  # its thirds: the tool itself gives a probability alone
    probabilities = [SnowNLP(text).sentiments if text.strip() else 0.5 for text in texts]
    return ["neg" if p < 1 / 3 else "pos" if p > 2 / 3 else "neu" for p in probabilities]


def cnsenti_labels(texts):
    from cnsenti import Sentiment
    sentiment = Sentiment()
    counts = [sentiment.sentiment_count(text) for text in texts]
    return ["neg" if c["pos"] < c["neg"] else "pos" if c["pos"] > c["neg"] else "neu"
            for c in counts]


def measure(bench):
    rows = [line.split("\t", 1) for line in bench.lines("jd_customer.dev.tsv")]
    truth, texts = [row[0] for row in rows], [row[1] for row in rows]
    questions = bench.lines("jd_questions.dev.txt")
    own = scores(truth, [NAMES[found["label"]] for found in bench.analyze(texts)])
    peers = {"kefu": own, "always neutral": scores(truth, ["neu"] * len(truth))}
    for name, judge in (("snownlp", snownlp_labels), ("cnsenti", cnsenti_labels)):
        try:
            peers[name] = scores(truth, judge(texts))
        except ImportError as error:
            bench.say(f"{name}: {error}")
    for name, (accuracy, negative, false) in peers.items():
        bench.say(f"{name:15s} accuracy {accuracy:.1f} %, F1 of negative {negative:.1f} %, "
                  f"neutral given a side {false:.1f} %")
    neutral = sum(found["label"] == "neutral" for found in bench.analyze(questions))
    return {"customer.accuracy": own[0], "customer.negative": own[1], "customer.false": own[2],
            "questions.neutral": 100 * neutral / len(questions)}
