/* SPDX-License-Identifier: MIT
 * Second and third stage of building: the trie, and its rows into the slots of a double array. */
#include <string.h>

#include "match/build.h"

/* ---- the trie ---- */

void kefu__trie_free(struct trie *trie) {
    kefu__release(&trie->allocator, trie->nodes, trie->capacity * sizeof *trie->nodes);
}

/* The keywords order[low … high) of a node, while its children are not made yet. */
struct range {
    uint32_t low, high;
};

struct trie_builder {
    struct trie *trie;
    const struct keyword_set *set;
    struct range *ranges; /* of all nodes, like trie->nodes */
    size_t capacity;
};

static bool add_node(struct trie_builder *builder, uint32_t code, uint32_t low, uint32_t high) {
    struct trie *trie = builder->trie;
    size_t n = trie->count;
    if (!kefu__grow(&trie->allocator, &trie->nodes, &trie->capacity, n + 1, sizeof *trie->nodes) ||
        !kefu__grow(&trie->allocator, &builder->ranges, &builder->capacity, n + 1,
                    sizeof *builder->ranges))
        return false;
    trie->nodes[n] = (struct trie_node){0, TRIE_NONE, 0, (uint16_t)code};
    builder->ranges[n] = (struct range){low, high};
    trie->count++;
    return true;
}

/* Splits a node's keywords, which share their first `depth` codes, by their next. */
static bool add_children(struct trie_builder *builder, size_t node, uint32_t depth) {
    const struct keyword_set *set = builder->set;
    struct trie *trie = builder->trie;
    uint32_t low = builder->ranges[node].low, high = builder->ranges[node].high;
    uint32_t first = set->order[low];
    size_t children = trie->count;
    if (set->begin[first + 1] - set->begin[first] == depth) {
        trie->nodes[node].keyword = set->number[first];
        low++;
    }
    while (low < high) {
        uint32_t code = set->text[set->begin[set->order[low]] + depth], end = low + 1;
        while (end < high && set->text[set->begin[set->order[end]] + depth] == code)
            end++;
        if (!add_node(builder, code, low, end))
            return false;
        low = end;
    }
    trie->nodes[node].children = (uint32_t)children;
    trie->nodes[node].child_count = (uint16_t)(trie->count - children);
    return true;
}

kefu_status kefu__trie_build(struct trie *trie, const struct keyword_set *set, kefu_error *error) {
    struct trie_builder builder = {trie, set, NULL, 0};
    bool fine = add_node(&builder, 0, 0, set->count), fits = true;
    size_t level_end = trie->count;
    uint32_t depth = 0;
    for (size_t node = 0; fine && fits && node < trie->count && set->count > 0; node++) {
        if (node == level_end) {
            level_end = trie->count;
            depth++;
        }
        fine = add_children(&builder, node, depth);
        fits = trie->count < ENTRY_BASE_MAX - 2 * CODE_MAX;
    }
    kefu__release(&trie->allocator, builder.ranges, builder.capacity * sizeof *builder.ranges);
    if (!fine)
        return kefu__no_memory(error);
    if (!fits)
        return kefu__fail(error, KEFU_E_LIMIT, "the keywords are too long, all together");
    return KEFU_OK;
}

/* ---- placement ---- */

/* Bit sets over slots, 64 to a word; both have `words` words and two more that stay zero. */
struct slot_map {
    kefu_allocator allocator;
    uint64_t *used;  /* slots */
    uint64_t *bases; /* bases */
    size_t words;
    size_t full; /* all words of `used` before this one are full */
};

static size_t map_bytes(size_t words) {
    return (words + 2) * sizeof(uint64_t);
}

static void map_free(struct slot_map *map) {
    kefu__release(&map->allocator, map->used, map_bytes(map->words));
    kefu__release(&map->allocator, map->bases, map_bytes(map->words));
}

static bool map_resize(struct slot_map *map, size_t words) {
    struct slot_map grown = *map;
    grown.words = words;
    grown.used = kefu__alloc_zero(&map->allocator, map_bytes(words));
    grown.bases = kefu__alloc_zero(&map->allocator, map_bytes(words));
    if (!grown.used || !grown.bases) {
        map_free(&grown);
        return false;
    }
    if (map->used) {
        memcpy(grown.used, map->used, map_bytes(map->words));
        memcpy(grown.bases, map->bases, map_bytes(map->words));
        map_free(map);
    }
    *map = grown;
    return true;
}

static uint64_t window(const uint64_t *bits, size_t at) {
    size_t word = at / 64, shift = at % 64;
    return shift ? bits[word] >> shift | bits[word + 1] << (64 - shift) : bits[word];
}

