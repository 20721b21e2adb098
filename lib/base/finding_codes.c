/* SPDX-License-Identifier: MIT
 * What can be wrong with content. */
#include "base/finding_codes.h"

#include <string.h>

static const struct finding_code codes[] = {
    /* texts */
    {"json_syntax", KEFU_SEVERITY_ERROR, "不是合法的 JSON", "this is not JSON"},
    {"bad_utf8", KEFU_SEVERITY_ERROR, "不是合法的 UTF-8", "this is not UTF-8"},
    {"duplicate_member", KEFU_SEVERITY_ERROR, "对象中同名成员出现两次",
     "a member stands twice in its object"},
    {"limit_exceeded", KEFU_SEVERITY_ERROR, "超出数量、长度或深度的限制",
     "there is more of something than its limit allows"},
    {"no_memory", KEFU_SEVERITY_ERROR, "内存不足", "there is no memory to read it"},
    /* members */
    {"missing_member", KEFU_SEVERITY_ERROR, "缺少必需的成员", "a member that is needed is missing"},
    {"unknown_member", KEFU_SEVERITY_ERROR, "没有这个成员",
     "there is no such member; names that begin with x_ are free"},
    {"wrong_type", KEFU_SEVERITY_ERROR, "值的类型不对", "the value is of another type"},
    {"out_of_range", KEFU_SEVERITY_ERROR, "值超出范围", "the value is out of its range"},
    {"unknown_choice", KEFU_SEVERITY_ERROR, "不是可选的名称", "the name is none of the list"},
    {"bad_instant", KEFU_SEVERITY_ERROR, "时间写法不对",
     "an instant is RFC 3339 text or milliseconds since the epoch"},
    {"bad_id", KEFU_SEVERITY_ERROR, "标识符写法不对",
     "an id has lower-case letters, digits, _ . and - only"},
    {"bad_pointer", KEFU_SEVERITY_ERROR, "不是 JSON 指针", "this is not a JSON pointer"},
    /* records */
    {"bad_text", KEFU_SEVERITY_WARNING, "文本里的坏字节、半个代理对或 U+0000 已换成 U+FFFD",
     "what is no text in a string (ill-formed UTF-8, half a surrogate pair, U+0000) is U+FFFD"},
    {"duplicate_message", KEFU_SEVERITY_WARNING, "消息标识符重复，后一条被跳过",
     "a message's id came before; the later one is skipped"},
    {"out_of_order_events", KEFU_SEVERITY_WARNING,
     "时间早于前一条：整体读取时按时间排序，逐条推送时改为前一条的时间",
     "a time is before the one that stands before it: sorted when read whole, clamped when pushed"},
    {"unknown_message", KEFU_SEVERITY_WARNING, "所指的消息不存在，该事件被跳过",
     "an event names a message that is not there; it is skipped"},
    {"recalled_message", KEFU_SEVERITY_WARNING, "所指的消息已撤回，该事件被跳过",
     "an event names a message that was recalled before; it is skipped"},
    {"forgotten_rule", KEFU_SEVERITY_NOTE, "方案里已没有这条规则，它曾告警的记录不再保留",
     "a rule that has alerted is no longer in the scheme; that it alerted is forgotten"},
    /* documents and references */
    {"bad_version", KEFU_SEVERITY_ERROR, "版本号写法不对", "a version is a text of 1 to 64 bytes"},
    {"empty_period", KEFU_SEVERITY_ERROR, "时间段为空", "a period ends before it begins"},
    {"duplicate_id", KEFU_SEVERITY_ERROR, "标识符重复", "an id stands twice"},
    {"effective_overlap", KEFU_SEVERITY_WARNING, "两个版本的生效期重叠",
     "two versions of an id are in force at once"},
    {"unresolved_ref", KEFU_SEVERITY_ERROR, "引用的对象不存在",
     "an id that is referred to does not exist"},
    {"unknown_metric", KEFU_SEVERITY_WARNING, "报告要显示的指标不存在",
     "a report is to show a metric that the scheme does not have"},
    {"cyclic_extends", KEFU_SEVERITY_ERROR, "文档互相依赖成环",
     "documents extend each other in a circle"},
    {"test_failed", KEFU_SEVERITY_ERROR, "文档内的测试未通过",
     "a test that stands in the document fails"},
    /* conditions and rules */
    {"unknown_leaf", KEFU_SEVERITY_ERROR, "没有这种条件", "there is no such leaf, or not here"},
    {"wrong_entity", KEFU_SEVERITY_ERROR, "这类指标不能用在这里",
     "a metric of this entity has no place here"},
    {"bad_leaf", KEFU_SEVERITY_ERROR, "条件读不懂", "this leaf cannot be read"},
    {"two_leaves", KEFU_SEVERITY_ERROR, "一个条件对象里有两种条件", "an object holds two leaves"},
    {"two_comparators", KEFU_SEVERITY_ERROR, "一个条件有两个比较", "a leaf has two comparators"},
    {"two_shapes", KEFU_SEVERITY_ERROR, "短语写法重复", "a phrase has two of any, all and near"},
    {"anchor_chain", KEFU_SEVERITY_ERROR, "锚点指向的条件自己也有锚点",
     "an anchor names a leaf that has an anchor itself"},
    {"two_units", KEFU_SEVERITY_ERROR, "窗口只能有一种单位", "a window counts in two units"},
    {"two_anchors", KEFU_SEVERITY_ERROR, "一条规则有两个锚点",
     "the anchors of a rule name different leaves"},
    {"empty_all", KEFU_SEVERITY_ERROR, "all 或 any 没有内容", "all or any holds nothing"},
    /* metrics and calendars */
    {"unit_mismatch", KEFU_SEVERITY_ERROR, "单位与指标类型不符；仅凭数值大小看出时只是警告",
     "the unit is not that of the metric's type; a warning where only a number's size says so"},
    {"odd_direction", KEFU_SEVERITY_WARNING, "指标的方向与它所衡量的相反",
     "a metric's direction is contrary to what it measures"},
    {"bad_found", KEFU_SEVERITY_ERROR, "要找的内容写法不对",
     "what is looked for is not written as it should be"},
    {"bad_day", KEFU_SEVERITY_ERROR, "星期写法不对", "a weekday is mon to sun, or a range of them"},
    {"bad_hours", KEFU_SEVERITY_ERROR, "时段写法不对", "hours are two times of a day, in order"},
    {"bad_date", KEFU_SEVERITY_ERROR, "日期写法不对", "a date is YYYY-MM-DD"},
    {"bad_offset", KEFU_SEVERITY_ERROR, "时区偏移写法不对", "an offset is like +08:00"},
    {"calendar_never_open", KEFU_SEVERITY_WARNING, "日历没有营业时间",
     "the calendar is never open"},
    {"last_minute_closed", KEFU_SEVERITY_WARNING,
     "时段止于 23:59，最后一分钟算关门；到午夜写 24:00",
     "hours end at 23:59, which closes the day's last minute: midnight is 24:00"},
    /* rubrics and answers */
    {"empty_rubric", KEFU_SEVERITY_ERROR, "评分表没有题目", "the rubric has no question"},
    {"weights_not_100", KEFU_SEVERITY_WARNING, "权重之和既不是 100 也不是 1",
     "the weights add up to neither 100 nor 1"},
    {"band_gap", KEFU_SEVERITY_WARNING, "等级或区间之间有空隙",
     "there is a gap between bands or ranges"},
    {"band_overlap", KEFU_SEVERITY_WARNING, "等级互相重叠", "bands overlap"},
    {"duplicate_band", KEFU_SEVERITY_ERROR, "两个等级从同一分数开始",
     "two bands begin at the same score"},
    {"range_overlap", KEFU_SEVERITY_ERROR, "区间互相重叠", "ranges overlap"},
    {"rating_out_of_scale", KEFU_SEVERITY_ERROR, "评分超出量表", "a rating is out of its scale"},
    {"other_rubric", KEFU_SEVERITY_ERROR, "不是同一份评分表",
     "the rubric is another one, or another version"},
    /* lexicons */
    {"no_text", KEFU_SEVERITY_ERROR, "词条没有文字", "an entry has no text"},
    {"bad_keyword", KEFU_SEVERITY_ERROR, "关键词写法不对",
     "a keyword is not written as it should be"},
    {"bad_pair", KEFU_SEVERITY_ERROR, "词对写法不对", "a pair is not written as it should be"},
    {"lexicon_conflict", KEFU_SEVERITY_WARNING, "同一个词的极性相反",
     "a word has opposite polarities in two documents"},
    {"unknown_id", KEFU_SEVERITY_WARNING, "没有文档给这个标识符标题",
     "no document gives the id a title"},
    {"nothing_to_remove", KEFU_SEVERITY_WARNING, "要删除的词并不存在",
     "a word to be removed is in no earlier document"},
};

const struct finding_code *kefu__finding_code_at(size_t i) {
    return i < sizeof codes / sizeof *codes ? &codes[i] : NULL;
}

const struct finding_code *kefu__finding_code(const char *code) {
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (strcmp(codes[i].code, code) == 0)
            return &codes[i];
    return NULL;
}
