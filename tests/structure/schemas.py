#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The JSON Schemas hold: they are what the tables of lib/scheme print, they are sound, and what
ships passes them; broken documents do not.

Usage: schemas.py SOURCE_FOLDER GENERATOR [--write]. With --write the printed ones are put in place
first. Exit 77 (skipped) without the module jsonschema."""
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError:
    print("skipped: the Python module jsonschema is missing")
    sys.exit(77)

root = pathlib.Path(sys.argv[1])
failures = []
checked = 0


def printed(*arguments):
    return subprocess.run([sys.argv[2], *arguments], capture_output=True, check=True).stdout


for kind in printed().decode().split():
    path = root / f"docs/schema/{kind}-1.schema.json"
    if "--write" in sys.argv:
        path.write_bytes(printed(kind))
    elif path.read_bytes() != printed(kind):
        failures.append(f"{path.name} is not what the tables say: run the target kefu_schemas")

validators = {}
for path in sorted((root / "docs/schema").glob("*-1.schema.json")):
    schema = json.loads(path.read_text(encoding="utf-8"))
    validator = jsonschema.validators.validator_for(schema)
    validator.check_schema(schema)
    validators[path.name.removesuffix("-1.schema.json")] = validator(schema)


def check(kind, document, name):
    global checked
    if kind not in validators:
        return
    checked += 1
    for error in list(validators[kind].iter_errors(document))[:3]:
        place = "/".join(str(part) for part in error.path)
        failures.append(f"{name}: /{place}: {error.message[:200]}")


for folder in ("lib/data", "examples"):
    for path in sorted((root / folder).rglob("*.json")):
        document = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(document, dict) and "kind" in document:
            check(document["kind"], document, path.relative_to(root))
for kind, name in (("conversation", "conversations.jsonl"), ("feedback", "feedback.jsonl")):
    for path in sorted((root / "examples/data").rglob(name)):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            check(kind, json.loads(line), f"{path.relative_to(root)}:{number}")
for path in sorted((root / "tests/fuzz/corpus/conversation").glob("live*.json")):  # as the library writes
    record = json.loads(path.read_text(encoding="utf-8"))
    assert record["x_kefu"]["monitor"]["rules"], path
    check("conversation", record, path.relative_to(root))

head = {"kefu": 1, "id": "x", "version": "1"}
duration = {"id": "m", "type": "duration", "direction": "lower_is_better",
            "start": "created", "stop": "first_reply"}
broken = [
    ("metric_set", {**head, "kind": "metric_set", "metrics": [{**duration, "unti": "ms"}]}),
    ("metric_set", {**head, "kind": "metric_set", "metrics": [{**duration, "stop": "never"}]}),
    ("metric_set", {**head, "kind": "metric_set", "sla": [{"id": "s", "targets": []}]}),
    ("calendar", {**head, "kind": "calendar", "utc_offset": "+08:00"}),
    ("calendar", {**head, "kind": "calendar", "utc_offset": "+8", "weekly": {}}),
    ("conversation", {"messages": [{"text": "x"}]}),
    ("conversation", {"events": [{"type": "nothing"}]}),
    ("conversation", {"turns": [{"role": "nobody", "text": "x"}]}),
    ("conversation", {"x_kefu": {"format": 2, "scheme": "0" * 16, "analysis": "0" * 16, "order": [], "messages": []}}),
    ("conversation", {"x_kefu": {"format": 1, "scheme": "0" * 16, "analysis": "0" * 16, "order": [-1], "messages": []}}),
    ("feedback", {"rating": "5"}),
    ("roster", {**head, "kind": "roster", "agents": [{"name": "x"}]}),
    ("roster", {**head, "kind": "roster", "agents": [{"id": "a", "joined": "yesterday"}]}),
    ("map", {**head, "kind": "map", "record": "order", "format": "tsv", "members": {}}),
    ("map", {**head, "kind": "map", "record": "feedback", "format": "tsv", "members": {"id": 0}}),
]


def rules(when, **more):
    return ("rule_set", {**head, "kind": "rule_set", "rules": [{"id": "r", "when": when, **more}]})


def rubric(question, **more):
    sections = [{"id": "s", "weight": 100, "questions": [{"id": "q", **question}]}]
    return ("rubric", {**head, "kind": "rubric", "sections": sections, **more})


broken += [
    rules({"all": []}), rules({"phrase": ""}), rules({"act": []}), rules({"feeling": "anger"}),
    rules({"metric": "frt", "gt": "1"}), rules({"gap": {}}), rules({"sentiment": "sad"}),
    rules({"emotion": "anger", "role": "boss"}), rules({"emotion": "anger", "within": {}}),
    rules({"emotion": "anger", "anchor": {"position": "after"}}), rules(True, severty="major"),
    rules({"count": {"min": 0, "of": [True]}}), rules({"repeat": {"times": 1}}),
    rubric({"type": "bool"}), rubric({"type": "single_select"}), rubric({"type": "boolean", "weigth": 2}),
    rubric({"type": "numeric", "ranges": [{"max": 1}]}), rubric({"type": "rating"}),
    rubric({"type": "boolean", "enabled_if": {"phrase": "x"}}),
    rubric({"type": "boolean"}, scoring={"mode": "magic"}), rubric({"type": "boolean"}, bands=[{"id": "a"}]),
    rubric({"type": "boolean"}, weight_profiles=[{"id": "p", "weights": {}}]),
    ("evaluation", {"kefu": 1, "kind": "evaluation", "scores": {}}),
]
sound = [
    rules(True), rules({"not": {"phrase": {"near": [["a"], ["b", "c"]], "max_gap": 2}, "role": "agent"}}),
    rules({"gap": {"unless": "gratitude"}, "ge": 1}), rules({"emotion": "anger", "ge": 0.5, "within": {"turns": [-2, -1]}}),
    rubric({"type": "boolean"}), rubric({"type": "numeric", "ranges": [{"score": 1}], "bind": {"metric": "frt"}}),
]
for kind, document in sound:
    check(kind, document, json.dumps(document))
for kind, document in broken:
    if kind in validators and validators[kind].is_valid(document):
        failures.append(f"{kind}: {json.dumps(document)} passes, and should not")

for failure in failures:
    print(failure)
print(f"{len(validators)} schemas, {checked} documents and records, {len(failures)} failures")
sys.exit(1 if failures else 0)
