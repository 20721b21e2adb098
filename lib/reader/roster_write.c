/* SPDX-License-Identifier: MIT
 * Records written again with the agents of a roster. */
#include <stdio.h>

#include "base/vocabulary.h"
#include "reader/gap.h"
#include "reader/roster.h"
#include "time/time.h"
#include "json/json.h"

/* One record that is being written. */
struct rewriting {
    const kefu_roster *roster;
    uint32_t shown;
    struct json_writer out;
    kefu_findings *findings;
    bool told;      /* of an agent who is not in the roster */
    uint32_t agent; /* whom the record is of; ROSTER_UNKNOWN: nobody of the roster */
};

static kefu_str text_of(const json_value *value, char number[32]) {
    kefu_str text = kefu__json_text(value);
    if (kefu__json_is(value, JSON_NUMBER))
        kefu__json_digits(value, number, &text);
    return text;
}

static bool is_absent(const json_value *value) {
    return !value || kefu__json_is(value, JSON_NULL) ||
           (kefu__json_is(value, JSON_STRING) && kefu__json_text(value).size == 0);
}

/* ---- people ---- */

/* Writes how the agents of a roster are shown. */
static void put_agent(struct rewriting *r, uint32_t number) {
    const struct roster_agent *agent = &r->roster->people.agents[number];
    char shown[600];
    if (r->shown == KEFU_ROSTER_PSEUDONYMS && agent->pseudonym)
        snprintf(shown, sizeof shown, "%s", agent->pseudonym);
    else if (r->shown == KEFU_ROSTER_PSEUDONYMS)
        snprintf(shown, sizeof shown, "agent-%u", number + 1);
    else if (r->shown == KEFU_ROSTER_NAMES && agent->name && r->roster->shares_name[number])
        snprintf(shown, sizeof shown, "%s (%s)", agent->name, agent->id);
    else
        snprintf(shown, sizeof shown, "%s",
                 r->shown == KEFU_ROSTER_NAMES && agent->name ? agent->name : agent->id);
    kefu__json_put_string(&r->out, shown);
}

/* Writes somebody whom the roster does not know. */
static void put_unlisted(struct rewriting *r, const json_value *value) {
    if (r->shown == KEFU_ROSTER_PSEUDONYMS)
        kefu__json_put_string(&r->out, "unlisted");
    else
        kefu__json_put_copy(&r->out, value);
}

static void tell_unlisted(struct rewriting *r, kefu_str name) {
    const kefu_str shown = kefu__str_truncate(name, 64);
    if (!r->told)
        kefu__finding_add(r->findings, "unlisted_agent", "", "", 1, 0, 0,
                          "the roster knows no agent \"%.*s\"", (int)shown.size, shown.data);
    r->told = true;
}

/* Who a member that names somebody means. */
static uint32_t who(const struct rewriting *r, const json_value *value) {
    char number[32];
    const kefu_str name = text_of(value, number);
    return name.size > 0 ? kefu__roster_find(r->roster, name) : ROSTER_UNKNOWN;
}

/* Writes a member that names an agent, of a record, a message or an event. */
static void put_person(struct rewriting *r, const json_value *member, bool is_agent) {
    char number[32];
    const kefu_str name = text_of(member, number);
    const uint32_t found = who(r, member);
    uint32_t role;
    if (found == ROSTER_QUEUE || found == ROSTER_BOT) {
        if (!kefu__json_is(member, JSON_NULL) && found == ROSTER_QUEUE && !is_agent)
            kefu__json_add_text(&r->out, "queue", name);
        return;
    }
    kefu__json_put_name(&r->out, kefu__json_name(member));
    if (found != ROSTER_UNKNOWN) {
        put_agent(r, found);
    } else if (name.size == 0 || (!is_agent && kefu__word_value(&kefu__roles, name, &role))) {
        kefu__json_put_copy(&r->out, member);
    } else {
        tell_unlisted(r, name);
        put_unlisted(r, member);
    }
}

/* ---- messages and events ---- */

static bool names_somebody(const char *name) {
    return strcmp(name, "agent_id") == 0;
}

static bool names_side(const char *name) {
    return strcmp(name, "to") == 0 || strcmp(name, "by") == 0 || strcmp(name, "from") == 0;
}

/* An event that names a queue as its agent says so in another member, once. */
static void put_queue(struct rewriting *r, const json_value *entry) {
    const json_value *agent = kefu__json_get(entry, "agent_id");
    char number[32];
    if (!kefu__json_get(entry, "queue") && who(r, agent) == ROSTER_QUEUE)
        kefu__json_add_text(&r->out, "queue", text_of(agent, number));
}

