/* SPDX-License-Identifier: MIT
 * The times of a record: numbers of whatever unit, texts with and without a zone. */
#include "conversation/clock.h"

#include <math.h>

#include "scheme/calendar/calendars.h"

#define YEAR_MS      INT64_C(31622400000) /* ms of 366 days */
#define YEAR_1990_MS INT64_C(631152000000)
/* 2^53: a double represents milliseconds exactly up to this number */
#define INSTANT_MAX  9007199254740992.0

enum { CHINA_OFFSET_MINUTES = 480 };

int32_t kefu__clock_scheme_offset(const kefu_scheme *scheme) {
    const struct calendars *calendars = scheme->calendars;
    const struct scheme_calendar *found =
        calendars ? kefu__calendars_find(calendars, kefu__str("kefu.calendar.cn")) : NULL;
    if (!found && calendars && calendars->count)
        found = &calendars->items[0];
    return found ? found->hours.offset_minutes : CHINA_OFFSET_MINUTES;
}

/* ---- the unit ---- */

static void count_time(size_t counts[TIME_UNITS], const json_value *object, const char *name) {
    const json_value *value = kefu__json_get(object, name);
    if (kefu__json_is(value, JSON_NUMBER))
        counts[kefu__time_unit_of(kefu__json_number(value))]++;
}

static void count_list(size_t counts[TIME_UNITS], const json_value *root, const char *name) {
    const json_value *list = kefu__json_get(root, name);
    for (const json_value *item = kefu__json_first(list); item; item = kefu__json_next(item))
        count_time(counts, item, "at");
}

/* The most frequent unit of the numeric times; of equally frequent units the first, so that a
 * record whose times start at 0 and go on for weeks is not taken for one in seconds. */
static enum time_unit commonest(const size_t counts[TIME_UNITS]) {
    size_t best = TIME_UNITS, total = 0;
    for (size_t i = 0; i < TIME_UNITS; i++) {
        total += counts[i];
        if (counts[i] > 0 && (best == TIME_UNITS || counts[i] > counts[best]))
            best = i;
    }
    return total ? (enum time_unit)best : TIME_MILLISECONDS;
}

static void report_unit(struct json_reader *reader, enum time_unit unit) {
    static const char *const names[TIME_UNITS] = {"", "seconds", "", "microseconds", "nanoseconds"};
    if (unit == TIME_RELATIVE)
        kefu__json_report(reader, KEFU_SEVERITY_NOTE, KEFU_OK, "times_relative",
                          "its times are below 1e9: they count milliseconds from the record's own "
                          "zero, not from 1970");
    else if (unit != TIME_MILLISECONDS)
        kefu__json_report(reader, KEFU_SEVERITY_NOTE, KEFU_OK, "time_unit",
                          "its times are read as %s since 1970", names[unit]);
}

static void begin(struct record_clock *clock, int32_t offset_minutes,
                  const size_t counts[TIME_UNITS]) {
    clock->offset_minutes = offset_minutes;
    clock->zone_told = false;
    clock->earliest = KEFU_TIME_NONE;
    clock->unit = commonest(counts);
}

void kefu__clock_measure(struct record_clock *clock, struct json_reader *reader,
                         int32_t offset_minutes) {
    static const char *const lists[] = {"messages", "turns", "events"};
    size_t counts[TIME_UNITS] = {0};
    count_time(counts, reader->root, "at");
    count_time(counts, reader->root, "invited_at");
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        count_list(counts, reader->root, lists[i]);
    begin(clock, offset_minutes, counts);
    report_unit(reader, clock->unit);
}

void kefu__clock_measure_event(struct record_clock *clock, struct json_reader *reader,
                               int32_t offset_minutes) {
    size_t counts[TIME_UNITS] = {0};
    count_time(counts, reader->root, "at");
    begin(clock, offset_minutes, counts);
    /* a single number does not show whether times count from the start of the conversation */
    if (clock->unit != TIME_RELATIVE)
        report_unit(reader, clock->unit);
}

/* ---- one time ---- */

static bool read_number(const struct record_clock *clock, double number, int64_t *at) {
    static const double to_ms[TIME_UNITS] = {1, 1000, 1, 1e-3, 1e-6};
    const double ms = number * to_ms[clock->unit];
    if (!(fabs(ms) <= INSTANT_MAX))
        return false;
    *at = (int64_t)floor(ms); /* rounds down to a millisecond */
    return true;
}

static bool read_text(struct record_clock *clock, struct json_reader *reader, kefu_str text,
                      int64_t *at) {
    struct foreign_time found;
    if (kefu__time_parse(text.data, text.size, at))
        return true;
    if (!kefu__time_read(text.data, text.size, &found))
        return false;
    *at = found.local -
          (int64_t)(found.has_offset ? found.offset_minutes : clock->offset_minutes) * 60000;
    if (!found.has_offset && !clock->zone_told) {
        char zone[40];
        kefu__time_format(zone, 0, clock->offset_minutes);
        clock->zone_told = true;
        kefu__json_report(reader, KEFU_SEVERITY_NOTE, KEFU_OK, "time_zone_assumed",
                          "its times name no zone; they are read as those of %s",
                          clock->offset_minutes ? zone + strlen(zone) - 6 : "+00:00");
    }
    return true;
}

/* Reports a time before 1990, or more than a year away from the record's other times. Times that
 * count from the record's own zero are not checked. */
static void check_plausible(struct record_clock *clock, struct json_reader *reader, int64_t at) {
    const int64_t first = clock->earliest == KEFU_TIME_NONE ? at : clock->earliest;
    if (clock->earliest == KEFU_TIME_NONE || at < clock->earliest)
        clock->earliest = at;
    if (clock->unit == TIME_RELATIVE)
        return;
    if (at < YEAR_1990_MS)
        kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "time_implausible",
                          "this is before 1990");
    else if (at - first > YEAR_MS || first - at > YEAR_MS)
        kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "time_implausible",
                          "this is more than a year from the record's other times");
}

bool kefu__clock_read(struct record_clock *clock, struct json_reader *reader,
                      const json_value *object, const char *name, int64_t *at) {
    const json_value *value = kefu__json_get(object, name);
    const kefu_str text = kefu__json_text(value);
    if (!value || kefu__json_is(value, JSON_NULL) ||
        (kefu__json_is(value, JSON_STRING) && text.size == 0))
        return false;
    kefu__json_enter_name(reader, name);
    const bool read = kefu__json_is(value, JSON_NUMBER)
                          ? read_number(clock, kefu__json_number(value), at)
                          : kefu__json_is(value, JSON_STRING) && read_text(clock, reader, text, at);
    if (read)
        check_plausible(clock, reader, *at);
    else
        kefu__json_report(
            reader, KEFU_SEVERITY_WARNING, KEFU_OK, "instant_dropped",
            "this is no instant, and counts as missing: \"2026-03-12T10:10:15+08:00\" "
            "or a number since 1970 is one");
    kefu__json_leave(reader);
    return read;
}
