/* SPDX-License-Identifier: MIT
 * The calendars of a scheme: documents of kind "calendar", and inline ones of metric sets. */
#ifndef KEFU_LIB_SCHEME_CALENDAR_CALENDARS_H
#define KEFU_LIB_SCHEME_CALENDAR_CALENDARS_H

#include "scheme/builder.h"
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
/* The calendar that a member refers to; NULL if it is absent, or unknown (reported). */
const struct scheme_calendar *kefu__calendars_member(struct scheme_builder *builder,
                                                     struct json_reader *reader,
                                                     const json_value *object, const char *name,
                                                     bool required);
/* The shapes of a calendar document, and of the inline calendars of a metric set. */
extern const struct shape kefu__calendar_shape, kefu__inline_calendars_shape;

/* Compiles the documents of the kind: see struct scheme_kind. */
bool kefu__calendars_compile(struct scheme_builder *builder);

#endif
