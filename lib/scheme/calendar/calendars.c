/* SPDX-License-Identifier: MIT
 * Reads calendars: weekly hours, holidays, make-up workdays, excluded times. */
#include "scheme/calendar/calendars.h"

#include <string.h>

enum {
    MOST_INTERVALS = 1000, /* of one calendar, and of days and ranges each */
    DAY_MS = 86400000
};

bool kefu__builder_grow(struct scheme_builder *builder, void **array, size_t *capacity, size_t need,
                        size_t width) {
    const size_t next = *capacity ? *capacity * 2 : 8;
    void *copy;
    if (need <= *capacity)
        return true;
    copy = kefu__arena_alloc_zero(builder->arena, (next < need ? need : next) * width);
    if (!copy)
        return kefu__builder_no_memory(builder);
    if (*capacity)
        memcpy(copy, *array, *capacity * width);
    *array = copy;
    *capacity = next < need ? need : next;
    return true;
}

static void refuse(struct json_reader *reader, const char *code, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, code, "%s", message);
}

/* ---- weekly hours ---- */

/* "mon", or "mon-fri": which days, from Monday. */
static bool read_days(const char *name, uint32_t *first, uint32_t *last) {
    static const char days[] = "montuewedthufrisatsun";
    const size_t size = strlen(name);
    uint32_t i;
    *first = *last = 7;
    if (size != 3 && (size != 7 || name[3] != '-'))
        return false;
    for (i = 0; i < 7; i++) {
        if (memcmp(name, days + (size_t)i * 3, 3) == 0)
            *first = i;
        if (memcmp(name + size - 3, days + (size_t)i * 3, 3) == 0)
            *last = i;
    }
    return *first < 7 && *last < 7 && *first <= *last;
}

/* "HH:MM", to 24:00. */
static bool read_clock(const json_value *value, uint32_t *ms) {
    const kefu_str text = kefu__json_text(value);
    const char *t = text.data;
    uint32_t hour, minute;
    if (text.size != 5 || t[2] != ':' || t[0] < '0' || t[0] > '2' || t[1] < '0' || t[1] > '9' ||
        t[3] < '0' || t[3] > '5' || t[4] < '0' || t[4] > '9')
        return false;
    hour = (uint32_t)(t[0] - '0') * 10 + (uint32_t)(t[1] - '0');
    minute = (uint32_t)(t[3] - '0') * 10 + (uint32_t)(t[4] - '0');
    *ms = (hour * 60 + minute) * 60000;
    return *ms <= DAY_MS;
}

static bool add_interval(struct scheme_builder *builder, struct calendar *hours, size_t *capacity,
                         struct open_interval interval) {
    void *items = (void *)hours->weekly;
    if (!kefu__builder_grow(builder, &items, capacity, hours->weekly_count + 1, sizeof interval))
        return false;
    ((struct open_interval *)items)[hours->weekly_count++] = interval;
    hours->weekly = items;
    return true;
}

static bool read_intervals(struct scheme_builder *builder, struct json_reader *reader,
                           const json_value *list, const char *name, struct calendar *hours,
                           size_t *capacity) {
    const json_value *pair = kefu__json_first(list);
    uint32_t first, last, from, to, day;
    size_t i;
    if (!read_days(name, &first, &last)) {
        refuse(reader, "bad_day", "days are \"mon\" … \"sun\", or a range like \"mon-fri\"");
        return true;
    }
    if (!kefu__json_is(list, JSON_ARRAY)) {
        refuse(reader, "wrong_type", "must be a list of [\"from\", \"to\"]");
        return true;
    }
    for (i = 0; pair; pair = kefu__json_next(pair), i++) {
        kefu__json_enter_index(reader, i);
        if (!kefu__json_is(pair, JSON_ARRAY) || kefu__json_count(pair) != 2 ||
            !read_clock(kefu__json_first(pair), &from) ||
            !read_clock(kefu__json_next(kefu__json_first(pair)), &to) || from == DAY_MS) {
            refuse(reader, "bad_hours", "must be [\"HH:MM\", \"HH:MM\"], from 00:00 to 24:00");
        } else if (hours->weekly_count + 7 > MOST_INTERVALS) {
            refuse(reader, "limit_exceeded", "too many intervals");
        } else {
            for (day = first; day <= last; day++) {
                const struct open_interval interval = {day, from, to > from ? to : to + DAY_MS};
                if (!add_interval(builder, hours, capacity, interval))
                    return false;
            }
        }
        kefu__json_leave(reader);
    }
    return true;
}

