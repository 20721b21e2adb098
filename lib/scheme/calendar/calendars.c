/* SPDX-License-Identifier: MIT
 * Reads calendars: weekly hours, holidays, make-up workdays, excluded times. */
#include "scheme/calendar/calendars.h"

#include <string.h>

#include "scheme/kinds.h"

enum {
    INTERVALS_MAX = 1000, /* limit on the intervals in each list of a calendar */
    DAY_MS = 86400000
};

/* ---- weekly hours ---- */

/* Reads "mon" or "mon-fri" as a range of weekdays; 0 is Monday. */
static bool read_days(const char *name, uint32_t *first, uint32_t *last) {
    static const char days[] = "montuewedthufrisatsun";
    const size_t size = strlen(name);
    *first = *last = 7;
    if (size != 3 && (size != 7 || name[3] != '-'))
        return false;
    for (uint32_t i = 0; i < 7; i++) {
        if (memcmp(name, days + (size_t)i * 3, 3) == 0)
            *first = i;
        if (memcmp(name + size - 3, days + (size_t)i * 3, 3) == 0)
            *last = i;
    }
    return *first < 7 && *last < 7 && *first <= *last;
}

/* Reads "HH:MM", 00:00 to 24:00. */
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

/* Reads ["09:00", "18:00"]; an interval that ends before it begins ends on the next day. */
static bool read_interval(const json_value *pair, uint32_t *from, uint32_t *to) {
    if (!kefu__json_is(pair, JSON_ARRAY) || kefu__json_count(pair) != 2 ||
        !read_clock(kefu__json_first(pair), from) ||
        !read_clock(kefu__json_next(kefu__json_first(pair)), to) || *from == DAY_MS)
        return false;
    *to += *to > *from ? 0 : DAY_MS;
    return true;
}

/* The weekly opening hours while they are read. */
struct week {
    struct open_interval *intervals;
    size_t count;
};

/* Warns if an interval ends at 23:59, which was probably meant to be midnight. */
static void check_end(struct json_reader *reader, const json_value *pair) {
    const json_value *end = kefu__json_next(kefu__json_first(pair));
    if (!kefu__str_is(kefu__json_text(end), "23:59"))
        return;
    kefu__json_enter_index(reader, 1);
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "last_minute_closed",
                      "closes at 23:59: midnight is 24:00");
    kefu__json_leave(reader);
}

static void read_day(struct field_reader *reader, const json_value *list, struct week *week) {
    const json_value *pair;
    uint32_t first, last, from, to;
    size_t i = 0;
    if (!read_days(kefu__json_name(list), &first, &last)) {
        kefu__field_refuse(reader, NULL, "bad_day",
                           "days are \"mon\" … \"sun\", or a range like \"mon-fri\"");
        return;
    }
    if (!kefu__json_is(list, JSON_ARRAY)) {
        kefu__field_refuse(reader, NULL, "wrong_type", "must be a list of [\"from\", \"to\"]");
        return;
    }
    for (pair = kefu__json_first(list); pair; pair = kefu__json_next(pair)) {
        kefu__json_enter_index(reader->json, i++);
        if (!read_interval(pair, &from, &to))
            kefu__field_refuse(reader, NULL, "bad_hours",
                               "must be [\"HH:MM\", \"HH:MM\"], from 00:00 to 24:00");
        else if (week->count + 7 > INTERVALS_MAX)
            kefu__field_refuse(reader, NULL, "limit_exceeded", "too many intervals");
        else
            for (uint32_t day = first; day <= last; day++)
                week->intervals[week->count++] = (struct open_interval){day, from, to};
        check_end(reader->json, pair);
        kefu__json_leave(reader->json);
    }
}

static void read_weekly(struct field_reader *reader, const json_value *value, void *item) {
    struct calendar *hours = &((struct scheme_calendar *)item)->hours;
    struct week week = {NULL, 0};
    const json_value *day;
    size_t most = 0;
    if (!kefu__json_is(value, JSON_OBJECT)) {
        kefu__field_refuse(reader, NULL, "wrong_type", "must be an object");
        return;
    }
    for (day = kefu__json_first(value); day; day = kefu__json_next(day))
        most += 7 * kefu__json_count(day);
    most = most < INTERVALS_MAX ? most : INTERVALS_MAX;
    week.intervals = kefu__field_room(reader, most, sizeof *week.intervals);
    for (day = kefu__json_first(value); day && week.intervals; day = kefu__json_next(day)) {
        kefu__json_enter_name(reader->json, kefu__json_name(day));
        read_day(reader, day, &week);
        kefu__json_leave(reader->json);
    }
    hours->weekly = week.intervals;
    hours->weekly_count = week.count;
}

