/* SPDX-License-Identifier: MIT
 * Which ids of faults and hints (doubtful faults) each agent has used, and in which reply first: a
 * hash table with linear probing. Entries are removed only in the reverse order of their insertion,
 * which leaves the table as it was before. */
#include "conversation/conversation.h"

#include <string.h>

static uint64_t hash_of(const char *id, uint32_t agent) {
    const uint64_t hash = kefu__hash_number(kefu__hash(id, strlen(id)), agent);
    return hash ^ hash >> 32;
}

/* The hash slot of the pair of id and agent, or the empty slot where the pair belongs. */
static uint32_t *find_slot(const struct said_table *table, const char *id, uint32_t agent) {
    size_t i = hash_of(id, agent) & (table->slot_count - 1);
    for (; table->slots[i]; i = (i + 1) & (table->slot_count - 1)) {
        const struct said *said = &table->items[table->slots[i] - 1];
        if (said->agent == agent && strcmp(said->id, id) == 0)
            break;
    }
    return &table->slots[i];
}

bool kefu__said_reserve(kefu_conversation *c, size_t more) {
    struct said_table *table = &c->said;
    size_t slot_count = table->slot_count ? table->slot_count : 16;
    uint32_t *slots;
    if (more == 0)
        return true;
    if (!kefu__grow(&c->allocator, &table->items, &table->capacity, table->reserved + more,
                    sizeof *table->items))
        return false;
    while (slot_count < 2 * (table->reserved + more))
        slot_count *= 2;
    if (slot_count > table->slot_count) {
        slots = kefu__alloc_zero(&c->allocator, slot_count * sizeof *slots);
        if (!slots)
            return false;
        kefu__release(&c->allocator, table->slots, table->slot_count * sizeof *slots);
        table->slots = slots;
        table->slot_count = slot_count;
        for (size_t i = 0; i < table->count; i++)
            *find_slot(table, table->items[i].id, table->items[i].agent) = (uint32_t)i + 1;
    }
    table->reserved += more;
    return true;
}

void kefu__said_free(kefu_conversation *c) {
    struct said_table *table = &c->said;
    kefu__release(&c->allocator, table->items, table->capacity * sizeof *table->items);
    kefu__release(&c->allocator, table->slots, table->slot_count * sizeof *table->slots);
    memset(table, 0, sizeof *table);
}

void kefu__said_add(kefu_conversation *c, const char *id, uint32_t agent, uint32_t message) {
    struct said_table *table = &c->said;
    uint32_t *slot = find_slot(table, id, agent);
    if (*slot)
        return;
    table->items[table->count++] = (struct said){id, agent, message};
    *slot = (uint32_t)table->count;
}

void kefu__said_truncate(kefu_conversation *c, size_t count) {
    struct said_table *table = &c->said;
    for (; table->count > count; table->count--) {
        const struct said *last = &table->items[table->count - 1];
        *find_slot(table, last->id, last->agent) = 0;
    }
}

uint32_t kefu__said_first(const kefu_conversation *c, const char *id, uint32_t agent) {
    const uint32_t slot = c->said.count > 0 ? *find_slot(&c->said, id, agent) : 0;
    return slot ? c->said.items[slot - 1].message : INDEX_NONE;
}
