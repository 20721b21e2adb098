/* SPDX-License-Identifier: MIT
 * A hash set of digests of ids. */
#include "reader/seen.h"

void kefu__seen_init(struct seen_set *set, const kefu_allocator *allocator) {
    memset(set, 0, sizeof *set);
    set->allocator = *allocator;
}

void kefu__seen_free(struct seen_set *set) {
    kefu__release(&set->allocator, set->slots, set->capacity * sizeof *set->slots);
    set->slots = NULL;
    set->capacity = set->count = 0;
}

/* Mixes a hash so that each of its bits depends on all of them (the finalizer of MurmurHash3). */
static uint64_t mix(uint64_t hash) {
    hash = (hash ^ hash >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
    hash = (hash ^ hash >> 33) * UINT64_C(0xC4CEB9FE1A85EC53);
    return hash ^ hash >> 33;
}

/* Two independent 64-bit hashes of an id; never both 0, because that marks a free slot. */
struct seen_id kefu__seen_digest(uint32_t kind, kefu_str id) {
    struct seen_id digest;
    digest.low = mix(kefu__hash_more(kefu__hash_number(kefu__hash("", 0), kind), id.data, id.size));
    digest.high = mix(kefu__hash_more(kefu__hash_number(digest.low, id.size), id.data, id.size));
    digest.high |= digest.low == 0 && digest.high == 0;
    return digest;
}

/* The slot of a digest in the hash table: the one that contains the digest, or the free one where
 * it belongs. */
static struct seen_id *slot_of(struct seen_id *slots, size_t capacity, struct seen_id id) {
    size_t i = (size_t)id.low & (capacity - 1);
    while ((slots[i].low || slots[i].high) && (slots[i].low != id.low || slots[i].high != id.high))
        i = (i + 1) & (capacity - 1);
    return &slots[i];
}

static bool grow(struct seen_set *set) {
    enum { FIRST = 256 };
    const size_t capacity = set->capacity ? set->capacity * 2 : FIRST;
    struct seen_id *slots = kefu__alloc_zero(&set->allocator, capacity * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < set->capacity; i++)
        if (set->slots[i].low || set->slots[i].high)
            *slot_of(slots, capacity, set->slots[i]) = set->slots[i];
    kefu__release(&set->allocator, set->slots, set->capacity * sizeof *set->slots);
    set->slots = slots;
    set->capacity = capacity;
    return true;
}

bool kefu__seen_add(struct seen_set *set, uint32_t kind, kefu_str id, bool *repeated) {
    const struct seen_id wanted = kefu__seen_digest(kind, id);
    if (set->count * 2 >= set->capacity && !grow(set))
        return false;
    struct seen_id *slot = slot_of(set->slots, set->capacity, wanted);
    *repeated = slot->low || slot->high;
    if (!*repeated) {
        *slot = wanted;
        set->count++;
    }
    return true;
}
