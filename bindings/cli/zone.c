/* SPDX-License-Identifier: MIT
 * Time zones, by the C library's reading of the system's zone files. */
#define _POSIX_C_SOURCE 200809L
#include "zone.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "time/time.h"

enum { CHINA_OFFSET_MINUTES = 480, MINUTE_MS = 60000 };
#define DAY_MS       INT64_C(86400000)
#define YEAR_2015_MS INT64_C(1420070400000)
#define YEAR_2024_MS INT64_C(1704067200000)
#define JULY_2024_MS INT64_C(1719792000000)
#define YEAR_2035_MS INT64_C(2051222400000)

/* ---- the name ---- */

/* A name is made of letters, digits and / _ + -, and leads out of no folder. */
static bool is_name(const char *text) {
    const size_t size = strlen(text);
    return size > 0 && size < 64 && *text != '/' && !strstr(text, "..") &&
           strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-") ==
               size;
}

/* Is there a zone file of this name? The C library takes unknown names for UTC. */
static bool has_file(const char *name) {
    const char *folder = getenv("TZDIR");
    char path[512], magic[4];
    const int size = snprintf(path, sizeof path, "%s/%s", folder ? folder : "/usr/share/zoneinfo",
                              name);
    FILE *file = size > 0 && (size_t)size < sizeof path ? fopen(path, "rb") : NULL;
    const bool good = file && fread(magic, 1, sizeof magic, file) == sizeof magic &&
                      memcmp(magic, "TZif", sizeof magic) == 0;
    if (file)
        fclose(file);
    return good;
}

static bool read_offset(const char *text, int32_t *minutes) {
    unsigned hours, rest;
    char sign, behind;
    if (strcmp(text, "Z") == 0 || strcmp(text, "UTC") == 0) {
        *minutes = 0;
        return true;
    }
    if (strlen(text) != 6 || sscanf(text, "%c%2u:%2u%c", &sign, &hours, &rest, &behind) != 3 ||
        (sign != '+' && sign != '-') || hours > 23 || rest > 59)
        return false;
    *minutes = (int32_t)(hours * 60 + rest) * (sign == '-' ? -1 : 1);
    return true;
}

int cli_zone_read(struct time_zone *zone, const struct command *command, const char *text) {
    *zone = (struct time_zone){false, CHINA_OFFSET_MINUTES};
    if (!text || read_offset(text, &zone->offset_minutes))
        return EXIT_DONE;
    if (!is_name(text) || !has_file(text))
        return cli_usage(command,
                         "--timezone %s: must be an offset like +08:00, or the name of a zone "
                         "that the system has, like Asia/Shanghai",
                         text);
    if (setenv("TZ", text, 1))
        return cli_fail("out of memory");
    tzset();
    zone->is_named = true;
    const int32_t january = cli_zone_offset(zone, YEAR_2024_MS);
    const int32_t july = cli_zone_offset(zone, JULY_2024_MS);
    zone->offset_minutes = january < july ? january : july;
    return EXIT_DONE;
}

void cli_zone_print(char to[ZONE_SIZE], int32_t offset_minutes) {
    const int32_t minutes = offset_minutes < 0 ? -offset_minutes : offset_minutes;
    snprintf(to, ZONE_SIZE, "%c%02d:%02d", offset_minutes < 0 ? '-' : '+', minutes / 60 % 24,
             minutes % 60);
}

/* ---- instants ---- */

static int64_t floor_seconds(int64_t ms) {
    return ms / 1000 - (ms % 1000 < 0);
}

/* Milliseconds of a civil time, as if it were UTC. */
static int64_t local_ms(const struct tm *civil) {
    return kefu__time_from_civil(civil->tm_year + 1900, (uint32_t)civil->tm_mon + 1,
                                 (uint32_t)civil->tm_mday, 0) +
           (civil->tm_hour * 3600 + civil->tm_min * 60 + civil->tm_sec) * 1000;
}

int32_t cli_zone_offset(const struct time_zone *zone, int64_t at) {
    const time_t seconds = (time_t)floor_seconds(at);
    const bool is_instant = at != KEFU_TIME_NONE && at != KEFU_TIME_END;
    struct tm civil;
    if (!zone->is_named || !is_instant || !localtime_r(&seconds, &civil))
        return zone->offset_minutes;
    return (int32_t)((local_ms(&civil) - (int64_t)seconds * 1000) / MINUTE_MS);
}

void cli_zone_print_time(char to[ZONE_TIME_SIZE], const struct time_zone *zone, int64_t at) {
    const time_t seconds = (time_t)(floor_seconds(at) + (int64_t)cli_zone_offset(zone, at) * 60);
    struct tm civil;
    to[0] = '\0';
    if (at != KEFU_TIME_NONE && at != KEFU_TIME_END && gmtime_r(&seconds, &civil))
        strftime(to, ZONE_TIME_SIZE, "%Y-%m-%d %H:%M:%S", &civil);
}

int64_t cli_zone_instant(const struct time_zone *zone, int64_t local) {
    /* where the clock is put back, the first of the two instants with this civil time */
    const int32_t before = cli_zone_offset(zone, local - DAY_MS);
    const int32_t after = cli_zone_offset(zone, local + DAY_MS);
    const int64_t first = local - (int64_t)before * MINUTE_MS;
    const int64_t second = local - (int64_t)after * MINUTE_MS;
    return cli_zone_offset(zone, first) == before || cli_zone_offset(zone, second) != after
               ? first
               : second;
}

bool cli_zone_changes(const struct time_zone *zone, int64_t from, int64_t to) {
    const int64_t first = from > YEAR_2015_MS ? from : YEAR_2015_MS;
    const int64_t last = to < YEAR_2035_MS ? to : YEAR_2035_MS;
    const int32_t offset = cli_zone_offset(zone, first);
    for (int64_t at = first; zone->is_named && at < last; at += DAY_MS)
        if (cli_zone_offset(zone, at) != offset)
            return true;
    return zone->is_named && cli_zone_offset(zone, last - 1) != offset;
}

bool cli_zone_read_instant(const struct time_zone *zone, const char *text, int64_t *at,
                           bool *is_date) {
    struct tm civil = {0};
    char mark, behind;
    *is_date = false;
    if (kefu_time_read(text, strlen(text), at, NULL) == KEFU_OK)
        return true;
    const int fields = sscanf(text, "%4d-%2d-%2d%c%2d:%2d:%2d%c", &civil.tm_year, &civil.tm_mon,
                              &civil.tm_mday, &mark, &civil.tm_hour, &civil.tm_min, &civil.tm_sec,
                              &behind);
    *is_date = fields == 3;
    if ((fields != 3 && fields != 6 && fields != 7) || (fields > 3 && mark != ' ' && mark != 'T') ||
        civil.tm_year < 1970 || civil.tm_mon < 1 || civil.tm_mon > 12 || civil.tm_mday < 1 ||
        civil.tm_hour < 0 || civil.tm_hour > 23 || civil.tm_min < 0 || civil.tm_min > 59 ||
        civil.tm_sec < 0 || civil.tm_sec > 59 ||
        !kefu__time_is_date((uint32_t)civil.tm_year, (uint32_t)civil.tm_mon,
                            (uint32_t)civil.tm_mday))
        return false;
    civil.tm_year -= 1900;
    civil.tm_mon--;
    *at = cli_zone_instant(zone, local_ms(&civil));
    return true;
}
