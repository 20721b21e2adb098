/* SPDX-License-Identifier: MIT
 * The report in a terminal: a screen of aligned Chinese (or English) text. */
#include <string.h>

#include "base/utf8.h"
#include "report/outline.h"

enum { SUMMARY_GROUPS = 5, SUMMARY_PROBLEMS = 5, SUMMARY_ADVICE = 3, SUMMARY_WIDTH = 96 };

/* What is needed to write the summary for a terminal. */
struct page {
    const kefu_report *report;
    struct pen *pen;
    struct buffer *to;
};

static const char *chosen(const struct page *page, struct words words) {
    return kefu__report_words(page->report, words);
}

/* Is it a character that a terminal would execute (control character), or one that changes the
 * direction of text? */
static bool is_control(uint32_t point) {
    return point < 0x20 || (point >= 0x7F && point < 0xA0) ||
           (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

/* Appends text for a terminal: white space becomes blanks, other control characters are escaped. */
static void put_plain(struct buffer *to, const char *text) {
    const size_t size = strlen(text);
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_next(text + at, size - at, &point);
        if (point == '\t' || point == '\n' || point == '\r')
            kefu__buffer_text(to, " ");
        else if (is_control(point))
            kefu__buffer_format(to, point < 0x100 ? "\\x%02x" : "\\u%04x", (unsigned)point);
        else if (point == 0xFFFD)
            kefu__buffer_text(to, "\xEF\xBF\xBD");
        else
            kefu__buffer_add(to, text + at, length);
        at += length;
    }
}

static void put_spaces(struct buffer *to, size_t count) {
    while (count-- > 0)
        kefu__buffer_text(to, " ");
}

static void put_left(struct buffer *to, const char *text, size_t width) {
    const size_t columns = kefu__columns_of(text);
    put_plain(to, text);
    put_spaces(to, columns < width ? width - columns : 0);
}

static void put_right(struct buffer *to, const char *text, size_t width) {
    const size_t columns = kefu__columns_of(text);
    put_spaces(to, columns < width ? width - columns : 0);
    put_plain(to, text);
}

/* The length in bytes of the next piece of text within which no line may be broken: a word of
 * narrow characters, or a single wide (Chinese) character. *columns: its width. */
static size_t measure_word(const char *text, size_t size, size_t *columns) {
    size_t at = 0;
    *columns = 0;
    while (at < size && text[at] != ' ') {
        char one[8] = {0};
        uint32_t point;
        const size_t length = utf8_next(text + at, size - at, &point);
        size_t width;
        memcpy(one, text + at, length);
        width = kefu__columns_of(one);
        if (width > 1 && at > 0)
            break;
        at += length;
        *columns += width;
        if (width > 1)
            break;
    }
    return at;
}

/* Does the text begin with closing punctuation, which must not be at the start of a line? */
static bool is_closing(const char *text, size_t size) {
    static const char *const marks[] = {"，", "。", "；", "：", "、", "！", "？", "）", "”", "》"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (size >= 3 && memcmp(text, marks[i], 3) == 0)
            return true;
    return false;
}

/* Appends text broken into lines, between words and between wide (Chinese) characters. Lines after
 * the first one are indented by `indent` columns. */
static void put_wrapped(struct pen *pen, struct buffer *to, const char *text, size_t indent) {
    const size_t size = strlen(text);
    size_t at = 0, columns = indent;
    while (at < size) {
        size_t width, length;
        const size_t spaces = strspn(text + at, " ");
        at += spaces;
        length = measure_word(text + at, size - at, &width);
        if (columns + spaces + width > SUMMARY_WIDTH && columns > indent &&
            !is_closing(text + at, size - at)) {
            kefu__buffer_text(to, "\n");
            put_spaces(to, indent);
            columns = indent;
        } else {
            put_spaces(to, spaces);
            columns += spaces;
        }
        put_plain(to, kefu__pen_copy(pen, text + at, length));
        columns += width;
        at += length;
    }
    kefu__buffer_text(to, "\n");
}

static void put_title(const struct page *page, struct words words) {
    kefu__buffer_text(page->to, "\n");
    put_plain(page->to, chosen(page, words));
    kefu__buffer_text(page->to, "\n");
}

/* ---- parts ---- */

/* The width of the widest title of a core indicator, at least 26 columns. */
static size_t title_width(const struct page *page) {
    const kefu_report *report = page->report;
    size_t widest = 26;
    for (size_t i = 0; i < report->core_count; i++) {
        const char *title = chosen(page, report->indicators[i].shown->title);
        const size_t width = kefu__columns_of(title);
        widest = width > widest ? width : widest;
    }
    return widest;
}

static void put_indicator(const struct page *page, const struct indicator *indicator,
                          size_t width) {
    struct buffer *to = page->to;
    struct pen *pen = page->pen;
    kefu__buffer_text(to, "  ");
    put_left(to, chosen(page, indicator->title), width);
    put_right(to, chosen(page, kefu__pen_value(pen, &indicator->value)), 16);
    kefu__buffer_text(to, "  ");
    if (!KEFU_VALUE_IS_NUMBER(indicator->value)) {
        put_plain(
            to, chosen(page, kefu__reason_words(indicator->value.state, indicator->value.reason)));
        kefu__buffer_text(to, "\n");
        return;
    }
    const char *note;
    if (indicator->has_target) {
        const char *target = chosen(
            page, kefu__pen_number(pen, indicator->target, indicator->value.unit));
        note = chosen(page, kefu__target_words(pen, indicator));
        put_left(to,
                 kefu__pen_text(pen, "%s %s %s", page->report->english ? "target" : "目标", target,
                                note),
                 36);
    } else {
        put_spaces(to, 36);
    }
    put_plain(to, chosen(page, kefu__pen_change(pen, &indicator->change, indicator->value.unit)));
    if (indicator->change.significant)
        put_plain(to, page->report->english ? " (significant)" : "（明显）");
    while (to->size > 0 && to->data[to->size - 1] == ' ')
        to->size--;
    kefu__buffer_text(to, "\n");
}

static void put_groups(const struct page *page) {
    const kefu_report *report = page->report;
    if (!report->group_count || !report->groups[0].named)
        return;
    put_title(page, kefu__words("各组得分（从高到低）", "Groups by score"));
    for (size_t i = 0; i < report->group_count && i < SUMMARY_GROUPS; i++) {
        const struct report_group *group = &report->groups[i];
        const char *count = kefu__pen_text(page->pen, "%llu",
                                           (unsigned long long)group->conversations);
        kefu__buffer_text(page->to, "  ");
        put_left(page->to, kefu__group_name(page->pen, group->key, report->column_count), 18);
        put_right(page->to, chosen(page, kefu__pen_value(page->pen, &group->score)), 8);
        kefu__buffer_text(page->to, "  ");
        put_left(page->to, group->band ? chosen(page, group->band->title) : "—", 12);
        put_right(page->to, count, 6);
        put_plain(page->to, report->english ? " conversations" : " 通会话");
        kefu__buffer_text(page->to, group->small ? " *\n" : "\n");
    }
    if (report->group_count > SUMMARY_GROUPS)
        kefu__buffer_format(page->to, "  … %zu\n", report->group_count - SUMMARY_GROUPS);
}

static void put_problems(const struct page *page) {
    const kefu_report *report = page->report;
    if (!report->complained_count)
        return;
    put_title(page, kefu__words("客户不满的问题", "What customers complain of"));
    for (size_t i = 0; i < report->complained_count && i < SUMMARY_PROBLEMS; i++) {
        const struct report_issue *issue = &report->issues[ISSUE_SUBJECT].items[i];
        const unsigned long long count = issue->negative;
        const char *share = kefu__pen_number(page->pen, issue->negative_share, KEFU_UNIT_RATIO).zh;
        kefu__buffer_text(page->to, "  ");
        put_left(page->to, chosen(page, issue->title), 18);
        put_plain(page->to,
                  report->english
                      ? kefu__pen_text(page->pen, "%4llu complaints (%s of all)", count, share)
                      : kefu__pen_text(page->pen, "不满 %llu 次（占全部的 %s）", count, share));
        if (issue->owner) {
            kefu__buffer_text(page->to, " → ");
            put_plain(page->to, chosen(page, issue->owner->title));
        }
        kefu__buffer_text(page->to, "\n");
    }
}

static void put_advice(const struct page *page) {
    const kefu_report *report = page->report;
    if (!report->suggestion_count)
        return;
    put_title(page, kefu__words("改进建议", "What to do"));
    for (size_t i = 0; i < report->suggestion_count && i < SUMMARY_ADVICE; i++) {
        kefu__buffer_format(page->to, "  %zu. ", i + 1);
        put_wrapped(page->pen, page->to, chosen(page, report->suggestions[i].text), 5);
    }
}

void kefu__report_summary(const kefu_report *report, struct buffer *to) {
    struct pen pen;
    const struct page page = {report, &pen, to};
    memset(&pen, 0, sizeof pen);
    kefu__arena_init(&pen.arena, &report->allocator);
    put_plain(to, chosen(&page, report->title));
    kefu__buffer_text(to, "  ");
    put_plain(to, chosen(&page, kefu__period(&pen, report, false)));
    kefu__buffer_text(to, "\n");
    for (unsigned sentence = 0; sentence < LEAD_SENTENCES; sentence++) {
        const char *text = chosen(&page, kefu__lead(&pen, report, sentence));
        if (*text)
            put_wrapped(&pen, to, text, 0);
    }
    put_title(&page, kefu__words("核心指标", "Core indicators"));
    const size_t width = title_width(&page);
    for (size_t i = 0; i < report->core_count; i++)
        put_indicator(&page, report->indicators[i].shown, width);
    put_groups(&page);
    put_problems(&page);
    put_advice(&page);
    to->failed = to->failed || pen.failed;
    kefu__arena_free(&pen.arena);
}
