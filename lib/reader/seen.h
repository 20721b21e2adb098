/* SPDX-License-Identifier: MIT
 * The set of the ids of all records read so far. */
#ifndef KEFU_LIB_READER_SEEN_H
#define KEFU_LIB_READER_SEEN_H

#include "base/base.h"

/* A digest of 128 bits of an id. Ids themselves are not kept, so that memory does not depend on
 * their length. The probability that any two of a billion ids have equal digests is about 1e-21. */
struct seen_id {
    uint64_t low, high; /* both 0: a free slot */
};
struct seen_set {
    kefu_allocator allocator;
    struct seen_id *slots; /* open addressing, at most half full */
    size_t capacity, count;
};

/* The digest of the id of a record of this kind; never 0 in both halves. */
struct seen_id kefu__seen_digest(uint32_t kind, kefu_str id);

void kefu__seen_init(struct seen_set *set, const kefu_allocator *allocator);
void kefu__seen_free(struct seen_set *set);
/* Adds the id of a record of this kind. *repeated is set to whether the set already contained it.
 * Returns false if out of memory. */
bool kefu__seen_add(struct seen_set *set, uint32_t kind, kefu_str id, bool *repeated);

#endif