/* ---- days and ranges ---- */

#define DATE_SCHEMA "{\"type\": \"string\", \"pattern\": \"^\\\\d{4}-\\\\d\\\\d-\\\\d\\\\d$\"}"

/* Reads "2026-02-16" as days since the epoch. */
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

static bool read_holiday(struct field_reader *reader, const json_value *value, void *item) {
    struct date_range *range = item;
    const bool object = kefu__json_is(value, JSON_OBJECT);
    return (read_date(object ? kefu__json_get(value, "from") : value, &range->from_day) &&
            read_date(object ? kefu__json_get(value, "to") : value, &range->to_day) &&
            range->from_day <= range->to_day) ||
           kefu__field_refuse(reader, NULL, "bad_date",
                              "must be \"YYYY-MM-DD\" or {\"from\", \"to\"}, in this order");
}

static const struct field holiday_fields[] = {
    {"from", FIELD_ANY, FIELD_REQUIRED, .schema = DATE_SCHEMA},
    {"to", FIELD_ANY, FIELD_REQUIRED, .schema = DATE_SCHEMA, .description = "The last day."},
    {.name = "label"}};
static const struct field_table holiday_table = {"a holiday",
                                                 FIELDS_OF(holiday_fields),
                                                 .size = sizeof(struct date_range),
                                                 .finish = read_holiday,
                                                 .shorthand = read_holiday,
                                                 .schema = DATE_SCHEMA};

static bool read_workday(struct field_reader *reader, const json_value *value, void *item) {
    return read_date(value, item) ||
           kefu__field_refuse(reader, NULL, "bad_date", "must be \"YYYY-MM-DD\"");
}
static const struct field_table workday_table = {
    .size = sizeof(int64_t), .shorthand = read_workday, .schema = DATE_SCHEMA};

static bool finish_excluded(struct field_reader *reader, const json_value *object, void *item) {
    const struct instant_range *range = item;
    return range->from < range->to || !kefu__json_get(object, "from") ||
           !kefu__json_get(object, "to") ||
           kefu__field_refuse(reader, NULL, "empty_period", "\"to\" must be after \"from\"");
}

static const struct field excluded_fields[] = {
    {"from", FIELD_INSTANT, FIELD_REQUIRED, FIELD_AT(struct instant_range, from)},
    {"to", FIELD_INSTANT, FIELD_REQUIRED, FIELD_AT(struct instant_range, to)},
    {.name = "label"}};
static const struct field_table excluded_table = {"a range", FIELDS_OF(excluded_fields),
                                                  .size = sizeof(struct instant_range),
                                                  .finish = finish_excluded};

/* ---- calendars ---- */

/* Adds a calendar; it replaces a calendar with the same id in an earlier document. */
static bool add_calendar(struct scheme_builder *builder, const struct scheme_calendar *calendar) {
    struct calendars *calendars = builder->scheme->calendars;
    const kefu_str id = kefu__str(calendar->id);
    const struct scheme_calendar *old = kefu__calendars_find(calendars, id);
    if (old) {
        calendars->items[old - calendars->items] = *calendar;
        return true;
    }
    return kefu__builder_push(builder, &calendars->items, &calendars->count, &calendars->capacity,
                              calendar, sizeof *calendar);
}

/* Sets the id of a calendar: its member name if it is written inside of a metric set, else the id
 * of its document. */
static bool finish_calendar(struct field_reader *reader, const json_value *object, void *item) {
    struct scheme_builder *builder = reader->ctx;
    struct scheme_calendar *calendar = item;
    const kefu_str id = kefu__str(calendar->id);
    kefu_str offset;
    if (id.size == 0)
        calendar->id = kefu__field_keep(reader, builder->current->id);
    else if (!kefu__is_id(id))
        return kefu__field_refuse(reader, NULL, "wrong_type",
                                  "must be a calendar's object under an id");
    if (kefu__json_member_string(reader->json, object, "utc_offset", false, &offset) &&
        !kefu__time_parse_offset(offset.data, offset.size, &calendar->hours.offset_minutes))
        kefu__json_refuse(reader->json, "utc_offset", KEFU_E_DEFINITION, "bad_offset",
                          "must be like \"+08:00\"");
    if (kefu__json_get(object, "weekly") && calendar->hours.weekly_count == 0)
        kefu__json_report(reader->json, KEFU_SEVERITY_WARNING, KEFU_OK, "calendar_never_open",
                          "this calendar is never open");
    reader->no_memory |= !kefu__json_digest(builder->allocator, object, &calendar->digest);
    return add_calendar(builder, calendar);
}

