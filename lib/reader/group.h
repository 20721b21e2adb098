/* SPDX-License-Identifier: MIT
 * Messages of many conversations, in any order, gathered into their records. */
#ifndef KEFU_LIB_READER_GROUP_H
#define KEFU_LIB_READER_GROUP_H

#include "base/base.h"

/* One message or event, as JSON; they are chained by conversation. */
struct group_entry {
    size_t offset, size; /* in the texts */
    uint32_t next;       /* index from 1; 0: the last */
    bool is_event;
};

/* One conversation. */
struct group {
    size_t key, key_size;         /* in the texts */
    size_t members, members_size; /* ,"name":value… : of its first row */
    uint64_t line;
    uint32_t first, last; /* entries, from 1 */
};

struct groups {
    kefu_allocator allocator;
    struct buffer texts;
    struct group *items;
    size_t count, capacity;
    struct group_entry *entries;
    size_t entry_count, entry_capacity;
    uint32_t *slots; /* open addressing, at most half full: an index from 1; 0: free */
    size_t slot_count;
};

enum { GROUP_ENTRIES_MAX = 1000000000 };

void kefu__groups_init(struct groups *groups, const kefu_allocator *allocator);
void kefu__groups_free(struct groups *groups);
/* The conversation of a key, made where it is new; NULL without memory. *is_new may be NULL. */
struct group *kefu__groups_find(struct groups *groups, kefu_str key, uint64_t line, bool *is_new);
/* Gives a new conversation its own members; false without memory. */
bool kefu__group_set_members(struct groups *groups, struct group *group, kefu_str json);
bool kefu__group_add(struct groups *groups, struct group *group, kefu_str json, bool is_event);
/* Writes conversation i as a record. Check to->failed. */
void kefu__group_write(const struct groups *groups, size_t i, struct buffer *to);

#endif
