/* SPDX-License-Identifier: MIT
 * The tables of the closed lists, and looking words up in them. */
#include "base/vocabulary.h"

#include <string.h>

/* ---- calls and content ---- */

static const struct vocabulary_word statuses[] = {
    {KEFU_OK, "KEFU_OK", "成功", "success"},
    {KEFU_E_ARGUMENT, "KEFU_E_ARGUMENT", "参数无效", "invalid argument"},
    {KEFU_E_MEMORY, "KEFU_E_MEMORY", "内存不足", "out of memory"},
    {KEFU_E_LIMIT, "KEFU_E_LIMIT", "超出限制", "limit exceeded"},
    {KEFU_E_VERSION, "KEFU_E_VERSION", "版本过新", "version not supported"},
    {KEFU_E_HANDLE, "KEFU_E_HANDLE", "句柄无效", "invalid handle"},
    {KEFU_E_BUSY, "KEFU_E_BUSY", "正在使用", "in use by another call"},
    {KEFU_E_NOT_FOUND, "KEFU_E_NOT_FOUND", "不存在", "not found"},
    {KEFU_E_WRITE, "KEFU_E_WRITE", "写出失败", "writing failed"},
    {KEFU_E_CANCELLED, "KEFU_E_CANCELLED", "已取消", "cancelled by the caller"},
    {KEFU_E_UTF8, "KEFU_E_UTF8", "UTF-8 编码无效", "invalid UTF-8"},
    {KEFU_E_JSON, "KEFU_E_JSON", "JSON 语法错误", "invalid JSON"},
    {KEFU_E_DUPLICATE, "KEFU_E_DUPLICATE", "重复", "duplicate"},
    {KEFU_E_DEFINITION, "KEFU_E_DEFINITION", "定义错误", "invalid definition"},
    {KEFU_E_REFERENCE, "KEFU_E_REFERENCE", "引用不存在", "unresolved reference"},
    {KEFU_E_SCHEME, "KEFU_E_SCHEME", "方案不同", "different schemes"},
    {KEFU_E_CORRUPT, "KEFU_E_CORRUPT", "数据损坏", "corrupt bytes"},
};
const struct vocabulary kefu__statuses = VOCABULARY_OF("call_status", statuses);

static const struct vocabulary_word severities[] = {
    {KEFU_SEVERITY_NOTE, "note", "提示", "note"},
    {KEFU_SEVERITY_WARNING, "warning", "警告", "warning"},
    {KEFU_SEVERITY_ERROR, "error", "错误", "error"},
};
const struct vocabulary kefu__severities = VOCABULARY_OF("finding_severity", severities);

#define KIND(value, constant, name, zh, en) {value, #name, zh, en},
static const struct vocabulary_word document_kinds[] = {DOCUMENT_KINDS(KIND)};
#undef KIND
const struct vocabulary kefu__document_kinds = VOCABULARY_OF("document_kind", document_kinds);

/* ---- values ---- */

static const struct vocabulary_word states[] = {
    {KEFU_STATE_OK, "ok", "有效", "valid"},
    {KEFU_STATE_LOW_N, "low_n", "样本不足", "small sample"},
    {KEFU_STATE_NO_DATA, "no_data", "无数据", "no data"},
    {KEFU_STATE_UNDEFINED, "undefined", "无定义", "undefined"},
    {KEFU_STATE_PENDING, "pending", "待定", "pending"},
    {KEFU_STATE_NOT_APPLICABLE, "not_applicable", "不适用", "not applicable"},
};
const struct vocabulary kefu__states = VOCABULARY_OF("status", states);

