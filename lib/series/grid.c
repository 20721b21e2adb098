/* SPDX-License-Identifier: MIT
 * Puts the points of a series at equal steps. Days of local time have 23 to 25 hours and months 28
 * to 31 days, so that a step is found by rounding. */
#include <math.h>

#include "series/series.h"
#include "stats/rank.h"
#include "time/time.h"

#define HOUR_MS 3600000.0
#define DAY_MS  86400000.0

const char *const kefu__step_names[] = {"other", "hour", "day", "week", "month", "quarter", "none"};

/* ---- the step ---- */

static int by_time(const void *a, const void *b) {
    const struct series_point *one = a, *other = b;
    if (one->at != other->at)
        return one->at < other->at ? -1 : 1;
    return one->index < other->index ? -1 : one->index > other->index;
}

/* The median of the differences between consecutive points; 0 if out of memory. */
static double median_step(struct arena *arena, const struct series_request *request) {
    const size_t count = request->count - 1;
    double *steps = kefu__arena_alloc(arena, count * sizeof *steps);
    if (!steps)
        return 0;
    for (size_t i = 0; i < count; i++)
        steps[i] = (double)request->points[i + 1].at - (double)request->points[i].at;
    kefu__sort_doubles(steps, count);
    return steps[count / 2];
}

static enum series_step step_of(double ms) {
    static const struct {
        double least, greatest;
        enum series_step step;
    } steps[] = {{HOUR_MS, HOUR_MS, STEP_HOUR},
                 {23 * HOUR_MS, 25 * HOUR_MS, STEP_DAY},
                 {7 * DAY_MS - HOUR_MS, 7 * DAY_MS + HOUR_MS, STEP_WEEK},
                 {28 * DAY_MS - HOUR_MS, 31 * DAY_MS + HOUR_MS, STEP_MONTH},
                 {89 * DAY_MS, 93 * DAY_MS, STEP_QUARTER}};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++)
        if (ms >= steps[i].least && ms <= steps[i].greatest)
            return steps[i].step;
    return STEP_OTHER;
}

/* Months since the year 0. Half a day more is in the same month wherever the month began. */
static int64_t month_of(int64_t at) {
    const struct civil civil = kefu__time_civil(at + (int64_t)(DAY_MS / 2), 0);
    return (int64_t)civil.year * 12 + civil.month;
}

/* The number of steps between two points, or 0 if it is no whole number of steps. */
static double steps_between(const struct series *series, int64_t from, int64_t to) {
    const double ms = (double)to - (double)from, step = (double)series->step_ms;
    const double steps = nearbyint(ms / step);
    if (series->step == STEP_MONTH || series->step == STEP_QUARTER) {
        const int64_t months = month_of(to) - month_of(from);
        const int64_t width = series->step == STEP_MONTH ? 1 : 3;
        return months % width == 0 ? (double)(months / width) : 0;
    }
    return fabs(ms - steps * step) <= step / 4 ? steps : 0;
}

/* ---- order ---- */

/* Reports an error at a point. */
static void refuse(struct json_reader *reader, const struct series_point *point, const char *code,
                   const char *message) {
    kefu__json_enter_name(reader, "points");
    kefu__json_enter_index(reader, point->index);
    kefu__json_refuse(reader, NULL, KEFU_E_DEFINITION, code, "%s", message);
    kefu__json_leave(reader);
    kefu__json_leave(reader);
}

/* Orders the points by time. Either all of them have one, or none. */
static bool order(struct json_reader *reader, struct series_request *request) {
    struct series_point *points = request->points;
    for (size_t i = 1; i < request->count; i++)
        if (!points[i].given != !points[0].given) {
            refuse(reader, &points[i], "missing_member",
                   "some points have a time, others have not");
            return false;
        }
    kefu__sort(points, request->count, sizeof *points, by_time);
    for (size_t i = 1; i < request->count; i++)
        if (points[i].at == points[i - 1].at) {
            refuse(reader, &points[i], "same_time", "another point has this time");
            return false;
        }
    return true;
}

/* Sets the step. Returns false if out of memory. */
static bool find_step(struct arena *arena, const struct series_request *request,
                      struct series *series) {
    series->start = request->points[0].at;
    series->step_ms = 1;
    series->step = STEP_NONE;
    if (!request->points[0].given)
        return true;
    series->step = STEP_OTHER;
    if (request->count < 2)
        return true;
    const double step = median_step(arena, request);
    series->step_ms = (int64_t)step;
    series->step = step_of(step);
    return step > 0;
}

