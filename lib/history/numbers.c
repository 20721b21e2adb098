/* SPDX-License-Identifier: MIT
 * A hash table from numbers to numbers. Keys are hashes already. */
#include <string.h>

#include "history/history.h"

enum { SLOTS_MIN = 64 };

static size_t home_of(const struct number_map *map, uint64_t key) {
    return (size_t)((key * UINT64_C(0x9E3779B97F4A7C15)) >> 20) & (map->slot_count - 1);
}

static struct number_slot *slot_of(const struct number_map *map, uint64_t key) {
    size_t i = home_of(map, key);
    while (map->slots[i].key && map->slots[i].key != key)
        i = (i + 1) & (map->slot_count - 1);
    return &map->slots[i];
}

void kefu__numbers_free(struct number_map *map, const kefu_allocator *allocator) {
    kefu__release(allocator, map->slots, map->slot_count * sizeof *map->slots);
    memset(map, 0, sizeof *map);
}

bool kefu__numbers_reserve(struct number_map *map, const kefu_allocator *allocator, size_t count) {
    if (count * 2 <= map->slot_count)
        return true;
    struct number_map grown = {NULL, map->slot_count ? map->slot_count : SLOTS_MIN, map->count};
    while (count * 2 > grown.slot_count)
        grown.slot_count *= 2;
    grown.slots = kefu__alloc_zero(allocator, grown.slot_count * sizeof *grown.slots);
    if (!grown.slots)
        return false;
    for (size_t i = 0; i < map->slot_count; i++)
        if (map->slots[i].key)
            *slot_of(&grown, map->slots[i].key) = map->slots[i];
    kefu__numbers_free(map, allocator);
    *map = grown;
    return true;
}

struct number_slot *kefu__numbers_find(const struct number_map *map, uint64_t key) {
    struct number_slot *slot = map->slot_count ? slot_of(map, key) : NULL;
    return slot && slot->key ? slot : NULL;
}

void kefu__numbers_add(struct number_map *map, uint64_t key, int64_t value) {
    *slot_of(map, key) = (struct number_slot){key, value};
    map->count++;
}

/* Closes the gap: each later element of the cluster that may stand in the gap is moved there. */
void kefu__numbers_remove(struct number_map *map, uint64_t key) {
    struct number_slot *found = kefu__numbers_find(map, key);
    if (!found)
        return;
    const size_t mask = map->slot_count - 1;
    size_t gap = (size_t)(found - map->slots);
    for (size_t i = (gap + 1) & mask; map->slots[i].key; i = (i + 1) & mask) {
        const size_t home = home_of(map, map->slots[i].key);
        if (((i - home) & mask) < ((i - gap) & mask))
            continue; /* its home is behind the gap */
        map->slots[gap] = map->slots[i];
        gap = i;
    }
    map->slots[gap].key = 0;
    map->count--;
}
