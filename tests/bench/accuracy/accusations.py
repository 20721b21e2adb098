# SPDX-License-Identifier: MIT
"""The training texts of the model of accusations: accusations.py SENTENCES DIALOGUES > LABELLED

SENTENCES has label, tab, sentence on each line: faults that were written for it, by their ids, and
sentences without one (none), many of them the innocent twin of a fault. DIALOGUES are of real agents,
whose sentences count as none: nearly all are. Prints label, tab, (empty) category, tab, sentence.
"""
import json
import re
import sys

QUOTED = re.compile("[“\"「『][^”\"」』]*[”\"」』]")
ENDS = re.compile("[。！？!?；;~～\\n]+")


def sentences(text):
    """The sentences of a message without what they quote, as the analysis parts them."""
    return [part.strip() for part in ENDS.split(QUOTED.sub("", text)) if len(part.strip()) > 1]


def of_agents(path):
    found = set()
    with open(path, encoding="utf-8") as file:
        for line in file:
            for turn in json.loads(line)["turns"]:
                if turn["role"] == "agent":
                    found.update(sentences(turn["text"]))
    return sorted(found)


def main():
    written, dialogues = sys.argv[1:]
    with open(written, encoding="utf-8") as file:
        rows = [line.rstrip("\n").split("\t") for line in file]
    for label, sentence in rows:
        for part in [sentence] if label != "none" else sentences(sentence):
            print(label, "", part, sep="\t")
    for sentence in of_agents(dialogues):
        print("none", "", sentence.replace("\t", " "), sep="\t")


main()