static bool read_weekly(struct scheme_builder *builder, struct json_reader *reader,
                        const json_value *object, struct calendar *hours) {
    const json_value *weekly = kefu__json_member_object(reader, object, "weekly", true);
    const json_value *day;
    size_t capacity = 0;
    bool good = true;
    kefu__json_enter_name(reader, "weekly");
    for (day = kefu__json_first(weekly); day && good; day = kefu__json_next(day)) {
        kefu__json_enter_name(reader, kefu__json_name(day));
        good = read_intervals(builder, reader, day, kefu__json_name(day), hours, &capacity);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    if (good && weekly && hours->weekly_count == 0)
        kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "calendar_never_open",
                          "this calendar is never open");
    return good;
}

/* ---- days and ranges ---- */

/* "2026-02-16" as days since the epoch. */
static bool read_date(const json_value *value, int64_t *day) {
    const kefu_str text = kefu__json_text(value);
    char instant[32] = "";
    int64_t at;
    if (text.size != 10)
        return false;
    memcpy(instant, text.data, 10);
    memcpy(instant + 10, "T00:00:00Z", 11);
    if (!kefu__time_parse(instant, 20, &at))
        return false;
    *day = kefu__time_day(at, 0);
    return true;
}

/* Reads an array member with `read_one` for each element. The array of what was read, or NULL;
 * false in *good without memory. */
typedef bool (*element_reader)(struct json_reader *reader, const json_value *value, void *item);

