/* SPDX-License-Identifier: MIT
 * Instants, RFC 3339, calendars and business time: plain arithmetic on int64 milliseconds. */
#ifndef KEFU_LIB_TIME_H
#define KEFU_LIB_TIME_H

#include "base/base.h"

/* Parses "2026-03-12T10:10:15.250+08:00" (or Z as offset, or a space for T). The offset is
 * required. False for any other form; a leap second is read as :59.999. */
bool kefu__time_parse(const char *text, size_t size, int64_t *at);
/* Parses an offset, "+08:00" or "Z", into minutes. */
bool kefu__time_parse_offset(const char *text, size_t size, int32_t *minutes);
/* Does this date exist (30 February does not)? The month must be 1 to 12. */
bool kefu__time_is_date(uint32_t year, uint32_t month, uint32_t day);

/* An instant that was read from another program's export. */
struct foreign_time {
    int64_t local;          /* milliseconds of the civil time, as if it were UTC */
    bool has_offset;        /* the text gives an offset from UTC */
    bool has_clock;         /* false: a date alone, whose time is midnight */
    int32_t offset_minutes; /* with has_offset: local minus this is UTC */
};
/* Reads dates and times of exports: RFC 3339, and 2024-03-01 12:00:00, 2024/3/1 9:05,
 * 2024年3月1日 下午3:05, offsets +0800 and +08, fractions of any length, dates alone. */
bool kefu__time_read(const char *text, size_t size, struct foreign_time *to);

/* The unit of a number that denotes an instant, guessed from its magnitude. A number below 1e9
 * would be an instant near 1970, so it is taken as milliseconds since an origin that only the
 * record knows. */
enum time_unit {
    TIME_RELATIVE,
    TIME_SECONDS,
    TIME_MILLISECONDS,
    TIME_MICROSECONDS,
    TIME_NANOSECONDS,
    TIME_UNITS
};
enum time_unit kefu__time_unit_of(double number);

/* Writes RFC 3339 in the given offset, with milliseconds only if they are not 0; at most 32 bytes
 * with the terminating NUL. Returns the length. */
size_t kefu__time_format(char to[40], int64_t at, int32_t offset_minutes);

/* A civil date and time; weekday 0 is Monday. */
struct civil {
    int32_t year;
    uint32_t month, day, hour, minute, second, millisecond, weekday;
};
struct civil kefu__time_civil(int64_t at, int32_t offset_minutes);
int64_t kefu__time_from_civil(int32_t year, uint32_t month, uint32_t day, int32_t offset_minutes);
/* The local day of an instant, counted from 1970-01-01. */
int64_t kefu__time_day(int64_t at, int32_t offset_minutes);

/* Opening hours. Weekly intervals are milliseconds since midnight; one that ends after midnight
 * continues on the next day. Dates are local days since the epoch. */
struct open_interval {
    uint32_t weekday;        /* day on which the interval begins: 0 Monday … 6 Sunday */
    uint32_t from_ms, to_ms; /* ms since midnight; to_ms may exceed 86,400,000 (one day) */
};
struct date_range {
    int64_t from_day, to_day; /* both days are included */
};
struct instant_range {
    int64_t from, to; /* half-open: `to` is not included */
};
struct calendar {
    int32_t offset_minutes;
    const struct open_interval *weekly;
    size_t weekly_count;
    /* days on which no interval begins; an interval that began on the day before continues to its
     * end */
    const struct date_range *holidays;
    size_t holiday_count;
    /* make-up workdays (调休), which have the hours of a Monday even if they are holidays */
    const int64_t *workdays;
    size_t workday_count;
    const struct instant_range *excluded; /* instants that do not count as open */
    size_t excluded_count;
};
/* Is the calendar open at this instant? */
bool kefu__calendar_open(const struct calendar *calendar, int64_t at);
/* Milliseconds of [from, to) in which the calendar is open; 0 if to <= from. Overlapping intervals
 * count once. Takes time linear in days, at most 10 years of them. */
int64_t kefu__calendar_between(const struct calendar *calendar, int64_t from, int64_t to);
/* The instant at which `open_ms` of open time have passed since `from`; KEFU_TIME_END if that takes
 * more than 10 years. */
int64_t kefu__calendar_add(const struct calendar *calendar, int64_t from, int64_t open_ms);

#endif
