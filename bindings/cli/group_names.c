/* SPDX-License-Identifier: MIT
 * Which attributes the records have, for those who misspell one. */
#define _POSIX_C_SOURCE 200809L
#include "group_names.h"

#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

/* What every record may be grouped by; that none has it is no slip. */
static const char *const members[] = {"agent_id",   "team", "channel", "topic",
                                      "contact_id", "id",   "source",  "conversation_id"};
enum { MEMBERS = sizeof members / sizeof *members };

static bool is_member(const char *name) {
    if (strncmp(name, "at:", 3) == 0)
        return true; /* a time bucket, which the library checks */
    for (size_t i = 0; i < MEMBERS; i++)
        if (strcmp(name, members[i]) == 0)
            return true;
    return false;
}

void cli_group_names_read(struct group_names *names, const char *list) {
    memset(names, 0, sizeof *names);
    while (*list && names->count < GROUP_NAMES_MAX) {
        const size_t size = strcspn(list, ",");
        if (size > 0 && size < NAME_SIZE) {
            memcpy(names->wanted[names->count], list, size);
            names->seen[names->count] = is_member(names->wanted[names->count]);
            names->count++;
        }
        list += size + (list[size] == ',');
    }
}

static bool is_complete(const struct group_names *names) {
    for (size_t i = 0; i < names->count; i++)
        if (!names->seen[i])
            return false;
    return true;
}

static void add(struct group_names *names, const char *name) {
    for (size_t i = 0; i < names->count; i++)
        names->seen[i] |= strcmp(names->wanted[i], name) == 0;
    for (size_t i = 0; i < names->known_count; i++)
        if (strcmp(names->known[i], name) == 0)
            return;
    if (names->known_count < KNOWN_NAMES_MAX && strlen(name) < NAME_SIZE)
        strcpy(names->known[names->known_count++], name);
}

void cli_group_names_look(struct group_names *names, kefu_str json) {
    static const char *const lists[] = {"attributes", "attrs"};
    cJSON *record;
    if (is_complete(names))
        return;
    record = cJSON_ParseWithLength(json.data, json.size);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        const cJSON *item;
        cJSON_ArrayForEach(item, cJSON_GetObjectItemCaseSensitive(record, lists[i])) {
            if (item->string)
                add(names, item->string);
        }
    }
    cJSON_Delete(record);
}

/* "agent_id, team, …" and the attributes of the records. */
static void list_known(const struct group_names *names, char *to, size_t capacity) {
    size_t used = 0;
    for (size_t i = 0; i < 5 + names->known_count && used < capacity; i++) {
        const int size = snprintf(to + used, capacity - used, "%s%s", i ? ", " : "",
                                  i < 5 ? members[i] : names->known[i - 5]);
        used += size > 0 ? (size_t)size : 0;
    }
}

bool cli_group_names_check(const struct group_names *names) {
    const char *all[MEMBERS + KNOWN_NAMES_MAX], *nearest;
    char known[1024];
    for (size_t i = 0; i < MEMBERS; i++)
        all[i] = members[i];
    for (size_t i = 0; i < names->known_count; i++)
        all[MEMBERS + i] = names->known[i];
    for (size_t i = 0; i < names->count; i++) {
        if (names->seen[i])
            continue;
        list_known(names, known, sizeof known);
        nearest = cli_nearest(names->wanted[i], all, MEMBERS + names->known_count);
        cli_fail("--group-by %s: no record has it%s%s%s; there are %s", names->wanted[i],
                 nearest ? "; did you mean " : "", nearest ? nearest : "", nearest ? "?" : "",
                 known);
        return false;
    }
    return true;
}
