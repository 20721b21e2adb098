/* SPDX-License-Identifier: MIT
 * A hash table from the ids of conversations to what they pass on, compact because there may be
 * millions of them. */
#ifndef KEFU_LIB_CONVERSATION_JOIN_TABLE_H
#define KEFU_LIB_CONVERSATION_JOIN_TABLE_H

#include "reader/seen.h"

/* A conversation: the digest of its id in 32-bit words, so that the struct has no padding. */
struct join_entry {
    uint32_t digest[4];
    uint32_t value;
};

/* Entries are stored in chunks, which never move, in the order in which they were added; the hash
 * slots are apart and hold their numbers. */
struct join_table {
    kefu_allocator allocator;
    struct join_entry **chunks;
    size_t chunk_capacity;
    uint32_t *slots; /* number of the entry plus 1; 0: free; at most three quarters are taken */
    size_t slot_count;
    size_t count;
};

enum { JOIN_COUNT_MAX = INT32_MAX };

void kefu__join_table_init(struct join_table *table, const kefu_allocator *allocator);
void kefu__join_table_free(struct join_table *table);
/* Finds the value that is stored for an id; false if there is none. */
bool kefu__join_table_find(const struct join_table *table, kefu_str id, uint32_t *value);
/* Stores a value for an id that is not in the table. Returns KEFU_OK, KEFU_E_MEMORY or
 * KEFU_E_LIMIT. */
kefu_status kefu__join_table_add(struct join_table *table, kefu_str id, uint32_t value);

#endif
