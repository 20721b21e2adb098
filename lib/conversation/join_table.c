/* SPDX-License-Identifier: MIT
 * Open addressing over entries that are stored in chunks. */
#include "conversation/join_table.h"

enum { CHUNK_ENTRIES = 2048, FIRST_SLOTS = 256 };

void kefu__join_table_init(struct join_table *table, const kefu_allocator *allocator) {
    memset(table, 0, sizeof *table);
    table->allocator = *allocator;
}

static size_t chunk_count(const struct join_table *table) {
    return (table->count + CHUNK_ENTRIES - 1) / CHUNK_ENTRIES;
}

void kefu__join_table_free(struct join_table *table) {
    for (size_t i = 0; i < chunk_count(table); i++)
        kefu__release(&table->allocator, table->chunks[i], CHUNK_ENTRIES * sizeof **table->chunks);
    kefu__release(&table->allocator, table->chunks, table->chunk_capacity * sizeof *table->chunks);
    kefu__release(&table->allocator, table->slots, table->slot_count * sizeof *table->slots);
    memset(table, 0, sizeof *table);
}

static struct join_entry *entry_at(const struct join_table *table, size_t i) {
    return &table->chunks[i / CHUNK_ENTRIES][i % CHUNK_ENTRIES];
}

static struct join_entry make_entry(kefu_str id, uint32_t value) {
    const struct seen_id digest = kefu__seen_digest(KEFU_RECORD_CONVERSATION, id);
    return (struct join_entry){{(uint32_t)digest.low, (uint32_t)(digest.low >> 32),
                                (uint32_t)digest.high, (uint32_t)(digest.high >> 32)},
                               value};
}

/* The slot of an entry with this digest: the one that contains it, or the free one where it
 * belongs. */
static uint32_t *slot_of(const struct join_table *table, uint32_t *slots, size_t slot_count,
                         const struct join_entry *wanted) {
    size_t i = wanted->digest[0] & (slot_count - 1);
    while (slots[i] && memcmp(entry_at(table, slots[i] - 1)->digest, wanted->digest,
                              sizeof wanted->digest) != 0)
        i = (i + 1) & (slot_count - 1);
    return &slots[i];
}

bool kefu__join_table_find(const struct join_table *table, kefu_str id, uint32_t *value) {
    const struct join_entry wanted = make_entry(id, 0);
    if (table->count == 0)
        return false;
    const uint32_t found = *slot_of(table, table->slots, table->slot_count, &wanted);
    if (found)
        *value = entry_at(table, found - 1)->value;
    return found != 0;
}

static bool grow_slots(struct join_table *table) {
    const size_t count = table->slot_count ? table->slot_count * 2 : FIRST_SLOTS;
    if (table->count + 1 <= table->slot_count / 4 * 3)
        return true;
    uint32_t *slots = kefu__alloc_zero(&table->allocator, count * sizeof *slots);
    if (!slots)
        return false;
    for (size_t i = 0; i < table->count; i++)
        *slot_of(table, slots, count, entry_at(table, i)) = (uint32_t)i + 1;
    kefu__release(&table->allocator, table->slots, table->slot_count * sizeof *table->slots);
    table->slots = slots;
    table->slot_count = count;
    return true;
}

static bool grow_entries(struct join_table *table) {
    const size_t chunks = chunk_count(table);
    if (table->count < chunks * CHUNK_ENTRIES)
        return true;
    if (!kefu__grow(&table->allocator, &table->chunks, &table->chunk_capacity, chunks + 1,
                    sizeof *table->chunks))
        return false;
    table->chunks[chunks] = kefu__alloc(&table->allocator, CHUNK_ENTRIES * sizeof **table->chunks);
    return table->chunks[chunks] != NULL;
}

kefu_status kefu__join_table_add(struct join_table *table, kefu_str id, uint32_t value) {
    const struct join_entry entry = make_entry(id, value);
    if (table->count >= JOIN_COUNT_MAX)
        return KEFU_E_LIMIT;
    /* a chunk that is not counted yet would be lost: it comes last */
    if (!grow_slots(table) || !grow_entries(table))
        return KEFU_E_MEMORY;
    *slot_of(table, table->slots, table->slot_count, &entry) = (uint32_t)table->count + 1;
    *entry_at(table, table->count++) = entry;
    return KEFU_OK;
}
