# SPDX-License-Identifier: MIT
"""The figures of the sample day that were counted by hand, and who pays for what was said on it."""
import json

import pytest

from conftest import DATA

CONVERSATIONS = DATA / "conversations.jsonl"
RESOLVED = {"a6": (1, 5), "a3": (2, 5), "a7": (2, 5), "a10": (0, 5)}  # of the conversations that ended


@pytest.fixture(scope="module")
def report():
    from conftest import run
    done = run("report", CONVERSATIONS, DATA / "feedback.jsonl")
    assert done.code == 0, done.err
    return json.loads(done.out)


def figure(report, metric):
    return next(entry for entry in report["overview"] + report["indicators"] if entry["metric"] == metric)


@pytest.mark.parametrize("metric, hits, n", [("resolution_rate", 73, 89), ("csat", 53, 81)])
def test_shares(report, metric, hits, n):
    found = figure(report, metric)
    assert (found["n"], round(found["value"] * n, 6)) == (n, hits)


def test_resolution_by_agent(report):
    found = {group["key"]["agent_id"]: group["metrics"]["resolution_rate"] for group in report["groups"]}
    for agent, (hits, n) in RESOLVED.items():
        assert (found[agent]["n"], round(found[agent]["value"] * n, 6)) == (n, hits), agent


def test_turns_of_one_chat_are_not_independent(report):
    """The ends that resampling conversations 20,000 times gives."""
    low, high = figure(report, "reply_rate_3min")["interval"]
    assert abs(low - 0.757) <= 0.012 and abs(high - 0.877) <= 0.012


def test_a_veto_falls_on_who_said_it(kefu):
    vetoed = {(line["conversation_id"], line["agent_id"])
              for line in kefu("score", "--by", "agent", CONVERSATIONS).lines if line["vetoes"]}
    assert {("c053", "a6"), ("c051", "a3")} <= vetoed
    assert not {pair for pair in vetoed if pair[1] == "a9"}
    assert {pair[1] for pair in vetoed if pair[0] in ("c053", "c051")} == {"a6", "a3"}


def test_the_agent_of_a_customers_message_is_nobody(kefu):
    """Some exports write the agent of the chat into every row of it."""
    lines = [json.loads(line) for line in CONVERSATIONS.read_text(encoding="utf-8").splitlines()]
    plain = "".join(json.dumps(line) + "\n" for line in lines).encode()
    for line in lines:
        for message in line["messages"]:
            if message["role"] == "customer":
                message["agent_id"] = "somebody"
    filled = "".join(json.dumps(line) + "\n" for line in lines).encode()
    for command in (["metrics"], ["score"], ["score", "--by", "agent"], ["metrics", "--turns"], ["report", "-"]):
        assert kefu(*command, stdin=filled).out == kefu(*command, stdin=plain).out, command