#define HOURS(member) FIELD_AT_BOTH(struct scheme_calendar, hours.member##s, hours.member##_count)
static const struct field fields[] = {
    {NULL, FIELD_KEY, FIELD_AT(struct scheme_calendar, id)},
    {"utc_offset", FIELD_ANY, FIELD_REQUIRED,
     .schema = "{\"type\": \"string\", \"pattern\": \"^([+-]\\\\d\\\\d:\\\\d\\\\d|Z)$\"}"},
    {"weekly", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_weekly,
     .schema = "{\"type\": \"object\", \"propertyNames\": {\"pattern\": "
               "\"^(mon|tue|wed|thu|fri|sat|sun)(-(mon|tue|wed|thu|fri|sat|sun))?$\"}, "
               "\"additionalProperties\": {\"type\": \"array\", \"items\": {\"type\": \"array\", "
               "\"minItems\": 2, \"maxItems\": 2, \"items\": {\"type\": \"string\", \"pattern\": "
               "\"^([01]\\\\d|2[0-3]):[0-5]\\\\d$|^24:00$\"}}}}",
     .description =
         "Hours by day (\"mon\") or range of days (\"mon-fri\"). An interval that ends before it "
         "begins goes on past midnight."},
    {"holidays", FIELD_LIST, HOURS(holiday), .high = INTERVALS_MAX, .table = &holiday_table,
     .description = "Closed all day."},
    {"workdays", FIELD_LIST, HOURS(workday), .high = INTERVALS_MAX, .table = &workday_table,
     .description = "Make-up workdays (调休): a Monday's hours, also on a weekend or holiday."},
    {"excluded", FIELD_LIST,
     FIELD_AT_BOTH(struct scheme_calendar, hours.excluded, hours.excluded_count),
     .high = INTERVALS_MAX, .table = &excluded_table,
     .description = "Times that are taken out of the open hours."}};
static const struct field_table table = {
    "a calendar", FIELDS_OF(fields), .common = &kefu__document_table,
    .size = sizeof(struct scheme_calendar), .finish = finish_calendar};

/* The members that only calendars inside of metric sets have, besides those in `fields`. */
static const struct field inline_head[] = {
    {"title", FIELD_ANY, .schema = "{\"$ref\": \"#/definitions/title\"}"}, {.name = "note"}};
static const struct field_table inline_head_table = {FIELDS_OF(inline_head)};
static const struct field_table inline_table = {
    "a calendar", FIELDS_OF(fields), .common = &inline_head_table,
    .size = sizeof(struct scheme_calendar), .finish = finish_calendar};
static const struct field set_fields[] = {
    {"calendars", FIELD_MAP, FIELD_STREAMED, .table = &inline_table,
     .description = "Calendars by their ids, beside the documents of this kind."}};
const struct field_table kefu__inline_calendars_table = {
    FIELDS_OF(set_fields), .common = &kefu__document_table, .partial = true};

/* Compiles all calendars before any metric: those that are documents and those inside of metric
 * sets, in the order of the documents. */
static bool compile(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    struct scheme_calendar calendar;
    scheme->calendars = kefu__builder_take(builder, sizeof *scheme->calendars);
    for (size_t i = 0; i < builder->document_count && scheme->calendars; i++) {
        const struct scheme_document *document = &builder->documents[i];
        if (document->kind == DOCUMENT_CALENDAR)
            kefu__document_read(builder, document, &table, &calendar);
        else if (document->kind == DOCUMENT_METRIC_SET)
            kefu__document_read(builder, document, &kefu__inline_calendars_table, &calendar);
    }
    return builder->status == KEFU_OK;
}

const struct scheme_kind kefu__calendar_kind = {
    .kind = DOCUMENT_CALENDAR, .table = &table, .compile = compile};

const struct scheme_calendar *kefu__calendars_find(const struct calendars *calendars, kefu_str id) {
    for (size_t i = 0; i < calendars->count; i++)
        if (kefu__str_is(id, calendars->items[i].id))
            return &calendars->items[i];
    return NULL;
}

bool kefu__find_calendar(struct field_reader *reader, kefu_str id, void *to) {
    const struct scheme_builder *builder = reader->ctx;
    const struct scheme_calendar *calendar = kefu__calendars_find(builder->scheme->calendars, id);
    *(const struct scheme_calendar **)to = calendar;
    return calendar != NULL;
}
