/* SPDX-License-Identifier: MIT
 * What reads as a word, learned from the texts themselves. */
#include "train/train.h"

#include <math.h>

/* Entropy of the neighbours of each candidate, gathered from the candidates one longer. */
struct border {
    double entropy;    /* of the neighbours that are candidates themselves */
    uint32_t followed; /* occurrences that those explain */
};

struct judge {
    const struct candidate *items;
    uint32_t count;
    double characters;           /* of all texts */
    struct border *left, *right; /* per candidate */
};

static double share_entropy(double part, double whole) {
    return -part / whole * log(part / whole);
}

static void gather_borders(struct judge *j) {
    for (uint32_t i = 0; i < j->count; i++) {
        const struct candidate *longer = &j->items[i];
        if (longer->length < 2)
            continue;
        struct border *right = &j->right[longer->prefix], *left = &j->left[longer->suffix];
        right->entropy += share_entropy(longer->occurrences, j->items[longer->prefix].occurrences);
        right->followed += longer->occurrences;
        left->entropy += share_entropy(longer->occurrences, j->items[longer->suffix].occurrences);
        left->followed += longer->occurrences;
    }
}

/* 0: always the same neighbour; 1: another one each time. Neighbours that are no candidates
 * (punctuation, the text's border, rare strings) count as one of a kind each. */
static double freedom(const struct border *border, uint32_t occurrences) {
    const double all = occurrences;
    const double rest = border->followed < occurrences ? all - border->followed : 0;
    return (border->entropy + rest / all * log(all)) / log(all + 1);
}

/* The least pointwise mutual information over all ways to cut the candidate in two. */
static double cohesion(const struct judge *j, const struct candidate *candidate) {
    uint32_t heads[TRAIN_LENGTH_MAX + 1], tails[TRAIN_LENGTH_MAX + 1];
    uint32_t head = candidate->prefix, tail = candidate->suffix;
    for (uint32_t length = candidate->length - 1u; length >= 1; length--) {
        heads[length] = head;
        tails[length] = tail;
        head = j->items[head].prefix;
        tail = j->items[tail].suffix;
    }
    double least = INFINITY;
    for (uint32_t cut = 1; cut < candidate->length; cut++) {
        const double apart = (double)j->items[heads[cut]].occurrences *
                             (double)j->items[tails[candidate->length - cut]].occurrences;
        const double together = log((double)candidate->occurrences * j->characters / apart);
        least = together < least ? together : least;
    }
    return least;
}

/* A character by itself must be freer than a string: most are parts of words. */
#define SINGLE_FREEDOM_MORE 0.1

static bool is_word(const struct judge *j, uint32_t i, double cohesion_min, double freedom_min) {
    const struct candidate *item = &j->items[i];
    const double least = item->length == 1 ? freedom_min + SINGLE_FREEDOM_MORE : freedom_min;
    return item->length == 0 || (freedom(&j->left[i], item->occurrences) >= least &&
                                 freedom(&j->right[i], item->occurrences) >= least &&
                                 (item->length == 1 || cohesion(j, item) >= cohesion_min));
}

kefu_status kefu__words_mark(const struct corpus *corpus, const struct candidate *items,
                             uint32_t count, double cohesion_min, double freedom_min, bool *word,
                             kefu_error *error) {
    const kefu_allocator *allocator = &corpus->allocator;
    const size_t size = (count + 1u) * sizeof(struct border);
    struct judge j = {.items = items,
                      .count = count,
                      .characters = (double)kefu__corpus_begin(corpus, corpus->count),
                      .left = kefu__alloc_zero(allocator, size),
                      .right = kefu__alloc_zero(allocator, size)};
    const bool memory = j.left && j.right;
    if (memory) {
        gather_borders(&j);
        for (uint32_t i = 0; i < count; i++)
            word[i] = is_word(&j, i, cohesion_min, freedom_min);
    }
    kefu__release(allocator, j.left, size);
    kefu__release(allocator, j.right, size);
    return memory ? KEFU_OK : kefu__no_memory(error);
}