/* Finds the place of each point in the series and writes it to places[]; false after a report. */
static bool place(struct json_reader *reader, const struct series_request *request,
                  struct series *series, size_t *places) {
    double at = 0;
    places[0] = 0;
    for (size_t i = 1; i < request->count; i++) {
        const double steps = steps_between(series, request->points[i - 1].at,
                                           request->points[i].at);
        if (!(steps >= 1)) {
            refuse(reader, &request->points[i], "uneven_times",
                   "the time is no whole number of steps after the one before");
            return false;
        }
        at += steps;
        if (at >= SERIES_POINTS_MAX) {
            refuse(reader, &request->points[i], "limit_exceeded", "more steps than a series has");
            return false;
        }
        places[i] = (size_t)at;
    }
    series->count = (size_t)at + 1;
    return true;
}

static bool fill(struct arena *arena, const struct series_request *request, struct series *series,
                 const size_t *places) {
    const size_t count = series->count;
    series->values = kefu__arena_alloc(arena, count * sizeof *series->values);
    series->points = kefu__arena_alloc_zero(arena, count * sizeof *series->points);
    series->judgements = kefu__arena_alloc(arena, count * sizeof *series->judgements);
    if (!series->values || !series->points || !series->judgements)
        return false;
    for (size_t i = 0; i < count; i++) {
        series->values[i] = request->gaps == SERIES_FILL_GAPS ? 0 : NAN;
        series->judgements[i] = (struct judgement){.expected = NAN,
                                                   .low = NAN,
                                                   .high = NAN,
                                                   .statistic = NAN,
                                                   .limit = NAN,
                                                   .p = NAN,
                                                   .dispersion = NAN};
    }
    for (size_t i = 0; i < request->count; i++) {
        series->points[places[i]] = &request->points[i];
        if (!isnan(request->points[i].value))
            series->values[places[i]] = request->points[i].value;
    }
    series->gaps = count - request->count;
    return true;
}

/* ---- parameters that are left open ---- */

static void complete(double *parameter, double with) {
    *parameter = isnan(*parameter) ? with : *parameter;
}
static void complete_count(uint32_t *parameter, uint32_t with) {
    *parameter = *parameter ? *parameter : with;
}

/* What depends on the step: the season of weekdays and its baseline, of which a multiple of the
 * season lies before each point, and the season of a year. */
static void complete_by_step(struct series_request *request, enum series_step step) {
    static const struct {
        uint32_t season, baseline, year;
    } by_step[] = {
        [STEP_OTHER] = {1, 56, 52}, [STEP_HOUR] = {24, 336, 168}, [STEP_DAY] = {7, 56, 364},
        [STEP_WEEK] = {1, 26, 52},  [STEP_MONTH] = {1, 24, 12},   [STEP_QUARTER] = {1, 12, 4},
        [STEP_NONE] = {1, 56, 52}};
    struct series_parameters *p = &request->parameters;
    if (request->method == SERIES_SPIKE) {
        complete_count(&p->season, by_step[step].season);
        complete_count(&p->baseline, by_step[step].baseline);
    }
    complete_count(&p->season, by_step[step].year);
    if (p->window == UINT32_MAX)
        p->window = p->season >= 52 ? 3 : 1;
}

static void complete_all(struct series_request *request, enum series_step step) {
    struct series_parameters *p = &request->parameters;
    const struct series_parameters *defaults = &kefu__series_judges[request->method].defaults;
    complete_by_step(request, step);
    complete(&p->alpha, defaults->alpha);
    complete(&p->lambda, defaults->lambda);
    complete(&p->width, defaults->width);
    complete(&p->allowance, defaults->allowance);
    complete(&p->decision_interval, defaults->decision_interval);
    complete(&p->threshold, defaults->threshold);
    complete(&p->refractory, defaults->refractory);
    complete(&p->cases_min, defaults->cases_min);
    complete_count(&p->baseline, defaults->baseline);
    complete_count(&p->years, defaults->years);
    complete_count(&p->cases_span, defaults->cases_span);
    complete_count(&p->most, defaults->most);
    complete_count(&p->warmup, defaults->warmup);
}

/* Counts are not negative. */
static bool check_counts(struct json_reader *reader, const struct series_request *request) {
    if (!kefu__series_judges[request->method].counts_only)
        return true;
    for (size_t i = 0; i < request->count; i++)
        if (request->points[i].value < 0 || request->points[i].value > STATS_COUNT_MAX) {
            refuse(reader, &request->points[i], "out_of_range", "must be a count from 0 to 1e12");
            return false;
        }
    return true;
}

bool kefu__series_arrange(struct json_reader *reader, struct arena *arena,
                          struct series_request *request, struct series *series) {
    *series = (struct series){0};
    if (!check_counts(reader, request) || !order(reader, request))
        return true;
    if (!find_step(arena, request, series))
        return false;
    complete_all(request, series->step);
    size_t *places = kefu__arena_alloc(arena, request->count * sizeof *places);
    if (!places)
        return false;
    return !place(reader, request, series, places) || fill(arena, request, series, places);
}
