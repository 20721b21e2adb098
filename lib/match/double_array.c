/* SPDX-License-Identifier: MIT
 * Third stage of building: finds each trie node a base in the double array, by first fit.
 *
 * The children of a node take the slots base + code. A base fits if all these slots are free and no
 * other node has the same base. Free slots are bits in words of 64, so that 64 bases in a row are
 * tested together. */
#include <string.h>

#include "match/build.h"

/* Bit sets over the slots of the double array, 64 slots to a word; both have `words` words and two
 * zero words of padding. */
struct slot_map {
    kefu_allocator allocator;
    uint64_t *used;  /* slots that hold an entry */
    uint64_t *bases; /* slots that are the base of a node */
    size_t words;
    size_t full; /* in the words of `used` before this one all slots are used */
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

/* The 64 bits that begin at bit `at`, which need not be aligned. */
static uint64_t bits_from(const uint64_t *bits, size_t at) {
    size_t word = at / 64, shift = at % 64;
    return shift ? bits[word] >> shift | bits[word + 1] << (64 - shift) : bits[word];
}

/* A bit mask of those of 64 bases, from `base` (a multiple of 64) on, that cannot be used: another
 * node has the base, or a child would be put into a used slot. */
static uint64_t unfit_bases(const struct slot_map *map, size_t base,
                            const struct trie_node *children, uint32_t count) {
    uint64_t unfit = map->bases[base / 64];
    for (uint32_t i = 0; i < count && ~unfit; i++)
        unfit |= bits_from(map->used, base + children[i].code);
    return unfit;
}

static void set_bit(uint64_t *bits, size_t at) {
    bits[at / 64] |= (uint64_t)1 << at % 64;
}

static unsigned lowest_bit(uint64_t bits) {
#if defined(__GNUC__)
    return (unsigned)__builtin_ctzll(bits);
#else
    unsigned n = 0;
    while (!(bits >> n & 1))
        n++;
    return n;
#endif
}

/* Where the search for a free base starts, for nodes with a given number of children. After several
 * searches that found nothing near `word`, the next one starts later, by a share of the distance to
 * the base that was found; otherwise first fit would test the crowded beginning of the table again
 * for every node. */
struct search {
    size_t word;
    unsigned misses;
};
enum { MISSES_MAX = 4, ADVANCE_SHARE = 8 };

/* Finds a base at which all children of a node have free slots (the first that fits, from the start
 * of the search on), and marks the base and the slots as used. Returns the base, or 0 if out of
 * memory. */
static uint32_t place_children(struct slot_map *map, struct search *search,
                               const struct trie_node *children, uint32_t count) {
    uint32_t lowest = children[0].code, highest = children[count - 1].code;
    while (map->used[map->full] == UINT64_MAX)
        map->full++;
    if (search->word < map->full) {
        search->word = map->full;
        search->misses = 0;
    }
    size_t base = search->word * 64 > lowest ? (search->word * 64 - lowest) & ~(size_t)63 : 0;
    for (size_t first = base;; base += 64) {
        uint64_t taken;
        if ((base + 128 + highest) / 64 >= map->words &&
            !map_resize(map, map->words * 2 + highest / 64 + 2))
            return 0;
        taken = unfit_bases(map, base, children, count);
        if (~taken) {
            base += lowest_bit(~taken);
            if (base >= first + 128 && ++search->misses >= MISSES_MAX) {
                search->word += 1 + (base - first) / (64 * ADVANCE_SHARE);
                search->misses = 0;
            }
            break;
        }
    }
    set_bit(map->bases, base);
    for (uint32_t i = 0; i < count; i++)
        set_bit(map->used, base + children[i].code);
    return (uint32_t)base;
}

/* The numbers of all nodes that have children, except the root, by a counting sort: nodes with many
 * children first, because they are hardest to place; nodes with equally many stay in the trie's
 * order. */
static uint32_t *nodes_by_width(const struct trie *trie, size_t *count) {
    uint32_t *starts = kefu__alloc_zero(&trie->allocator, 0x10001 * sizeof *starts), *nodes = NULL;
    uint32_t sum = 0;
    *count = 0;
    if (!starts)
        return NULL;
    for (size_t i = 1; i < trie->count; i++)
        if (trie->nodes[i].child_count) {
            starts[trie->nodes[i].child_count]++;
            ++*count;
        }
    nodes = kefu__alloc(&trie->allocator, *count * sizeof *nodes);
    if (nodes) {
        for (uint32_t width = 0x10000; width > 0; width--) {
            uint32_t n = starts[width];
            starts[width] = sum;
            sum += n;
        }
        for (uint32_t i = 1; i < trie->count; i++)
            if (trie->nodes[i].child_count)
                nodes[starts[trie->nodes[i].child_count]++] = i;
    }
    kefu__release(&trie->allocator, starts, 0x10001 * sizeof *starts);
    return nodes;
}

static bool place_nodes(struct placement *placement, const struct trie *trie, struct slot_map *map,
                        const uint32_t *nodes, size_t count) {
    struct search search = {0, 0};
    uint32_t width = 0;
    set_bit(map->bases, 0);
    for (size_t i = 0; i < count; i++) {
        const struct trie_node *node = trie->nodes + nodes[i];
        const struct trie_node *children = trie->nodes + node->children;
        uint32_t base, end;
        if (node->child_count != width) {
            search = (struct search){map->full, 0};
            width = node->child_count;
        }
        base = place_children(map, &search, children, width);
        if (base == 0)
            return false;
        placement->base[nodes[i]] = base;
        end = base + children[width - 1].code + 1;
        if (end > placement->slots)
            placement->slots = end;
    }
    return true;
}

kefu_status kefu__trie_place(struct placement *placement, const struct trie *trie,
                             kefu_error *error) {
    struct slot_map map = {trie->allocator, NULL, NULL, 0, 0};
    size_t node_count = 0, words = trie->count / 64 + 2048;
    uint32_t *nodes = nodes_by_width(trie, &node_count);
    placement->count = trie->count;
    placement->base = kefu__alloc_zero(&trie->allocator, trie->count * sizeof *placement->base);
    bool fine = nodes && placement->base && map_resize(&map, words) &&
                place_nodes(placement, trie, &map, nodes, node_count);
    map_free(&map);
    kefu__release(&trie->allocator, nodes, node_count * sizeof *nodes);
    if (!fine)
        return kefu__no_memory(error);
    if (placement->slots > ENTRY_BASE_MAX - 2)
        return kefu__fail(error, KEFU_E_LIMIT, "the keywords are too long, all together");
    return KEFU_OK;
}

void kefu__placement_free(struct placement *placement) {
    kefu__release(&placement->allocator, placement->base, placement->count * sizeof(uint32_t));
}
