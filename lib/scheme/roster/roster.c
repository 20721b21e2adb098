/* SPDX-License-Identifier: MIT
 * Reading documents of kind "roster". */
#include "scheme/roster/roster.h"

#include "scheme/kinds.h"
#include "time/time.h"

/* ---- days ---- */

/* Reads a date alone. */
static int64_t read_day(struct field_reader *reader, const json_value *value, int64_t otherwise) {
    const kefu_str text = kefu__json_text(value);
    struct foreign_time time;
    if (text.size > 0 && kefu__time_read(text.data, text.size, &time) && !time.has_clock)
        return kefu__time_day(time.local, 0);
    kefu__field_refuse(reader, NULL, "bad_instant", "must be a date like \"2024-03-01\"");
    return otherwise;
}

static void read_from(struct field_reader *reader, const json_value *value, void *item) {
    ((struct roster_term *)item)->from = read_day(reader, value, INT64_MIN);
}

static void read_to(struct field_reader *reader, const json_value *value, void *item) {
    ((struct roster_term *)item)->to = read_day(reader, value, INT64_MAX);
}

static void read_joined(struct field_reader *reader, const json_value *value, void *item) {
    ((struct roster_agent *)item)->joined = read_day(reader, value, INT64_MIN);
}

static void read_offset(struct field_reader *reader, const json_value *value, void *item) {
    const kefu_str text = kefu__json_text(value);
    if (!kefu__time_parse_offset(text.data, text.size, &((struct roster *)item)->offset_minutes))
        kefu__field_refuse(reader, NULL, "bad_offset", "must be an offset like \"+08:00\"");
}

/* ---- names ---- */

/* Adds what somebody is called, and refuses what somebody else is called. */
static void take_name(struct field_reader *reader, struct index_map *taken, const char *name,
                      uint32_t owner) {
    const uint32_t found = kefu__map_find(taken, name, strlen(name));
    if (found == UINT32_MAX)
        reader->no_memory |= kefu__map_add(taken, name, strlen(name), owner) == UINT32_MAX;
    else if (found != owner)
        kefu__field_refuse(reader, NULL, "duplicate_id",
                           "somebody of this id, alias or pseudonym stands above");
}

static void take_names(struct field_reader *reader, struct index_map *taken, const char *member,
                       const char *const *names, size_t count, uint32_t owner) {
    kefu__json_enter_name(reader->json, member);
    for (size_t i = 0; i < count; i++) {
        kefu__json_enter_index(reader->json, i);
        take_name(reader, taken, names[i], owner);
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
}

static void take_agent(struct field_reader *reader, struct index_map *taken,
                       const struct roster_agent *agent, uint32_t number) {
    if (!agent->id)
        return;
    kefu__json_enter_name(reader->json, "id");
    take_name(reader, taken, agent->id, number);
    kefu__json_leave(reader->json);
    take_names(reader, taken, "aliases", agent->aliases, agent->alias_count, number);
}

/* Two agents of one pseudonym would be one. */
static void check_pseudonyms(struct field_reader *reader, const struct roster *roster) {
    struct index_map taken;
    kefu__map_init(&taken, &reader->json->allocator);
    kefu__json_enter_name(reader->json, "agents");
    for (size_t i = 0; i < roster->agent_count; i++) {
        if (!roster->agents[i].pseudonym)
            continue;
        kefu__json_enter_index(reader->json, i);
        kefu__json_enter_name(reader->json, "pseudonym");
        take_name(reader, &taken, roster->agents[i].pseudonym, (uint32_t)i);
        kefu__json_leave(reader->json);
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
    kefu__map_free(&taken);
}

/* Ids and aliases name one each. Names may be shared. */
static void check_names(struct field_reader *reader, const json_value *value, void *item) {
    const struct roster *roster = item;
    struct index_map taken;
    (void)value;
    if (reader->json->errors > 0)
        return;
    kefu__map_init(&taken, &reader->json->allocator);
    kefu__json_enter_name(reader->json, "agents");
    for (size_t i = 0; i < roster->agent_count; i++) {
        kefu__json_enter_index(reader->json, i);
        take_agent(reader, &taken, &roster->agents[i], (uint32_t)i);
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
    const uint32_t queue = (uint32_t)roster->agent_count, bot = queue + 1;
    take_names(reader, &taken, "queues", roster->queues, roster->queue_count, queue);
    take_names(reader, &taken, "bots", roster->bots, roster->bot_count, bot);
    kefu__map_free(&taken);
    check_pseudonyms(reader, roster);
}

/* ---- the document ---- */

static bool finish_term(struct field_reader *reader, const json_value *object, void *item) {
    const struct roster_term *term = item;
    (void)object;
    return term->from < term->to || kefu__field_refuse(reader, "to", "empty_period",
                                                       "the time in a team ends before it begins");
}

#define DAY_SCHEMA "{\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}$\"}"

static const struct field term_fields[] = {
    {"team", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct roster_term, team), .low = 1, .high = 255},
    {"from", FIELD_CUSTOM, .read = read_from, .schema = DAY_SCHEMA,
     .description = "The first day in the team; absent: always."},
    {"to", FIELD_CUSTOM, .read = read_to, .schema = DAY_SCHEMA,
     .description = "The first day after it; absent: still."}};
static const struct roster_term endless = {NULL, INT64_MIN, INT64_MAX};
static const struct field_table term_table = {"a team of an agent", FIELDS_OF(term_fields),
                                              .size = sizeof(struct roster_term),
                                              .initial = &endless, .finish = finish_term};

#define AGENT_TEXT(name) FIELD_TEXT, FIELD_AT(struct roster_agent, name), .low = 1, .high = 255
static const struct field agent_fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct roster_agent, id)},
    {"name", AGENT_TEXT(name)},
    {"aliases", FIELD_TEXTS, FIELD_AT_BOTH(struct roster_agent, aliases, alias_count),
     .description = "What exports call the agent besides the id and the name: 甲店:小王."},
    {"pseudonym", AGENT_TEXT(pseudonym),
     .description = "The agent in reports that leave the house; absent: agent-1, agent-2, … by "
                    "the place in the list."},
    {"teams", FIELD_LIST, FIELD_AT_BOTH(struct roster_agent, terms, term_count),
     .table = &term_table, .description = "Over time; of several at once the first."},
    {"shift", AGENT_TEXT(shift)},
    {"manager", AGENT_TEXT(manager), .description = "A name, or the id of an agent."},
    {"tier", AGENT_TEXT(tier)},
    {"joined", FIELD_CUSTOM, .read = read_joined, .schema = DAY_SCHEMA,
     .description = "The first day; the attribute \"tenure\" counts from it."}};
