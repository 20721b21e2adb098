/* SPDX-License-Identifier: MIT
 * Events and feedback given as JSON: lenient about what is absent, strict about what is there. */
#include "conversation/record.h"
#include "conversation/conversation.h"

#include <math.h>
#include <string.h>

const json_value *kefu__record_get(const json_value *object, const char *name) {
    const json_value *value = kefu__json_get(object, name);
    return kefu__json_is(value, JSON_NULL) ? NULL : value;
}

bool kefu__record_text(struct json_reader *reader, struct arena *arena, const json_value *object,
                       const char *name, kefu_str *out) {
    const json_value *value = kefu__record_get(object, name);
    char number[32];
    if (!value)
        return false;
    if (!kefu__json_is(value, JSON_NUMBER))
        return kefu__json_member_string(reader, object, name, false, out);
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
    return kefu__record_get(object, name) &&
           kefu__json_member_bool(reader, object, name, false, out);
}

bool kefu__record_instant(struct json_reader *reader, const json_value *object, const char *name,
                          int64_t *out) {
    return kefu__record_get(object, name) &&
           kefu__json_member_instant(reader, object, name, false, out);
}

bool kefu__record_rating(struct json_reader *reader, const json_value *object, bool value,
                         double *rating, double *scale_min, double *scale_max) {
    const char *name = "rating";
    const json_value *scale = kefu__record_get(object, "scale");
    double low = 1, high = 5;
    if (!kefu__record_get(object, name) && value)
        name = "value";
    if (!kefu__record_get(object, name))
        return false;
    if (scale && (scale = kefu__json_member_object(reader, object, "scale", false))) {
        kefu__json_enter_name(reader, "scale");
        kefu__json_member_number(reader, scale, "min", true, -RATING_MAX, RATING_MAX, &low);
        kefu__json_member_number(reader, scale, "max", true, -RATING_MAX, RATING_MAX, &high);
        if (!(low < high))
            kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                              "a scale's min must be below its max");
        kefu__json_leave(reader);
    }
    if (!(low < high) || !kefu__json_member_number(reader, object, name, false, low, high, rating))
        return false;
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

static void read_message(struct json_reader *reader, struct arena *arena, const json_value *object,
                         kefu_event *event) {
    event->type = KEFU_EVENT_MESSAGE;
    kefu__record_text(reader, arena, object, "id", &event->id);
    kefu__record_text(reader, arena, object, "agent_id", &event->agent_id);
    kefu__record_text(reader, arena, object, "text", &event->text);
    kefu__json_member_word(reader, object, "role", true, &kefu__roles, &event->role);
    if (kefu__record_get(object, "content"))
        kefu__json_member_word(reader, object, "content", false, &kefu__contents, &event->content);
}

/* The other roles are nobody's name: "by": "customer". */
static bool is_nobody(kefu_str name) {
    uint32_t role;
    return kefu__word_value(&kefu__roles, name, &role) && role != KEFU_ROLE_AGENT;
}

/* Whom an event names: who is given a conversation, else who is meant, and of an end who caused it.
 */
static void read_agent(struct json_reader *reader, struct arena *arena, const json_value *object,
                       kefu_event *event) {
    static const char *const names[] = {"agent_id", "to", "by"};
    static const char *const receivers[] = {"to", "agent_id"};
    const bool gives = event->type == KEFU_EVENT_TRANSFER || event->type == KEFU_EVENT_ASSIGNED ||
                       event->type == KEFU_EVENT_BOT_HANDOFF;
    const bool ends = event->type == KEFU_EVENT_RESOLVED || event->type == KEFU_EVENT_CLOSED;
    const char *const *from = gives ? receivers : names;
    for (size_t i = 0; i < (ends ? 3 : 2) && event->agent_id.size == 0; i++)
        kefu__record_text(reader, arena, object, from[i], &event->agent_id);
    if (is_nobody(event->agent_id))
        event->agent_id = (kefu_str){"", 0};
}

static void read_other(struct json_reader *reader, struct arena *arena, const json_value *object,
                       kefu_event *event) {
    read_agent(reader, arena, object, event);
    kefu__record_text(reader, arena, object, "message_id", &event->message_id);
    if (event->type == KEFU_EVENT_RATED) {
        if (!kefu__record_rating(reader, object, true, &event->rating, &event->scale_min,
                                 &event->scale_max) &&
            !kefu__record_get(object, "rating") && !kefu__record_get(object, "value"))
            kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "missing_member",
                              "\"rated\" needs a \"rating\"");
        return;
    }
    if (event->type == KEFU_EVENT_EDITED)
        kefu__record_text(reader, arena, object, "text", &event->text);
    else
        kefu__record_text(reader, arena, object, "value", &event->value);
}

void kefu__record_event(struct json_reader *reader, struct arena *arena, const json_value *object,
                        bool is_event, kefu_event *event) {
    const kefu_event fresh = KEFU_EVENT_INIT;
    *event = fresh;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a message or event must be an object");
        return;
    }
    if (is_event || kefu__record_get(object, "type"))
        kefu__json_member_word(reader, object, "type", true, &kefu__event_types, &event->type);
    kefu__record_instant(reader, object, "at", &event->at);
    read_flag(reader, object, "auto", KEFU_EVENT_AUTO, &event->flags);
    read_flag(reader, object, "private", KEFU_EVENT_PRIVATE, &event->flags);
    read_flag(reader, object, "offline", KEFU_EVENT_OFFLINE, &event->flags);
    if (event->type == KEFU_EVENT_MESSAGE)
        read_message(reader, arena, object, event);
    else
        read_other(reader, arena, object, event);
}

void kefu__record_turn(struct json_reader *reader, struct arena *arena, const json_value *object,
                       kefu_event *event) {
    const kefu_event fresh = KEFU_EVENT_INIT;
    *event = fresh;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a turn must be an object with role and text");
        return;
    }
    kefu__record_instant(reader, object, "at", &event->at);
    kefu__record_text(reader, arena, object, "id", &event->id);
    kefu__json_member_string(reader, object, "text", true, &event->text);
    kefu__json_member_word(reader, object, "role", true, &kefu__dialogue_roles, &event->role);
}

/* ---- feedback ---- */

void kefu__record_feedback(struct json_reader *reader, struct arena *arena, const json_value *root,
                           struct feedback_record *to) {
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
    if (!kefu__json_is(root, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a feedback record must be an object");
        return;
    }
    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        kefu__record_text(reader, arena, root, texts[i].name, texts[i].to);
    kefu__record_instant(reader, root, "at", &to->at);
    kefu__record_instant(reader, root, "invited_at", &to->invited_at);
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
