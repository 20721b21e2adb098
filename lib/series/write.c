/* SPDX-License-Identifier: MIT
 * Writes what was found in a series, and its forecast. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "series/series.h"
#include "stats/forecast.h"
#include "time/time.h"

/* the forecast is fitted to so many latest points at most */
enum { FORECAST_POINTS_MAX = 5000 };

/* ---- parts ---- */

/* The time of a step as its point gives it; for a gap as RFC 3339 in UTC; without times null. */
static void put_time(struct json_writer *writer, const struct series *series, size_t i) {
    char text[40];
    if (series->points[i] && series->points[i]->given)
        kefu__json_put_copy(writer, series->points[i]->given);
    else if (series->step != STEP_NONE)
        kefu__json_put_text(
            writer, text, kefu__time_format(text, series->start + (int64_t)i * series->step_ms, 0));
    else
        kefu__json_put_null(writer);
}

static void add_time(struct json_writer *writer, const char *name, const struct series *series,
                     size_t i) {
    kefu__json_put_name(writer, name);
    put_time(writer, series, i);
}

/* Adds a member, unless there is no such number. */
static void add_known(struct json_writer *writer, const char *name, double number) {
    if (!isnan(number))
        kefu__json_add_number(writer, name, number);
}

/* Appends a number as people read it. */
static void add_readable(struct buffer *to, double number) {
    char text[64];
    snprintf(text, sizeof text, fabs(number) >= 1000 ? "%.0f" : "%.4g", number);
    kefu__plain_point(text);
    kefu__buffer_text(to, text);
}

/* The number that a letter in a reason stands for. */
static double number_of(const struct series *series, size_t i, char letter) {
    const struct judgement *judgement = &series->judgements[i];
    switch (letter) {
    case 'e':
        return judgement->expected;
    case 'l':
        return judgement->low;
    case 'h':
        return judgement->high;
    case 's':
        return judgement->statistic;
    case 't':
        return judgement->limit;
    case 'p':
        return judgement->p;
    default:
        return series->values[i];
    }
}

static void add_reason(struct json_writer *writer, const char *language, const char *reason,
                       const kefu_allocator *allocator, const struct series *series, size_t i) {
    struct buffer text;
    kefu__buffer_init(&text, allocator);
    for (const char *c = reason; *c; c++) {
        if (*c == '$')
            add_readable(&text, number_of(series, i, *++c));
        else
            kefu__buffer_add(&text, c, 1);
    }
    writer->to->failed |= text.failed;
    kefu__json_add_text(writer, language, (kefu_str){text.data, text.size});
    kefu__buffer_free(&text);
}

/* ---- points ---- */

static void put_judgement(struct json_writer *writer, const kefu_allocator *allocator,
                          const struct series_request *request, const struct series *series,
                          size_t i) {
    const struct judgement *judgement = &series->judgements[i];
    const struct series_judge *judge = &kefu__series_judges[request->method];
    kefu__json_open_object(writer);
    if (series->points[i])
        kefu__json_add_count(writer, "index", series->points[i]->index);
    add_time(writer, "at", series, i);
    kefu__json_add_number(writer, "value", series->values[i]);
    kefu__json_add_word(writer, "method", &kefu__series_methods, request->method);
    kefu__json_add_number(writer, "expected", judgement->expected);
    kefu__json_add_number(writer, "low", judgement->low);
    kefu__json_add_number(writer, "high", judgement->high);
    add_known(writer, "statistic", judgement->statistic);
    add_known(writer, "limit", judgement->limit);
    add_known(writer, "p", judgement->p);
    add_known(writer, "dispersion", judgement->dispersion);
    if (judgement->count > 0) {
        kefu__json_put_name(writer, "baseline");
        kefu__json_open_object(writer);
        add_time(writer, "from", series, judgement->from);
        kefu__json_add_count(writer, "points", judgement->count);
        kefu__json_close_object(writer);
    }
    if (request->detail)
        kefu__json_add_bool(writer, "alert", judgement->is_alert);
    if (judgement->is_alert) {
        kefu__json_put_name(writer, "why");
        kefu__json_open_object(writer);
        add_reason(writer, "zh-Hans", judge->zh, allocator, series, i);
        add_reason(writer, "en", judge->en, allocator, series, i);
        kefu__json_close_object(writer);
    }
    kefu__json_close_object(writer);
}

/* The first step that may alert. */
static size_t first_step(const struct series_request *request, const struct series *series) {
    return request->last > 0 && request->last < series->count ? series->count - request->last : 0;
}

