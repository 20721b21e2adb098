/* SPDX-License-Identifier: MIT
 * Events and feedback given as JSON: lenient about what is absent, strict about what is there. */
#include "conversation/record.h"
#include "conversation/conversation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conversation/misspelled.h"

const json_value *kefu__record_get(const json_value *object, const char *name) {
    const json_value *value = kefu__json_get(object, name);
    return kefu__json_is(value, JSON_NULL) ? NULL : value;
}

bool kefu__record_drop(struct json_reader *reader, const char *name, const char *expected) {
    kefu__json_enter_name(reader, name);
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "member_dropped",
                      "must be %s; it is left out", expected);
    kefu__json_leave(reader);
    return false;
}

bool kefu__record_text(struct json_reader *reader, struct arena *arena, const json_value *object,
                       const char *name, kefu_str *out) {
    const json_value *value = kefu__record_get(object, name);
    char number[32];
    if (!value)
        return false;
    if (kefu__json_is(value, JSON_STRING)) {
        *out = kefu__json_text(value);
        return true;
    }
    if (!kefu__json_is(value, JSON_NUMBER))
        return kefu__record_drop(reader, name, "a text");
    kefu__json_digits(value, number, out);
    out->data = kefu__arena_text(arena, out->data, out->size);
    if (out->data)
        return true;
    out->size = 0;
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_MEMORY, "no_memory", "out of memory");
    return false;
}

bool kefu__record_bool(struct json_reader *reader, const json_value *object, const char *name,
                       bool *out) {
    const json_value *value = kefu__record_get(object, name);
    if (!value)
        return false;
    if (!kefu__json_is(value, JSON_BOOL))
        return kefu__record_drop(reader, name, "true or false");
    *out = kefu__json_true(value);
    return true;
}

/* ---- ratings ---- */

/* Parses a text as a plain decimal number, independent of the locale. */
static bool parse_number(kefu_str text, double *number) {
    double value = 0, place = 1;
    size_t i = 0, digits = 0;
    bool negative = false, fraction = false;
    while (text.size && text.data[text.size - 1] == ' ')
        text.size--;
    while (i < text.size && text.data[i] == ' ')
        i++;
    if (i < text.size && (text.data[i] == '-' || text.data[i] == '+'))
        negative = text.data[i++] == '-';
    for (; i < text.size; i++) {
        const char c = text.data[i];
        if (c == '.' && !fraction) {
            fraction = true;
            continue;
        }
        /* a double represents numbers of up to 15 decimal digits exactly */
        if (c < '0' || c > '9' || ++digits > 15)
            return false;
        value = value * 10 + (c - '0');
        place *= fraction ? 10 : 1;
    }
    *number = negative ? -value / place : value / place;
    return digits > 0;
}

static bool read_number(const json_value *value, double *number) {
    *number = kefu__json_number(value);
    return kefu__json_is(value, JSON_NUMBER) || parse_number(kefu__json_text(value), number);
}

static bool read_scale(const json_value *object, double *low, double *high) {
    const json_value *scale = kefu__record_get(object, "scale");
    *low = 1;
    *high = 5;
    if (!scale)
        return true;
    return read_number(kefu__json_get(scale, "min"), low) &&
           read_number(kefu__json_get(scale, "max"), high) && *low >= -RATING_MAX &&
           *high <= RATING_MAX && *low < *high;
}

static bool drop_rating(struct json_reader *reader, const char *name, const char *message) {
    kefu__json_enter_name(reader, name);
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "rating_dropped", "%s", message);
    kefu__json_leave(reader);
    return false;
}

static bool drop_off_scale(struct json_reader *reader, const char *name, double rating, double low,
                           double high) {
    char got[32], from[32], to[32], message[160];
    kefu__format_double(got, rating);
    kefu__format_double(from, low);
    kefu__format_double(to, high);
    snprintf(message, sizeof message, "%s is off the scale %s to %s; it counts as not rated", got,
             from, to);
    return drop_rating(reader, name, message);
}

/* Rounds a rating to an integer, and reports that, if both ends of its scale are integers. */
static void round_rating(struct json_reader *reader, const char *name, double low, double high,
                         double *rating) {
    const double whole = floor(*rating + 0.5);
    char got[32], to[32];
    if (low != floor(low) || high != floor(high) || high - low < 2 || whole == *rating)
        return;
    kefu__format_double(got, *rating);
    kefu__format_double(to, whole);
    kefu__json_enter_name(reader, name);
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "rating_rounded",
                      "%s is between two steps of the scale, and counts as %s", got, to);
    kefu__json_leave(reader);
    *rating = whole;
}

