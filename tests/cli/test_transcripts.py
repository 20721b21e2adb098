# SPDX-License-Identifier: MIT
"""A row a conversation, with all that was said in one cell; and what platforms say in lines of their own."""
import pytest

DAY = "2024-03-01T12:{}+08:00"


def table(path, text, **columns):
    """One row, whose last cell is the transcript."""
    names = ",".join(["会话ID", *columns, "会话记录"])
    cells = ",".join(["s1", *columns.values(), '"' + text.replace('"', '""') + '"'])
    path.write_text(names + "\n" + cells + "\n", "utf-8")
    return path


def said(kefu, path):
    """(messages as (role, agent, text, minutes since the first time), event types, record)"""
    result = kefu("convert", path)
    assert result.code == 0, result.err
    record, = result.lines
    times = [m["at"] for m in record["messages"] if "at" in m]
    return ([(m["role"], m.get("agent_id"), m.get("text"), (m["at"] - times[0]) / 60000 if "at" in m else None) for m in record["messages"]],
            [e["type"] for e in record["events"]], record)


EXPECTED = [("customer", None, "什么时候发货\n急", 0), ("agent", "小王", "今天下午就给您发出", 1)]
FORMS = {
    "name time": "老李 2024-03-01 12:00:00\n什么时候发货\n急\n小王 2024-03-01 12:01:00\n今天下午就给您发出\n",
    "time name": "2024/3/1 12:00:00 老李\r\n什么时候发货\r\n急\r\n\r\n2024/3/1 12:01:00 小王:\r\n今天下午就给您发出",
    "brackets": "[2024-03-01 12:00:00] 老李: 什么时候发货\n急\n[2024-03-01 12:01:00] 小王: 今天下午就给您发出",
    "name (time):": "老李(2024-03-01 12:00:00)：什么时候发货\n急\n小王（2024-03-01 12:01:00）：今天下午就给您发出",
    "chinese date": "老李 2024年3月1日 下午12:00\n什么时候发货\n急\n小王 2024年3月1日 下午12:01\n今天下午就给您发出",
    "zone": "老李 2024-03-01T04:00:00Z\n什么时候发货\n急\n小王 2024-03-01 12:01:00+0800\n今天下午就给您发出",
    "date line": "2024-03-01\n老李 12:00:00\n什么时候发货\n急\n小王 12:01:00\n今天下午就给您发出",
}


@pytest.mark.parametrize("form", FORMS)
def test_forms_say_the_same(kefu, tmp_path, form):
    path = table(tmp_path / "t.csv", FORMS[form], 客服="小王", 客户="老李")
    messages, events, record = said(kefu, path)
    assert messages == EXPECTED and events == [] and record["messages"][0]["at"] == 1709265600000
    assert kefu("metrics", path).lines[0]["metrics"]["frt"]["value"] == 60000


def test_roles_come_from_titles_shops_and_the_row(kefu, tmp_path):
    text = ("客户 2024-03-01 12:00:00\n在吗\n售后机器人 2024-03-01 12:00:01\n您好\n栖木旗舰店:小赵 2024-03-01 12:01:00\n在的\n"
            "客服小王 2024-03-01 12:02:00\n我来\n系统消息 2024-03-01 12:03:00\n满意度评价：非常满意\n")
    messages, events, record = said(kefu, table(tmp_path / "t.csv", text, 客服="小王"))
    assert [m[:3] for m in messages] == [("customer", None, "在吗"), ("bot", None, "您好"), ("agent", "小赵", "在的"), ("agent", "小王", "我来")]
    assert events == ["rated"] and record["attributes"] == {"shop": "栖木旗舰店"} and record["events"][0]["rating"] == 5