/* Writes the list of alerts, or of all judged points; returns how many alerts there are. */
static size_t put_points(struct json_writer *writer, const kefu_allocator *allocator,
                         const struct series_request *request, const struct series *series,
                         bool alerts_only) {
    size_t alerts = 0;
    kefu__json_open_array(writer);
    for (size_t i = first_step(request, series); i < series->count; i++) {
        const struct judgement *judgement = &series->judgements[i];
        alerts += judgement->is_alert;
        if (judgement->is_alert || (judgement->is_judged && !alerts_only))
            put_judgement(writer, allocator, request, series, i);
    }
    kefu__json_close_array(writer);
    return alerts;
}

static size_t count_judged(const struct series_request *request, const struct series *series) {
    size_t judged = 0;
    for (size_t i = first_step(request, series); i < series->count; i++)
        judged += series->judgements[i].is_judged;
    return judged;
}

/* ---- forecast ---- */

/* Forecasts into three arrays of `horizon` numbers. */
static enum stats_status forecast(const kefu_allocator *allocator,
                                  const struct series_request *request, const double *values,
                                  size_t n, double *mean) {
    static const enum smoothing_trend trends[] = {
        [FORECAST_SES] = SMOOTHING_LEVEL,
        [FORECAST_HOLT] = SMOOTHING_TREND,
        [FORECAST_DAMPED] = SMOOTHING_DAMPED,
        [FORECAST_HOLT_WINTERS] = SMOOTHING_TREND,
    };
    const size_t horizon = request->horizon;
    const struct forecast_setup setup = {horizon, request->level, true};
    if (request->forecast == FORECAST_COMB)
        return kefu__forecast_comb(allocator, values, n, setup, mean, mean + horizon,
                                   mean + 2 * horizon);
    const bool has_season = request->forecast == FORECAST_HOLT_WINTERS;
    const struct smoothing model = {.trend = trends[request->forecast],
                                    .season = has_season ? request->parameters.season : 0,
                                    .fits_start = !has_season,
                                    .alpha = NAN,
                                    .beta = NAN,
                                    .gamma = NAN,
                                    .phi = NAN,
                                    .level = NAN,
                                    .slope = NAN};
    return kefu__forecast(allocator, values, n, &model, setup, NULL, mean, mean + horizon,
                          mean + 2 * horizon);
}

/* The number of latest values without a gap among them. */
static size_t latest_run(const struct series *series) {
    size_t n = 0;
    while (n < series->count && n < FORECAST_POINTS_MAX &&
           !isnan(series->values[series->count - 1 - n]))
        n++;
    return n;
}

static void put_steps(struct json_writer *writer, const double *mean, size_t horizon) {
    kefu__json_open_array(writer);
    for (size_t i = 0; i < horizon; i++) {
        kefu__json_open_object(writer);
        kefu__json_add_count(writer, "step", i + 1);
        kefu__json_add_number(writer, "expected", mean[i]);
        kefu__json_add_number(writer, "low", mean[i + horizon]);
        kefu__json_add_number(writer, "high", mean[i + 2 * horizon]);
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static enum stats_status add_forecast(struct json_writer *writer, const kefu_allocator *allocator,
                                      const struct series_request *request,
                                      const struct series *series) {
    const size_t horizon = request->horizon, size = 3 * horizon * sizeof(double);
    const size_t n = latest_run(series);
    if (horizon == 0)
        return STATS_OK;
    double *mean = kefu__alloc(allocator, size);
    if (!mean)
        return STATS_NO_MEMORY;
    const enum stats_status status = forecast(allocator, request,
                                              series->values + series->count - n, n, mean);
    kefu__json_put_name(writer, "forecast");
    if (status == STATS_OK)
        put_steps(writer, mean, horizon);
    else
        kefu__json_put_null(writer);
    kefu__release(allocator, mean, size);
    return status == STATS_NO_MEMORY ? status : STATS_OK;
}

/* ---- the whole ---- */

enum stats_status kefu__series_write(const kefu_allocator *allocator,
                                     const struct series_request *request,
                                     const struct series *series, struct buffer *to,
                                     kefu_series_found *found) {
    struct json_writer writer;
    kefu__json_begin(&writer, to);
    kefu__json_open_object(&writer);
    kefu__json_add_word(&writer, "method", &kefu__series_methods, request->method);
    kefu__json_add_string(&writer, "step", kefu__step_names[series->step]);
    kefu__json_add_count(&writer, "points", request->count);
    kefu__json_add_count(&writer, "gaps", series->gaps);
    found->judged = count_judged(request, series);
    kefu__json_add_count(&writer, "judged", found->judged);
    kefu__json_put_name(&writer, "alerts");
    found->alerts = put_points(&writer, allocator, request, series, true);
    if (request->detail) {
        kefu__json_put_name(&writer, "detail");
        put_points(&writer, allocator, request, series, false);
    }
    const enum stats_status status = add_forecast(&writer, allocator, request, series);
    kefu__json_close_object(&writer);
    return status;
}
