/* SPDX-License-Identifier: MIT
 * The sentences of the summary at the top of the report, and phrases that all writers share. */
#include <string.h>

#include "report/outline.h"

/* ---- words about indicators ---- */

struct words kefu__target_words(struct pen *pen, const struct indicator *indicator) {
    (void)pen;
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value))
        return kefu__words("", "");
    if (indicator->approximate)
        return indicator->met ? kefu__words("达标（约）", "met, about")
                              : kefu__words("未达标（约）", "missed, about");
    if (indicator->met)
        return indicator->certain ? kefu__words("达标", "met")
                                  : kefu__words("达标（误差范围内）", "met, within error");
    return indicator->certain ? kefu__words("未达标", "missed")
                              : kefu__words("未达标（误差范围内）", "missed, within error");
}

unsigned kefu__target_tone(const struct indicator *indicator) {
    if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value) || !indicator->certain)
        return TONE_PLAIN;
    return indicator->met ? TONE_GOOD : TONE_BAD;
}

unsigned kefu__change_tone(const struct change *change) {
    if (!change->significant)
        return TONE_PLAIN;
    return change->verdict == VERDICT_BETTER  ? TONE_GOOD
           : change->verdict == VERDICT_WORSE ? TONE_BAD
                                              : TONE_PLAIN;
}

struct words kefu__change_note(struct pen *pen, const struct indicator *indicator) {
    const struct change *change = &indicator->change;
    if (change->kind == CHANGE_NONE)
        return kefu__words("", "");
    if (change->test == TEST_NONE)
        return indicator->value.state == KEFU_STATE_LOW_N ||
                       indicator->previous.state == KEFU_STATE_LOW_N
                   ? kefu__words("样本少，未检验", "sample too small to test")
                   : kefu__words("未检验", "not tested");
    const char *p = change->p_value < 0.001
                        ? "p < 0.001"
                        : kefu__pen_text(pen, "p = %s", kefu__pen_fixed(pen, change->p_value, 3));
    return kefu__words(
        kefu__pen_text(pen, "%s，%s", change->significant ? "显著" : "不显著", p),
        kefu__pen_text(pen, "%s, %s", change->significant ? "significant" : "not significant", p));
}

struct words kefu__pen_change(struct pen *pen, const struct change *change, uint32_t unit) {
    if (change->kind == CHANGE_RELATIVE) {
        const double percent = change->value * 100;
        const char *text = kefu__pen_text(pen, "%s%s%%", percent > 0 ? "+" : "",
                                          kefu__pen_fixed(pen, percent, 1));
        return kefu__words(text, text);
    }
    if (change->kind == CHANGE_NONE)
        return kefu__words("", "");
    return kefu__pen_difference(pen, change->value, unit);
}

const char *kefu__group_name(struct pen *pen, const kefu_str *key, size_t columns) {
    const char *name = "";
    for (size_t i = 0; i < columns; i++) {
        const kefu_str unknown = {KEFU_TEXT("—")};
        const kefu_str part = key[i].size ? kefu__pen_redacted(pen, key[i]) : unknown;
        name = kefu__pen_text(pen, "%s%s%.*s", name, i ? " / " : "", (int)part.size, part.data);
    }
    return name;
}

struct words kefu__column_words(kefu_str column) {
    static const struct {
        const char *id;
        struct words words;
    } known[] = {{"agent_id", {"客服", "Agent"}},      {"team", {"小组", "Team"}},
                 {"channel", {"渠道", "Channel"}},     {"topic", {"主题", "Topic"}},
                 {"contact_id", {"客户", "Customer"}}, {"shop", {"店铺", "Shop"}},
                 {"at:hour", {"时段", "Hour"}},        {"at:day", {"日期", "Day"}},
                 {"at:week", {"周", "Week"}},          {"at:month", {"月份", "Month"}},
                 {"at:quarter", {"季度", "Quarter"}}};
    size_t i;
    for (i = 0; i < sizeof known / sizeof *known; i++)
        if (kefu__str_is(column, known[i].id))
            return known[i].words;
    return kefu__words(column.data, column.data);
}

struct words kefu__period(struct pen *pen, const kefu_report *report, bool previous) {
    const int64_t first = previous ? report->previous_first_at : report->first_at;
    const int64_t last = previous ? report->previous_last_at : report->last_at;
    const char *from = kefu__pen_date(pen, first, report->offset_minutes);
    const char *to = kefu__pen_date(pen, last, report->offset_minutes);
    if (!*from || !*to)
        return kefu__words("记录里没有时间", "the records carry no times");
    if (strcmp(from, to) == 0)
        return kefu__words(from, from);
    return kefu__words(kefu__pen_text(pen, "%s 至 %s", from, to),
                       kefu__pen_text(pen, "%s to %s", from, to));
}

