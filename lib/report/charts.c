/* SPDX-License-Identifier: MIT
 * The charts of a report: a row for each, and what it shows as JSON inside the page. */
#include <string.h>

#include "report/model.h"
#include "report/page.h"
#include "json/json.h"

enum { PROBLEMS_MAX = 10 };

static void put_words(struct json_writer *writer, struct words words) {
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "zh");
    kefu__json_put_string(writer, words.zh);
    kefu__json_put_name(writer, "en");
    kefu__json_put_string(writer, words.en);
    kefu__json_close_object(writer);
}

static void put_cell(struct json_writer *writer, const kefu_value *value, double scale) {
    if (KEFU_VALUE_IS_NUMBER(*value))
        kefu__json_put_rounded(writer, value->value * scale, 4);
    else
        kefu__json_put_null(writer);
}

/* ---- hours ---- */

/* The hours of the day, from *from to *to - 1, outside of which no conversation began. */
static void find_range(const kefu_report *report, unsigned *from, unsigned *to) {
    *from = AGGREGATE_HOURS;
    *to = 0;
    for (unsigned hour = 0; hour < AGGREGATE_HOURS; hour++)
        if (report->hours[hour].conversations) {
            *from = *from < hour ? *from : hour;
            *to = hour + 1;
        }
}

static size_t find_column(const kefu_report *report, const char *id) {
    for (size_t i = 0; i < report->hour_column_count; i++)
        if (strcmp(report->hour_columns[i].id, id) == 0)
            return i;
    return SIZE_MAX;
}

static void put_series(struct json_writer *writer, const kefu_report *report, const char *name,
                       const char *metric, double scale, bool medians) {
    const size_t column = find_column(report, metric);
    if (column == SIZE_MAX)
        return;
    unsigned from, to;
    find_range(report, &from, &to);
    kefu__json_put_name(writer, name);
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "title");
    put_words(writer, report->hour_columns[column].title);
    kefu__json_put_name(writer, "values");
    kefu__json_open_array(writer);
    for (unsigned hour = from; hour < to; hour++) {
        const struct report_hour *row = &report->hours[hour];
        const kefu_value *value = medians ? &row->medians[column] : &row->cells[column];
        if (value->n < report->spec.slow_hours_n)
            kefu__json_put_null(writer); /* too few observations */
        else
            put_cell(writer, value, scale);
    }
    kefu__json_close_array(writer);
    kefu__json_close_object(writer);
}

static void put_hours(struct json_writer *writer, const kefu_report *report) {
    unsigned from, to;
    find_range(report, &from, &to);
    kefu__json_put_name(writer, "hours");
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "labels");
    kefu__json_open_array(writer);
    for (unsigned hour = from; hour < to; hour++)
        kefu__json_put_integer(writer, (int64_t)hour);
    kefu__json_close_array(writer);
    kefu__json_put_name(writer, "conversations");
    kefu__json_open_array(writer);
    for (unsigned hour = from; hour < to; hour++)
        kefu__json_put_integer(writer, (int64_t)report->hours[hour].conversations);
    kefu__json_close_array(writer);
    put_series(writer, report, "frt", "frt", 1.0 / 60000, true);
    put_series(writer, report, "sentiment_start", "sentiment_start", 1, false);
    put_series(writer, report, "sentiment_end", "sentiment_end", 1, false);
    kefu__json_close_object(writer);
}

/* ---- the rest ---- */

