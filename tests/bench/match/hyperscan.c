/* SPDX-License-Identifier: MIT
 * Hyperscan (literals, block mode) behind the benchmark's interface. */
#include <hs/hs.h>
#include <stdio.h>
#include <stdlib.h>

#include "engine.h"

struct state {
    hs_database_t *database;
    hs_scratch_t *scratch;
    uint32_t *lengths;
};

static void *build(const struct text *keywords, uint32_t count) {
    struct state *state = calloc(1, sizeof *state);
    const char **words = malloc(count * sizeof *words);
    unsigned *flags = calloc(count, sizeof *flags), *ids = malloc(count * sizeof *ids);
    size_t *sizes = malloc(count * sizeof *sizes);
    hs_compile_error_t *error = NULL;
    state->lengths = malloc(count * sizeof *state->lengths);
    for (uint32_t i = 0; i < count; i++) {
        words[i] = keywords[i].data;
        ids[i] = i;
        sizes[i] = keywords[i].size;
        state->lengths[i] = (uint32_t)keywords[i].size;
    }
    if (hs_compile_lit_multi(words, flags, ids, sizes, count, HS_MODE_BLOCK, NULL, &state->database,
                             &error) != HS_SUCCESS ||
        hs_alloc_scratch(state->database, &state->scratch) != HS_SUCCESS) {
        fprintf(stderr, "hyperscan: %s\n", error ? error->message : "no scratch");
        free(state);
        state = NULL;
    }
    free(words);
    free(flags);
    free(ids);
    free(sizes);
    return state;
}

struct context {
    struct sum sum;
    const uint32_t *lengths;
};

static int on_match(unsigned id, unsigned long long from, unsigned long long to, unsigned flags,
                    void *context) {
    struct context *c = context;
    (void)from;
    (void)flags;
    c->sum.count++;
    c->sum.sum += ((uint64_t)id << 32) + ((to - c->lengths[id]) << 3) + c->lengths[id];
    return 0;
}

static void scan(void *engine, const struct text *texts, size_t count, struct sum *sum) {
    struct state *state = engine;
    struct context context = {*sum, state->lengths};
    for (size_t i = 0; i < count; i++)
        hs_scan(state->database, texts[i].data, (unsigned)texts[i].size, 0, state->scratch,
                on_match, &context);
    *sum = context.sum;
}

static size_t bytes(void *engine) {
    struct state *state = engine;
    size_t database = 0, scratch = 0;
    hs_database_size(state->database, &database);
    hs_scratch_size(state->scratch, &scratch);
    return database + scratch;
}

static void release(void *engine) {
    struct state *state = engine;
    hs_free_scratch(state->scratch);
    hs_free_database(state->database);
    free(state->lengths);
    free(state);
}

static const struct engine list[] = {{"hyperscan", build, scan, bytes, release}};

const struct engine *engines(int *count);
const struct engine *engines(int *count) {
    *count = 1;
    return list;
}
