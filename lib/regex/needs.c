/* SPDX-License-Identifier: MIT
 * Texts of which every match of an expression contains one: so the matcher, which searches for all
 * keywords at once, tells where an automaton need not run. */
#include <string.h>

#include "regex/node.h"
#include "text/fold.h"
#include "text/utf8.h"

/* Alternative texts, of which each match contains one; count 0: none is known. */
struct needs {
    kefu_str texts[REGEX_NEEDS_MAX];
    size_t count;
    uint32_t shortest; /* the number of characters of the shortest text */
};

/* A run of single Han characters that stand beside each other. */
struct han_run {
    uint32_t points[REGEX_NEED_MAX];
    uint32_t count;
};

struct needs_search {
    struct arena *arena;
    bool failed;
};

static struct needs find_needs(struct needs_search *search, const struct regex_node *node);

/* The Han character that a node reads; 0: it is no single one. */
static uint32_t single_han(const struct regex_node *node) {
    const struct point_set *set = node->set;
    if (node->kind != NODE_SET || set->count != 1 || set->ranges->first != set->ranges->last)
        return 0;
    return kefu__fold_entry(set->ranges->first) >> FOLD_SHIFT & FOLD_HAN ? set->ranges->first : 0;
}

/* Better: longer, so that it is rarer; of equal length the fewer. */
static bool is_better(const struct needs *a, const struct needs *b) {
    if (a->count == 0 || b->count == 0)
        return a->count > 0;
    return a->shortest != b->shortest ? a->shortest > b->shortest : a->count < b->count;
}

static struct needs from_run(struct needs_search *search, const struct han_run *run) {
    struct needs needs = {.count = 0};
    char bytes[4 * REGEX_NEED_MAX];
    size_t size = 0;
    if (run->count < REGEX_NEED_MIN)
        return needs;
    for (uint32_t i = 0; i < run->count; i++)
        size += utf8_encode(run->points[i], bytes + size);
    needs.texts[0].data = kefu__arena_text(search->arena, bytes, size);
    needs.texts[0].size = size;
    search->failed |= !needs.texts[0].data;
    needs.count = !search->failed;
    needs.shortest = run->count;
    return needs;
}

static void keep_better(struct needs *best, struct needs other) {
    if (is_better(&other, best))
        *best = other;
}

/* Visits the items of a sequence from left to right: single Han characters lengthen the run, any
 * other item ends it. */
static void visit_sequence(struct needs_search *search, const struct regex_node *node,
                           struct han_run *run, struct needs *best) {
    const uint32_t point = single_han(node);
    if (node->kind == NODE_SEQUENCE) {
        visit_sequence(search, node->left, run, best);
        visit_sequence(search, node->right, run, best);
    } else if (point != 0) {
        if (run->count < REGEX_NEED_MAX)
            run->points[run->count++] = point;
    } else if (node->kind != NODE_EMPTY) {
        keep_better(best, from_run(search, run));
        run->count = 0;
        keep_better(best, find_needs(search, node));
    }
}

/* Of a choice each alternative must have needs, and all together are not too many. */
static struct needs from_choice(struct needs_search *search, const struct regex_node *node) {
    struct needs left = find_needs(search, node->left);
    const struct needs right = find_needs(search, node->right);
    if (left.count == 0 || right.count == 0 || left.count + right.count > REGEX_NEEDS_MAX) {
        left.count = 0;
        return left;
    }
    memcpy(left.texts + left.count, right.texts, right.count * sizeof *right.texts);
    left.count += right.count;
    if (right.shortest < left.shortest)
        left.shortest = right.shortest;
    return left;
}

static struct needs find_needs(struct needs_search *search, const struct regex_node *node) {
    struct needs best = {.count = 0};
    struct han_run run = {.count = 0};
    if (node->kind == NODE_CHOICE)
        return from_choice(search, node);
    if (node->kind == NODE_REPEAT)
        return node->min > 0 ? find_needs(search, node->left) : best;
    if (node->kind == NODE_SEQUENCE) {
        visit_sequence(search, node, &run, &best);
        keep_better(&best, from_run(search, &run));
    }
    return best;
}

bool kefu__regex_find_needs(const struct regex_node *root, struct arena *arena,
                            struct arena *scratch, struct regex *regex) {
    struct needs_search search = {scratch, false};
    const struct needs needs = find_needs(&search, root);
    kefu_str *texts = kefu__arena_alloc(arena, (needs.count + 1) * sizeof *texts);
    for (size_t i = 0; texts && i < needs.count; i++) {
        texts[i].size = needs.texts[i].size;
        texts[i].data = kefu__arena_text(arena, needs.texts[i].data, needs.texts[i].size);
        search.failed |= !texts[i].data;
    }
    regex->needs = texts;
    regex->need_count = needs.count;
    return texts && !search.failed;
}
