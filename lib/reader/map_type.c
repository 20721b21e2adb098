/* SPDX-License-Identifier: MIT
 * What a text of another format is made into: numbers, times, durations, roles, ratings. */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "base/vocabulary.h"
#include "reader/columns.h"
#include "reader/map.h"
#include "reader/speaker.h"
#include "time/pattern.h"
#include "json/scan.h"

#define DAY_MS INT64_C(86400000)

/* ---- texts ---- */

/* Reports ill-formed UTF-8 in a column. The record is still accepted: U+FFFD replaces ill-formed
 * bytes. */
static void report_column(const struct applying *a, const struct map_member *member,
                          kefu_str text) {
    char pointer[JSON_POINTER_SIZE] = "";
    size_t size = 0, pieces = 0, at = 0, first = 0;
    while (at < text.size) {
        uint32_t point;
        const size_t here = at;
        at += utf8_decode((const unsigned char *)text.data + at, text.size - at, &point);
        if ((point == 0 || point == UTF8_INVALID) && pieces++ == 0)
            first = (size_t)(text.data - a->line) + here;
    }
    if (pieces == 0)
        return;
    kefu__json_pointer_add(pointer, &size, member->name, strlen(member->name));
    kefu__json_report_repair(a->findings, "", pointer, 1, (uint32_t)first + 1, first, pieces);
}

void kefu__map_put_text(struct applying *a, const struct map_member *member, kefu_str text) {
    struct buffer clean;
    if (a->map->fields.format == MAP_TSV && !member->joins)
        report_column(a, member, text);
    if (text.size == 0 || !memchr(text.data, '\0', text.size)) {
        kefu__json_put_text(&a->json, text.data, text.size);
        return;
    }
    /* JSON that kefu reads must not contain U+0000: like ill-formed UTF-8 it becomes U+FFFD */
    kefu__buffer_init(&clean, &a->map->allocator);
    for (size_t i = 0; i < text.size; i++)
        kefu__buffer_add(&clean, text.data[i] ? &text.data[i] : "\xFF", 1);
    kefu__json_put_text(&a->json, clean.data, clean.size);
    if (clean.failed)
        a->status = kefu__no_memory(a->error);
    kefu__buffer_free(&clean);
}

/* ---- numbers ---- */

/* Parses a plain decimal number, independent of the locale. */
static bool parse_number(kefu_str text, double *number) {
    char copy[64];
    struct json_reader reader;
    while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r'))
        text.size--;
    if (text.size == 0 || text.size >= sizeof copy)
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (!strchr("+-.0123456789eE", text.data[i]))
            return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (kefu__json_open(&reader, NULL, copy, text.size, NULL, NULL, NULL))
        return false;
    *number = kefu__json_number(reader.root);
    kefu__json_close(&reader);
    return true;
}

static void put_number(struct applying *a, const struct map_member *member, kefu_str text) {
    double number = 0;
    if (!parse_number(text, &number))
        kefu__map_refuse(a, member, "must be a number");
    if (member->type == MAP_SECONDS)
        number = floor(number * 1000 + 0.5);
    kefu__json_put_number(&a->json, number);
}

static void put_boolean(struct applying *a, const struct map_member *member, kefu_str text) {
    const bool is_true = kefu__str_is(text, "true") || kefu__str_is(text, "1");
    if (!is_true && !kefu__str_is(text, "false") && !kefu__str_is(text, "0"))
        kefu__map_refuse(a, member, "must be true, false, 1 or 0");
    kefu__json_put_bool(&a->json, is_true);
}

/* ---- times ---- */

/* Reads a date alone, as it stands above rows. */
static bool read_date(kefu_str text, int64_t *day) {
    struct foreign_time time;
    if (text.size == 0 || !kefu__time_read(text.data, text.size, &time) || time.has_clock)
        return false;
    *day = kefu__time_day(time.local, 0);
    return true;
}

bool kefu__map_take_day(struct map_day *day, kefu_str text) {
    int64_t read;
    if (!read_date(text, &read))
        return false;
    *day = (struct map_day){true, read, 0};
    return true;
}

/* Reads a time of day alone: by the pattern, or as exports write it. */
static bool read_clock(const struct map_member *member, kefu_str text, struct foreign_time *time) {
    char whole[64] = "2000-01-01 ";
    bool has_date = false;
    if (member->pattern)
        return kefu__time_match(member->pattern, text, time, &has_date) && !has_date;
    const size_t size = strlen(whole);
    if (text.size == 0 || text.size >= sizeof whole - size)
        return false;
    memcpy(whole + size, text.data, text.size);
    if (!kefu__time_read(whole, size + text.size, time))
        return false;
    time->local %= DAY_MS;
    return true;
}

/* The day of a time of day: that of the row, else the one before, or the next one if the clock has
 * gone back by more than twelve hours. */
