#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""How accurate kefu is on the dev texts, beside SnowNLP, cnsenti and a TF-IDF linear SVM.

usage: bench.py KEFU SPEED PEERS CORPORA [--quick | --floors]

KEFU is the program, SPEED the one built from speed.c, PEERS the shared library of the matcher's
bench ("-": none). Standard output gets a row for each bar alone: id, value, floor, goal, which is
better, with tabs between; "-" for what could not be measured. Standard error gets the same with
standard errors and commands, and what the other tools reach. Exit status 1 when a floor is missed
by more than the row's standard error. --quick leaves the other tools out, and their rows are "-";
--floors prints the rows about accuracy alone, SPEED and PEERS are not run.
"""
import json
import math
import subprocess
import sys
import tempfile
import time
from pathlib import Path

QUICK, FLOORS = "--quick" in sys.argv, "--floors" in sys.argv
KEFU, SPEED, PEERS, CORPORA = [word for word in sys.argv[1:] if not word.startswith("--")][:4]
CORPORA = Path(CORPORA)
rows = []


def file(name):
    return str(CORPORA / name)


def kefu(*words):
    done = subprocess.run([KEFU, *words], capture_output=True, text=True, encoding="utf-8")
    if done.returncode:
        raise SystemExit(f"kefu {' '.join(words)}: {done.stderr}")
    return json.loads(done.stdout) if done.stdout.strip() else {}


def read(name):
    with open(file(name), encoding="utf-8", newline="\n") as lines:
        columns = [line.rstrip("\n").split("\t", 2) for line in lines]
    return [c[0] for c in columns], [c[2] for c in columns]


def row(bar, floor, goal, value, error=0.0, less=False, command=""):
    """Adds a row; values are in the bar's unit."""
    missed = value > floor + error if less else value < floor - error
    reached = value <= goal if less else value >= goal
    verdict = "FLOOR MISSED" if missed else "goal" if reached else "floor"
    rows.append({"id": bar, "floor": floor, "goal": goal, "value": value, "error": error,
                 "verdict": verdict, "command": command})
    print(bar, f"{value:.3f}", floor, goal, "less" if less else "more", sep="\t", flush=True)
    say(f"{bar:18s} {floor:8.2f} {goal:8.2f} {value:9.3f} ± {error:5.3f}  {verdict:12s} {command}")


def not_measured(bar, floor, goal, why):
    """A row without a value counts as missed."""
    rows.append({"id": bar, "verdict": "FLOOR MISSED"})
    print(bar, "-", floor, goal, "more", sep="\t", flush=True)
    say(f"{bar}: not measured: {why}")


def say(*words):
    print(*words, file=sys.stderr, flush=True)


def share_error(share, n):
    """The standard error of a share, in percentage points."""
    return 100 * math.sqrt(max(share * (1 - share), 1e-9) / n)


def accuracy_row(bar, floor, goal, figures, command):
    row(bar, floor, goal, 100 * figures["accuracy"],
        share_error(figures["accuracy"], figures["n"]), command=command)


def general():
    for name, floor, goal in (("shopping", 93.0, 94.0), ("hotel", 88.5, 90.0),
                              ("waimai", 89.3, 90.5)):
        figures = kefu("test", file(f"{name}.dev.tsv"))
        accuracy_row(f"general.{name}", floor, goal, figures, f"kefu test {name}.dev.tsv")
        if name == "shopping":
            shopping = figures
    packs = kefu("test", "--pack-column", "2", file("shopping.dev.tsv"))
    accuracy_row("packs.shopping", 94.0, 94.5, packs, "kefu test --pack-column 2 shopping.dev.tsv")
    half = shopping["surer_half"]
    row("surer.shopping", 98.9, 99.3, 100 * half, share_error(half, shopping["n"] / 2))
    row("ece.shopping", 3.0, 1.5, 100 * shopping["ece"],
        share_error(shopping["accuracy"], shopping["n"]), less=True)


def trained(folder):
    unseen = kefu("train", "--labels", file("shopping.train.tsv"), "--dev",
                  file("shopping.dev.tsv"), "--leave-one-out", "2")["leave_one_out"]
    accuracy_row("unseen.shopping", 90.0, 92.0, unseen,
                 "kefu train --labels shopping.train.tsv --dev shopping.dev.tsv --leave-one-out 2")
    tiny = f"{folder}/tiny.json"
    kefu("train", "--labels", file("shopping.train.tsv"), "--keywords", "1000", "-o", tiny)
    accuracy_row("tiny.shopping", 91.0, 92.0,
                 kefu("test", "--lexicon", tiny, file("shopping.dev.tsv")),
                 "kefu train --keywords 1000 … -o L; kefu test --lexicon L shopping.dev.tsv")
    emotions = f"{folder}/emotions.json"
    kefu("train", "--labels", file("ewect_usual.train.tsv"), "--multiclass", "-o", emotions)
    figures = kefu("test", "--lexicon", emotions, file("ewect_usual.dev.tsv"))
    accuracy_row("emotion.accuracy", 72.0, 75.0, figures, "kefu train --multiclass …; kefu test")
    row("emotion.f1", 68.0, 71.0, 100 * figures["macro_f1"],
        share_error(figures["accuracy"], figures["n"]))
    dialogues = kefu("test", "--dialogue", file("helpdesk.dev.jsonl"))
    error = (1 - dialogues["pearson"] ** 2) / math.sqrt(dialogues["n"] - 1)
    row("helpdesk.pearson", 0.78, 0.82, dialogues["pearson"], error,
        command="kefu test --dialogue helpdesk.dev.jsonl")


