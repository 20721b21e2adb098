# SPDX-License-Identifier: MIT
"""kefu train, test and fit: labels in, a lexicon and figures out."""
import json
import random

import pytest

from conftest import shared

GOOD, BAD = ["满意", "好用", "喜欢", "划算"], ["失望", "难用", "后悔", "太坑"]
FILLER = ["今天", "收到", "东西", "包装", "快递", "一共", "两个"]


def reviews(count, seed=1):
    chance = random.Random(seed)
    for i in range(count):
        words = GOOD if i % 2 else BAD
        yield (f"{i % 2}\t{'书籍' if i % 4 < 2 else '水果'}\t{chance.choice(FILLER)}{chance.choice(words)}，"
               f"{chance.choice(FILLER)}{chance.choice(words)}")


@pytest.fixture
def labelled(tmp_path):
    train, dev = tmp_path / "train.tsv", tmp_path / "dev.tsv"
    train.write_text("\n".join(reviews(300)) + "\n", encoding="utf-8")
    dev.write_text("\n".join(reviews(60, seed=2)) + "\n", encoding="utf-8")
    return train, dev


def test_train_then_test(kefu, labelled, tmp_path):
    train, dev = labelled
    lexicon = tmp_path / "lexicon.json"
    trained = kefu("train", "--labels", train, "--dev", dev, "--packs", 2, "-o", lexicon)
    assert trained.code == 0, trained.err
    (summary,) = trained.lines
    assert summary["texts"] == 300
    document = json.loads(lexicon.read_text(encoding="utf-8"))
    assert document["kind"] == "lexicon"
    assert {pack["pack"] for pack in document["learned"]["packs"]} == {"书籍", "水果"}
    (figures,) = kefu("test", "--lexicon", lexicon, "--pack-column", 2, dev).lines
    assert figures == summary["dev"]
    assert set(figures) == {"n", "accuracy", "macro_f1", "auc", "ece", "surer_half", "confusion"}
    assert figures["n"] == 60 and figures["accuracy"] == 1.0 and figures["auc"] == 1.0
    assert figures["confusion"] == {"0": {"0": 30, "1": 0}, "1": {"0": 0, "1": 30}}
    assert kefu("check", "--errors", lexicon).code == 0


def test_same_seed_same_document(kefu, labelled, tmp_path):
    documents = []
    for name in ("a.json", "b.json"):
        assert kefu("train", "--labels", labelled[0], "--seed", 7, "-o", tmp_path / name).code == 0
        documents.append((tmp_path / name).read_bytes())
    assert documents[0] == documents[1]


def test_leave_one_out_needs_no_output(kefu, labelled):
    (summary,) = kefu("train", "--labels", labelled[0], "--leave-one-out", 2).lines
    assert summary["leave_one_out"]["n"] == 300
    assert summary["leave_one_out"]["accuracy"] > 0.9
    (summary,) = kefu("train", "--labels", labelled[0], "--dev", labelled[1], "--leave-one-out", 2).lines
    assert summary["leave_one_out"]["n"] == 60


def test_many_classes(kefu, tmp_path):
    words = {"高兴": "开心", "生气": "可恶", "害怕": "吓人"}
    train, lexicon = tmp_path / "train.tsv", tmp_path / "classes.json"
    lines = [f"{label}\t微博\t{FILLER[i % 7]}{word}" for i in range(40) for label, word in words.items()]
    train.write_text("\n".join(lines), encoding="utf-8")
    assert kefu("train", "--labels", train, "--multiclass", "-o", lexicon).code == 0
    (figures,) = kefu("test", "--lexicon", lexicon, train).lines
    assert figures["accuracy"] == 1.0 and figures["auc"] is None
    assert set(figures["confusion"]) == set(words)


def test_dialogues(kefu, tmp_path):
    train, lexicon = tmp_path / "train.jsonl", tmp_path / "dialogues.json"
    with train.open("w", encoding="utf-8") as out:
        for i in range(100):
            last, score = ("谢谢", 1.5) if i % 2 else ("投诉", -1.0)
            turns = [{"role": "customer", "text": FILLER[i % 7]}, {"role": "agent", "text": "您好"},
                     {"role": "customer", "text": last}]
            print(json.dumps({"id": str(i), "turns": turns, "satisfaction": score}), file=out)
    assert kefu("train", "--dialogue", train, "-o", lexicon).code == 0
    (figures,) = kefu("test", "--dialogue", "--lexicon", lexicon, train).lines
    assert figures["n"] == 100 and figures["pearson"] > 0.99
    (builtin,) = kefu("test", "--dialogue", train).lines
    assert builtin["pearson"] > 0.5


def test_errors_are_the_surest_mistakes(kefu, tmp_path):
    file = tmp_path / "wrong.tsv"
    file.write_text("0\t衣服\t非常满意，很好\n1\t衣服\t非常满意，很好\n1\t衣服\t质量太差，很失望\n1\t衣服\t还可以\n", encoding="utf-8")
    (figures,) = kefu("test", "--errors", 1, file).lines
    assert len(figures["errors"]) == 1
    assert {"truth", "guess", "probability", "text"} <= set(figures["errors"][0])
    everything = kefu("test", "--errors", 9, file).lines[0]["errors"]
    sure = [abs(error["probability"] - 0.5) for error in everything]
    assert sure == sorted(sure, reverse=True) and len(everything) >= 2