static void put_problems(struct json_writer *writer, const kefu_report *report) {
    kefu__json_put_name(writer, "problems");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < report->complained_count && i < PROBLEMS_MAX; i++) {
        const struct report_issue *issue = &report->issues[ISSUE_SUBJECT].items[i];
        const uint64_t count = issue->conversations + issue->feedback;
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "title");
        put_words(writer, issue->title);
        kefu__json_put_name(writer, "negative");
        kefu__json_put_integer(writer, (int64_t)issue->negative);
        kefu__json_put_name(writer, "other");
        kefu__json_put_integer(
            writer, (int64_t)(count - (issue->negative < count ? issue->negative : count)));
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_criteria(struct json_writer *writer, const kefu_report *report) {
    kefu__json_put_name(writer, "criteria");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < report->score_count; i++) {
        const struct indicator *score = &report->scores[i];
        if (score->level != 1)
            continue;
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "title");
        put_words(writer, score->title);
        kefu__json_put_name(writer, "value");
        put_cell(writer, &score->value, 1);
        kefu__json_put_name(writer, "previous");
        put_cell(writer, &score->previous, 1);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_bands(struct json_writer *writer, const kefu_report *report) {
    kefu__json_put_name(writer, "bands");
    kefu__json_open_array(writer);
    for (size_t i = 0; i < report->band_count; i++) {
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "title");
        put_words(writer, report->bands[i].title);
        kefu__json_put_name(writer, "count");
        kefu__json_put_integer(writer, (int64_t)report->bands[i].count);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void put_counts(struct json_writer *writer, const char *name, const uint64_t *counts,
                       size_t count) {
    kefu__json_put_name(writer, name);
    kefu__json_open_array(writer);
    for (size_t i = 0; i < count; i++)
        kefu__json_put_integer(writer, (int64_t)counts[i]);
    kefu__json_close_array(writer);
}

static void put_ratings(struct json_writer *writer, const kefu_report *report) {
    put_counts(writer, "ratings", report->ratings, 5);
}

static void put_recommend(struct json_writer *writer, const kefu_report *report) {
    put_counts(writer, "recommend", report->recommend, 11);
}

/* ---- all charts ---- */

static bool has_ratings(const kefu_report *report) {
    return report->rated > 0;
}

static bool has_recommendations(const kefu_report *report) {
    return report->recommended > 0;
}

/* The charts, in the order in which sections show them. page.js draws each chart by its id from
 * JSON data that the function `put` writes. A chart without `put` is drawn from the data of an
 * earlier chart of its section. */
static const struct {
    const char *id, *section;
    struct words title;
    bool (*is_shown)(const kefu_report *report); /* NULL: the chart is always shown */
    void (*put)(struct json_writer *writer, const kefu_report *report);
} charts[] = {
    {"waits",
     "hours",
     {"各时段会话量与首次响应（中位数；不足 3 段的时段不画）",
      "Volume and median first response by hour (not with fewer than 3)"},
     NULL,
     put_hours},
    {"mood", "hours", {"各时段客户情绪", "Customers' sentiment by hour"}, NULL, NULL},
    {"problems",
     "issues",
     {"高频问题：不满与其他", "Problems: unhappy and others"},
     NULL,
     put_problems},
    {"criteria", "scores", {"各评分项平均分", "Mean score by criterion"}, NULL, put_criteria},
    {"bands-chart", "scores", {"评级分布", "Bands"}, NULL, put_bands},
    {"ratings", "feedback", {"评分分布（1–5 分）", "Ratings (1–5)"}, has_ratings, put_ratings},
    {"recommend",
     "feedback",
     {"愿意推荐的程度（0–10 分）", "Would recommend (0–10)"},
     has_recommendations,
     put_recommend},
};

void kefu__outline_charts(struct sink *sink, const char *section) {
    for (size_t i = 0; sink->chart && i < sizeof charts / sizeof *charts; i++)
        if (strcmp(charts[i].section, section) == 0 &&
            (!charts[i].is_shown || charts[i].is_shown(sink->report)))
            sink->chart(sink, charts[i].id, charts[i].title);
}

void kefu__page_charts(const kefu_report *report, struct buffer *to) {
    struct buffer plain;
    kefu__buffer_init(&plain, &report->allocator);
    struct json_writer writer;
    kefu__json_begin(&writer, &plain);
    kefu__json_open_object(&writer);
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++)
        if (charts[i].put)
            charts[i].put(&writer, report);
    kefu__json_close_object(&writer);
    for (size_t i = 0; i < plain.size; i++) /* "<" could end the script element */
        if (plain.data[i] == '<')
            kefu__buffer_text(to, "\\u003c");
        else
            kefu__buffer_add(to, plain.data + i, 1);
    to->failed = to->failed || plain.failed;
    kefu__buffer_free(&plain);
}
