/* SPDX-License-Identifier: MIT
 * The outline's tables of problems and other issues, with quotes. */
#include "report/cells.h"

static void issue_row(struct sink *sink, const struct report_issue *issue, bool owned) {
    struct cell cells[COLUMNS_MAX];
    size_t count = 0;
    cells[count++] = kefu__cell_head(issue->title);
    cells[count++] = kefu__cell_count(sink, issue->conversations);
    cells[count++] = kefu__cell_count(sink, issue->feedback);
    cells[count++] = kefu__cell_number(sink, issue->share, KEFU_UNIT_RATIO);
    cells[count++] = kefu__cell_count(sink, issue->negative);
    cells[count] = kefu__cell_value(sink, &issue->negative_rate);
    cells[count].note = kefu__pen_interval(sink->pen, &issue->negative_rate);
    count++;
    if (sink->report->compared)
        cells[count++] = kefu__cell_number(sink, issue->previous_share, KEFU_UNIT_RATIO);
    if (owned)
        cells[count++] = issue->owner ? kefu__cell_text(issue->owner->title) : kefu__cell_empty();
    sink->row(sink, cells, count);
}

/* Writes the quotes of all issues in a list, grouped by issue. Those of the first `opened` issues
 * are expanded when the page is opened. */
static void write_quotes(struct sink *sink, const struct report_list *list, size_t opened) {
    bool begun = false;
    for (size_t i = 0; i < list->count; i++) {
        if (!list->items[i].case_count)
            continue;
        if (!begun)
            sink->open_quotes(sink);
        begun = true;
        sink->quotes(sink, &list->items[i], i < opened);
    }
    if (begun)
        sink->close_quotes(sink);
}

/* Writes the table of topics or aspects: frequency, number of dissatisfied customers, person
 * responsible; then quotes, those of the first `opened` issues expanded. */
static void problem_table(struct sink *sink, const char *id, struct words title,
                          const struct report_list *list, size_t opened) {
    struct column columns[COLUMNS_MAX] = {
        {W("问题", "Problem"), false}, {W("会话", "Conversations"), true},
        {W("反馈", "Feedback"), true}, {W("占比", "Share"), true},
        {W("不满", "Unhappy"), true},  {W("不满率", "Unhappy share"), true}};
    size_t count = 6;
    if (sink->report->compared) {
        columns[count].text = kefu__words("上期占比", "Previous share");
        columns[count++].numeric = true;
    }
    columns[count].text = kefu__words("责任部门", "Owner");
    columns[count++].numeric = false;
    sink->open_table(sink, id, title, columns, count);
    for (size_t i = 0; i < list->count; i++)
        issue_row(sink, &list->items[i], true);
    sink->close_table(sink);
    write_quotes(sink, list, opened);
}

void kefu__outline_problems(struct sink *sink) {
    const kefu_report *report = sink->report;
    const struct report_list *topics = &report->issues[ISSUE_TOPIC];
    const struct report_list *aspects = &report->issues[ISSUE_ASPECT];
    if (!topics->count && !aspects->count)
        return;
    sink->open_section(sink, 2, "issues", kefu__words("高频问题", "Frequent problems"));
    sink->paragraph(
        sink,
        kefu__words("按不满的次数排。不满：会话里客户整体情绪为负，或反馈打了低分、说了不好。",
                    "Sorted by how often customers were unhappy: a negative mood over "
                    "the conversation, a low rating, or bad words."),
        TONE_QUIET);
    kefu__outline_charts(sink, "issues");
    if (topics->count)
        problem_table(sink, "topics", kefu__words("按主题", "By topic"), topics, 3);
    if (aspects->count)
        problem_table(sink, "aspects",
                      kefu__words("客户话里提到的方面", "Aspects that customers spoke of"), aspects,
                      topics->count ? 0 : 3);
    sink->close_section(sink, 2);
}

static void found_table(struct sink *sink, const char *id, struct words title,
                        const struct report_list *list, bool agents) {
    struct column columns[COLUMNS_MAX] = {{W("名称", "Name"), false},
                                          {W("会话", "Conversations"), true},
                                          {W("占比", "Share"), true},
                                          {W("消息", "Messages"), true}};
    size_t count = 4;
    if (agents) {
        columns[count].text = kefu__words("最多的是", "Most by");
        columns[count++].numeric = false;
    }
    sink->open_table(sink, id, title, columns, count);
    size_t n;
    for (size_t i = 0; i < list->count; i++) {
        const struct report_issue *issue = &list->items[i];
        struct cell cells[COLUMNS_MAX];
        n = 0;
        cells[n++] = kefu__cell_head(issue->title);
        cells[n++] = kefu__cell_count(sink, issue->conversations);
        cells[n++] = kefu__cell_number(sink, issue->share, KEFU_UNIT_RATIO);
        cells[n++] = kefu__cell_count(sink, issue->mentions);
        if (agents) {
            cells[n] = kefu__cell_empty();
            if (issue->worst_group.size) {
                const char *text = kefu__pen_text(sink->pen, "%s (%llu)", issue->worst_group.data,
                                                  (unsigned long long)issue->worst_count);
                cells[n] = kefu__cell_text(kefu__words(text, text));
            }
            n++;
        }
        sink->row(sink, cells, n);
    }
    sink->close_table(sink);
}

void kefu__outline_found(struct sink *sink, uint32_t kind, const char *id, struct words title,
                         struct words none) {
    const struct report_list *list = &sink->report->issues[kind];
    sink->open_section(sink, 2, id, title);
    if (!list->count)
        sink->paragraph(sink, none, TONE_QUIET);
    else
        found_table(sink, kefu__pen_text(sink->pen, "%s-table", id), title, list,
                    kind == ISSUE_FAULT);
    if (kind == ISSUE_FAULT || kind == ISSUE_INTENT)
        write_quotes(sink, list, kind == ISSUE_FAULT ? 3 : 1);
    sink->close_section(sink, 2);
}