static void put_event(struct rewriting *r, const json_value *entry) {
    bool has_queue = kefu__json_get(entry, "queue") ||
                     who(r, kefu__json_get(entry, "agent_id")) == ROSTER_QUEUE;
    kefu__json_open_object(&r->out);
    for (const json_value *m = kefu__json_first(entry); m; m = kefu__json_next(m)) {
        const char *name = kefu__json_name(m);
        const bool queue = names_side(name) && who(r, m) == ROSTER_QUEUE;
        if (queue && has_queue)
            continue;
        if (names_somebody(name) || names_side(name)) {
            put_person(r, m, names_somebody(name));
        } else {
            kefu__json_put_name(&r->out, name);
            kefu__json_put_copy(&r->out, m);
        }
        has_queue |= queue;
    }
    put_queue(r, entry);
    kefu__json_close_object(&r->out);
}

/* A message under a bot's name is one of the bot. */
static void put_message(struct rewriting *r, const json_value *entry) {
    const bool by_bot = who(r, kefu__json_get(entry, "agent_id")) == ROSTER_BOT &&
                        !kefu__str_is(kefu__json_text(kefu__json_get(entry, "role")), "customer");
    kefu__json_open_object(&r->out);
    for (const json_value *m = kefu__json_first(entry); m; m = kefu__json_next(m)) {
        const char *name = kefu__json_name(m);
        if (names_somebody(name)) {
            put_person(r, m, true);
        } else if (by_bot && strcmp(name, "role") == 0) {
            kefu__json_add_word(&r->out, name, &kefu__roles, KEFU_ROLE_BOT);
        } else {
            kefu__json_put_name(&r->out, name);
            kefu__json_put_copy(&r->out, m);
        }
    }
    kefu__json_close_object(&r->out);
}

static bool is_event(const json_value *entry) {
    const json_value *type = kefu__json_get(entry, "type");
    return type && !kefu__str_is(kefu__json_text(type), "message");
}

static void put_entries(struct rewriting *r, const json_value *list, bool are_events) {
    kefu__json_open_array(&r->out);
    for (const json_value *entry = kefu__json_first(list); entry; entry = kefu__json_next(entry)) {
        if (!kefu__json_is(entry, JSON_OBJECT))
            kefu__json_put_copy(&r->out, entry);
        else if (are_events || is_event(entry))
            put_event(r, entry);
        else
            put_message(r, entry);
    }
    kefu__json_close_array(&r->out);
}

/* ---- the record's agent ---- */

/* The last agent of the roster who wrote one of the messages. */
static uint32_t last_writer(const struct rewriting *r, const json_value *messages) {
    uint32_t last = ROSTER_UNKNOWN;
    for (const json_value *m = kefu__json_first(messages); m; m = kefu__json_next(m)) {
        const uint32_t found = kefu__json_is(m, JSON_OBJECT) ? who(r, kefu__json_get(m, "agent_id"))
                                                             : ROSTER_UNKNOWN;
        if (found < r->roster->people.agent_count &&
            !kefu__str_is(kefu__json_text(kefu__json_get(m, "role")), "customer"))
            last = found;
    }
    return last;
}

static void find_agent(struct rewriting *r, const json_value *root) {
    const uint32_t named = who(r, kefu__json_get(root, "agent_id"));
    const uint32_t count = (uint32_t)r->roster->people.agent_count;
    r->agent = named < count ? named : last_writer(r, kefu__json_get(root, "messages"));
}

/* The first time in a list of messages or events. */
static bool first_time(const json_value *list, int32_t offset_minutes, int64_t *local) {
    for (const json_value *m = kefu__json_first(list); m; m = kefu__json_next(m))
        if (kefu__json_is(m, JSON_OBJECT) &&
            kefu__local_time(kefu__json_get(m, "at"), offset_minutes, local))
            return true;
    return false;
}

/* The day of a record: that of its time, else of its first message or event with one. */
static bool find_day(const struct rewriting *r, const json_value *root, int64_t *day) {
    const int32_t offset = r->roster->people.offset_minutes;
    int64_t local;
    if (!kefu__local_time(kefu__json_get(root, "at"), offset, &local) &&
        !first_time(kefu__json_get(root, "messages"), offset, &local) &&
        !first_time(kefu__json_get(root, "events"), offset, &local))
        return false;
    *day = kefu__time_day(local, 0);
    return true;
}

/* The team on a day; a record without one is of an agent who has only one team. */
static const char *team_of(const struct roster_agent *agent, bool has_day, int64_t day) {
    for (size_t i = 0; i < agent->term_count && has_day; i++)
        if (agent->terms[i].from <= day && day < agent->terms[i].to)
            return agent->terms[i].team;
    return !has_day && agent->term_count == 1 ? agent->terms[0].team : NULL;
}

static const char *tenure_of(const struct roster_agent *agent, bool has_day, int64_t day) {
    static const struct {
        int64_t below;
        const char *name;
    } bands[] = {{30, "0-29 d"}, {90, "30-89 d"}, {365, "90-364 d"}, {INT64_MAX, "365+ d"}};
    if (!has_day || agent->joined == INT64_MIN || day < agent->joined)
        return NULL;
    size_t i = 0;
    while (day - agent->joined >= bands[i].below)
        i++;
    return bands[i].name;
}