static bool find_day(struct applying *a, const struct map_member *member, int64_t of_day) {
    char number[32];
    kefu_str text;
    int64_t day;
    if (member->day && kefu__map_text(a->row, member->day, number, &text) &&
        read_date(text, &day)) {
        *a->day = (struct map_day){true, day, of_day};
        return true;
    }
    if (of_day < a->day->clock - DAY_MS / 2)
        a->day->day++;
    a->day->clock = of_day;
    return a->day->is_known;
}

static bool read_time(struct applying *a, const struct map_member *member, kefu_str text,
                      struct foreign_time *time) {
    bool has_date = true;
    if (member->pattern ? kefu__time_match(member->pattern, text, time, &has_date) && has_date
                        : kefu__time_read(text.data, text.size, time)) {
        const int64_t day = kefu__time_day(time->local, 0);
        *a->day = (struct map_day){true, day, time->local - day * DAY_MS};
        return true;
    }
    if (!read_clock(member, text, time) || !find_day(a, member, time->local))
        return false;
    time->local += a->day->day * DAY_MS;
    return true;
}

/* A number of at least nine digits counts from 1970; the record's reader knows its unit. */
static bool is_epoch(kefu_str text) {
    size_t digits = 0;
    while (digits < text.size && text.data[digits] >= '0' && text.data[digits] <= '9')
        digits++;
    return digits >= 9 && digits <= 19 && digits == text.size && text.data[0] != '0';
}

static void put_time(struct applying *a, const struct map_member *member, kefu_str text) {
    const struct field_map *map = &a->map->fields;
    struct foreign_time time;
    char formatted[40];
    if (!member->pattern && is_epoch(text)) {
        kefu__buffer_add(a->json.to, text.data, text.size);
        a->json.comma = true;
        return;
    }
    if (!read_time(a, member, text, &time)) {
        kefu__map_put_text(a, member, text); /* the record's reader reports it */
        return;
    }
    const bool has_zone = time.has_offset || map->has_zone;
    const int32_t offset = time.has_offset ? time.offset_minutes : map->offset_minutes;
    size_t size = kefu__time_format(
        formatted, time.local - (has_zone ? (int64_t)offset * 60000 : 0), has_zone ? offset : 0);
    if (!has_zone) /* without an offset the time is local */
        size = strcspn(formatted, "Z");
    kefu__json_put_text(&a->json, formatted, size);
}

static void put_duration(struct applying *a, const struct map_member *member, kefu_str text) {
    int64_t ms;
    if (kefu__duration_read(text, &ms))
        kefu__json_put_integer(&a->json, ms);
    else
        kefu__map_put_text(a, member, text);
}

/* ---- words ---- */

/* The role of somebody whom the roster knows. */
static bool is_listed(const kefu_roster *roster, kefu_str text, uint32_t *role) {
    const uint32_t found = roster ? kefu__roster_find(roster, text) : ROSTER_UNKNOWN;
    *role = found == ROSTER_BOT ? KEFU_ROLE_BOT : KEFU_ROLE_AGENT;
    return found == ROSTER_BOT || (roster && found < roster->people.agent_count);
}

static bool find_role(const struct applying *a, kefu_str text, uint32_t *role) {
    static const struct row_names none = {{"", 0}, {"", 0}, {"", 0}};
    const struct field_map *map = &a->map->fields;
    struct speaker speaker;
    if (is_listed(a->roster, text, role))
        return true;
    for (size_t i = 0; i < map->staff_count; i++)
        if (kefu__map_matches(kefu__str(map->staff[i]), text)) {
            *role = KEFU_ROLE_AGENT;
            return true;
        }
    if (!kefu__speaker_of(text, &none, &speaker))
        return false;
    *role = speaker.role;
    return true;
}

/* Writes what stands for a word; a word that is not known is the default, else stays. */
static void put_word(struct applying *a, const struct map_member *member, kefu_str text) {
    const char *word = NULL;
    uint32_t role;
    double rating;
    if (member->type == MAP_ROLE && find_role(a, text, &role))
        word = kefu__word_name(&kefu__roles, role);
    else if (member->type == MAP_CONTENT)
        word = kefu__content_of(text);
    if (word)
        kefu__json_put_string(&a->json, word);
    else if (member->type == MAP_RATING && kefu__rating_of(text, &rating))
        kefu__json_put_number(&a->json, rating);
    else if (member->fallback.size)
        kefu__map_put_raw(a, member->fallback);
    else
        kefu__map_put_text(a, member, text);
}

void kefu__map_put_typed(struct applying *a, const struct map_member *member, kefu_str text) {
    switch (member->type) {
    case MAP_AS_IS:
    case MAP_TEXT:
        kefu__map_put_text(a, member, text);
        break;
    case MAP_BOOLEAN:
        put_boolean(a, member, text);
        break;
    case MAP_TIME:
        put_time(a, member, text);
        break;
    case MAP_DURATION:
        put_duration(a, member, text);
        break;
    case MAP_NUMBER:
    case MAP_SECONDS:
        put_number(a, member, text);
        break;
    default:
        put_word(a, member, text);
    }
}
