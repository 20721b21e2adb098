/* SPDX-License-Identifier: MIT
 * The calendars of a scheme: documents of kind "calendar", and those inside metric sets. */
#ifndef KEFU_LIB_SCHEME_CALENDAR_CALENDARS_H
#define KEFU_LIB_SCHEME_CALENDAR_CALENDARS_H

#include "scheme/scheme.h"
#include "time/time.h"

struct scheme_calendar {
    const char *id;
    struct calendar hours;
    uint64_t digest; /* of its definition's JSON */
};

struct calendars {
    struct scheme_calendar *items;
    size_t count, capacity;
};

/* The calendar of an id, or NULL. */
const struct scheme_calendar *kefu__calendars_find(const struct calendars *calendars, kefu_str id);
/* The calendar that a member names, NULL when it is absent, or unknown (reported). */
const struct scheme_calendar *kefu__calendars_member(struct scheme_builder *builder,
                                                     struct json_reader *reader,
                                                     const json_value *object, const char *name,
                                                     bool required);
/* A longer copy of an arena's array; false without memory (the builder knows). */
bool kefu__builder_grow(struct scheme_builder *builder, void **array, size_t *capacity, size_t need,
                        size_t width);

#endif