struct words kefu__due_words(struct pen *pen, const kefu_report *report,
                             const struct report_suggestion *suggestion) {
    const char *day = kefu__pen_date(pen, suggestion->due_at, report->offset_minutes);
    if (*day)
        return kefu__words(kefu__pen_text(pen, "期限 %s", day), kefu__pen_text(pen, "due %s", day));
    return kefu__words(kefu__pen_text(pen, "%u 天内", suggestion->due_days),
                       kefu__pen_text(pen, "within %u days", suggestion->due_days));
}

enum { LEAD_PROBLEMS = 3 };

/* ---- sentences ---- */

/* What a filter left out; empty if nothing. */
static struct words left_out_words(struct pen *pen, const kefu_report *report) {
    const unsigned long long conversations = report->left_out_conversations,
                             feedback = report->left_out_feedback;
    if (conversations == 0 && feedback == 0)
        return kefu__words("", "");
    return kefu__words(
        kefu__pen_text(pen, "按所选条件未计入 %llu 通会话、%llu 条反馈。", conversations, feedback),
        kefu__pen_text(pen,
                       " The selection leaves out %llu conversations and %llu feedback records.",
                       conversations, feedback));
}

/* Feedback whose conversation is none of those that count; empty if there is none. */
static struct words unjoined_words(struct pen *pen, const kefu_report *report) {
    const unsigned long long count = report->unjoined_feedback;
    if (count == 0)
        return kefu__words("", "");
    return kefu__words(
        kefu__pen_text(pen, "其中 %llu 条反馈所指的会话不在其中。", count),
        kefu__pen_text(pen, " Of the feedback %llu name a conversation that is not among them.",
                       count));
}

/* Appends an item to a list in words. */
static struct words join(struct pen *pen, struct words list, struct words item) {
    return kefu__words(kefu__pen_text(pen, "%s%s%s", list.zh, *list.zh ? "、" : "", item.zh),
                       kefu__pen_text(pen, "%s%s%s", list.en, *list.en ? ", " : "", item.en));
}

struct words kefu__missing_words(struct pen *pen, const kefu_report *report) {
    struct words list = {"", ""};
    for (size_t i = 0; i < report->core_count; i++) {
        const struct indicator *indicator = report->indicators[i].shown;
        if (KEFU_VALUE_IS_NUMBER(indicator->value))
            continue;
        const struct words reason = kefu__reason_words(indicator->value.state,
                                                       indicator->value.reason);
        list = join(pen, list,
                    kefu__words(kefu__pen_text(pen, "%s（%s）", indicator->title.zh, reason.zh),
                                kefu__pen_text(pen, "%s (%s)", indicator->title.en, reason.en)));
    }
    if (!*list.zh)
        return list;
    return kefu__words(kefu__pen_text(pen, "没有数据的指标：%s。", list.zh),
                       kefu__pen_text(pen, "Without data: %s.", list.en));
}

/* How many of the core indicators keep their target, and which do not. */
static struct words target_sentence(struct pen *pen, const kefu_report *report) {
    unsigned met = 0, missed = 0;
    struct words list = {"", ""};
    for (size_t i = 0; i < report->core_count; i++) {
        const struct indicator *indicator = report->indicators[i].shown;
        if (!indicator->has_target || !KEFU_VALUE_IS_NUMBER(indicator->value))
            continue;
        met += indicator->met;
        missed += !indicator->met;
        if (!indicator->met)
            list = join(pen, list, indicator->title);
    }
    if (met + missed == 0)
        return list;
    if (missed == 0)
        return kefu__words(
            kefu__pen_text(pen, "有目标的 %u 项核心指标都达标。", met),
            kefu__pen_text(pen, "All %u core indicators with a target met it.", met));
    return kefu__words(kefu__pen_text(pen, "有目标的 %u 项核心指标达标 %u 项，未达标的是%s。",
                                      met + missed, met, list.zh),
                       kefu__pen_text(pen,
                                      "Of %u core indicators with a target %u met it, not so %s.",
                                      met + missed, met, list.en));
}