static const struct vocabulary_word reasons[] = {
    {KEFU_REASON_NONE, "none", "无", "none"},
    {KEFU_REASON_NO_EVENTS, "no_events", "没有相关事件", "no such events"},
    {KEFU_REASON_NO_TIMES, "no_times", "记录没有时间", "records without times"},
    {KEFU_REASON_UNANSWERED, "unanswered", "无人应答", "unanswered"},
    {KEFU_REASON_NO_RATING, "no_rating", "没有评价", "not rated"},
    {KEFU_REASON_NO_AGENT, "no_agent", "没有人工客服", "no human agent"},
    {KEFU_REASON_NO_CUSTOMER, "no_customer", "客户未发言", "no customer message"},
    {KEFU_REASON_SMALL_SAMPLE, "small_sample", "样本过少", "small sample"},
    {KEFU_REASON_ZERO_DENOMINATOR, "zero_denominator", "分母为零", "zero denominator"},
    {KEFU_REASON_OPEN, "open", "会话未结束", "still open"},
    {KEFU_REASON_OUTSIDE_CALENDAR, "outside_calendar", "不在日历时段内", "outside the calendar"},
    {KEFU_REASON_ALL_NOT_APPLICABLE, "all_not_applicable", "各部分均不适用",
     "all parts not applicable"},
    {KEFU_REASON_NO_TEXT, "no_text", "未保留原文", "texts not kept"},
    {KEFU_REASON_NO_MODEL, "no_model", "没有模型", "no model"},
    {KEFU_REASON_NO_VARIANCE, "no_variance", "没有差异，无法估计区间", "no variance"},
    {KEFU_REASON_NEVER_MARKED, "never_marked", "从未标记解决", "resolution never marked"},
};
const struct vocabulary kefu__reasons = VOCABULARY_OF("reason", reasons);

static const struct vocabulary_word units[] = {
    {KEFU_UNIT_NUMBER, "count", "个数", "count"},
    {KEFU_UNIT_MS, "ms", "毫秒", "milliseconds"},
    {KEFU_UNIT_RATIO, "ratio", "比率", "ratio"},
    {KEFU_UNIT_SCORE, "score", "得分", "score"},
    {KEFU_UNIT_POLARITY, "polarity", "情感极性", "polarity"},
    {KEFU_UNIT_POINTS, "points", "分", "points"},
};
const struct vocabulary kefu__units = VOCABULARY_OF("unit", units);

static const struct vocabulary_word statistics[] = {
    {KEFU_STATISTIC_DEFAULT, "default", "默认", "the metric's own"},
    {KEFU_STATISTIC_MEAN, "mean", "均值", "mean"},
    {KEFU_STATISTIC_SUM, "sum", "总和", "sum"},
    {KEFU_STATISTIC_MAX, "max", "最大值", "maximum"},
    {KEFU_STATISTIC_COUNT, "count", "个数", "number of observations"},
    {KEFU_STATISTIC_P50, "p50", "中位数", "median"},
    {KEFU_STATISTIC_P90, "p90", "90 分位数", "90th percentile"},
    {KEFU_STATISTIC_P95, "p95", "95 分位数", "95th percentile"},
    {KEFU_STATISTIC_P25, "p25", "25 分位数", "25th percentile"},
    {KEFU_STATISTIC_P75, "p75", "75 分位数", "75th percentile"},
    {KEFU_STATISTIC_P99, "p99", "99 分位数", "99th percentile"},
    {KEFU_STATISTIC_SD, "sd", "标准差", "standard deviation"},
};
const struct vocabulary kefu__statistics = VOCABULARY_OF("statistic", statistics);
const struct vocabulary kefu__own_statistics = {"own_statistic", statistics + 1,
                                                sizeof statistics / sizeof *statistics - 1};

static const struct vocabulary_word entities[] = {
    {ENTITY_CONVERSATION, "conversation", "会话", "conversation"},
    {ENTITY_TURN, "turn", "轮次", "turn"},
    {ENTITY_MESSAGE, "message", "消息", "message"},
    {ENTITY_FEEDBACK, "feedback", "反馈", "feedback record"},
};
const struct vocabulary kefu__entities = VOCABULARY_OF("entity", entities);

/* ---- records ---- */

static const struct vocabulary_word roles[] = {
    {KEFU_ROLE_AGENT, "helpdesk", "人工客服", "human agent"},
    {KEFU_ROLE_CUSTOMER, "customer", "客户", "customer"},
    {KEFU_ROLE_AGENT, "agent", "人工客服", "human agent"},
    {KEFU_ROLE_BOT, "bot", "机器人", "bot"},
    {KEFU_ROLE_SYSTEM, "system", "系统", "system"},
    {ROLE_ANY, "any", "任何人", "anyone"},
};
const struct vocabulary kefu__roles = {"role", roles + 1, 4};
const struct vocabulary kefu__roles_or_any = {"role_or_any", roles + 1, 5};
const struct vocabulary kefu__dialogue_roles = {"dialogue_role", roles, 5};

