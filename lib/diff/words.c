/* SPDX-License-Identifier: MIT
 * Changes in words. */
#include "base/vocabulary.h"
#include "diff/diff.h"

enum { SAID_MAX = 120 }; /* bytes of a text that a sentence quotes */

/* The members of documents that people change, and what they are called; of a list, what one of its
 * items is called. A member that is not here is called by its own name. */
static const struct member_words {
    const char *member, *chinese, *english;
} member_words[] = {
    {"acts", "行为", "act"},
    {"advice", "建议", "advice"},
    {"all", "全部条件", "condition of all"},
    {"any", "任一条件", "condition of any"},
    {"attributes", "属性", "attribute"},
    {"auto", "自动评分", "automatic answer"},
    {"bands", "等级", "band"},
    {"bind", "绑定", "binding"},
    {"blockers", "词内表", "blocker"},
    {"bonus", "加分", "bonus"},
    {"calendar", "工作时间", "calendar"},
    {"calendars", "工作时间", "calendar"},
    {"cap", "上限", "cap"},
    {"channels", "渠道", "channel"},
    {"critical", "一票否决", "critical"},
    {"deduct", "扣分", "deduction"},
    {"default", "默认值", "default"},
    {"degrees", "程度词", "degree word"},
    {"description", "说明", "description"},
    {"direction", "方向", "direction"},
    {"effective_from", "生效时间", "effective from"},
    {"effective_to", "失效时间", "effective until"},
    {"enabled_if", "启用条件", "condition of being asked"},
    {"entries", "词条", "entry"},
    {"except", "除外", "exception"},
    {"excluded", "排除", "exclusion"},
    {"factors", "因素", "factor"},
    {"floor", "下限", "floor"},
    {"ge", "不小于", "at least"},
    {"groups", "分组", "group"},
    {"gt", "大于", "more than"},
    {"holidays", "节假日", "holiday"},
    {"hours", "时段", "hours"},
    {"id", "编号", "id"},
    {"intents", "意图", "intent"},
    {"keywords", "关键词", "keyword"},
    {"kind", "种类", "kind"},
    {"label", "标签", "label"},
    {"labels", "标签", "label"},
    {"le", "不大于", "at most"},
    {"lt", "小于", "less than"},
    {"max", "最高", "maximum"},
    {"metric", "指标", "metric"},
    {"metrics", "指标", "metric"},
    {"min", "最低", "minimum"},
    {"min_n", "最少样本量", "minimum sample"},
    {"na_policy", "不适用时", "policy where not applicable"},
    {"name", "名称", "name"},
    {"negators", "否定词", "negator"},
    {"none", "排除条件", "condition of none"},
    {"not", "非", "negation"},
    {"note", "备注", "note"},
    {"options", "选项", "option"},
    {"patterns", "句式", "pattern"},
    {"phrase", "短语", "phrase"},
    {"points", "分值", "points"},
    {"polarity", "褒贬", "polarity"},
    {"profiles", "考核方案", "profile"},
    {"promises", "承诺", "promise"},
    {"question", "题目", "question"},
    {"questions", "题目", "question"},
    {"ranges", "区间", "range"},
    {"reason", "理由", "reason"},
    {"role", "角色", "role"},
    {"rubric", "评分表", "rubric"},
    {"rules", "规则", "rule"},
    {"scale", "量表", "scale"},
    {"scope", "范围", "scope"},
    {"score", "得分", "score"},
    {"sections", "分区", "section"},
    {"series", "系列", "series"},
    {"severity", "严重程度", "severity"},
    {"sla", "服务水平", "service level"},
    {"statistic", "统计量", "statistic"},
    {"target", "目标", "target"},
    {"targets", "目标", "target"},
    {"tests", "自测", "test"},
    {"text", "文字", "text"},
    {"texts", "词", "text"},
    {"threshold", "阈值", "threshold"},
    {"thresholds", "阈值", "threshold"},
    {"times", "次数", "number of times"},
    {"title", "标题", "title"},
    {"titles", "名称", "title"},
    {"type", "类型", "type"},
    {"unit", "单位", "unit"},
    {"value", "数值", "value"},
    {"values", "取值", "value"},
    {"version", "版本", "version"},
    {"weekly", "每周时段", "weekly hours"},
    {"weight", "权重", "weight"},
    {"weights", "权重", "weight"},
    {"when", "条件", "condition"},
    {"within", "之内", "within"},
    {"within_ms", "时限（毫秒）", "time limit in ms"},
    {"workdays", "调休上班日", "extra workday"},
};

static const char *call(const char *member, const char *language) {
    for (size_t i = 0; i < sizeof member_words / sizeof *member_words; i++)
        if (strcmp(member_words[i].member, member) == 0)
            return kefu__in_language(language, member_words[i].chinese, member_words[i].english);
    return member;
}

