/* SPDX-License-Identifier: MIT
 * How to read the times (members "at") of one record: their unit, and their offset from UTC. */
#ifndef KEFU_LIB_CONVERSATION_CLOCK_H
#define KEFU_LIB_CONVERSATION_CLOCK_H

#include "scheme/scheme.h"
#include "time/time.h"
#include "json/json.h"

/* How the times in a record (the JSON of a conversation or feedback) are read. All numbers are read
 * in one unit, the one that most of them suggest by their size; a number that gives no valid
 * instant in this unit is reported. */
struct record_clock {
    int32_t offset_minutes; /* offset from UTC of texts without a zone */
    enum time_unit unit;
    bool zone_told;   /* the finding that a zone is assumed was reported (once a record) */
    int64_t earliest; /* the earliest time that was read; KEFU_TIME_NONE: none yet */
};

/* The offset from UTC, in minutes, for texts without a zone: that of the scheme's calendar
 * kefu.calendar.cn, else of its first calendar, else +08:00. */
int32_t kefu__clock_scheme_offset(const kefu_scheme *scheme);
/* Prepares a clock for the record at the reader's root, a conversation or feedback: finds the unit
 * of its numeric times, and reports the unit if it is not milliseconds. */
void kefu__clock_measure(struct record_clock *clock, struct json_reader *reader,
                         int32_t offset_minutes);
/* Prepares a clock for a record that is a single event. A time below 1e9 seems to count from the
 * start of the conversation; this is not reported here, because one time is too little evidence. */
void kefu__clock_measure_event(struct record_clock *clock, struct json_reader *reader,
                               int32_t offset_minutes);
/* Reads the object's member `name`, an instant. Returns false and leaves *at unchanged if the
 * member is absent or invalid; an invalid member is reported, but the record is still accepted. */
bool kefu__clock_read(struct record_clock *clock, struct json_reader *reader,
                      const json_value *object, const char *name, int64_t *at);

#endif
