/* SPDX-License-Identifier: MIT
 * Reads what is asked of a time series: points, method and its parameters. */
#include <math.h>

#include "series/series.h"
#include "stats/forecast.h"
#include "time/time.h"

/* ---- points ---- */

enum { INSTANT_MAX_S = 253402300800 / 86400 }; /* days until the year 10000 */
#define INSTANT_MAX ((double)INSTANT_MAX_S * 86400000)

/* Reads a time: milliseconds since the epoch, or text in any form that exports use; without an
 * offset it is taken as UTC, which is as good as any for the distance of points. */
static void read_at(struct field_reader *reader, const json_value *value,
                    struct series_point *point) {
    struct foreign_time time;
    if (kefu__json_is(value, JSON_NUMBER)) {
        double number;
        if (!kefu__json_read_number(reader->json, value, -INSTANT_MAX, INSTANT_MAX, &number))
            return;
        point->at = (int64_t)number;
    } else if (kefu__json_is(value, JSON_STRING)) {
        const kefu_str text = kefu__json_text(value);
        if (!kefu__time_read(text.data, text.size, &time)) {
            kefu__field_refuse(reader, NULL, "bad_instant",
                               "must be a date, a date with a time, or milliseconds since 1970");
            return;
        }
        point->at = time.local - (time.has_offset ? (int64_t)time.offset_minutes * 60000 : 0);
    } else {
        kefu__field_refuse(reader, NULL, "wrong_type", "must be a text or a number");
        return;
    }
    point->given = value;
}

static void read_value(struct field_reader *reader, const json_value *value,
                       struct series_point *point) {
    if (!kefu__json_is(value, JSON_NULL))
        kefu__json_read_number(reader->json, value, -1e300, 1e300, &point->value);
}

/* Reads {"at": …, "value": …}; "count" is another word for "value". */
static void read_object(struct field_reader *reader, const json_value *object,
                        struct series_point *point) {
    static const char *const names[] = {"at", "value", "count", NULL};
    const char *const word = kefu__json_get(object, names[1]) ? names[1] : names[2];
    const json_value *at = kefu__json_get(object, names[0]), *value = kefu__json_get(object, word);
    kefu__json_known_members(reader->json, object, names);
    if (at) {
        kefu__json_enter_name(reader->json, names[0]);
        read_at(reader, at, point);
        kefu__json_leave(reader->json);
    }
    if (!value) {
        kefu__field_refuse(reader, NULL, "missing_member", "must have a value or a count");
        return;
    }
    kefu__json_enter_name(reader->json, word);
    read_value(reader, value, point);
    kefu__json_leave(reader->json);
}

/* Reads [at, value]. */
static void read_pair(struct field_reader *reader, const json_value *pair,
                      struct series_point *point) {
    if (kefu__json_count(pair) != 2) {
        kefu__field_refuse(reader, NULL, "wrong_type", "must have two elements: time and value");
        return;
    }
    const json_value *at = kefu__json_first(pair);
    kefu__json_enter_index(reader->json, 0);
    read_at(reader, at, point);
    kefu__json_leave(reader->json);
    kefu__json_enter_index(reader->json, 1);
    read_value(reader, kefu__json_next(at), point);
    kefu__json_leave(reader->json);
}

static void read_point(struct field_reader *reader, const json_value *value, size_t index,
                       struct series_point *point) {
    *point = (struct series_point){.at = (int64_t)index, .index = index, .value = NAN};
    if (kefu__json_is(value, JSON_OBJECT))
        read_object(reader, value, point);
    else if (kefu__json_is(value, JSON_ARRAY))
        read_pair(reader, value, point);
    else
        read_value(reader, value, point);
}

static void read_points(struct field_reader *reader, const json_value *list, void *item) {
    struct series_request *request = item;
    const size_t count = kefu__json_count(list);
    if (!kefu__json_is(list, JSON_ARRAY)) {
        kefu__field_refuse(reader, NULL, "wrong_type", "must be an array");
        return;
    }
    if (count == 0 || count > SERIES_POINTS_MAX) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                          "must have 1 to %d points", SERIES_POINTS_MAX);
        return;
    }
    request->points = kefu__field_room(reader, count, sizeof *request->points);
    const json_value *value = request->points ? kefu__json_first(list) : NULL;
    for (; value; value = kefu__json_next(value)) {
        kefu__json_enter_index(reader->json, request->count);
        read_point(reader, value, request->count, &request->points[request->count]);
        kefu__json_leave(reader->json);
        request->count++;
    }
}

/* ---- parameters ---- */

#define PARAMETER(member) FIELD_AT(struct series_request, parameters.member)
#define COUNT(name, least, text)                                                                   \
    {                                                                                              \
#name, FIELD_COUNT, PARAMETER(name), .low = (least), .high = SERIES_POINTS_MAX,            \
                                             .description = text                                   \
    }
#define NUMBER(name, least, greatest, text)                                                        \
    {                                                                                              \
#name, FIELD_NUMBER, PARAMETER(name), .low = (least), .high = (greatest),                  \
                                              .description = text                                  \
    }
