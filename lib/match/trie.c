/* SPDX-License-Identifier: MIT
 * Second stage of building: the trie of all keywords, breadth first. */
#include <string.h>

#include "match/build.h"

void kefu__trie_free(struct trie *trie) {
    kefu__release(&trie->allocator, trie->nodes, trie->capacity * sizeof *trie->nodes);
}

/* The keywords below a node of the trie: order[low … high) of the sorted keywords. Needed until the
 * node's children have been added. */
struct range {
    uint32_t low, high;
};

struct trie_builder {
    struct trie *trie;
    const struct keyword_set *set;
    struct range *ranges; /* for each node: the keywords below it; parallel to trie->nodes */
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

/* Adds the children of a node: one for each distinct code that follows the first `depth` codes of
 * the node's keywords, which they have in common. */
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
