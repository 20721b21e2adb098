# SPDX-License-Identifier: MIT
"""Every suggestion of the built-in report_spec is called for by planted records, and silent without them."""
import copy
import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATES = {one["id"]: one for one in json.loads((PROJECT / "lib/data/report.json").read_text("utf-8"))["suggestions"]}
MORNING = datetime.fromisoformat("2026-03-11T10:00:00+08:00")
COUNT = 40


def message(at, role, text, **members):
    return {"role": role, "at": at.isoformat(), "text": text, **({"agent_id": "a1"} if role == "agent" else {}), **members}


def chat(number, agent="a1"):
    """A conversation in which nothing is wrong: greeted, answered within seconds, solved, rated 5."""
    at = MORNING + timedelta(minutes=9 * number)

    def after(seconds):
        return at + timedelta(seconds=seconds)

    messages = [message(at, "customer", "请问这款杯子有货吗"),
                message(after(12), "agent", "您好，有货的，今天下单，明天就能发出。"),
                message(after(40), "customer", "可以刻字吗"),
                message(after(55), "agent", "可以的，我帮您备注刻字，今天就安排发货。"),
                message(after(62), "agent", "刻好以后会拍照发给您看。"),
                message(after(70), "customer", "好的，谢谢你，讲得很清楚"),
                message(after(80), "agent", "不客气，祝您生活愉快，欢迎再来。")]
    for one in messages:
        one.update({"agent_id": agent} if one["role"] == "agent" else {})
    return {"id": f"c{number:03}", "contact_id": f"u{number:03}", "agent_id": agent, "channel": "chat", "messages": messages,
            "events": [{"type": "created", "at": at.isoformat(), "by": "customer"},
                       {"type": "assigned", "at": at.isoformat(), "to": agent},
                       {"type": "resolved", "at": after(90).isoformat(), "by": agent},
                       {"type": "invited", "at": after(91).isoformat()},
                       {"type": "rated", "at": after(120).isoformat(), "value": 5}]}


def feedback(number, **members):
    at = MORNING + timedelta(minutes=number)
    return {"id": f"f{number:03}", "contact_id": f"w{number:03}", "source": "review", "at": at.isoformat(),
            "scale": {"min": 1, "max": 5}, "rating": 5, "text": "杯子很好看，喜欢", **members}


def healthy():
    return [chat(number) for number in range(COUNT)] + [
        feedback(number, scale={"min": 0, "max": 10}, rating=9, source="survey", text="") for number in range(COUNT)]


def report(kefu, folder, records, *options, previous=None):
    paths = []
    for name, some in (("now", records), ("before", previous)):
        if some is not None:
            paths.append(folder / f"{name}.jsonl")
            paths[-1].write_text("".join(json.dumps(one, ensure_ascii=False) + "\n" for one in some), encoding="utf-8")
    result = kefu("report", *options, *(["--previous", paths[1]] if previous is not None else []), paths[0])
    assert result.code == 0, result.err
    return json.loads(result.out)


def suggested(kefu, folder, records, **more):
    return {one["template"]: one for one in report(kefu, folder, records, **more)["suggestions"]}


# ---- what goes wrong: each plant changes some of the healthy records ----

def later(one, seconds, first=1):
    """Delays the messages from one on, and all events at its end."""
    for moved in one["messages"][first:] + one["events"][2:]:
        moved["at"] = (datetime.fromisoformat(moved["at"]) + timedelta(seconds=seconds)).isoformat()


def events(one, kind):
    return [event for event in one["events"] if event["type"] != kind]


def each(change, count=COUNT, of=healthy):
    """The healthy records with the first `count` chats changed."""
    records = of()
    for number, one in enumerate(records[:count]):
        change(one, number)
    return records


def slow(seconds):
    return lambda one, number: later(one, seconds + number)


def no_answer(one, number):
    one["messages"] = one["messages"][:1]
    one["events"] = one["events"][:2]