/* Which of the 64 bases from `base` (a multiple of 64) on cannot take a row. */
static uint64_t blocked(const struct slot_map *map, size_t base, const struct trie_node *children,
                        uint32_t count) {
    uint64_t blocked = map->bases[base / 64];
    for (uint32_t i = 0; i < count && ~blocked; i++)
        blocked |= window(map->used, base + children[i].code);
    return blocked;
}

static void set_bit(uint64_t *bits, size_t at) {
    bits[at / 64] |= (uint64_t)1 << at % 64;
}

static unsigned lowest_bit(uint64_t bits) {
    unsigned n = 0;
    while (!(bits & 1)) {
        bits >>= 1;
        n++;
    }
    return n;
}

/* Where rows of one width look: places before `word` have refused several of them. */
struct search {
    size_t word;
    unsigned refused;
};
#define REFUSALS 4u

/* Finds a base for a row, first fit from the hint on; 0 without memory. */
static uint32_t place_row(struct slot_map *map, struct search *search,
                          const struct trie_node *children, uint32_t count) {
    uint32_t lowest = children[0].code, highest = children[count - 1].code;
    size_t base;
    while (map->used[map->full] == UINT64_MAX)
        map->full++;
    if (search->word < map->full) {
        search->word = map->full;
        search->refused = 0;
    }
    base = search->word * 64 > lowest ? (search->word * 64 - lowest) & ~(size_t)63 : 0;
    for (size_t first = base;; base += 64) {
        uint64_t taken;
        if ((base + 128 + highest) / 64 >= map->words &&
            !map_resize(map, map->words * 2 + highest / 64 + 2))
            return 0;
        taken = blocked(map, base, children, count);
        if (~taken) {
            base += lowest_bit(~taken);
            if (base >= first + 128 && ++search->refused >= REFUSALS) {
                search->word++;
                search->refused = 0;
            }
            break;
        }
    }
    set_bit(map->bases, base);
    for (uint32_t i = 0; i < count; i++)
        set_bit(map->used, base + children[i].code);
    return (uint32_t)base;
}

/* The nodes with children, widest first, and among equals in the trie's order. */
static uint32_t *rows_by_width(const struct trie *trie, size_t *count) {
    uint32_t *starts = kefu__alloc_zero(&trie->allocator, 0x10001 * sizeof *starts), *rows = NULL;
    uint32_t sum = 0;
    *count = 0;
    if (!starts)
        return NULL;
    for (size_t i = 1; i < trie->count; i++)
        if (trie->nodes[i].child_count) {
            starts[trie->nodes[i].child_count]++;
            ++*count;
        }
    rows = kefu__alloc(&trie->allocator, *count * sizeof *rows);
    if (rows) {
        for (uint32_t width = 0x10000; width > 0; width--) {
            uint32_t n = starts[width];
            starts[width] = sum;
            sum += n;
        }
        for (uint32_t i = 1; i < trie->count; i++)
            if (trie->nodes[i].child_count)
                rows[starts[trie->nodes[i].child_count]++] = i;
    }
    kefu__release(&trie->allocator, starts, 0x10001 * sizeof *starts);
    return rows;
}

static bool place_rows(struct placement *placement, const struct trie *trie, struct slot_map *map,
                       const uint32_t *rows, size_t count) {
    struct search search = {0, 0};
    uint32_t width = 0;
    set_bit(map->bases, 0);
    for (size_t i = 0; i < count; i++) {
        const struct trie_node *node = trie->nodes + rows[i];
        const struct trie_node *children = trie->nodes + node->children;
        uint32_t base, end;
        if (node->child_count != width) {
            search = (struct search){map->full, 0};
            width = node->child_count;
        }
        base = place_row(map, &search, children, width);
        if (base == 0)
            return false;
        placement->base[rows[i]] = base;
        end = base + children[width - 1].code + 1;
        if (end > placement->slots)
            placement->slots = end;
    }
    return true;
}

kefu_status kefu__trie_place(struct placement *placement, const struct trie *trie,
                             kefu_error *error) {
    struct slot_map map = {trie->allocator, NULL, NULL, 0, 0};
    size_t row_count = 0, words = trie->count / 64 + 2048;
    uint32_t *rows = rows_by_width(trie, &row_count);
    bool fine;
    placement->count = trie->count;
    placement->base = kefu__alloc_zero(&trie->allocator, trie->count * sizeof *placement->base);
    fine = rows && placement->base && map_resize(&map, words) &&
           place_rows(placement, trie, &map, rows, row_count);
    map_free(&map);
    kefu__release(&trie->allocator, rows, row_count * sizeof *rows);
    if (!fine)
        return kefu__no_memory(error);
    if (placement->slots > ENTRY_BASE_MAX - 2)
        return kefu__fail(error, KEFU_E_LIMIT, "the keywords are too long, all together");
    return KEFU_OK;
}

void kefu__placement_free(struct placement *placement) {
    kefu__release(&placement->allocator, placement->base, placement->count * sizeof(uint32_t));
}