def test_one_unknown_name_is_the_customer_and_others_are_agents(kefu, tmp_path):
    text = "春天的风 2024-03-01 12:00:00\n在吗\n客服小王 2024-03-01 12:01:00\n在的\n"
    assert [m[:2] for m in said(kefu, table(tmp_path / "t.csv", text))[0]] == [("customer", None), ("agent", "客服小王")]
    text = "老李 2024-03-01 12:00:00\n在吗\n大刘 2024-03-01 12:01:00\n在的\n阿珍 2024-03-01 12:02:00\n我来"
    assert [m[:2] for m in said(kefu, table(tmp_path / "t.csv", text, 客户="老李"))[0]] == [("customer", None), ("agent", "大刘"), ("agent", "阿珍")]
    result = kefu("convert", table(tmp_path / "t.csv", text))
    assert result.code == 1 and "t.csv:2: bad_row: who speaks in the conversation cannot be told" in result.err
    result = kefu("convert", table(tmp_path / "t.csv", "没有人说话"))
    assert result.code == 1 and "bad_row: no line of the conversation says who speaks" in result.err


def test_notices_are_no_messages_of_people(kefu, tmp_path):
    text = ("老李 2024-03-01 12:00:00\n在吗\n已读\n小王 2024-03-01 12:01:00\n在的\n未读\n小王撤回了一条消息\n会话已转接给客服小陈\n"
            "小陈 2024-03-01 12:02:00\n[图片]\n老李 2024-03-01 12:02:30\n\n小陈 2024-03-01 12:03:00\n会话已结束了吗？\n老李 2024-03-01 12:04:00\n好\n"
            "用户满意度评价：【不满意】\n会话已结束。\n")
    messages, events, record = said(kefu, table(tmp_path / "t.csv", text, 客服="小王", 客户="老李"))
    assert [m[:3] for m in messages] == [
        ("customer", None, "在吗"), ("agent", "小王", "在的"), ("system", None, "小王撤回了一条消息"), ("agent", "小陈", None), ("customer", None, None),
        ("agent", "小陈", "会话已结束了吗？"), ("customer", None, "好")]
    assert [m.get("content") for m in record["messages"][3:5]] == ["image", "other"]
    assert events == ["transfer", "rated", "closed"] and record["events"][0]["agent_id"] == "小陈" and record["events"][1]["rating"] == 2


def test_times_go_over_midnight(kefu, tmp_path):
    text = "[23:59:50] 老李：在吗，9:30 能发吗\n[00:00:50] 客服：能\n12:00 前发"
    messages, _, record = said(kefu, table(tmp_path / "t.csv", text, 客户="老李", 开始时间="2024-03-01 23:59:00"))
    assert messages == [("customer", None, "在吗，9:30 能发吗", 0), ("agent", None, "能\n12:00 前发", 1)]
    assert record["messages"][0]["at"] == 1709308790000
    assert [m[3] for m in said(kefu, table(tmp_path / "t.csv", text, 客户="老李"))[0]] == [None, None]


def test_transcripts_without_times(kefu, tmp_path):
    messages, _, _ = said(kefu, table(tmp_path / "t.csv", "客户：在吗\n订单号：123\n客服小王：在的\n亲", 客服="小王"))
    assert messages == [("customer", None, "在吗\n订单号：123", None), ("agent", "小王", "在的\n亲", None)]


def test_the_row_gives_rating_and_end(kefu, tmp_path):
    path = table(tmp_path / "t.csv", FORMS["name time"], 客服="小王", 客户="老李", 店铺="A", 满意度="4星", 评价时间="2024-03-01 12:40:00", 结束时间="2024-03-01 12:30:00")
    _, events, record = said(kefu, path)
    assert events == ["closed", "rated"] and record["events"][1]["rating"] == 4 and record["attributes"] == {"shop": "A"} and record["agent_id"] == "小王"
    assert record["events"][0]["at"] == 1709267400000


def test_notices_in_rows_of_messages(kefu, tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("会话ID,时间,角色,发送人,内容\ns1,2024-03-01 12:00:00,买家,老李,在吗\ns1,2024-03-01 12:01:00,系统,系统,会话已转接给小陈\n"
                    "s1,2024-03-01 12:02:00,,栖木旗舰店:小陈,在的\ns1,2024-03-01 12:03:00,系统,,会话已结束\ns1,2024-03-01 12:03:01,买家,老李,会话已结束\n", "utf-8")
    messages, events, _ = said(kefu, path)
    assert [m[:3] for m in messages] == [("customer", None, "在吗"), ("agent", "小陈", "在的"), ("customer", None, "会话已结束")]
    assert events == ["transfer", "closed"]
