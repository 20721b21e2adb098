/* SPDX-License-Identifier: MIT
 * The charts of a report: a row for each, and the numbers that it shows. */
#include <math.h>
#include <string.h>

#include "report/model.h"
#include "report/plot.h"

enum { PROBLEMS_MAX = 12 };

static double value_of(const kefu_value *value, double scale) {
    return KEFU_VALUE_IS_NUMBER(*value) ? value->value * scale : NAN;
}

/* ---- hours ---- */

/* Sets the categories of the plot to the hours of the day between the first and the last in which a
 * conversation began; returns the first. */
static unsigned set_hours(const kefu_report *report, struct pen *pen, struct plot *plot) {
    unsigned from = AGGREGATE_HOURS, to = 0;
    for (unsigned hour = 0; hour < AGGREGATE_HOURS; hour++)
        if (report->hours[hour].conversations) {
            from = from < hour ? from : hour;
            to = hour + 1;
        }
    for (unsigned hour = from; hour < to; hour++)
        plot->labels[plot->count++] = kefu__words(kefu__pen_text(pen, "%u 时", hour),
                                                  kefu__pen_text(pen, "%u:00", hour));
    return from;
}

static void fill_volume(const kefu_report *report, struct pen *pen, struct plot *plot) {
    const unsigned from = set_hours(report, pen, plot);
    plot->series_count = 1;
    for (size_t i = 0; i < plot->count; i++)
        plot->series[0].values[i] = (double)report->hours[from + i].conversations;
}

/* Adds a metric's values by hour as a series. Hours with too few observations have none. */
static void add_hours(const kefu_report *report, struct plot *plot, unsigned from, const char *id,
                      double scale, bool medians) {
    size_t column = 0;
    while (column < report->hour_column_count && strcmp(report->hour_columns[column].id, id) != 0)
        column++;
    if (column == report->hour_column_count ||
        (medians && report->hour_columns[column].unit != KEFU_UNIT_MS))
        return;
    struct plot_series *series = &plot->series[plot->series_count++];
    series->title = report->hour_columns[column].title;
    for (size_t i = 0; i < plot->count; i++) {
        const struct report_hour *hour = &report->hours[from + i];
        const kefu_value *value = medians ? &hour->medians[column] : &hour->cells[column];
        series->values[i] = value->n < report->spec.slow_hours_n ? NAN : value_of(value, scale);
    }
}

static void fill_waits(const kefu_report *report, struct pen *pen, struct plot *plot) {
    const unsigned from = set_hours(report, pen, plot);
    if (report->spec.slow_hours)
        add_hours(report, plot, from, report->spec.slow_hours, 1.0 / 60000, true);
}

static void fill_mood(const kefu_report *report, struct pen *pen, struct plot *plot) {
    const unsigned from = set_hours(report, pen, plot);
    plot->low = -1;
    plot->high = 1;
    add_hours(report, plot, from, "sentiment_start", 1, false);
    add_hours(report, plot, from, "sentiment_end", 1, false);
}

/* ---- problems and scores ---- */

static void fill_problems(const kefu_report *report, struct pen *pen, struct plot *plot) {
    const struct report_issue *subjects = report->issues[ISSUE_SUBJECT].items;
    (void)pen;
    plot->series_count = 1;
    while (plot->count < report->complained_count && plot->count < PROBLEMS_MAX) {
        plot->labels[plot->count] = subjects[plot->count].title;
        plot->series[0].values[plot->count] = (double)subjects[plot->count].negative;
        plot->classes[plot->count++] = "bad";
    }
}

static void fill_criteria(const kefu_report *report, struct pen *pen, struct plot *plot) {
    (void)pen;
    plot->series_count = report->compared ? 2 : 1;
    plot->series[0].title = kefu__words("本期", "This period");
    plot->series[1].title = kefu__words("上期", "Previous");
    plot->high = 100;
    plot->digits = 1;
    for (size_t i = 0; i < report->score_count && plot->count < PLOT_CATEGORIES_MAX; i++) {
        const struct indicator *score = &report->scores[i];
        if (score->level != 1)
            continue;
        plot->labels[plot->count] = score->title;
        plot->series[0].values[plot->count] = value_of(&score->value, 1);
        plot->series[1].values[plot->count++] = value_of(&score->previous, 1);
    }
}

