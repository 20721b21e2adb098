/* SPDX-License-Identifier: MIT
 * Reading records: members that may be null or missing, and what is wrong with them as findings. */
#ifndef KEFU_LIB_RECORD_H
#define KEFU_LIB_RECORD_H

#include "conversation/clock.h"
#include "kefu/event.h"
#include "json/json.h"

/* The member of a JSON object with this name; NULL if it is absent or null. */
const json_value *kefu__record_get(const json_value *object, const char *name);
/* Reports that a member has a value of a wrong type and is left out; the record itself is accepted.
 * Always returns false, so that callers can write `return kefu__record_drop(…)`. */
bool kefu__record_drop(struct json_reader *reader, const char *name, const char *expected);
/* Reads text, or a number as text (written to the arena). True if *out was set; a value of another
 * type is left out, with a finding. */
bool kefu__record_text(struct json_reader *reader, struct arena *arena, const json_value *object,
                       const char *name, kefu_str *out);
bool kefu__record_bool(struct json_reader *reader, const json_value *object, const char *name,
                       bool *out);
/* Reads a rating and its scale (member "rating" or, if `value`, "value"; "scale": {"min", "max"},
 * default 1 … 5), as numbers or texts of numbers. True if there is a rating within its scale. A
 * rating outside of it is left out, and one between two steps is rounded, each with a finding. */
bool kefu__record_rating(struct json_reader *reader, const json_value *object, bool value,
                         double *rating, double *scale_min, double *scale_max);
/* Reads one element of "messages" or "events" as an event; its texts point into the JSON tree or
 * the arena. Returns false if there is nothing to push (an unknown type, or no rating), which is
 * reported. */
bool kefu__record_event(struct json_reader *reader, struct arena *arena, struct record_clock *clock,
                        const json_value *object, bool is_event, kefu_event *event);

/* Reads one element of "turns", the format of dialogue collections: "role" (helpdesk is an agent)
 * and "text". */
void kefu__record_turn(struct json_reader *reader, struct arena *arena, struct record_clock *clock,
                       const json_value *object, kefu_event *event);

/* A feedback record (docs/records.md). Texts point into the JSON tree or the arena; times without a
 * zone are read with offset_minutes as their offset from UTC. */
struct feedback_record {
    kefu_str id, conversation_id, contact_id, agent_id, team, channel, topic, source, text;
    int64_t at, invited_at; /* in ms; KEFU_TIME_NONE: not answered, or not invited */
    bool is_rated;
    /* false: a kefu_join did not find the conversation among those that count */
    bool is_of_known;
    double rating, scale_min, scale_max;
    const json_value *attributes; /* object or NULL */
};
void kefu__record_feedback(struct json_reader *reader, struct arena *arena, int32_t offset_minutes,
                           const json_value *root, struct feedback_record *feedback);
/* Finds an attribute of a feedback record by name; false if there is none. */
bool kefu__record_feedback_find(const struct feedback_record *feedback, kefu_str name,
                                kefu_str *value);

#endif
