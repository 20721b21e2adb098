/* SPDX-License-Identifier: MIT
 * Time zones of the command line: an offset, or the IANA name of one of the system's zone files. */
#ifndef KEFU_CLI_ZONE_H
#define KEFU_CLI_ZONE_H

#include "cli.h"

struct time_zone {
    bool is_named;          /* the C library's rules for the name hold, else the offset */
    int32_t offset_minutes; /* from UTC; of a named zone: its standard time in 2024 */
};

/* Reads an offset ("+08:00") or a name ("Asia/Shanghai"); NULL is +08:00. A name becomes the zone
 * of the process. Returns an exit code. */
int cli_zone_read(struct time_zone *zone, const struct command *command, const char *text);
/* The offset from UTC, in minutes, at an instant; for KEFU_TIME_NONE and KEFU_TIME_END
 * zone->offset_minutes. */
int32_t cli_zone_offset(const struct time_zone *zone, int64_t at);
enum { ZONE_SIZE = 16 };
/* Writes an offset: "+08:00". */
void cli_zone_print(char to[ZONE_SIZE], int32_t offset_minutes);
enum { ZONE_TIME_SIZE = 40 };
/* Writes the civil time of an instant: "2024-03-01 09:00:05"; nothing for KEFU_TIME_NONE and
 * KEFU_TIME_END. */
void cli_zone_print_time(char to[ZONE_TIME_SIZE], const struct time_zone *zone, int64_t at);
/* The instant of a civil time, given as milliseconds as if it were UTC. */
int64_t cli_zone_instant(const struct time_zone *zone, int64_t local);
/* Does the offset change between two instants? KEFU_TIME_NONE and KEFU_TIME_END: from 2015, to
 * 2034. */
bool cli_zone_changes(const struct time_zone *zone, int64_t from, int64_t to);
/* Reads RFC 3339, milliseconds, or a date with or without a time of day in the zone. *is_date: it
 * is a date alone. False if it is none of these. */
bool cli_zone_read_instant(const struct time_zone *zone, const char *text, int64_t *at,
                           bool *is_date);

#endif
