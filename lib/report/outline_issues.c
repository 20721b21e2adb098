/* SPDX-License-Identifier: MIT
 * The outline's tables of problems and other issues, with quotes. */
#include "report/cells.h"

static void issue_row(struct sink *sink, const struct report_issue *issue) {
    struct cell cells[COLUMNS_MAX];
    size_t count = 0;
    cells[count++] = kefu__cell_head(issue->title);
    cells[count++] = kefu__cell_count(sink, issue->negative);
    cells[count++] = kefu__cell_number(sink, issue->negative_share, KEFU_UNIT_RATIO);
    if (sink->report->compared)
        cells[count++] = kefu__cell_number(sink, issue->previous_negative_share, KEFU_UNIT_RATIO);
    cells[count++] = kefu__cell_count(sink, issue->positive);
    cells[count++] = kefu__cell_count(sink, issue->conversations + issue->feedback);
    cells[count++] = issue->owner ? kefu__cell_text(issue->owner->title) : kefu__cell_empty();
    sink->row(sink, cells, count);
}

/* Writes the quotes of the first `count` issues of a list, grouped by issue. Those of the first
 * `opened` issues are expanded when the page is opened. */
static void write_quotes(struct sink *sink, const struct report_issue *issues, size_t count,
                         size_t opened) {
    bool begun = false;
    for (size_t i = 0; i < count; i++) {
        if (!issues[i].case_count)
            continue;
        if (!begun)
            sink->open_quotes(sink);
        begun = true;
        sink->quotes(sink, &issues[i], i < opened);
    }
    if (begun)
        sink->close_quotes(sink);
}

/* The columns of the table of complaints; returns their number. */
static size_t problem_columns(const kefu_report *report, struct column *columns) {
    static const struct column all[] = {
        {W("问题", "Problem"), false},       {W("不满", "Complaints"), true},
        {W("占全部", "Share of all"), true}, {W("上期占全部", "Previous share"), true},
        {W("满意", "Content"), true},        {W("说到的", "Came up"), true},
        {W("责任部门", "Owner"), false}};
    size_t count = 0;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (i != 3 || report->compared)
            columns[count++] = all[i];
    return count;
}

void kefu__outline_problems(struct sink *sink) {
    const kefu_report *report = sink->report;
    const struct report_issue *subjects = report->issues[ISSUE_SUBJECT].items;
    struct column columns[COLUMNS_MAX];
    sink->open_section(sink, 2, "issues",
                       kefu__words("客户不满的问题", "What customers complain of"), FOLD_OPEN);
    if (!report->complained_count) {
        sink->paragraph(sink, kefu__words("没有发现不满。", "No complaint was found."), TONE_QUIET);
        sink->close_section(sink, 2);
        return;
    }
    sink->paragraph(
        sink,
        kefu__words("一通会话或一条反馈对同一个问题只算一次：主题是它而客户不满，或话里说它不好。"
                    "不满：反馈的评分低于中间分；没有评分或评在中间的，看客户的话，会话看全部客户"
                    "消息的平均情绪（低于 −0.1）。只提到、没评价的不算。",
                    "A conversation or feedback record counts once for a problem: if it is the "
                    "topic and the customer is unhappy, or if the customer speaks badly of it. "
                    "Unhappy: rated below the middle of the scale; without a rating or with one in "
                    "the middle, by the words, in conversations by their mean sentiment (below "
                    "−0.1). What is only named does not count."),
        TONE_QUIET);
    kefu__outline_charts(sink, "issues");
    kefu__outline_table(sink, "problems", "客户不满的问题", "What customers complain of", columns,
                        problem_columns(report, columns));
    for (size_t i = 0; i < report->complained_count; i++)
        issue_row(sink, &subjects[i]);
    sink->close_table(sink);
    write_quotes(sink, subjects, report->complained_count, 3);
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
                         struct words none, enum fold fold) {
    const struct report_list *list = &sink->report->issues[kind];
    sink->open_section(sink, 2, id, title, fold);
    if (!list->count)
        sink->paragraph(sink, none, TONE_QUIET);
    else
        found_table(sink, kefu__pen_text(sink->pen, "%s-table", id), title, list,
                    kind == ISSUE_FAULT);
    if (kind == ISSUE_FAULT || kind == ISSUE_INTENT)
        write_quotes(sink, list->items, list->count, kind == ISSUE_FAULT ? 3 : 1);
    sink->close_section(sink, 2);
}
