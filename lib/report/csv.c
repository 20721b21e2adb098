/* SPDX-License-Identifier: MIT
 * The report as CSV (RFC 4180, UTF-8 with a byte order mark): one row a group and metric. */

#include "text/csv.h"
#include "report/outline.h"

static void put_key(const kefu_report *report, struct buffer *to, const kefu_str *key) {
    for (size_t i = 0; i < report->column_count; i++) {
        if (key)
            kefu__csv_put_field(to, key[i].data, key[i].size);
        kefu__buffer_text(to, ",");
    }
}

/* The columns of a CSV row that follow the columns of the group's key. */
struct line {
    const char *metric;
    struct words title;
    const kefu_value *value;
    bool has_target, has_previous;
    double target, previous;
};

static void put_line(const kefu_report *report, struct buffer *to, const kefu_str *key,
                     const struct line *line) {
    const kefu_value *value = line->value;
    const bool known = KEFU_VALUE_IS_NUMBER(*value);
    const bool bounded = known && (value->flags & KEFU_VALUE_HAS_INTERVAL);
    kefu__buffer_text(to, key ? "group," : "total,");
    put_key(report, to, key);
    kefu__csv_put_text(to, line->metric);
    kefu__csv_put_text(to, kefu__report_words(report, line->title));
    kefu__csv_put_text(to, kefu_unit_name(value->unit));
    kefu__csv_put_number(to, known, value->value);
    kefu__buffer_format(to, "%llu,", (unsigned long long)value->n);
    kefu__csv_put_text(to, kefu_state_name(value->state));
    kefu__csv_put_text(to,
                       value->reason == KEFU_REASON_NONE ? "" : kefu_reason_name(value->reason));
    kefu__csv_put_number(to, bounded, value->low);
    kefu__csv_put_number(to, bounded, value->high);
    kefu__csv_put_number(to, line->has_target, line->target);
    kefu__csv_put_number(to, line->has_previous, line->previous);
    kefu__csv_end_row(to);
}

static void put_indicator(const kefu_report *report, struct buffer *to,
                          const struct indicator *indicator) {
    struct line line;
    line.metric = indicator->id;
    line.title = indicator->title;
    line.value = &indicator->value;
    line.has_target = indicator->has_target;
    line.target = indicator->target;
    line.has_previous = KEFU_VALUE_IS_NUMBER(indicator->previous);
    line.previous = indicator->previous.value;
    put_line(report, to, NULL, &line);
}

static void put_group(const kefu_report *report, struct buffer *to,
                      const struct report_group *group) {
    struct line line = {"score",
                        kefu__words("综合得分", "Overall score"),
                        &group->score,
                        false,
                        group->has_previous_score,
                        0,
                        group->previous_score};
    put_line(report, to, group->key, &line);
    for (size_t i = 0; i < report->group_column_count; i++) {
        const struct report_column *column = &report->group_columns[i];
        line.metric = column->id;
        line.title = column->title;
        line.value = &group->cells[i];
        line.has_target = column->has_target;
        line.target = column->target;
        line.has_previous = false;
        put_line(report, to, group->key, &line);
    }
}

void kefu__report_csv(const kefu_report *report, struct buffer *to) {
    kefu__buffer_text(to, "\xEF\xBB\xBFlevel,");
    for (size_t i = 0; i < report->column_count; i++)
        kefu__csv_put_text(to, report->columns[i].data);
    kefu__buffer_text(to, "metric,title,unit,value,n,status,reason,low,high,target,previous\r\n");
    for (size_t i = 0; i < report->indicator_count; i++)
        put_indicator(report, to, &report->indicators[i]);
    for (size_t i = 0; i < report->group_count; i++)
        put_group(report, to, &report->groups[i]);
}