static const struct vocabulary_word event_types[] = {
    {KEFU_EVENT_MESSAGE, "message", "消息", "message"},
    {KEFU_EVENT_CREATED, "created", "会话创建", "conversation created"},
    {KEFU_EVENT_ASSIGNED, "assigned", "分配客服", "assigned to an agent"},
    {KEFU_EVENT_BOT_HANDOFF, "bot_handoff", "机器人转人工", "handed off by a bot"},
    {KEFU_EVENT_TRANSFER, "transfer", "转接", "transferred"},
    {KEFU_EVENT_STATUS, "status", "状态变更", "status changed"},
    {KEFU_EVENT_RESOLVED, "resolved", "问题解决", "resolved"},
    {KEFU_EVENT_REOPENED, "reopened", "重新打开", "reopened"},
    {KEFU_EVENT_CLOSED, "closed", "会话关闭", "closed"},
    {KEFU_EVENT_RECALLED, "recalled", "消息撤回", "message recalled"},
    {KEFU_EVENT_EDITED, "edited", "消息修改", "message edited"},
    {KEFU_EVENT_INVITED, "invited", "邀请评价", "invited to rate"},
    {KEFU_EVENT_RATED, "rated", "客户评价", "rated"},
};
const struct vocabulary kefu__event_types = VOCABULARY_OF("event_type", event_types);

static const struct vocabulary_word contents[] = {
    {KEFU_CONTENT_TEXT, "text", "文本", "text"},    {KEFU_CONTENT_IMAGE, "image", "图片", "image"},
    {KEFU_CONTENT_VOICE, "voice", "语音", "voice"}, {KEFU_CONTENT_CARD, "card", "卡片", "card"},
    {KEFU_CONTENT_FILE, "file", "文件", "file"},    {KEFU_CONTENT_VIDEO, "video", "视频", "video"},
    {KEFU_CONTENT_OTHER, "other", "其他", "other"},
};
const struct vocabulary kefu__contents = VOCABULARY_OF("content", contents);

static const struct vocabulary_word record_kinds[] = {
    {KEFU_RECORD_CONVERSATION, "conversation", "会话", "conversation"},
    {KEFU_RECORD_FEEDBACK, "feedback", "反馈", "feedback"},
    {KEFU_RECORD_ORDER, "order", "订单", "order"},
    {KEFU_RECORD_ANSWER, "answer", "人工作答", "answer"},
    {KEFU_RECORD_PRESENCE, "presence", "在线状态", "presence"},
    {KEFU_RECORD_MEASURE, "measure", "外部指标", "measure"},
    {KEFU_RECORD_EVENT, "event", "事件", "event"},
    {KEFU_RECORD_ACTION, "action", "改进措施", "action"},
    {KEFU_RECORD_EVALUATION, "evaluation", "评估", "evaluation"},
};
const struct vocabulary kefu__record_kinds = VOCABULARY_OF("record_kind", record_kinds);

static const struct vocabulary_word filter_outcomes[] = {
    {KEFU_FILTER_COUNTS, "counts", "计入", "counts"},
    {KEFU_FILTER_UNTIMED, "untimed", "没有时间", "has no time"},
    {KEFU_FILTER_OUTSIDE, "outside", "不在时段内", "of another period"},
    {KEFU_FILTER_UNMATCHED, "unmatched", "不合条件", "does not meet the condition"},
    {KEFU_FILTER_EXCLUDED, "excluded", "被排除", "excluded"},
};
const struct vocabulary kefu__filter_outcomes = VOCABULARY_OF("filter_outcome", filter_outcomes);

static const struct vocabulary_word join_outcomes[] = {
    {KEFU_JOIN_NONE, "none", "未指明会话", "names no conversation"},
    {KEFU_JOIN_KNOWN, "known", "会话在数据中", "its conversation counts"},
    {KEFU_JOIN_LEFT_OUT, "left_out", "会话未计入", "its conversation is left out"},
    {KEFU_JOIN_UNKNOWN, "unknown", "会话不在数据中", "its conversation is not in the data"},
};
const struct vocabulary kefu__join_outcomes = VOCABULARY_OF("join_outcome", join_outcomes);

static const struct vocabulary_word roster_names[] = {
    {KEFU_ROSTER_IDS, "ids", "编号", "ids"},
    {KEFU_ROSTER_NAMES, "names", "姓名", "names"},
    {KEFU_ROSTER_PSEUDONYMS, "pseudonyms", "化名", "pseudonyms"},
};
const struct vocabulary kefu__roster_names = VOCABULARY_OF("roster_name", roster_names);

