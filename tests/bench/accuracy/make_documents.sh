#!/bin/sh
# SPDX-License-Identifier: MIT
# Trains the documents that kefu carries: the general lexicon with its packs, the satisfaction
# model, that of accusations, and the example of many classes. From the train files only.
# Usage: make_documents.sh LEARN CORPORA REPOSITORY   (LEARN: the program built from learn.c)
set -eu
learn=$1 corpora=$2 top=$3
license="MIT; weights learned by kefu's trainer, see docs/model-card.md"
"$learn" train --flags 1 --id kefu.learned.general \
    --zh "通用褒贬与行业包（学习所得）" --en "General sentiment with industry packs, learned" \
    --license "$license" "$corpora/shopping.train.tsv" "$corpora/hotel.train.tsv" \
    "$corpora/waimai.train.tsv" --out "$top/lib/data/learned/general.json"
"$learn" train --task 2 --keywords 2000 --id kefu.learned.satisfaction \
    --zh "对话满意度（学习所得）" --en "Satisfaction of a dialogue, learned" \
    --license "$license" "$corpora/helpdesk.train.jsonl" \
    --out "$top/lib/data/learned/satisfaction.json"
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
python3 "$top/tests/bench/accuracy/accusations.py" "$top/tests/accuracy/accusations.tsv" \
    "$corpora/helpdesk.train.jsonl" >"$made/accusations"
"$learn" train --task 1 --finds fault --keywords 3000 --pairs 1500 --id kefu.learned.accusations \
    --zh "客服服务过失（学习所得）" --en "Faults of agents, learned" \
    --license "$license" "$made/accusations" \
    --out "$top/lib/data/learned/accusations.json"
"$learn" train --task 1 --keywords 8000 --id example.emotions \
    --zh "微博六种情绪（示例）" --en "Six emotions of weibo posts, an example" \
    --license "$license" "$corpora/ewect_usual.train.tsv" \
    --out "$top/examples/emotions/emotions.json"