/* A title is a text, or texts by language. */
static kefu_str title_of(const json_value *title, const char *language) {
    if (kefu__json_is(title, JSON_STRING))
        return kefu__json_text(title);
    const char *const tags[] = {kefu__in_language(language, "zh-Hans", "en"), "zh-Hans", "en"};
    kefu_str text = {NULL, 0};
    for (size_t i = 0; text.size == 0 && i < sizeof tags / sizeof *tags; i++)
        text = kefu__json_text(kefu__json_get(title, tags[i]));
    return text;
}

kefu_str kefu__diff_name(const json_value *object, const char *language) {
    static const char *const names[] = {"label", "name", "text", "id", "metric", "code", "key"};
    kefu_str name = {NULL, 0};
    if (!kefu__json_is(object, JSON_OBJECT))
        return kefu__json_text(object);
    name = title_of(kefu__json_get(object, "title"), language);
    for (size_t i = 0; name.size == 0 && i < sizeof names / sizeof *names; i++)
        name = title_of(kefu__json_get(object, names[i]), language);
    return name;
}

/* ---- parts of a sentence ---- */

static void put_quoted(struct buffer *to, const char *language, kefu_str text) {
    const kefu_str quoted = kefu__str_truncate(text, SAID_MAX);
    kefu__buffer_text(to, kefu__in_language(language, "「", "“"));
    kefu__buffer_add(to, quoted.data, quoted.size);
    if (quoted.size < text.size)
        kefu__buffer_text(to, "…");
    kefu__buffer_text(to, kefu__in_language(language, "」", "”"));
}

static void put_value(struct buffer *to, const char *language, const json_value *value) {
    char small[32];
    kefu_str digits;
    switch (kefu__json_kind(value)) {
    case JSON_STRING:
        put_quoted(to, language, kefu__json_text(value));
        break;
    case JSON_NUMBER:
        kefu__json_digits(value, small, &digits);
        kefu__buffer_add(to, digits.data, digits.size);
        break;
    case JSON_BOOL:
        kefu__buffer_text(to, kefu__json_true(value) ? kefu__in_language(language, "是", "yes")
                                                     : kefu__in_language(language, "否", "no"));
        break;
    case JSON_NULL:
        kefu__buffer_text(to, kefu__in_language(language, "空", "null"));
        break;
    case JSON_ARRAY:
    case JSON_OBJECT:
        kefu__buffer_format(to, kefu__in_language(language, "%zu 项", "%zu items"),
                            kefu__json_count(value));
        break;
    }
}

static void put_item(struct buffer *to, const char *language, const struct diff_step *step,
                     bool removed) {
    const size_t number = (removed ? step->from : step->to) + 1;
    const char *noun = call(step->member, language);
    if (step->name.size) {
        kefu__buffer_text(to, noun);
        kefu__buffer_text(to, kefu__in_language(language, "", " "));
        put_quoted(to, language, step->name);
    } else {
        kefu__buffer_text(to, kefu__in_language(language, "第 ", noun));
        kefu__buffer_format(to, kefu__in_language(language, "%zu 个", " %zu"), number);
        kefu__buffer_text(to, kefu__in_language(language, noun, ""));
    }
}

/* The way to the value: a list is called by its items. */
static void put_path(struct buffer *to, const char *language, const struct diff_step *steps,
                     size_t count, bool removed) {
    bool first = true;
    for (size_t i = 0; i < count; i++) {
        if (i + 1 < count && !steps[i].is_item && steps[i + 1].is_item)
            continue;
        kefu__buffer_text(to, first ? "" : " › ");
        first = false;
        if (steps[i].is_item)
            put_item(to, language, &steps[i], removed);
        else
            kefu__buffer_text(to, call(steps[i].member, language));
    }
    if (first)
        kefu__buffer_text(to, kefu__in_language(language, "文档", "the document"));
}

void kefu__diff_say(struct buffer *to_text, const char *language, const struct diff_step *steps,
                    size_t step_count, enum diff_change change, const json_value *from,
                    const json_value *to) {
    static const char *const before[][2] = {
        {"新增：", "added: "}, {"删除：", "removed: "}, {"", ""}, {"", ""}};
    const json_value *one = from ? from : to;
    const bool is_member = step_count > 0 && !steps[step_count - 1].is_item;
    kefu__buffer_text(to_text, kefu__in_language(language, before[change][0], before[change][1]));
    put_path(to_text, language, steps, step_count, change == DIFF_REMOVED);
    if (change == DIFF_CHANGED) {
        kefu__buffer_text(to_text, kefu__in_language(language, "：由 ", ": from "));
        put_value(to_text, language, from);
        kefu__buffer_text(to_text, kefu__in_language(language, " 改为 ", " to "));
        put_value(to_text, language, to);
    } else if (change == DIFF_MOVED) {
        kefu__buffer_text(to_text, kefu__in_language(language, "：顺序变了", ": another order"));
    } else if (is_member || !steps[step_count - 1].name.size) {
        kefu__buffer_text(to_text, kefu__in_language(language, "，", ", "));
        put_value(to_text, language, one);
    }
}