bool kefu__record_rating(struct json_reader *reader, const json_value *object, bool value,
                         double *rating, double *scale_min, double *scale_max) {
    const bool named = kefu__record_get(object, "rating") || !value;
    const char *name = named ? "rating" : "value";
    const json_value *given = kefu__record_get(object, name);
    double number, low, high;
    if (!given || (kefu__json_is(given, JSON_STRING) && kefu__json_text(given).size == 0))
        return false;
    if (!read_number(given, &number))
        return drop_rating(reader, name, "this is no number; it counts as not rated");
    if (!read_scale(object, &low, &high))
        return drop_rating(reader, "scale",
                           "needs numbers min below max; the rating counts as not given");
    if (!(number >= low && number <= high))
        return drop_off_scale(reader, name, number, low, high);
    round_rating(reader, name, low, high, &number);
    *rating = number;
    *scale_min = low;
    *scale_max = high;
    return true;
}

/* ---- events ---- */

static void read_flag(struct json_reader *reader, const json_value *object, const char *name,
                      uint32_t flag, uint32_t *flags) {
    bool set = false;
    if (kefu__record_bool(reader, object, name, &set) && set)
        *flags |= flag;
}

/* Reads the member "content", the kind of content (text, image, …). An unknown kind is reported,
 * and counts as other. */
static void read_content(struct json_reader *reader, const json_value *object, uint32_t *content) {
    const json_value *value = kefu__record_get(object, "content");
    const kefu_str name = kefu__json_text(value);
    if (!value || kefu__word_value(&kefu__contents, name, content))
        return;
    const kefu_str shown = kefu__str_truncate(name, 40);
    *content = KEFU_CONTENT_OTHER;
    kefu__json_enter_name(reader, "content");
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "content_unknown",
                      "\"%.*s\" is no kind of content; it counts as other", (int)shown.size,
                      shown.data);
    kefu__json_leave(reader);
}

static void read_message(struct json_reader *reader, struct arena *arena, const json_value *object,
                         kefu_event *event) {
    event->type = KEFU_EVENT_MESSAGE;
    kefu__record_text(reader, arena, object, "id", &event->id);
    kefu__record_text(reader, arena, object, "agent_id", &event->agent_id);
    kefu__record_text(reader, arena, object, "text", &event->text);
    kefu__json_member_word(reader, object, "role", true, &kefu__roles, &event->role);
    read_content(reader, object, &event->content);
}

/* Is the name that of a role other than agent ("by": "customer"), so that it names no agent? */
static bool is_nobody(kefu_str name) {
    uint32_t role;
    return kefu__word_value(&kefu__roles, name, &role) && role != KEFU_ROLE_AGENT;
}

/* Reads which agent an event names: by the member "agent_id", else "to", else, for an event that
 * ends an episode, "by", which may also name the customer. */
static void read_agent(struct json_reader *reader, struct arena *arena, const json_value *object,
                       kefu_event *event) {
    static const char *const names[] = {"agent_id", "to", "by"};
    const bool ends = event->type == KEFU_EVENT_RESOLVED || event->type == KEFU_EVENT_CLOSED;
    for (size_t i = 0; i < (ends ? 3 : 2) && event->agent_id.size == 0; i++)
        kefu__record_text(reader, arena, object, names[i], &event->agent_id);
    if (ends && kefu__str_is(kefu__json_text(kefu__record_get(object, "by")), "customer"))
        event->flags |= KEFU_EVENT_BY_CUSTOMER;
    if (is_nobody(event->agent_id))
        event->agent_id = (kefu_str){"", 0};
}

/* Reads a rating. Returns false if the customer gave none, so that there is no event to push. */
static bool read_rated(struct json_reader *reader, const json_value *object, kefu_event *event) {
    const size_t before = kefu_findings_count(reader->findings);
    if (kefu__record_rating(reader, object, true, &event->rating, &event->scale_min,
                            &event->scale_max))
        return true;
    if (kefu_findings_count(reader->findings) == before)
        kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "rating_dropped",
                          "\"rated\" has no rating; it counts as not rated");
    return false;
}

static bool read_other(struct json_reader *reader, struct arena *arena, const json_value *object,
                       kefu_event *event) {
    read_agent(reader, arena, object, event);
    kefu__record_text(reader, arena, object, "message_id", &event->message_id);
    if (event->type == KEFU_EVENT_RATED)
        return read_rated(reader, object, event);
    if (event->type == KEFU_EVENT_EDITED)
        kefu__record_text(reader, arena, object, "text", &event->text);
    else
        kefu__record_text(reader, arena, object, "value", &event->value);
    return true;
}

/* Reads the type of an event. False, after a report, if the type is unknown. */
static bool read_type(struct json_reader *reader, const json_value *object, bool required,
                      kefu_event *event) {
    const json_value *value = kefu__record_get(object, "type");
    const kefu_str name = kefu__json_text(value);
    if ((!value && !required) || kefu__word_value(&kefu__event_types, name, &event->type))
        return true;
    const kefu_str shown = kefu__str_truncate(name, 40);
    if (value)
        kefu__json_enter_name(reader, "type");
    kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "event_dropped",
                      "\"%.*s\" is no type of event; the event is skipped", (int)shown.size,
                      value ? shown.data : "");
    if (value)
        kefu__json_leave(reader);
    return false;
}