static const struct roster_agent unknown = {.joined = INT64_MIN};
static const struct field_table agent_table = {
    "an agent", FIELDS_OF(agent_fields), .size = sizeof(struct roster_agent), .initial = &unknown};

static const struct field fields[] = {
    {"kefu", FIELD_FORMAT, FIELD_REQUIRED, .low = 1, .high = 1},
    {"kind", FIELD_WORD, FIELD_REQUIRED, FIELD_NAMES("roster")},
    {"id", FIELD_ANY, FIELD_REQUIRED, .schema = "{\"$ref\": \"#/definitions/id\"}"},
    {"agents", FIELD_LIST, FIELD_REQUIRED, FIELD_AT_BOTH(struct roster, agents, agent_count),
     .high = ROSTER_AGENTS_MAX, .table = &agent_table},
    {"queues", FIELD_TEXTS, FIELD_AT_BOTH(struct roster, queues, queue_count),
     .description = "Names of queues, which exports give as agents."},
    {"bots", FIELD_TEXTS, FIELD_AT_BOTH(struct roster, bots, bot_count),
     .description = "Names of bots, which exports give as agents."},
    {"zone", FIELD_CUSTOM, .read = read_offset, .schema = "{\"type\": \"string\"}",
     .description = "The offset in which a day begins for times that name none: \"+08:00\"."},
    {NULL, FIELD_CHECK, .read = check_names}};
static const struct roster empty = {.offset_minutes = 480};
static const struct field_table table = {"a roster", FIELDS_OF(fields),
                                         .common = &kefu__document_table,
                                         .size = sizeof(struct roster), .initial = &empty};
bool kefu__roster_read(struct json_reader *json, struct arena *arena, struct roster *roster) {
    struct field_reader reader = {json, arena, NULL, false};
    kefu__fields_read(&reader, &table, json->root, roster);
    return !reader.no_memory;
}

/* A scheme checks rosters and keeps nothing of them: a new agent does not change what its
 * definitions mean. */
static bool compile(struct scheme_builder *builder) {
    for (size_t i = 0; i < builder->document_count; i++) {
        struct roster roster;
        if (builder->documents[i].kind == DOCUMENT_ROSTER &&
            !kefu__roster_read(builder->documents[i].reader, &builder->scratch, &roster))
            return kefu__builder_no_memory(builder);
    }
    return true;
}

const struct scheme_kind kefu__roster_kind = {
    .kind = DOCUMENT_ROSTER, .table = &table, .compile = compile};