static const struct vocabulary_word history_outcomes[] = {
    {KEFU_HISTORY_COUNTED, "counted", "已计入", "counted"},
    {KEFU_HISTORY_WAITS, "waits", "未结束，等待", "has not ended, and waits"},
    {KEFU_HISTORY_REPEATED, "repeated", "此前已计入", "was counted before"},
    {KEFU_HISTORY_OLDER, "older", "已有更新的版本", "is older than the version that waits"},
    {KEFU_HISTORY_REFUSED, "refused", "当日编号已不再保留", "is of a day whose ids are forgotten"},
};
const struct vocabulary kefu__history_outcomes = VOCABULARY_OF("history_outcome", history_outcomes);

/* ---- analysis and judgement ---- */

static const struct vocabulary_word labels[] = {
    {KEFU_LABEL_NEGATIVE, "negative", "负面", "negative"},
    {KEFU_LABEL_NEUTRAL, "neutral", "中性", "neutral"},
    {KEFU_LABEL_POSITIVE, "positive", "正面", "positive"},
    {KEFU_LABEL_MIXED, "mixed", "褒贬兼有", "mixed"},
    {LABEL_ANY, "any", "任何", "any"},
};
const struct vocabulary kefu__labels = {"label", labels, 4};
const struct vocabulary kefu__labels_or_any = {"label_or_any", labels, 5};

static const struct vocabulary_word factors[] = {
    {KEFU_FACTOR_NEGATION, "negation", "否定", "negation"},
    {KEFU_FACTOR_DEGREE, "degree", "程度", "degree"},
    {KEFU_FACTOR_CONTRAST, "contrast", "转折", "contrast"},
    {KEFU_FACTOR_IRREALIS, "irrealis", "非事实", "irrealis"},
    {KEFU_FACTOR_REPETITION, "repetition", "重复", "repetition"},
    {KEFU_FACTOR_PUNCTUATION, "punctuation", "标点", "punctuation"},
    {KEFU_FACTOR_ROLE, "role", "说话人", "speaker"},
    {KEFU_FACTOR_RHETORICAL, "rhetorical", "反问", "rhetorical question"},
};
const struct vocabulary kefu__factors = VOCABULARY_OF("factor", factors);

static const struct vocabulary_word found_kinds[] = {
    {KEFU_FOUND_EMOTION, "emotion", "情绪", "emotion"},
    {KEFU_FOUND_ASPECT, "aspect", "方面", "aspect"},
    {KEFU_FOUND_ACT, "act", "服务行为", "act"},
    {KEFU_FOUND_INTENT, "intent", "意图", "intent"},
    {KEFU_FOUND_FAULT, "fault", "服务过失", "fault"},
    {KEFU_FOUND_DEMAND, "demand", "诉求", "demand"},
};
const struct vocabulary kefu__found_kinds = VOCABULARY_OF("found_kind", found_kinds);
const struct vocabulary kefu__id_kinds = {"id_kind", found_kinds + 1,
                                          sizeof found_kinds / sizeof *found_kinds - 1};
const struct vocabulary kefu__learned_kinds = {"learned_kind", found_kinds + KEFU_FOUND_FAULT, 1};

static const struct vocabulary_word stances[] = {
    {KEFU_STANCE_JUDGED, "judged", "评价", "judged"},
    {KEFU_STANCE_NAMED, "named", "提及", "named"},
};
const struct vocabulary kefu__stances = VOCABULARY_OF("stance", stances);

static const struct vocabulary_word rule_severities[] = {
    {RULE_MINOR, "minor", "轻微", "minor"},
    {RULE_MAJOR, "major", "严重", "major"},
    {RULE_CRITICAL, "critical", "致命", "critical"},
};
const struct vocabulary kefu__rule_severities = VOCABULARY_OF("severity", rule_severities);