static void *read_array(struct scheme_builder *builder, struct json_reader *reader,
                        const json_value *object, const char *name, element_reader read_one,
                        size_t width, size_t *count, bool *good) {
    const json_value *array = kefu__json_member_array(reader, object, name, false);
    const json_value *value;
    char *items;
    size_t i = 0;
    if (!array || kefu__json_count(array) == 0)
        return NULL;
    if (kefu__json_count(array) > MOST_INTERVALS) {
        refuse(reader, "limit_exceeded", "a calendar has at most 1,000 of these");
        return NULL;
    }
    items = kefu__arena_alloc_zero(builder->arena, kefu__json_count(array) * width);
    if (!items) {
        *good = kefu__builder_no_memory(builder);
        return NULL;
    }
    kefu__json_enter_name(reader, name);
    for (value = kefu__json_first(array); value; value = kefu__json_next(value), i++) {
        kefu__json_enter_index(reader, i);
        *count += read_one(reader, value, items + *count * width);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return items;
}

static bool read_holiday(struct json_reader *reader, const json_value *value, void *item) {
    static const char *const known[] = {"from", "to", "label", NULL};
    struct date_range *range = item;
    if (kefu__json_is(value, JSON_STRING) && read_date(value, &range->from_day)) {
        range->to_day = range->from_day;
        return true;
    }
    if (kefu__json_is(value, JSON_OBJECT)) {
        kefu__json_known_members(reader, value, known);
        if (read_date(kefu__json_get(value, "from"), &range->from_day) &&
            read_date(kefu__json_get(value, "to"), &range->to_day) &&
            range->from_day <= range->to_day)
            return true;
    }
    refuse(reader, "bad_date", "must be \"YYYY-MM-DD\" or {\"from\", \"to\"}, in this order");
    return false;
}

static bool read_workday(struct json_reader *reader, const json_value *value, void *item) {
    if (read_date(value, item))
        return true;
    refuse(reader, "bad_date", "must be \"YYYY-MM-DD\"");
    return false;
}

static bool read_excluded(struct json_reader *reader, const json_value *value, void *item) {
    static const char *const known[] = {"from", "to", "label", NULL};
    struct instant_range *range = item;
    bool good;
    if (!kefu__json_is(value, JSON_OBJECT)) {
        refuse(reader, "wrong_type", "must be {\"from\", \"to\"}");
        return false;
    }
    kefu__json_known_members(reader, value, known);
    good = kefu__json_member_instant(reader, value, "from", true, &range->from);
    good = kefu__json_member_instant(reader, value, "to", true, &range->to) && good;
    if (good && range->from >= range->to)
        refuse(reader, "empty_period", "\"to\" must be after \"from\"");
    return good && range->from < range->to;
}

/* ---- calendars ---- */

static bool read_calendar(struct scheme_builder *builder, struct json_reader *reader,
                          const json_value *object, struct scheme_calendar *calendar) {
    struct calendar *hours = &calendar->hours;
    kefu_str offset = {NULL, 0};
    bool good = true;
    if (kefu__json_member_string(reader, object, "utc_offset", true, &offset) &&
        !kefu__time_parse_offset(offset.data, offset.size, &hours->offset_minutes))
        refuse(reader, "bad_offset", "\"utc_offset\" must be like \"+08:00\"");
    if (!read_weekly(builder, reader, object, hours))
        return false;
    hours->holidays = read_array(builder, reader, object, "holidays", read_holiday,
                                 sizeof *hours->holidays, &hours->holiday_count, &good);
    hours->workdays = read_array(builder, reader, object, "workdays", read_workday,
                                 sizeof *hours->workdays, &hours->workday_count, &good);
    hours->excluded = read_array(builder, reader, object, "excluded", read_excluded,
                                 sizeof *hours->excluded, &hours->excluded_count, &good);
    if (!kefu__json_digest(builder->allocator, object, &calendar->digest))
        return kefu__builder_no_memory(builder);
    return good;
}

/* Adds a calendar; one of the same id in an earlier document is replaced. */
static bool add_calendar(struct scheme_builder *builder, struct json_reader *reader,
                         const json_value *object, kefu_str id) {
    struct calendars *calendars = builder->scheme->calendars;
    struct scheme_calendar calendar, *old;
    void *items = calendars->items;
    memset(&calendar, 0, sizeof calendar);
    if (!read_calendar(builder, reader, object, &calendar))
        return false;
    old = (struct scheme_calendar *)kefu__calendars_find(calendars, id);
    if (old) {
        calendar.id = old->id;
        *old = calendar;
        return true;
    }
    calendar.id = kefu__arena_text(builder->arena, id.data, id.size);
    if (!calendar.id)
        return kefu__builder_no_memory(builder);
    if (!kefu__builder_grow(builder, &items, &calendars->capacity, calendars->count + 1,
                            sizeof calendar))
        return false;
    calendars->items = items;
    calendars->items[calendars->count++] = calendar;
    return true;
}

static bool read_document(struct scheme_builder *builder, const struct scheme_document *document) {
    static const char *const known[] = {
        SCHEME_COMMON_MEMBERS, "utc_offset", "weekly", "holidays", "workdays", "excluded", NULL};
    kefu__json_known_members(document->reader, document->root, known);
    return add_calendar(builder, document->reader, document->root, document->id);
}

/* The calendars that stand inside a metric set, under their names. */
static bool read_inline(struct scheme_builder *builder, const struct scheme_document *document) {
    static const char *const known[] = {"title",    "utc_offset", "weekly", "holidays",
                                        "workdays", "excluded",   NULL};
    struct json_reader *reader = document->reader;
    const json_value *list = kefu__json_member_object(reader, document->root, "calendars", false);
    const json_value *value;
    bool good = true;
    kefu__json_enter_name(reader, "calendars");
    for (value = kefu__json_first(list); value && good; value = kefu__json_next(value)) {
        const kefu_str id = {kefu__json_name(value), strlen(kefu__json_name(value))};
        kefu__json_enter_name(reader, id.data);
        if (!kefu__json_is(value, JSON_OBJECT) || !kefu__scheme_is_id(id)) {
            refuse(reader, "wrong_type", "must be a calendar's object under an id");
        } else {
            kefu__json_known_members(reader, value, known);
            good = add_calendar(builder, reader, value, id);
        }
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return good;
}

bool kefu__calendars_compile(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    size_t i;
    scheme->calendars = kefu__arena_alloc_zero(&scheme->arena, sizeof *scheme->calendars);
    if (!scheme->calendars)
        return kefu__builder_no_memory(builder);
    for (i = 0; i < builder->document_count; i++) {
        const struct scheme_document *document = &builder->documents[i];
        if (strcmp(document->kind, "calendar") == 0 && !read_document(builder, document))
            return false;
        if (strcmp(document->kind, "metric_set") == 0 && !read_inline(builder, document))
            return false;
    }
    return true;
}

const struct scheme_calendar *kefu__calendars_find(const struct calendars *calendars, kefu_str id) {
    size_t i;
    for (i = 0; i < calendars->count; i++)
        if (kefu__str_is(id, calendars->items[i].id))
            return &calendars->items[i];
    return NULL;
}

const struct scheme_calendar *kefu__calendars_member(struct scheme_builder *builder,
                                                     struct json_reader *reader,
                                                     const json_value *object, const char *name,
                                                     bool required) {
    const struct scheme_calendar *calendar;
    kefu_str id;
    if (!kefu__json_member_string(reader, object, name, required, &id))
        return NULL;
    calendar = kefu__calendars_find(builder->scheme->calendars, id);
    if (!calendar) {
        kefu__json_enter_name(reader, name);
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no calendar \"%.*s\"", (int)id.size, id.data);
        kefu__json_leave(reader);
    }
    return calendar;
}
