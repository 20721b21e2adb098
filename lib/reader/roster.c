/* SPDX-License-Identifier: MIT
 * A roster by itself, as lib/scheme/roster reads it, and the index of its names. */
#include "reader/roster.h"

#include "json/json.h"

static bool add(struct index_map *to, const char *const *names, size_t count, uint32_t value) {
    for (size_t i = 0; i < count; i++)
        if (kefu__map_add(to, names[i], strlen(names[i]), value) == UINT32_MAX)
            return false;
    return true;
}

static bool add_name(kefu_roster *roster, uint32_t agent) {
    const char *name = roster->people.agents[agent].name;
    if (!name)
        return true;
    const uint32_t first = kefu__map_add(&roster->names, name, strlen(name), agent);
    if (first == UINT32_MAX)
        return false;
    if (first != agent)
        roster->shares_name[first] = roster->shares_name[agent] = true;
    return true;
}

static bool index_names(kefu_roster *roster) {
    const struct roster *people = &roster->people;
    roster->shares_name = kefu__arena_alloc_zero(&roster->arena, people->agent_count + 1);
    bool good = roster->shares_name != NULL;
    for (size_t i = 0; i < people->agent_count && good; i++) {
        const struct roster_agent *agent = &people->agents[i];
        good = add(&roster->index, &agent->id, 1, (uint32_t)i) &&
               add(&roster->index, agent->aliases, agent->alias_count, (uint32_t)i) &&
               add_name(roster, (uint32_t)i);
    }
    return good && add(&roster->index, people->queues, people->queue_count, ROSTER_QUEUE) &&
           add(&roster->index, people->bots, people->bot_count, ROSTER_BOT);
}

kefu_status kefu_roster_new(const char *json, size_t size, const kefu_allocator *allocator,
                            kefu_roster **roster, kefu_findings *findings, kefu_error *error) {
    struct json_reader reader;
    kefu_allocator own;
    kefu_status status;
    if (!json || !roster)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a roster needs its JSON and an output");
    if ((status = kefu__allocator_init(&own, allocator, error)) != KEFU_OK ||
        (status = kefu__json_open(&reader, &own, json, size, NULL, findings, error)) != KEFU_OK)
        return status;
    kefu_roster *made = kefu__alloc_zero(&own, sizeof *made);
    if (!made) {
        kefu__json_close(&reader);
        return kefu__no_memory(error);
    }
    made->allocator = own;
    kefu__arena_init(&made->arena, &own);
    kefu__map_init(&made->index, &own);
    kefu__map_init(&made->names, &own);
    if (!kefu__roster_read(&reader, &made->arena, &made->people))
        status = kefu__no_memory(error);
    else if (reader.errors > 0)
        status = reader.status;
    else if (!index_names(made))
        status = kefu__no_memory(error);
    kefu__json_close(&reader);
    if (status != KEFU_OK)
        kefu_roster_free(made);
    else
        *roster = made;
    return status;
}

void kefu_roster_free(kefu_roster *roster) {
    if (!roster)
        return;
    const kefu_allocator allocator = roster->allocator;
    kefu__map_free(&roster->index);
    kefu__map_free(&roster->names);
    kefu__arena_free(&roster->arena);
    kefu__release(&allocator, roster, sizeof *roster);
}

uint32_t kefu__roster_find(const kefu_roster *roster, kefu_str name) {
    const uint32_t found = kefu__map_find(&roster->index, name.data, name.size);
    if (found != UINT32_MAX)
        return found;
    const uint32_t named = kefu__map_find(&roster->names, name.data, name.size);
    return named == UINT32_MAX || roster->shares_name[named] ? ROSTER_UNKNOWN : named;
}
