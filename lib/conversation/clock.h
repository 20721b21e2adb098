/* SPDX-License-Identifier: MIT
 * How the times of one record are to be read. */
#ifndef KEFU_LIB_CONVERSATION_CLOCK_H
#define KEFU_LIB_CONVERSATION_CLOCK_H

#include "scheme/scheme.h"
#include "time/time.h"
#include "json/json.h"

/* How the times of a record are read. The unit of numbers is that of most numbers in the record; a
 * number that does not fit is reported, not read in another unit. */
struct record_clock {
    int32_t offset_minutes; /* offset from UTC of texts without a zone */
    enum time_unit unit;
    bool zone_told;   /* the assumption of a zone was reported, which is done once per record */
    int64_t earliest; /* the earliest time that was read; KEFU_TIME_NONE: none yet */
};

/* The offset for texts without a zone: that of the calendar kefu.calendar.cn of the scheme, else of
 * its first calendar, else +08:00. */
int32_t kefu__clock_scheme_offset(const kefu_scheme *scheme);
/* Prepares for the record at the reader's root, a conversation or feedback. Reports the unit of its
 * numbers if that is not milliseconds. */
void kefu__clock_measure(struct record_clock *clock, struct json_reader *reader,
                         int32_t offset_minutes);
/* Prepares for a record that is a single event. Its only time does not show whether times count
 * from the start of the conversation; if it is so small that they seem to, this is not reported. */
void kefu__clock_measure_event(struct record_clock *clock, struct json_reader *reader,
                               int32_t offset_minutes);
/* Reads a member that is an instant. Returns false and leaves *at unchanged if the member is absent
 * or invalid; an invalid member is reported, but the record is still accepted. */
bool kefu__clock_read(struct record_clock *clock, struct json_reader *reader,
                      const json_value *object, const char *name, int64_t *at);

#endif
