/* SPDX-License-Identifier: MIT
 * Live conversations by id, each with its monitor, and which of them is due first. */
#ifndef KEFU_CLI_LIVE_H
#define KEFU_CLI_LIVE_H

#include "cli.h"

/* When a rule alerted last in a conversation, for the cool-down. */
struct told {
    const char *rule_id; /* the scheme's */
    int64_t at;
    uint64_t suppressed; /* alerts since then that were not printed */
};

struct live_chat {
    kefu_str id;
    kefu_conversation *conversation;
    kefu_monitor *monitor;
    int64_t due;  /* when the monitor wants to be updated; KEFU_TIME_END: never */
    int64_t last; /* time of its last event */
    struct told *told;
    size_t told_count, told_capacity;
    size_t heap_at;         /* its index in the heap */
    struct live_chat *next; /* of the same bucket */
};

struct live_chats {
    struct live_chat **buckets;
    size_t bucket_count;
    struct live_chat **heap; /* a binary min-heap by `due` */
    size_t count, capacity;
};

/* The conversation of this id; NULL: there is none. */
struct live_chat *cli_live_find(const struct live_chats *chats, kefu_str id);
/* Adds a conversation, which is never due; takes over what it was given. NULL if out of memory:
 * nothing was taken over. */
struct live_chat *cli_live_add(struct live_chats *chats, kefu_str id,
                               kefu_conversation *conversation, kefu_monitor *monitor);
/* Sets when it is due. */
void cli_live_set_due(struct live_chats *chats, struct live_chat *chat, int64_t due);
/* The conversation that is due first; NULL: there is none. */
struct live_chat *cli_live_first(const struct live_chats *chats);
/* The entry of a rule; NULL if out of memory. A new one has the time KEFU_TIME_NONE. */
struct told *cli_live_told(struct live_chat *chat, const char *rule_id);
void cli_live_remove(struct live_chats *chats, struct live_chat *chat);
void cli_live_free(struct live_chats *chats);

#endif