def test_fit_without_and_with_labels(kefu, tmp_path):
    file = tmp_path / "mine.tsv"
    lines = ["0\t衣服\t质量太差，很失望"] * 9 + ["1\t衣服\t非常满意，很好"]
    file.write_text("\n".join(lines), encoding="utf-8")
    (fitted,) = kefu("fit", "--tsv", 3, file).lines
    assert fitted["n"] == 10 and fitted["prior"] < 0.2 and fitted["threshold"] > 0.7
    (counted,) = kefu("fit", "--labels", file).lines
    assert counted["prior"] == pytest.approx(0.1)
    assert counted["accuracy_fitted"] >= counted["accuracy"] == 1.0


@pytest.mark.parametrize("arguments, code", [
    ([], 2), (["--labels"], 2), (["--labels", "x.tsv"], 2), (["--labels", "x.tsv", "-o", "y"], 1),
    (["--labels", "x", "--dialogue", "y", "-o", "z"], 2), (["--labels", "x", "--packs", "0", "-o", "z"], 2),
    (["--labels", "x", "--multiclass", "--packs", "2", "-o", "z"], 2),
    (["--labels", "x", "--keywords", "-3", "-o", "z"], 2)])
def test_train_usage(kefu, arguments, code):
    assert kefu("train", *arguments).code == code


def test_bad_lines_and_labels_are_told(kefu, tmp_path):
    bad, out = tmp_path / "bad.tsv", tmp_path / "out.json"
    bad.write_text("no columns\n" + "\n".join(reviews(40)), encoding="utf-8")
    result = kefu("train", "--labels", bad, "-o", out)
    assert result.code == 3 and "bad.tsv:1" in result.err and out.exists()
    bad.write_text("\n".join(f"{label}\ta\t{line}" for line in FILLER for label in ("maybe", "1")), encoding="utf-8")
    result = kefu("train", "--labels", bad, "-o", tmp_path / "no.json")
    assert result.code == 1 and "maybe" in result.err and not (tmp_path / "no.json").exists()
    assert kefu("test", "--lexicon", tmp_path / "none.json", bad).code == 1
    assert kefu("test", bad).code == 3  # half of the lines have a label that it knows


def test_a_dialogue_with_too_many_turns_is_told_with_its_place(kefu, tmp_path):
    file, out = tmp_path / "long.jsonl", tmp_path / "out.json"
    turns = [{"role": "customer", "text": "好"}]
    file.write_text("\n".join(json.dumps({"turns": turns * n, "satisfaction": 1}) for n in (1, 20000)))
    result = kefu("train", "--dialogue", file, "-o", out)
    assert result.code == 1 and "long.jsonl:2" in result.err and not out.exists()


def test_what_fails_prints_no_half_of_a_line(kefu, tmp_path):
    file = tmp_path / "one.tsv"
    file.write_text("\n".join(line.replace("水果", "书籍") for line in reviews(40)), encoding="utf-8")
    result = kefu("train", "--labels", file, "--leave-one-out", 2)
    assert result.code == 1 and result.out == b"" and "category" in result.err
    out, empty = tmp_path / "out.json", tmp_path / "empty.tsv"
    empty.write_text("\n\n")
    result = kefu("train", "--labels", file, "--dev", empty, "-o", out)
    assert result.code == 1 and result.out == b"" and "no labelled text" in result.err


def test_only_the_dialogues_own_satisfaction_counts(kefu, tmp_path):
    turns = [{"role": "customer", "text": "太差了", "satisfaction": 5}]
    file = tmp_path / "d.jsonl"
    records = [{"turns": turns, "satisfaction": -1}, {"turns": turns}, {"turns": turns, "satisfaction": None},
               {"turns": [{"role": "customer", "text": "很好，谢谢"}], "satisfaction": 2}]
    file.write_text("\n".join(json.dumps(record, ensure_ascii=False) for record in records), encoding="utf-8")
    result = kefu("test", "--dialogue", file)
    assert result.code == 3 and "d.jsonl:2" in result.err and "d.jsonl:3" in result.err
    assert result.lines[0]["n"] == 2 and result.lines[0]["pearson"] == pytest.approx(1)


def test_fit_takes_one_lexicon(kefu, tmp_path):
    assert kefu("fit", "--lexicon", "a.json", "--scheme", "kefu", tmp_path).code == 2


def test_what_takes_no_scheme_says_so(kefu):
    for command in ("train", "check", "schemas"):
        assert kefu(command, "--scheme", "kefu").code == 2
        assert b"--scheme" not in kefu(command, "--help").out
    assert b"--scheme" in kefu("fit", "--help").out


def test_labels_are_not_read_by_analysis(kefu, tmp_path):
    """The label column may say anything: what is judged is the text."""
    for name, label in (("a.tsv", "1"), ("b.tsv", "0")):
        (tmp_path / name).write_text(f"{label}\t衣服\t质量太差，很失望\n", encoding="utf-8")
    outs = [kefu("analyze", "--tsv", 3, "--pack-column", 2, tmp_path / name).out for name in ("a.tsv", "b.tsv")]
    assert outs[0] == outs[1]


def test_general_lexicon_on_dev(kefu):
    (figures,) = kefu("test", shared("corpora", "hotel.dev.tsv")).lines
    assert figures["n"] == 775 and figures["accuracy"] > 0.86
