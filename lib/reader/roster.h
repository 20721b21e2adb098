/* SPDX-License-Identifier: MIT
 * A roster outside of a scheme, and whom a name means. */
#ifndef KEFU_LIB_READER_ROSTER_H
#define KEFU_LIB_READER_ROSTER_H

#include "kefu/roster.h"
#include "scheme/roster/roster.h"

struct kefu_roster {
    kefu_allocator allocator;
    struct arena arena;
    struct roster people;
    /* ids and aliases, of queues and bots too, to the index of an agent or one of roster_nobody */
    struct index_map index;
    struct index_map names; /* names of agents to the first agent of that name */
    bool *shares_name;      /* for each agent: another one has the same name, which means neither */
};

/* Who is no agent, above all indices of agents. */
enum roster_nobody { ROSTER_QUEUE = 1 << 30, ROSTER_BOT, ROSTER_UNKNOWN };

/* The index of the agent whom a name means, or one of roster_nobody. */
uint32_t kefu__roster_find(const kefu_roster *roster, kefu_str name);

#endif
