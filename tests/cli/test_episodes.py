# SPDX-License-Identifier: MIT
"""The conversations of examples/data/episodes give what was written down for them by hand."""
import json

import pytest

from conftest import DATA, run

EXPECTED = json.loads((DATA / "episodes" / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured():
    return {line["id"]: line["metrics"] for line in run("metrics", DATA / "episodes" / "conversations.jsonl").lines}


@pytest.mark.parametrize("name", EXPECTED["conversations"])
def test_a_conversation_is_as_defined(measured, name):
    expected = {metric: value for metric, value in EXPECTED["conversations"][name].items() if metric != "why"}
    assert {metric: measured[name][metric]["value"] for metric in expected} == expected


@pytest.mark.parametrize("metric", EXPECTED["total"])
def test_the_rates_of_all_are_as_defined(measured, metric):
    values = [metrics[metric] for metrics in measured.values() if metrics[metric]["value"] is not None]
    hits = sum(value["value"] * value["n"] for value in values)
    assert [hits, sum(value["n"] for value in values)] == EXPECTED["total"][metric]
