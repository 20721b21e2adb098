/* SPDX-License-Identifier: MIT
 * The calendars of a scheme: documents of kind "calendar", and inline ones of metric sets. */
#ifndef KEFU_LIB_SCHEME_CALENDAR_CALENDARS_H
#define KEFU_LIB_SCHEME_CALENDAR_CALENDARS_H

#include "scheme/builder.h"
#include "time/time.h"

struct scheme_calendar {
    const char *id;
    struct calendar hours;
    uint64_t digest; /* digest of the JSON of the calendar's definition */
};

struct calendars {
    struct scheme_calendar *items;
    size_t count, capacity;
};

/* The calendar with this id, or NULL. */
const struct scheme_calendar *kefu__calendars_find(const struct calendars *calendars, kefu_str id);
/* Stores at `to` a pointer to the calendar with this id; false if there is none. It is the callback
 * `find` of rows of type FIELD_REFERENCE; reader->ctx must be a struct scheme_builder. */
bool kefu__find_calendar(struct field_reader *reader, kefu_str id, void *to);
/* The field table of the object that holds the calendars written inside of a metric set. */
extern const struct field_table kefu__inline_calendars_table;

#endif
