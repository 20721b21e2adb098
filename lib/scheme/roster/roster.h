/* SPDX-License-Identifier: MIT
 * Documents of kind "roster": who the agents are, and in which team at which time. */
#ifndef KEFU_LIB_SCHEME_ROSTER_H
#define KEFU_LIB_SCHEME_ROSTER_H

#include "scheme/builder.h"

/* A team of an agent, from a day to the day before another one; days count from 1970-01-01. */
struct roster_term {
    const char *team;
    int64_t from, to; /* INT64_MIN, INT64_MAX: unbounded */
};

struct roster_agent {
    const char *id;
    const char *name, *pseudonym, *shift, *manager, *tier; /* NULL: not given */
    const char **aliases;
    size_t alias_count;
    int64_t joined; /* the day on which the tenure begins; INT64_MIN: unknown */
    struct roster_term *terms;
    size_t term_count;
};

struct roster {
    struct roster_agent *agents;
    size_t agent_count;
    const char **queues, **bots;
    size_t queue_count, bot_count;
    int32_t offset_minutes; /* of the days of times that are numbers */
};

enum { ROSTER_AGENTS_MAX = 100000 };

/* Reads a document; its errors are counted in `json`. Returns false if out of memory. */
bool kefu__roster_read(struct json_reader *json, struct arena *arena, struct roster *roster);

#endif