def says(role, text, index):
    def change(one, number):
        one["messages"][index].update(role=role, text=text)
    return change


def agent_says(text):
    return says("agent", text, 3)


def customer_says(text):
    return says("customer", text, 2)


def rated(value, also=lambda number: True):
    def change(one, number):
        if also(number):
            one["events"][-1]["value"] = value
    return change


def lose(*kinds):
    def change(one, number):
        for kind in kinds:
            one["events"] = events(one, kind)
    return change


def add_event(kind, seconds, **members):
    def change(one, number):
        at = datetime.fromisoformat(one["messages"][0]["at"]) + timedelta(seconds=seconds)
        one["events"].insert(2, {"type": kind, "at": at.isoformat(), **members})
    return change


def without_help(one, number):
    one["messages"][1]["text"] = "您好，请稍等。"
    later(one, 500, first=3)


def closed_unsolved(one, number):
    """Closed by the system, not resolved."""
    for event in one["events"]:
        if event["type"] == "resolved":
            event.update(type="closed", by="system")


def stall(one, number):
    one["messages"] = one["messages"][:2]
    one["messages"][1]["text"] = "请稍等"
    closed_unsolved(one, number)


def asks_for_a_person(one, number, until=300):
    at = datetime.fromisoformat(one["messages"][0]["at"])
    one["messages"][0]["text"] = "转人工"
    one["messages"].insert(1, message(at + timedelta(seconds=2), "bot", "请问您要问什么呢"))
    one["events"][1]["at"] = (at + timedelta(seconds=until)).isoformat()
    later(one, until, first=2)


def ignored_by_a_bot(one, number):
    at = datetime.fromisoformat(one["messages"][0]["at"])
    one["messages"] = [message(at, "customer", "转人工"), message(at + timedelta(seconds=2), "bot", "请问您要问什么呢"),
                       message(at + timedelta(seconds=9), "customer", "我要转人工"),
                       message(at + timedelta(seconds=11), "bot", "没有听懂，请换个说法")]
    one["events"] = [one["events"][0], {"type": "closed", "at": (at + timedelta(seconds=900)).isoformat(), "by": "system"}]
    del one["agent_id"]


def upset(one, number):
    one["messages"][2]["text"] = "气死我了，你们太让人失望了，这么久都不处理"
    one["messages"][4]["text"] = "真是太差劲了，越等越生气"


def not_greeted(one, number):
    one["messages"][1]["text"] = "有货，今天下单，明天就能发出。"


def no_times(one, number):
    for part in one["messages"] + one["events"]:
        part.pop("at", None)


def reviews(*texts, count=6, **members):
    return healthy() + [feedback(100 + number, text=texts[number % len(texts)], **{"rating": 1, **members})
                        for number in range(count)]


def of_two_agents(worse):
    """Agent a2 has every second chat, and what is worse in them."""
    records = [chat(number, "a1" if number % 2 else "a2") for number in range(COUNT)]
    for number, one in enumerate(records):
        if number % 2 == 0:
            worse(one, number)
            later(one, 400)
    return records + healthy()[COUNT:]


def busy_afternoon(one, number):
    if 27 <= number < 34:
        later(one, 600)


def half(number):
    return number % 2 == 0


COMPLAINTS = [feedback(200 + number, source="complaint", conversation_id=f"c{number:03}", text="要求处理", rating=1)
              for number in range(6)]
OWN_FAULT = {"kefu": 1, "kind": "lexicon", "id": "shop.words", "version": "1.0.0",
             "entries": [{"text": "咕噜咕噜叽", "fault": "babble", "role": "agent"}]}

