/* SPDX-License-Identifier: MIT
 * How the times of one record are to be read. */
#ifndef KEFU_LIB_CONVERSATION_CLOCK_H
#define KEFU_LIB_CONVERSATION_CLOCK_H

#include "scheme/scheme.h"
#include "time/time.h"
#include "json/json.h"

/* The unit of numbers is that of most numbers in the record: one that is out of line then is
 * reported, not read in a unit of its own. */
struct record_clock {
    int32_t offset_minutes; /* of texts that name no zone */
    enum time_unit unit;
    bool zone_told;   /* that a zone was assumed is said once a record */
    int64_t earliest; /* of the times that were read; KEFU_TIME_NONE: none yet */
};

/* The zone of the scheme's calendar, where texts name none: that of kefu.calendar.cn, else of the
 * first one, else +08:00. */
int32_t kefu__clock_scheme_offset(const kefu_scheme *scheme);
/* Prepares for the record at the reader's root: a conversation's or feedback's. Says in which unit
 * its numbers count, where that is not milliseconds. */
void kefu__clock_measure(struct record_clock *clock, struct json_reader *reader,
                         int32_t offset_minutes);
/* The same for one event by itself. */
void kefu__clock_measure_event(struct record_clock *clock, struct json_reader *reader,
                               int32_t offset_minutes);
/* A member that is an instant. False, and *at untouched: absent, or no instant, which is reported
 * and does not refuse the record. */
bool kefu__clock_read(struct record_clock *clock, struct json_reader *reader,
                      const json_value *object, const char *name, int64_t *at);

#endif
