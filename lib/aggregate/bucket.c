/* SPDX-License-Identifier: MIT
 * Time buckets as parts of group keys: a column "at:day" groups by the local day, whatever
 * attributes the records have. Keys sort by time. */
#include "aggregate/aggregate.h"

#include <stdio.h>
#include <string.h>

#define PREFIX "at:"
enum { DAY_MS = 86400000, PREFIX_SIZE = 3 };

static void print_hour(struct time_key *key, const struct civil *local, int64_t day) {
    (void)day;
    snprintf(key->text, sizeof key->text, "%04d-%02u-%02uT%02u", local->year, local->month,
             local->day, local->hour);
}

static void print_day(struct time_key *key, const struct civil *local, int64_t day) {
    (void)day;
    snprintf(key->text, sizeof key->text, "%04d-%02u-%02u", local->year, local->month, local->day);
}

/* A week of ISO 8601 begins on Monday and belongs to the year of its Thursday. */
static void print_week(struct time_key *key, const struct civil *local, int64_t day) {
    const int64_t thursday = day - (int64_t)local->weekday + 3;
    const int32_t year = kefu__time_civil(thursday * DAY_MS, 0).year;
    const int64_t first = kefu__time_day(kefu__time_from_civil(year, 1, 1, 0), 0);
    snprintf(key->text, sizeof key->text, "%04d-W%02u", year,
             (unsigned)((thursday - first) / 7 + 1));
}

static void print_month(struct time_key *key, const struct civil *local, int64_t day) {
    (void)day;
    snprintf(key->text, sizeof key->text, "%04d-%02u", local->year, local->month);
}

static void print_quarter(struct time_key *key, const struct civil *local, int64_t day) {
    (void)day;
    snprintf(key->text, sizeof key->text, "%04d-Q%u", local->year, (local->month - 1) / 3 + 1);
}

static const struct {
    const char *name;
    void (*print)(struct time_key *key, const struct civil *local, int64_t day);
} buckets[] = {{"hour", print_hour},
               {"day", print_day},
               {"week", print_week},
               {"month", print_month},
               {"quarter", print_quarter}};

bool kefu__column_is_time(kefu_str column) {
    return column.size > PREFIX_SIZE && memcmp(column.data, PREFIX, PREFIX_SIZE) == 0;
}

bool kefu__time_key(kefu_str column, int64_t at, int32_t offset_minutes, struct time_key *key) {
    const kefu_str name = {column.data + PREFIX_SIZE, column.size - PREFIX_SIZE};
    key->text[0] = '\0';
    for (size_t i = 0; i < sizeof buckets / sizeof *buckets; i++) {
        if (!kefu__str_is(name, buckets[i].name))
            continue;
        const struct civil local = kefu__time_civil(at, offset_minutes);
        if (at != KEFU_TIME_NONE)
            buckets[i].print(key, &local, kefu__time_day(at, offset_minutes));
        return true;
    }
    return false;
}