static const char *const message_members[] = {
    "type", "at", "id", "agent_id", "role", "text", "content", "auto", "private", "offline", NULL};
static const char *const event_members[] = {"type",       "at",     "id",    "agent_id", "to",
                                            "by",         "from",   "role",  "text",     "value",
                                            "message_id", "rating", "scale", NULL};

bool kefu__record_event(struct json_reader *reader, struct arena *arena, struct record_clock *clock,
                        const json_value *object, bool is_event, kefu_event *event) {
    const kefu_event fresh = KEFU_EVENT_INIT;
    *event = fresh;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a message or event must be an object");
        return false;
    }
    if (!read_type(reader, object, is_event, event))
        return false;
    kefu__clock_read(clock, reader, object, "at", &event->at);
    read_flag(reader, object, "auto", KEFU_EVENT_AUTO, &event->flags);
    read_flag(reader, object, "private", KEFU_EVENT_PRIVATE, &event->flags);
    read_flag(reader, object, "offline", KEFU_EVENT_OFFLINE, &event->flags);
    kefu__misspelled_report(reader, object,
                            event->type == KEFU_EVENT_MESSAGE ? message_members : event_members);
    if (event->type != KEFU_EVENT_MESSAGE)
        return read_other(reader, arena, object, event);
    read_message(reader, arena, object, event);
    return true;
}

void kefu__record_turn(struct json_reader *reader, struct arena *arena, struct record_clock *clock,
                       const json_value *object, kefu_event *event) {
    const kefu_event fresh = KEFU_EVENT_INIT;
    *event = fresh;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a turn must be an object with role and text");
        return;
    }
    kefu__clock_read(clock, reader, object, "at", &event->at);
    kefu__record_text(reader, arena, object, "id", &event->id);
    kefu__json_member_string(reader, object, "text", true, &event->text);
    kefu__json_member_word(reader, object, "role", true, &kefu__dialogue_roles, &event->role);
}

/* ---- feedback ---- */

static const char *const feedback_members[] = {
    "id",    "conversation_id", "contact_id", "agent_id", "team",       "channel",
    "topic", "source",          "text",       "at",       "invited_at", "rating",
    "scale", "attributes",      "attrs",      "labels",   "kind",       "conversation_known",
    NULL};

void kefu__record_feedback(struct json_reader *reader, struct arena *arena, int32_t offset_minutes,
                           const json_value *root, struct feedback_record *to) {
    struct record_clock clock;
    const struct {
        const char *name;
        kefu_str *to;
    } texts[] = {{"id", &to->id},
                 {"conversation_id", &to->conversation_id},
                 {"contact_id", &to->contact_id},
                 {"agent_id", &to->agent_id},
                 {"team", &to->team},
                 {"channel", &to->channel},
                 {"topic", &to->topic},
                 {"source", &to->source},
                 {"text", &to->text}};
    size_t i;
    memset(to, 0, sizeof *to);
    to->at = to->invited_at = KEFU_TIME_NONE;
    to->is_of_known = true;
    if (!kefu__json_is(root, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a feedback record must be an object");
        return;
    }
    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        kefu__record_text(reader, arena, root, texts[i].name, texts[i].to);
    kefu__clock_measure(&clock, reader, offset_minutes);
    kefu__misspelled_report(reader, root, feedback_members);
    kefu__clock_read(&clock, reader, root, "at", &to->at);
    kefu__clock_read(&clock, reader, root, "invited_at", &to->invited_at);
    kefu__record_bool(reader, root, "conversation_known", &to->is_of_known);
    to->is_rated = kefu__record_rating(reader, root, false, &to->rating, &to->scale_min,
                                       &to->scale_max);
    to->attributes = kefu__record_get(root, "attributes");
    if (!to->attributes)
        to->attributes = kefu__record_get(root, "attrs");
}

bool kefu__record_feedback_find(const struct feedback_record *f, kefu_str name, kefu_str *value) {
    const struct {
        const char *name;
        kefu_str text;
    } members[] = {{"id", f->id},
                   {"conversation_id", f->conversation_id},
                   {"contact_id", f->contact_id},
                   {"agent_id", f->agent_id},
                   {"team", f->team},
                   {"channel", f->channel},
                   {"topic", f->topic},
                   {"source", f->source}};
    const json_value *attribute;
    size_t i;
    for (i = 0; i < sizeof members / sizeof *members; i++)
        if (kefu__str_is(name, members[i].name)) {
            *value = members[i].text;
            return value->size > 0;
        }
    for (attribute = kefu__json_first(f->attributes); attribute;
         attribute = kefu__json_next(attribute))
        if (kefu__str_is(name, kefu__json_name(attribute))) {
            *value = kefu__json_text(attribute);
            return value->size > 0;
        }
    return false;
}