#define ALPHA  NUMBER(alpha, 1e-9, 0.5, "Error probability.")
#define SEASON COUNT(season, 1, "Points in a season, which by default the step says.")
#define BASE   COUNT(baseline, 2, "Points before a point, with which it is compared.")
#define CHART                                                                                      \
    COUNT(baseline, 2, "First points, which give target and sigma where these are not given."),    \
        NUMBER(target, -1e300, 1e300, "Mean to expect."),                                          \
        NUMBER(sigma, 1e-300, 1e300, "Standard deviation of a point."), {                          \
        "side", FIELD_CHOICE, PARAMETER(side), FIELD_NAMES("both", "up", "down"),                  \
            .description = "Changes that matter."                                                  \
    }

static const struct field spike_fields[] = {ALPHA, BASE, SEASON};
static const struct field farrington_fields[] = {
    ALPHA,
    SEASON,
    {"years", FIELD_COUNT, PARAMETER(years), .low = 1, .high = 100,
     .description = "Past seasons that are compared."},
    COUNT(window, 0, "Points before and behind the same point of a past season."),
    NUMBER(cases_min, 0, 1e12, "Least cases in the latest cases_span points for an alert."),
    COUNT(cases_span, 1, "Points in which the cases are counted."),
    {"reweight", FIELD_BOOL, PARAMETER(reweight), .description = "Past outbreaks weigh less."},
    {"trend", FIELD_BOOL, PARAMETER(trend), .description = "A trend is fitted."}};
static const struct field ears_fields[] = {ALPHA, BASE};
static const struct field ewma_fields[] = {CHART,
                                           NUMBER(lambda, 1e-6, 1, "Weight of the newest value."),
                                           NUMBER(width, 1e-6, 1e6, "Limits in standard errors.")};
static const struct field cusum_fields[] = {
    CHART, NUMBER(allowance, 0, 1e6, "Allowance in standard deviations."),
    NUMBER(decision_interval, 1e-6, 1e6, "Limit in standard deviations.")};
static const struct field esd_fields[] = {ALPHA,
                                          {"most", FIELD_COUNT, PARAMETER(most), .low = 1,
                                           .high = 1000, .description = "Outliers, at most."}};
static const struct field anomaly_fields[] = {
    NUMBER(threshold, 1e-6, 1e6, "Score above which a point alerts."),
    NUMBER(refractory, 0, 1, "Share of the points so far in which only greater scores count."),
    COUNT(warmup, 1, "Points before the first score.")};

static const struct field_table spike_table = {FIELDS_OF(spike_fields)},
                                farrington_table = {FIELDS_OF(farrington_fields)},
                                ears_table = {FIELDS_OF(ears_fields)},
                                ewma_table = {FIELDS_OF(ewma_fields)},
                                cusum_table = {FIELDS_OF(cusum_fields)},
                                esd_table = {FIELDS_OF(esd_fields)},
                                anomaly_table = {FIELDS_OF(anomaly_fields)};
/* in the order of enum series_method */
static const struct field_table *const parameter_tables[SERIES_METHODS] = {
    &spike_table, &farrington_table, &ears_table,   &ewma_table,
    &cusum_table, &esd_table,        &anomaly_table};

/* ---- the request ---- */

static const struct field fields[] = {
    {"method", FIELD_VARIANT, FIELD_REQUIRED, FIELD_AT(struct series_request, method),
     .words = &kefu__series_methods, .variants = parameter_tables},
    {"points", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_points},
    {"gaps", FIELD_CHOICE, FIELD_AT(struct series_request, gaps), FIELD_NAMES("leave", "zero"),
     .description = "What a step without a point is: unknown, or 0."},
    {"last", FIELD_COUNT, FIELD_AT(struct series_request, last), .low = 0,
     .high = SERIES_POINTS_MAX, .description = "Latest points that may alert; 0: all."},
    {"detail", FIELD_BOOL, FIELD_AT(struct series_request, detail),
     .description = "Every judged point is written."},
    {"horizon", FIELD_COUNT, FIELD_AT(struct series_request, horizon), .low = 0,
     .high = SERIES_HORIZON_MAX, .description = "Steps to forecast."},
    {"forecast", FIELD_CHOICE, FIELD_AT(struct series_request, forecast),
     FIELD_NAMES("comb", "ses", "holt", "damped", "holt_winters"),
     .description = "How to forecast."},
    {"level", FIELD_NUMBER, FIELD_AT(struct series_request, level), .low = 0.01, .high = 0.9999,
     .description = "Of the forecast's intervals."}};
static const struct series_request initial = {.level = 0.95,
                                              .parameters = {.alpha = NAN,
                                                             .target = NAN,
                                                             .sigma = NAN,
                                                             .lambda = NAN,
                                                             .width = NAN,
                                                             .allowance = NAN,
                                                             .decision_interval = NAN,
                                                             .threshold = NAN,
                                                             .refractory = NAN,
                                                             .cases_min = NAN,
                                                             .window = UINT32_MAX,
                                                             .reweight = true,
                                                             .trend = true}};
static const struct field_table table = {"a request about a series", FIELDS_OF(fields),
                                         .size = sizeof initial, .initial = &initial};

bool kefu__series_read(struct json_reader *reader, struct arena *arena,
                       struct series_request *request) {
    struct field_reader fields_reader = {.json = reader, .arena = arena};
    *request = initial;
    kefu__fields_read(&fields_reader, &table, reader->root, request);
    return !fields_reader.no_memory;
}
