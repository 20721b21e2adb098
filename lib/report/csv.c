/* SPDX-License-Identifier: MIT
 * The report as CSV (RFC 4180, UTF-8 with a byte order mark): one row a group and metric. */
#include <string.h>

#include "report/outline.h"

/* Appends text to a quoted CSV field: doubles quotation marks, and replaces ill-formed UTF-8 and
 * U+0000 by U+FFFD. */
static void put_sound(struct buffer *to, const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        const size_t length = kefu__utf8_next(text + at, size - at, &point);
        if (point == 0xFFFD || point == 0)
            kefu__buffer_text(to, "\xEF\xBF\xBD");
        else
            kefu__buffer_add(to, text + at, length);
        if (point == '"')
            kefu__buffer_text(to, "\"");
        at += length;
    }
}

/* Would a spreadsheet evaluate the text of a CSV field as a formula? It does if the text begins
 * with an operator, in ASCII or of full width (＝＋－＠), even after white space, which some
 * spreadsheets drop. */
static bool is_formula(const char *text, size_t size) {
    for (size_t at = 0; at < size;) {
        uint32_t point;
        at += kefu__utf8_next(text + at, size - at, &point);
        switch (point) {
        case '\t':
        case '\r':
        case '\n':
            return true;
        case ' ':
        case 0xA0:
        case 0x3000:
        case 0xFEFF:
            break;
        default:
            return point < 0x80
                       ? point && strchr("=+-@", (int)point)
                       : point == 0xFF1D || point == 0xFF0B || point == 0xFF0D || point == 0xFF20;
        }
    }
    return false;
}

/* Appends a CSV field, in quotation marks if necessary. Inserts an apostrophe before a text that a
 * spreadsheet might evaluate as a formula. */
static void put_field(struct buffer *to, const char *text, size_t size) {
    bool quoted = false;
    for (size_t i = 0; i < size && !quoted; i++)
        quoted = strchr(",\"\r\n", text[i]) != NULL;
    if (quoted)
        kefu__buffer_text(to, "\"");
    if (is_formula(text, size))
        kefu__buffer_text(to, "'");
    put_sound(to, text, size);
    if (quoted)
        kefu__buffer_text(to, "\"");
}

static void put_text(struct buffer *to, const char *text) {
    put_field(to, text, strlen(text));
    kefu__buffer_text(to, ",");
}

static void put_number(struct buffer *to, bool known, double number) {
    char text[32];
    if (known)
        kefu__buffer_add(to, text, kefu__format_double(text, number));
    kefu__buffer_text(to, ",");
}

static void put_key(const kefu_report *report, struct buffer *to, const kefu_str *key) {
    for (size_t i = 0; i < report->column_count; i++) {
        if (key)
            put_field(to, key[i].data, key[i].size);
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
    put_text(to, line->metric);
    put_text(to, kefu__report_words(report, line->title));
    put_text(to, kefu_unit_name(value->unit));
    put_number(to, known, value->value);
    kefu__buffer_format(to, "%llu,", (unsigned long long)value->n);
    put_text(to, kefu_state_name(value->state));
    put_text(to, value->reason == KEFU_REASON_NONE ? "" : kefu_reason_name(value->reason));
    put_number(to, bounded, value->low);
    put_number(to, bounded, value->high);
    put_number(to, line->has_target, line->target);
    put_number(to, line->has_previous, line->previous);
    to->size -= to->failed ? 0 : 1; /* removes the comma after the last field */
    kefu__buffer_text(to, "\r\n");
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
        put_text(to, report->columns[i].data);
    kefu__buffer_text(to, "metric,title,unit,value,n,status,reason,low,high,target,previous\r\n");
    for (size_t i = 0; i < report->indicator_count; i++)
        put_indicator(report, to, &report->indicators[i]);
    for (size_t i = 0; i < report->group_count; i++)
        put_group(report, to, &report->groups[i]);
}
