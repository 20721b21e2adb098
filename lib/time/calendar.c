/* SPDX-License-Identifier: MIT
 * Business time: an iterator over the open intervals of a calendar, and sums over them. */
#include "time/time.h"

#define DAY_MS      INT64_C(86400000)
#define MINUTE_MS   INT64_C(60000)
#define SPAN_MAX_MS (3653 * DAY_MS) /* open time is searched for at most ten years */
#define INSTANT_MAX                                                                                \
    INT64_C(8640000000000000) /* later instants (beyond the year 275760) are clamped */

/* An iterator over the intervals in which a calendar is open, disjoint and ascending. */
struct walk {
    const struct calendar *calendar;
    int64_t day;       /* local day since 1970-01-01 */
    int64_t last_from; /* start of the day's last interval that was returned; -1: none yet */
    size_t last_index;
    int64_t covered;  /* open time before this instant was returned, and is not returned again */
    int64_t from, to; /* rest of the current interval, which was not returned yet */
};

static bool in_range(const struct date_range *ranges, size_t count, int64_t day) {
    for (size_t i = 0; i < count; i++)
        if (day >= ranges[i].from_day && day <= ranges[i].to_day)
            return true;
    return false;
}

/* The weekday (0 Monday … 6 Sunday) whose opening hours apply to a day, or 7 for a holiday. An
 * extra workday has the hours of Monday. */
static uint32_t hours_of_day(const struct calendar *calendar, int64_t day) {
    for (size_t i = 0; i < calendar->workday_count; i++)
        if (calendar->workdays[i] == day)
            return 0;
    if (in_range(calendar->holidays, calendar->holiday_count, day))
        return 7;
    return (uint32_t)(((day + 3) % 7 + 7) % 7); /* 1970-01-01 was a Thursday */
}

/* The next interval of the current day, in the order of start and index; NULL if none is left. */
static const struct open_interval *next_of_day(struct walk *walk) {
    const struct calendar *calendar = walk->calendar;
    const uint32_t weekday = hours_of_day(calendar, walk->day);
    const struct open_interval *best = NULL;
    for (size_t i = 0; i < calendar->weekly_count; i++) {
        const struct open_interval *interval = &calendar->weekly[i];
        const int64_t from = interval->from_ms;
        if (interval->weekday != weekday || from < walk->last_from ||
            (from == walk->last_from && i <= walk->last_index))
            continue;
        if (!best || interval->from_ms < best->from_ms)
            best = interval;
    }
    if (best) {
        walk->last_from = best->from_ms;
        walk->last_index = (size_t)(best - calendar->weekly);
    }
    return best;
}

static int64_t day_start(const struct calendar *calendar, int64_t day) {
    return day * DAY_MS - calendar->offset_minutes * MINUTE_MS;
}

/* Finds the first part of [*from, to) that is outside of all excluded intervals: sets *from to its
 * start and returns its end. */
static int64_t skip_excluded(const struct calendar *calendar, int64_t *from, int64_t to) {
    int64_t end = to;
    bool moved = true;
    while (moved) {
        moved = false;
        for (size_t i = 0; i < calendar->excluded_count; i++) {
            const struct instant_range *window = &calendar->excluded[i];
            if (*from < to && window->from <= *from && window->to > *from) {
                *from = window->to < to ? window->to : to;
                moved = true;
            }
        }
    }
    for (size_t i = 0; i < calendar->excluded_count; i++) {
        const struct instant_range *window = &calendar->excluded[i];
        if (window->from > *from && window->from < end && window->to > window->from)
            end = window->from;
    }
    return end;
}

/* Gets the next open interval, [*from, *to), that begins before `limit`; false if there is none. */
static bool walk_next(struct walk *walk, int64_t limit, int64_t *from, int64_t *to) {
    for (;;) {
        if (walk->from < walk->to) {
            *from = walk->from;
            *to = skip_excluded(walk->calendar, from, walk->to);
            walk->from = *to;
            if (*from < *to)
                return *from < limit;
            continue;
        }
        if (day_start(walk->calendar, walk->day) >= limit)
            return false;
        {
            const struct open_interval *interval = next_of_day(walk);
            if (!interval) {
                walk->day++;
                walk->last_from = -1;
                continue;
            }
            walk->from = day_start(walk->calendar, walk->day) + interval->from_ms;
            walk->to = day_start(walk->calendar, walk->day) + interval->to_ms;
            if (walk->from < walk->covered) /* overlaps with an interval returned before */
                walk->from = walk->covered;
            if (walk->to > walk->covered)
                walk->covered = walk->to;
        }
    }
}

/* Starts the iterator a day early, because the last interval of the previous day may end after
 * midnight. */
static struct walk walk_begin(const struct calendar *calendar, int64_t from) {
    struct walk walk = {calendar, 0, -1, 0, from, 0, 0};
    walk.day = kefu__time_day(from, calendar->offset_minutes) - 1;
    return walk;
}

static int64_t clamp(int64_t at) {
    return at < -INSTANT_MAX ? -INSTANT_MAX : at > INSTANT_MAX ? INSTANT_MAX : at;
}

bool kefu__calendar_open(const struct calendar *calendar, int64_t at) {
    at = clamp(at);
    struct walk walk = walk_begin(calendar, at);
    int64_t from, to;
    return walk_next(&walk, at + 1, &from, &to);
}

int64_t kefu__calendar_between(const struct calendar *calendar, int64_t from, int64_t to) {
    int64_t sum = 0;
    from = clamp(from);
    to = clamp(to);
    if (to > from + SPAN_MAX_MS)
        to = from + SPAN_MAX_MS;
    struct walk walk = walk_begin(calendar, from);
    int64_t begin, end;
    while (walk_next(&walk, to, &begin, &end))
        sum += (end < to ? end : to) - begin;
    return sum;
}

int64_t kefu__calendar_add(const struct calendar *calendar, int64_t from, int64_t open_ms) {
    if (open_ms <= 0)
        return from;
    from = clamp(from);
    struct walk walk = walk_begin(calendar, from);
    int64_t begin, end;
    while (walk_next(&walk, from + SPAN_MAX_MS, &begin, &end)) {
        if (end - begin >= open_ms)
            return begin + open_ms;
        open_ms -= end - begin;
    }
    return KEFU_TIME_END;
}
