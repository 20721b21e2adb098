# SPDX-License-Identifier: MIT
"""No advice of the report is what the rules punish: to put customers off without help."""
import json
import re

from conftest import PROJECT, run

# Verbs of saying: the clause tells agents what to say, not what to do.
SAYING = re.compile("[回说发告复]")


def clauses(text):
    """The clauses of an advice, without the placeholders."""
    return [clause for clause in re.split("[，。；：（）]", re.sub(r"“?\{[a-z]+\}”?", "", text)) if clause.strip()]


def put_off(texts):
    """Those of the texts that tell agents to answer with a request to wait."""
    found = run("analyze", "--genre", "message", "--role", "agent", stdin="\n".join(texts + [""]).encode())
    return [text for text, line in zip(texts, found.lines, strict=True)
            if SAYING.search(text) and any(act["id"] == "waiting" for act in line["acts"])]


def score(*replies, end="closed"):
    messages = [{"at": 1773280800000, "role": "customer", "text": "什么时候发货"}]
    messages += [{"at": 1773280805000 + 60000 * i, "role": "agent", "agent_id": "a1", "text": text}
                 for i, text in enumerate(replies)]
    record = {"id": "c", "messages": messages, "events": [{"type": end, "at": 1773316800000, "by": "a1"}]}
    done = run("score", stdin=json.dumps(record, ensure_ascii=False).encode())
    return done.lines[0]["scores"]["form"]["final"]


def test_no_suggestion_puts_customers_off():
    spec = json.loads((PROJECT / "lib/data/report.json").read_text(encoding="utf-8"))
    advice = [clause for item in spec["suggestions"] for clause in clauses(item["zh-Hans"])]
    assert len(advice) > 50
    assert put_off(advice) == []


def test_such_advice_would_be_found():
    advice = clauses("{title} {value}，目标 {target}。高峰时先回一句正在为您查，别让客户空等。")
    assert put_off(advice) == ["高峰时先回一句正在为您查"]


def test_to_stall_and_close_scores_under_60():
    assert score("您好，请稍等") < 60
    assert score("您好，正在为您查询，请稍等", "请您耐心等待，感谢您的支持，祝您生活愉快") < 60


def test_to_help_scores_60_and_more():
    assert score("您好，您的包裹今天下午发出，明天送到", end="resolved") >= 60