static const struct vocabulary_word leaf_kinds[] = {
    {RULE_LEAF_ATTRIBUTE, "attribute", "会话属性", "attribute of the conversation"},
    {RULE_LEAF_LABEL, "label", "会话标签", "label of the conversation"},
    {RULE_LEAF_METRIC, "metric", "指标", "metric"},
    {RULE_LEAF_RULE, "rule", "规则", "another rule"},
    {RULE_LEAF_PHRASE, "phrase", "短语", "phrase"},
    {RULE_LEAF_ACT, "act", "服务行为", "act"},
    {RULE_LEAF_EMOTION, "emotion", "情绪", "emotion"},
    {RULE_LEAF_INTENT, "intent", "意图", "intent"},
    {RULE_LEAF_FAULT, "fault", "服务过失", "fault"},
    {RULE_LEAF_SENTIMENT, "sentiment", "情感", "sentiment"},
    {RULE_LEAF_REPEAT, "repeat", "重复话术", "repetition"},
    {RULE_LEAF_GAP, "gap", "等待间隔", "wait"},
    {RULE_LEAF_PATTERN, "pattern", "模式", "pattern"},
    {RULE_LEAF_ENTITY, "entity", "实体", "entity"},
};
const struct vocabulary kefu__leaf_kinds = VOCABULARY_OF("leaf", leaf_kinds);

static const struct vocabulary_word formats[] = {
    {KEFU_FORMAT_JSON, "json", "JSON", "JSON"},
    {KEFU_FORMAT_HTML, "html", "HTML 网页", "HTML page"},
    {KEFU_FORMAT_MARKDOWN, "markdown", "Markdown", "Markdown"},
    {KEFU_FORMAT_CSV, "csv", "CSV 表格", "CSV table"},
    {KEFU_FORMAT_TEXT, "text", "终端摘要", "summary for a terminal"},
};
const struct vocabulary kefu__formats = VOCABULARY_OF("format", formats);

static const struct vocabulary_word format_endings[] = {
    {KEFU_FORMAT_JSON, "json", "JSON", "JSON"},
    {KEFU_FORMAT_HTML, "html", "HTML 网页", "HTML page"},
    {KEFU_FORMAT_MARKDOWN, "md", "Markdown", "Markdown"},
    {KEFU_FORMAT_CSV, "csv", "CSV 表格", "CSV table"},
    {KEFU_FORMAT_TEXT, "txt", "终端摘要", "summary for a terminal"},
};
const struct vocabulary kefu__format_endings = VOCABULARY_OF("format_ending", format_endings);

static const struct vocabulary_word tasks[] = {
    {KEFU_TRAIN_SENTIMENT, "sentiment", "情感二分类", "two labels of sentiment"},
    {KEFU_TRAIN_CLASSES, "classes", "多分类", "classes"},
    {KEFU_TRAIN_DIALOGUE, "dialogue", "对话打分", "a number for a dialogue"},
};
const struct vocabulary kefu__tasks = VOCABULARY_OF("task", tasks);

static const struct vocabulary_word genres[] = {
    {KEFU_GENRE_REVIEW, "review", "评价", "review"},
    {KEFU_GENRE_MESSAGE, "message", "会话消息", "message of a conversation"},
};
const struct vocabulary kefu__genres = VOCABULARY_OF("genre", genres);

static const struct vocabulary_word languages[] = {
    {LANGUAGE_ZH_HANS, "zh-Hans", "简体中文", "Simplified Chinese"},
    {LANGUAGE_ZH_HANT, "zh-Hant", "繁体中文", "Traditional Chinese"},
    {LANGUAGE_EN, "en", "英文", "English"},
};
const struct vocabulary kefu__languages = VOCABULARY_OF("language", languages);

/* ---- time series ---- */

static const struct vocabulary_word series_methods[] = {
    {SERIES_SPIKE, "spike", "计数突增（负二项分布，含星期规律）",
     "too many at once: negative binomial, with a pattern of weekdays"},
    {SERIES_FARRINGTON, "farrington", "与往年同期相比（Farrington 1996）",
     "against the same season of past years (Farrington 1996)"},
    {SERIES_EARS, "ears", "与前几期的均值相比（EARS C1）",
     "against the few points before (EARS C1)"},
    {SERIES_EWMA, "ewma", "指数加权移动平均控制图", "control chart of a moving average (EWMA)"},
    {SERIES_CUSUM, "cusum", "累积和控制图", "control chart of cumulative sums (CUSUM)"},
    {SERIES_ESD, "esd", "离群值检验（广义 ESD）", "outliers (generalised ESD)"},
    {SERIES_ANOMALY, "anomaly", "数据流异常评分", "anomaly scores of a stream"},
};
const struct vocabulary kefu__series_methods = VOCABULARY_OF("series_method", series_methods);

