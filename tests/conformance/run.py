# SPDX-License-Identifier: MIT
"""Runs the conformance vectors in Python. Usage: run.py VECTORS MAPS"""
import json
import sys
from pathlib import Path

import kefu
from kefu import _native, _api


def analyze(vector, maps):
    # the raw line: byte offsets, as in C and Lua
    return json.loads(_native.Scheme_analyze(
        kefu.Scheme()._handle, _api._scratch(), vector["text"], _api._ROLES[vector.get("role", "customer")],
        _api._GENRES[vector.get("genre", "review")], int(vector.get("skip_pinyin", False)), ""))


def metrics(vector, maps):
    return json.loads(_native.Conversation_metrics(kefu.Conversation(vector["conversation"], scheme=definitions(vector))._handle,
                                                   vector.get("now", kefu.TIME_END)))


def explain(vector, maps):
    return kefu.Conversation(vector["conversation"], scheme=definitions(vector)).explain(vector["metric"], vector.get("now", kefu.TIME_END))


def definitions(vector):
    """A text is taken byte for byte: the digests of its documents are of the bytes."""
    given = vector.get("definitions")
    if isinstance(given, str):
        return _api._scheme_from([("vector", given)], False)
    return kefu.Scheme(given) if given else None


def evaluate(vector, maps):
    chat = kefu.Conversation(vector["conversation"], scheme=definitions(vector))
    return chat.evaluate(agent_id=vector.get("agent_id", "")).to_dict()


def dialogue(vector, maps):
    return kefu.analyze_dialogue(vector["conversation"])


def live(vector, maps):
    chat = kefu.conversation()
    return [alert for message in vector["messages"] for alert in chat.push(message)]


def restart(vector, maps):
    chat = kefu.conversation(keep_text=vector["keep_text"])
    for message in vector["messages"]:
        chat = kefu.Conversation.from_json(chat.to_json())
        alerts = chat.push(message)
    return {"alerts": alerts, "record": chat.to_json()}


def aggregate(vector, maps):
    total = kefu.Aggregate(vector["group_by"], scheme=definitions(vector), as_of=vector.get("now"))
    for conversation in vector["conversations"]:
        total.add(conversation)
    for feedback in vector["feedback"]:
        total.add_feedback(feedback)
    return total.groups()


def map_(vector, maps):
    return kefu.FieldMap(Path(maps, vector["map"])).apply(vector["line"])


def compile_(vector, maps):
    text = vector.get("text") or json.dumps(vector["document"])
    try:
        _native.new_Scheme([("vector", text)], 0, -2**63, _native.new_Findings())
    except kefu.Error as error:
        return {"status": error.status, "pointer": error.pointer}
    return {"status": "KEFU_OK", "pointer": ""}


def redact(vector, maps):
    return {"text": kefu.redact(vector["text"], labels=vector.get("labels", False))}


def findings(vector, maps):
    return [finding._asdict() for finding in kefu.Conversation(vector["text"]).findings]


def series(vector, maps):
    return kefu.series(**vector["request"])


def agreement(vector, maps):
    return kefu.agreement(**vector["request"])


def sample(vector, maps):
    return kefu.sample(**vector["request"])


def diff(vector, maps):
    return kefu.diff(json.loads(vector["from"]), json.loads(vector["to"]), vector["language"])


def roster(vector, maps):
    return kefu.Roster(vector["roster"]).apply(vector["record"], vector["agents"])


CALLS = {"roster": roster, "agreement": agreement, "diff": diff, "sample": sample, "series": series, "analyze": analyze, "metrics": metrics, "explain": explain, "evaluate": evaluate, "live": live, "aggregate": aggregate,
         "restart": restart, "findings": findings, "redact": redact,
         "dialogue": dialogue, "map": map_, "compile": compile_}

for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
    vector = json.loads(line)
    print(json.dumps({"name": vector["name"], "result": CALLS[vector["call"]](vector, sys.argv[2])}))