def vector_machine(train, dev):
    """Characters 1 to 4, TF-IDF, a linear SVM with scikit-learn's defaults."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import LinearSVC
    labels, texts = train
    vectors = TfidfVectorizer(analyzer="char", ngram_range=(1, 4))
    machine = LinearSVC().fit(vectors.fit_transform(texts), labels)
    guesses = machine.predict(vectors.transform(dev[1]))
    return sum(g == t for g, t in zip(guesses, dev[0])) / len(guesses)


def own(folder):
    lexicon = f"{folder}/own.json"
    kefu("train", "--labels", file("chnsenticorp_clean.train.tsv"), "-o", lexicon)
    figures = kefu("test", "--lexicon", lexicon, file("chnsenticorp_clean.dev.tsv"))
    other = vector_machine(read("chnsenticorp_clean.train.tsv"), read("chnsenticorp_clean.dev.tsv"))
    # Both are judged on the same texts, so the difference errs less than this.
    row("own.chnsenticorp", 0.3, 1.5, 100 * (figures["accuracy"] - other),
        share_error(figures["accuracy"], figures["n"]),
        command=f"kefu {100 * figures['accuracy']:.2f}, TF-IDF linear SVM {100 * other:.2f}")


def snownlp(texts):
    """Probabilities, and how long they took in seconds of CPU."""
    from snownlp import SnowNLP
    SnowNLP("好").sentiments
    start = time.process_time()
    scores = [SnowNLP(text).sentiments if text.strip() else 0.5 for text in texts]
    return scores, time.process_time() - start


def cnsenti(texts):
    from cnsenti import Sentiment
    judge = Sentiment()
    counts = [judge.sentiment_calculate(text) for text in texts]
    return [c["pos"] > c["neg"] for c in counts]


def texts_of(entry):
    """The keywords of a lexicon's entry."""
    if isinstance(entry, str):
        return [entry]
    texts = entry.get("texts", entry.get("text", []))
    if "pair" in entry:
        texts = [text for part in entry["pair"] for text in ([part] if isinstance(part, str) else part)]
    return texts.split(" ") if isinstance(texts, str) and "weight" in entry else (
        [texts] if isinstance(texts, str) else texts)


def keywords():
    """Every keyword of the built-in lexicons, written and learned."""
    found = set()
    for path in Path(__file__).resolve().parents[3].joinpath("lib", "data").rglob("*.json"):
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["kind"] != "lexicon" or path.name == "satisfaction.json":
            continue
        walk = [document, document.get("learned", {}), *document.get("packs", []),
                *document.get("learned", {}).get("packs", [])]
        for part in walk:
            for name in ("entries", "negators", "degrees", "contrasts", "irrealis", "rhetorical", "blockers",
                         "keywords"):
                for entry in part.get(name, []):
                    found.update(text for text in texts_of(entry) if 0 < len(text) <= 64)
    return sorted(found)


def speed(folder):
    """Reviews a second, and the time of raw matching of the same keywords by daachorse."""
    words = Path(folder, "keywords")
    words.write_text("\n".join(keywords()) + "\n", encoding="utf-8")
    done = subprocess.run([SPEED, file("shopping.dev.tsv"), "3", PEERS, str(words)], capture_output=True,
                          text=True, check=True)
    return json.loads(done.stdout)


def others(measured):
    table = {}
    for name in ("shopping", "hotel", "waimai"):
        labels, texts = read(f"{name}.dev.tsv")
        sample = slice(None, None, 10 if name == "shopping" else 3)
        truths = [label == "1" for label in labels[sample]]
        scores, took = snownlp(texts[sample])
        right = sum((s > 0.5) == t for s, t in zip(scores, truths)) / len(truths)
        table[name] = {"n (SnowNLP, cnsenti)": len(truths), "SnowNLP": 100 * right}
        table[name]["cnsenti"] = 100 * sum(
            g == t for g, t in zip(cnsenti(texts[sample]), truths)) / len(truths)
        table[name]["TF-IDF linear SVM"] = 100 * vector_machine(read(f"{name}.train.tsv"),
                                                                (labels, texts))
        table[name]["kefu"] = next(r["value"] for r in rows if r["id"] == f"general.{name}")
        if name == "shopping":
            rate = len(truths) / took
            row("speed.snownlp", 100, 400, measured["texts_per_second"] / rate,
                command=f"kefu {measured['texts_per_second']:.0f} reviews/s, SnowNLP {rate:.0f}")
    say("\nAccuracy on dev (SnowNLP and cnsenti on every 10th or 3rd text; they are slow)")
    for name, figures in table.items():
        say(f"{name:10s}", "  ".join(f"{k} {v:.1f}" for k, v in figures.items()))
    return table


def main():
    say(f"{'bar':18s} {'floor':>8s} {'goal':>8s} {'value':>9s}   error  verdict")
    with tempfile.TemporaryDirectory() as folder:
        general()
        trained(folder)
        if FLOORS:
            own(folder)
            return any(r["verdict"] == "FLOOR MISSED" for r in rows)
        measured = speed(folder)
        if "peer_texts_per_second" in measured:
            row("speed.match", 0.7, 2, measured["texts_per_second"] / measured["peer_texts_per_second"],
                command=f"kefu_analyze() and its hits {measured['texts_per_second']:.0f} reviews/s"
                        f" ({measured['texts_per_second_without_hits']:.0f} without asking for hits),"
                        f" {measured['peer']} {measured['peer_texts_per_second']:.0f}")
        else:
            not_measured("speed.match", 0.7, 2, "the peers of tests/bench/match are not built")
        if QUICK:
            not_measured("own.chnsenticorp", 0.3, 1.5, "--quick")
            not_measured("speed.snownlp", 100, 400, "--quick")
        else:
            own(folder)
            others(measured)
    return any(r["verdict"] == "FLOOR MISSED" for r in rows)


if __name__ == "__main__":
    sys.exit(main())
