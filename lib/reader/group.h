/* SPDX-License-Identifier: MIT
 * Messages of many conversations, in any order, gathered into their records. */
#ifndef KEFU_LIB_READER_GROUP_H
#define KEFU_LIB_READER_GROUP_H

#include "base/base.h"

/* One message or event as JSON. The entries of a conversation form a linked list. */
struct group_entry {
    size_t offset, size; /* where the bytes of the JSON are in groups.texts */
    /* index of the conversation's next entry, counted from 1; 0: this is the last */
    uint32_t next;
    bool is_event;
};

/* One conversation that is gathered from rows. */
struct group {
    size_t key, key_size; /* where the bytes of the conversation's key are in groups.texts */
    /* where the members that the first row gives are in groups.texts: ,"name":value… */
    size_t members, members_size;
    uint64_t line;
    uint32_t first, last; /* indices of the conversation's first and last entry, counted from 1 */
};

struct groups {
    kefu_allocator allocator;
    struct buffer texts;
    struct group *items;
    size_t count, capacity;
    struct group_entry *entries;
    size_t entry_count, entry_capacity;
    /* hash table with open addressing, at most half full: index of a group, from 1; 0: a free slot
     */
    uint32_t *slots;
    size_t slot_count;
};

enum { GROUP_ENTRIES_MAX = 1000000000 };

void kefu__groups_init(struct groups *groups, const kefu_allocator *allocator);
void kefu__groups_free(struct groups *groups);
/* Finds the conversation with this key, or creates it (*is_new, which may be NULL: it was created).
 * Returns NULL if out of memory. */
struct group *kefu__groups_find(struct groups *groups, kefu_str key, uint64_t line, bool *is_new);
/* Sets the members that the first row of a new conversation gives. Returns false if out of memory.
 */
bool kefu__group_set_members(struct groups *groups, struct group *group, kefu_str json);
bool kefu__group_add(struct groups *groups, struct group *group, kefu_str json, bool is_event);
/* Writes conversation i as a record. Check to->failed. */
void kefu__group_write(const struct groups *groups, size_t i, struct buffer *to);

#endif