#: template: the records that call for it, or (records, records of the period before)
PLANTED = {
    "staff_slow_hours": each(busy_afternoon),
    "reply_sooner": each(slow(240)),
    "shorten_longest_wait": each(slow(400)),
    "answer_everyone": each(no_answer, 6),
    "keep_service_levels": each(slow(1900)),
    "shorten_queue": each(asks_for_a_person),
    "answer_to_the_point": each(without_help),
    "keep_promises": each(stall, 20),
    "raise_satisfaction": each(rated(1, half)),
    "win_reviews": reviews("一般般", count=40, rating=2),
    "win_promoters": [one if "rating" not in one else {**one, "rating": 3} for one in healthy()],
    "solve_at_first": each(closed_unsolved, 20),
    "solve_faster": each(lambda one, number: one["events"][2].update(at="2026-03-16T10:00:00+08:00")),
    "close_for_good": each(add_event("reopened", 3600, by="customer"), 20),
    "fewer_transfers": each(add_event("transfer", 30, to="a1"), 20),
    "open_the_way_to_people": each(ignored_by_a_bot, 10),
    "fewer_complaints": healthy() + COMPLAINTS,
    "keep_customers": each(customer_says("再不处理我就投诉到12315"), 6),
    "greet": each(not_greeted),
    "greet_and_soothe": each(upset),
    "ask_for_ratings": each(lose("rated"), 35),
    "say_enough": each(lambda one, number: one["messages"].pop(4)),
    "stop_faults": each(agent_says("你是不是有病，滚一边去"), 6),
    "reply_sooner_again": (each(slow(40)), each(slow(0))),
    "satisfaction_fell": (each(rated(1, half)), healthy()),
    "solving_fell": (each(closed_unsolved, 20), healthy()),
    "complaints_rose": (each(customer_says("再不处理我就投诉到12315"), 20), healthy()),
    "faults_rose": (each(agent_says("你是不是有病，滚一边去"), 20), healthy()),
    "mood_fell": (each(upset), healthy()),
    "transfers_rose": (each(add_event("transfer", 30, to="a1"), 25), healthy()),
    "spread_what_worked": (healthy(), each(rated(1, half))),
    "fault_rude": each(agent_says("你是不是有病，滚一边去"), 4),
    "fault_impatient": each(agent_says("跟你说了多少遍了，烦不烦，自己不会看吗"), 4),
    "fault_shirking": each(agent_says("这事不归我管，你找别人去"), 4),
    "fault_mechanical": each(agent_says("您的心情我们理解，请您耐心等待"), 4),
    "fault_off_platform": each(agent_says("您加我微信，转账给我个人，比店里便宜"), 4),
    "fault_review_bribe": each(agent_says("给五星好评截图发我，返您五元红包"), 4),
    "fault_privacy_leak": each(agent_says("把您的银行卡密码和验证码发给我就行"), 4),
    "fault_taboo_topic": each(agent_says("你们那个省的人都是骗子"), 4),
    "fault_overpromise": each(agent_says("我百分之百保证今天一定到，绝对不会有问题"), 4),
    "fault_any": each(agent_says("咕噜咕噜叽"), 4),
    "issue_logistics": reviews("快递太慢了，等了十天", "物流一直不动，慢死了"),
    "issue_packaging": reviews("包装破了，里面全碎", "包装太差，盒子都烂了"),
    "issue_quality": reviews("质量太差，用一次就坏了", "做工粗糙，质量不行"),
    "issue_description": reviews("和描述不符，颜色差太多", "图片和实物不符，虚假宣传"),
    "issue_price": reviews("刚买就降价，价格太坑", "太贵了，价格虚高"),
    "issue_payment": reviews("付款一直失败，付不了款", "支付总是失败，扣了两次款"),
    "issue_refund": reviews("退款拖了半个月还没到账", "退款太慢，一直不退款"),
    "issue_invoice": reviews("发票一直不给开", "发票开错了，重开要等半个月"),
    "issue_return": reviews("不给退货，退货太麻烦", "退货还要自己出运费，坑人"),
    "issue_installation": reviews("安装师傅没来，安装太慢", "安装得歪歪扭扭，安装很差"),
    "issue_service": reviews("客服态度恶劣，爱理不理", "客服态度太差"),
    "issue_any": reviews("太差了，很不满意", topic="warranty"),
    "intent_leave": each(customer_says("再不处理我就投诉到12315"), 4),
    "intent_churn": each(customer_says("以后再也不来你们家买了，拉黑"), 4),
    "intent_human": each(customer_says("转人工"), 4),
    "intent_urging": each(customer_says("怎么还不发货，催了好几次了，快点"), 4),
    "train_criterion": each(slow(400)),
    "coach_group": of_two_agents(agent_says("你是不是有病，滚一边去")),
    "learn_from_group": of_two_agents(agent_says("你是不是有病，滚一边去")),
    "collect_ratings": each(lose("invited", "rated"))[:COUNT],
    "mark_resolution": each(closed_unsolved),
    "export_times": each(no_times),
}