static void fill_bands(const kefu_report *report, struct pen *pen, struct plot *plot) {
    (void)pen;
    plot->series_count = 1;
    for (size_t i = 0; i < report->band_count && i < PLOT_CATEGORIES_MAX; i++) {
        plot->labels[i] = report->bands[i].title;
        plot->series[0].values[i] = (double)report->bands[i].count;
        plot->count++;
    }
}

/* ---- feedback ---- */

/* Sets the categories to the ratings from `first` on; those up to `bad` are bad, those from `good`
 * on are good. */
static void set_ratings(struct pen *pen, struct plot *plot, const uint64_t *counts, size_t count,
                        unsigned first, unsigned bad, unsigned good) {
    plot->series_count = 1;
    plot->count = count;
    for (size_t i = 0; i < count; i++) {
        const unsigned rating = first + (unsigned)i;
        const char *text = kefu__pen_text(pen, "%u", rating);
        plot->labels[i] = kefu__words(text, text);
        plot->series[0].values[i] = (double)counts[i];
        plot->classes[i] = rating <= bad ? "bad" : rating >= good ? "good" : "plain";
    }
}

static void fill_ratings(const kefu_report *report, struct pen *pen, struct plot *plot) {
    set_ratings(pen, plot, report->ratings, 5, 1, 2, 4);
}

static void fill_recommend(const kefu_report *report, struct pen *pen, struct plot *plot) {
    set_ratings(pen, plot, report->recommend, 11, 0, 6, 9);
}

/* ---- all charts ---- */

/* The charts, in the order in which sections show them. */
static const struct {
    const char *id, *section;
    struct words title;
    void (*fill)(const kefu_report *report, struct pen *pen, struct plot *plot);
    void (*draw)(struct sink *sink, const struct plot *plot, const char *labelled_by);
} charts[] = {
    {"problems",
     "issues",
     {"客户不满的次数", "Number of complaints"},
     fill_problems,
     kefu__plot_bars},
    {"volume",
     "hours",
     {"各时段会话量（通）", "Conversations by hour"},
     fill_volume,
     kefu__plot_columns},
    {"waits",
     "hours",
     {"各时段首次响应（中位数，分钟；样本太少的时段不画）",
      "Median first response by hour, minutes (not with a small sample)"},
     fill_waits,
     kefu__plot_lines},
    {"mood",
     "hours",
     {"各时段客户情绪（−1 到 1）", "Customers' sentiment by hour (−1 to 1)"},
     fill_mood,
     kefu__plot_lines},
    {"criteria",
     "scores",
     {"各评分项平均分", "Mean score by criterion"},
     fill_criteria,
     kefu__plot_bars},
    {"bands-chart",
     "scores",
     {"评级分布（通）", "Conversations by band"},
     fill_bands,
     kefu__plot_columns},
    {"ratings",
     "feedback",
     {"评分分布（1–5 分，条）", "Ratings (1–5)"},
     fill_ratings,
     kefu__plot_columns},
    {"recommend",
     "feedback",
     {"愿意推荐的程度（0–10 分，条）", "Would recommend (0–10)"},
     fill_recommend,
     kefu__plot_columns},
};

static void put_figure(struct sink *sink, size_t chart, const struct plot *plot) {
    struct buffer *to = sink->to;
    const char *title = kefu__pen_text(sink->pen, "chart-title-%s", charts[chart].id);
    kefu__buffer_format(to, "<figure class=\"chart\" id=\"chart-%s\"><figcaption id=\"%s\">",
                        charts[chart].id, title);
    kefu__html_words(to, charts[chart].title);
    kefu__buffer_text(to, "</figcaption>");
    charts[chart].draw(sink, plot, title);
    kefu__buffer_text(to, "</figure>\n");
}

void kefu__html_charts(struct sink *sink, const char *section) {
    bool any = false;
    for (size_t i = 0; i < sizeof charts / sizeof *charts; i++) {
        struct plot plot;
        if (strcmp(charts[i].section, section) != 0)
            continue;
        memset(&plot, 0, sizeof plot);
        charts[i].fill(sink->report, sink->pen, &plot);
        if (!kefu__plot_has_values(&plot))
            continue;
        kefu__buffer_text(sink->to, any ? "" : "<div class=\"charts\">\n");
        any = true;
        put_figure(sink, i, &plot);
    }
    kefu__buffer_text(sink->to, any ? "</div>\n" : "");
}

void kefu__outline_charts(struct sink *sink, const char *section) {
    if (sink->charts)
        sink->charts(sink, section);
}
