/* SPDX-License-Identifier: MIT
 * Messages of many conversations, in any order, gathered into their records. */
#ifndef KEFU_LIB_READER_GROUP_H
#define KEFU_LIB_READER_GROUP_H

#include "base/base.h"

/* One message or event as JSON text. The entries of one conversation form a linked list. */
struct group_entry {
    size_t offset, size; /* where the JSON text is in groups.texts */
    /* index of the conversation's next entry, counted from 1; 0: this is the last */
    uint32_t next;
    bool is_event;
};

/* One conversation whose messages and events are gathered from the rows of a table. */
struct group {
    size_t key, key_size; /* where the key that names the conversation is in groups.texts */
    /* where the JSON members of the conversation that its first row gives are in groups.texts,
     * written as ,"name":value… */
    size_t members, members_size;
    uint64_t line;
    /* position of the conversation in the order in which the conversations of the file begin */
    uint64_t number;
    uint32_t first, last; /* indices of the conversation's first and last entry, counted from 1 */
};

struct groups {
    kefu_allocator allocator;
    struct buffer row; /* working memory: the JSON text of the row that is being added */
    struct buffer texts;
    struct group *items;
    size_t count, capacity;
    struct group_entry *entries;
    size_t entry_count, entry_capacity;
    /* hash table of conversations by key, with open addressing, at most half full: 1 + an index of
     * `items`; 0: a free slot */
    uint32_t *slots;
    size_t slot_count;
    uint64_t numbered; /* how many conversations were created, also before a clear */
};

enum { GROUP_ENTRIES_MAX = 1000000000 };

/* A hash of the key of a conversation. */
uint64_t kefu__group_hash(kefu_str key);

void kefu__groups_init(struct groups *groups, const kefu_allocator *allocator);
void kefu__groups_free(struct groups *groups);
/* Finds the conversation with this key, or creates it. *is_new (`is_new` may be NULL) is set to
 * whether it was created. Returns NULL if out of memory. */
struct group *kefu__groups_find(struct groups *groups, kefu_str key, uint64_t line, bool *is_new);
/* Stores the JSON members of a new conversation that its first row gives. Returns false if out of
 * memory. */
bool kefu__group_set_members(struct groups *groups, struct group *group, kefu_str json);
bool kefu__group_add(struct groups *groups, struct group *group, kefu_str json, bool is_event);
/* The bytes that the gathered conversations take. */
size_t kefu__groups_memory(const struct groups *groups);
/* Removes all conversations; their memory is kept for the next ones. */
void kefu__groups_clear(struct groups *groups);

/* One conversation as texts: its key, its members (,"name":value…), and the elements of its
 * "messages" and "events", separated by commas. */
enum group_part { GROUP_KEY, GROUP_MEMBERS, GROUP_MESSAGES, GROUP_EVENTS, GROUP_PARTS };
/* Appends a part of a conversation to a buffer. Out of memory: to->failed is set. */
void kefu__group_put_part(const struct groups *groups, const struct group *group,
                          enum group_part part, struct buffer *to);
/* Writes the record of a conversation, from its parts. Out of memory: to->failed is set. */
void kefu__group_write_parts(const kefu_str parts[GROUP_PARTS], struct buffer *to);
/* Writes conversation i as a record. Out of memory: to->failed is set. */
void kefu__group_write(const struct groups *groups, size_t i, struct buffer *to);

#endif