/* ---- looking up ---- */

const struct vocabulary *kefu__vocabulary_at(size_t i) {
    static const struct vocabulary *const all[] = {&kefu__statuses,        &kefu__severities,
                                                   &kefu__document_kinds,  &kefu__states,
                                                   &kefu__reasons,         &kefu__units,
                                                   &kefu__statistics,      &kefu__entities,
                                                   &kefu__roles,           &kefu__event_types,
                                                   &kefu__contents,        &kefu__labels,
                                                   &kefu__factors,         &kefu__found_kinds,
                                                   &kefu__rule_severities, &kefu__formats,
                                                   &kefu__tasks,           &kefu__languages,
                                                   &kefu__leaf_kinds,      &kefu__format_endings,
                                                   &kefu__genres,          &kefu__stances,
                                                   &kefu__record_kinds,    &kefu__filter_outcomes,
                                                   &kefu__join_outcomes,   &kefu__history_outcomes,
                                                   &kefu__series_methods,  &kefu__roster_names};
    return i < sizeof all / sizeof *all ? all[i] : NULL;
}

const struct vocabulary *kefu__vocabulary_find(const char *name) {
    const struct vocabulary *vocabulary;
    for (size_t i = 0; (vocabulary = kefu__vocabulary_at(i)); i++)
        if (strcmp(vocabulary->name, name) == 0)
            return vocabulary;
    return NULL;
}

const struct vocabulary_word *kefu__word_at(const struct vocabulary *vocabulary, uint32_t value) {
    if (value < vocabulary->count && vocabulary->words[value].value == value)
        return &vocabulary->words[value];
    for (size_t i = 0; i < vocabulary->count; i++)
        if (vocabulary->words[i].value == value)
            return &vocabulary->words[i];
    return NULL;
}

const char *kefu__word_name(const struct vocabulary *vocabulary, uint32_t value) {
    const struct vocabulary_word *word = kefu__word_at(vocabulary, value);
    return word ? word->name : "unknown";
}

bool kefu__word_value(const struct vocabulary *vocabulary, kefu_str name, uint32_t *value) {
    for (size_t i = 0; i < vocabulary->count; i++)
        if (kefu__str_is(name, vocabulary->words[i].name)) {
            *value = vocabulary->words[i].value;
            return true;
        }
    return false;
}

const char *kefu__in_language(const char *language, const char *chinese, const char *english) {
    return language && strcmp(language, languages[LANGUAGE_EN].name) == 0 ? english : chinese;
}

/* ---- the names of the API ---- */

const char *kefu_status_name(int32_t status) {
    return kefu__word_name(&kefu__statuses, (uint32_t)status);
}

const char *kefu_state_name(uint32_t state) {
    return kefu__word_name(&kefu__states, state);
}

const char *kefu_reason_name(uint32_t reason) {
    return kefu__word_name(&kefu__reasons, reason);
}

const char *kefu_unit_name(uint32_t unit) {
    return kefu__word_name(&kefu__units, unit);
}

const char *kefu_label_name(uint32_t label) {
    return kefu__word_name(&kefu__labels, label);
}

const char *kefu_genre_name(uint32_t genre) {
    return kefu__word_name(&kefu__genres, genre);
}

const char *kefu_role_name(uint32_t role) {
    return kefu__word_name(&kefu__roles, role);
}

const char *kefu_factor_name(uint32_t kind) {
    return kefu__word_name(&kefu__factors, kind);
}

const char *kefu_event_type_name(uint32_t type) {
    return kefu__word_name(&kefu__event_types, type);
}

/* ---- any list by its name ---- */

static const struct vocabulary_word *word_of(const char *list, uint32_t value) {
    const struct vocabulary *vocabulary = list ? kefu__vocabulary_find(list) : NULL;
    return vocabulary ? kefu__word_at(vocabulary, value) : NULL;
}

const char *kefu_vocabulary_name(const char *list, uint32_t value) {
    const struct vocabulary_word *word = word_of(list, value);
    return word ? word->name : "unknown";
}

const char *kefu_vocabulary_title(const char *list, uint32_t value, const char *language) {
    const struct vocabulary_word *word = word_of(list, value);
    if (!word)
        return "unknown";
    if (language && strcmp(language, "zh-Hans") == 0)
        return word->zh_hans;
    return language && strcmp(language, "en") == 0 ? word->en : word->name;
}