/* ---- what the agent gives the record ---- */

static void put_manager(struct rewriting *r, const char *manager) {
    const uint32_t found = kefu__roster_find(r->roster, kefu__str(manager));
    kefu__json_put_name(&r->out, "manager");
    if (found < r->roster->people.agent_count)
        put_agent(r, found);
    else
        kefu__json_put_string(&r->out, r->shown == KEFU_ROSTER_PSEUDONYMS ? "unlisted" : manager);
}

static void add_attribute(struct rewriting *r, const json_value *own, const char *name,
                          const char *value) {
    if (value && is_absent(kefu__json_get(own, name)))
        kefu__json_add_string(&r->out, name, value);
}

/* Writes the record's attributes, its own and what the roster gives the agent. */
static void put_attributes(struct rewriting *r, const json_value *own, bool has_day, int64_t day) {
    const struct roster_agent *agent = &r->roster->people.agents[r->agent];
    kefu__json_open_object(&r->out);
    for (const json_value *m = kefu__json_first(own); m; m = kefu__json_next(m)) {
        kefu__json_put_name(&r->out, kefu__json_name(m));
        kefu__json_put_copy(&r->out, m);
    }
    add_attribute(r, own, "shift", agent->shift);
    add_attribute(r, own, "tier", agent->tier);
    add_attribute(r, own, "tenure", tenure_of(agent, has_day, day));
    if (agent->manager && is_absent(kefu__json_get(own, "manager")))
        put_manager(r, agent->manager);
    kefu__json_close_object(&r->out);
}

/* The name under which a record has its attributes. */
static const char *attributes_name(const json_value *root) {
    return !kefu__json_get(root, "attributes") && kefu__json_get(root, "attrs") ? "attrs"
                                                                                : "attributes";
}

static bool gives_attributes(const struct roster_agent *agent) {
    return agent->shift || agent->tier || agent->manager || agent->joined != INT64_MIN;
}

static void put_member(struct rewriting *r, const json_value *member) {
    const char *name = kefu__json_name(member);
    const bool is_list = kefu__json_is(member, JSON_ARRAY);
    if (names_somebody(name)) {
        put_person(r, member, true);
        return;
    }
    kefu__json_put_name(&r->out, name);
    if (is_list && (strcmp(name, "messages") == 0 || strcmp(name, "events") == 0))
        put_entries(r, member, strcmp(name, "events") == 0);
    else
        kefu__json_put_copy(&r->out, member);
}

static void put_record(struct rewriting *r, const json_value *root) {
    const struct roster_agent *agent = NULL;
    const char *attributes = attributes_name(root), *team = NULL;
    int64_t day = 0;
    find_agent(r, root);
    const bool has_day = find_day(r, root, &day);
    if (r->agent < r->roster->people.agent_count)
        agent = &r->roster->people.agents[r->agent];
    const json_value *own = kefu__json_get(root, attributes);
    const bool merges = agent && gives_attributes(agent) &&
                        (is_absent(own) || kefu__json_is(own, JSON_OBJECT));
    if (agent && is_absent(kefu__json_get(root, "team")))
        team = team_of(agent, has_day, day);
    kefu__json_open_object(&r->out);
    for (const json_value *m = kefu__json_first(root); m; m = kefu__json_next(m)) {
        const char *name = kefu__json_name(m);
        if (!(team && strcmp(name, "team") == 0) && !(merges && strcmp(name, attributes) == 0))
            put_member(r, m);
    }
    if (team)
        kefu__json_add_string(&r->out, "team", team);
    if (merges) {
        kefu__json_put_name(&r->out, attributes);
        put_attributes(r, kefu__json_is(own, JSON_OBJECT) ? own : NULL, has_day, day);
    }
    kefu__json_close_object(&r->out);
}

kefu_status kefu_roster_write(const kefu_roster *roster, const char *json, size_t size,
                              uint32_t shown, kefu_write write, void *ctx, kefu_findings *findings,
                              kefu_error *error) {
    struct json_reader reader;
    struct buffer buffer;
    if (!roster || !json || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "writing needs a roster, a record and a writer");
    if (shown > KEFU_ROSTER_PSEUDONYMS)
        return kefu__fail(error, KEFU_E_ARGUMENT, "agents are shown by id, name or pseudonym");
    kefu_status status = kefu__json_open_record(&reader, &roster->allocator, json, size, findings,
                                                error);
    if (status != KEFU_OK)
        return status;
    if (!kefu__json_is(reader.root, JSON_OBJECT)) {
        kefu__json_refuse(&reader, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "a record must be an object");
        status = reader.status;
        kefu__json_close(&reader);
        return status;
    }
    struct rewriting r = {.roster = roster, .shown = shown, .findings = findings};
    kefu__buffer_init(&buffer, &roster->allocator);
    kefu__json_begin(&r.out, &buffer);
    put_record(&r, reader.root);
    kefu__json_close(&reader);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