/* ", from 12 customers"; nothing where no record names one. */
static struct words customer_words(struct pen *pen, const kefu_report *report) {
    const kefu_value *customers = &report->customers;
    if (!KEFU_VALUE_IS_NUMBER(*customers))
        return kefu__words("", "");
    const unsigned long long count = (unsigned long long)customers->value;
    const bool exact = !(customers->flags & KEFU_VALUE_APPROXIMATE);
    return kefu__words(kefu__pen_text(pen, "，来自%s %llu 位客户", exact ? "" : "约", count),
                       kefu__pen_text(pen, ", from %s%llu customer%s", exact ? "" : "about ", count,
                                      count == 1 ? "" : "s"));
}

static struct words count_sentence(struct pen *pen, const kefu_report *report) {
    const unsigned long long conversations = report->conversations, feedback = report->feedback,
                             messages = report->messages;
    const struct words unjoined = unjoined_words(pen, report), rest = left_out_words(pen, report);
    const struct words customers = customer_words(pen, report);
    return kefu__words(
        kefu__pen_text(pen, "共 %llu 通会话（%llu 条消息）、%llu 条反馈%s。%s%s", conversations,
                       messages, feedback, customers.zh, unjoined.zh, rest.zh),
        kefu__pen_text(pen, "%llu conversations (%llu messages) and %llu feedback records%s.%s%s",
                       conversations, messages, feedback, customers.en, unjoined.en, rest.en));
}

/* Collects the titles of core indicators that changed significantly for the better or worse
 * (`verdict`); returns their number. */
static unsigned collect(struct pen *pen, const kefu_report *report, unsigned verdict,
                        struct words *titles) {
    unsigned count = 0;
    *titles = kefu__words("", "");
    for (size_t i = 0; i < report->core_count; i++) {
        const struct indicator *indicator = report->indicators[i].shown;
        if (!indicator->change.significant || indicator->change.verdict != verdict)
            continue;
        *titles = join(pen, *titles, indicator->title);
        count++;
    }
    return count;
}

static struct words change_sentence(struct pen *pen, const kefu_report *report) {
    struct words words = {"", ""};
    if (!report->compared)
        return words;
    struct words better;
    unsigned ups = collect(pen, report, VERDICT_BETTER, &better);
    struct words worse;
    unsigned downs = collect(pen, report, VERDICT_WORSE, &worse);
    if (ups)
        words = kefu__words(kefu__pen_text(pen, "明显变好的有%s", better.zh),
                            kefu__pen_text(pen, "significantly better: %s", better.en));
    if (downs)
        words = kefu__words(
            kefu__pen_text(pen, "%s%s明显变差的有%s", words.zh, ups ? "；" : "", worse.zh),
            kefu__pen_text(pen, "%s%ssignificantly worse: %s", words.en, ups ? "; " : "",
                           worse.en));
    if (!ups && !downs)
        words = kefu__words("核心指标没有明显变化", "no core indicator changed significantly");
    return kefu__words(kefu__pen_text(pen, "与上期相比，%s。", words.zh),
                       kefu__pen_text(pen, "Against the previous period, %s.", words.en));
}

/* What customers complain of most. */
static struct words problem_sentence(struct pen *pen, const kefu_report *report) {
    struct words list = {"", ""};
    if (!report->conversations && !report->feedback)
        return list;
    for (size_t i = 0; i < report->complained_count && i < LEAD_PROBLEMS; i++) {
        const struct report_issue *issue = &report->issues[ISSUE_SUBJECT].items[i];
        const unsigned long long count = issue->negative;
        const char *share = kefu__pen_number(pen, issue->negative_share, KEFU_UNIT_RATIO).zh;
        list = join(
            pen, list,
            kefu__words(
                kefu__pen_text(pen, "%s（%llu 次，占全部的 %s）", issue->title.zh, count, share),
                kefu__pen_text(pen, "%s (%llu times, %s of all)", issue->title.en, count, share)));
    }
    if (!*list.zh)
        return kefu__words("没有发现客户不满。", "No complaint was found.");
    return kefu__words(kefu__pen_text(pen, "客户最不满的是%s。", list.zh),
                       kefu__pen_text(pen, "Customers complain most of %s.", list.en));
}

struct words kefu__lead(struct pen *pen, const kefu_report *report, unsigned sentence) {
    switch (sentence) {
    case 0:
        return count_sentence(pen, report);
    case 1:
        return target_sentence(pen, report);
    case 2:
        return change_sentence(pen, report);
    default:
        return problem_sentence(pen, report);
    }
}