def test_nothing_is_suggested_where_nothing_is_wrong(kefu, tmp_path):
    assert suggested(kefu, tmp_path, healthy()) == {}
    assert suggested(kefu, tmp_path, healthy(), previous=healthy()) == {}


def test_there_is_a_plant_for_every_template():
    assert PLANTED.keys() == TEMPLATES.keys() and len(TEMPLATES) >= 40


@pytest.mark.parametrize("template", TEMPLATES)
def test_it_is_called_for(kefu, tmp_path, template):
    records, previous = PLANTED[template] if isinstance(PLANTED[template], tuple) else (PLANTED[template], None)
    options = []
    if template == "fault_any":
        (tmp_path / "scheme").mkdir()
        (tmp_path / "scheme/words.json").write_text(json.dumps(OWN_FAULT, ensure_ascii=False), encoding="utf-8")
        options = ["--scheme", tmp_path / "scheme"]
    made = report(kefu, tmp_path, records, *options, previous=previous)
    templates = [one["template"] for one in made["suggestions"]]
    assert template in templates
    for one in made["suggestions"]:
        limits = TEMPLATES[one["template"]]
        assert templates.count(one["template"]) <= (1 if "of" in limits else 3)
        finding = next(finding for finding in made["findings"] if finding["id"] == one["finding"])
        assert limits["on"] == finding["code"] and finding["subject"] in limits.get("of", [finding["subject"]])
        for language in ("zh-Hans", "en"):
            assert "{" not in one["text"][language] and any(c.isdigit() for c in one["text"][language]) or finding["severity"] == "note"


def test_no_text_stands_twice():
    for language in ("zh-Hans", "en"):
        texts = [one[language] for one in TEMPLATES.values()]
        assert len(set(texts)) == len(texts)


def test_the_planted_records_are_no_accident():
    """A plant that changed nothing would prove nothing."""
    for template, planted in PLANTED.items():
        records = planted[0] if isinstance(planted, tuple) else planted
        same = records == healthy()
        assert not same or template == "spread_what_worked", template


def test_every_indicator_with_a_target_has_advice():
    metrics = json.loads((PROJECT / "lib/data/metrics.json").read_text("utf-8"))["metrics"]
    named = {subject for one in TEMPLATES.values() if one["on"] == "target_missed" for subject in one["of"]}
    assert {one["id"] for one in metrics if "target" in one} <= named


def test_scales_that_are_not_used_are_not_missed(kefu, tmp_path):
    """Satisfaction from 1 to 5 is there: that nobody rated from 1 to 7 is no lack; and without any, one scale stands for all."""
    for records, missed in ((healthy(), set()), (each(lose("invited", "rated"))[:COUNT], {"no_data:no_rating"})):
        findings = [one for one in report(kefu, tmp_path, records)["findings"] if one["id"] == "no_data:no_rating"]
        assert {one["id"] for one in findings} == missed
        assert all("7" not in one["message"]["zh-Hans"] for one in findings)
