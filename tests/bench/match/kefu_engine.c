/* SPDX-License-Identifier: MIT
 * kefu's matcher behind the benchmark's interface, a state for each level and mode. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "engine.h"
#include "match/match.h"

#define TEXTS_A_CALL 256

struct state {
    struct matcher *matcher;
    struct match_scratch scratch[SIMD_LEVELS];
};

static void *build(const struct text *keywords, uint32_t count) {
    struct state *state = calloc(1, sizeof *state);
    kefu_error error;
    /* struct text and kefu_str have the same members. */
    if (kefu__matcher_build((const kefu_str *)(const void *)keywords, count, NULL, &state->matcher,
                            &error) != KEFU_OK) {
        fprintf(stderr, "kefu: %s\n", error.message);
        free(state);
        return NULL;
    }
    for (int level = SIMD_PORTABLE; level < SIMD_LEVELS; level++)
        if (kefu__simd_supported((enum simd_level)level))
            kefu__match_scratch_init(state->scratch + level, (enum simd_level)level, NULL, NULL);
    return state;
}

static void release(void *engine) {
    struct state *state = engine;
    for (int level = 0; level < SIMD_LEVELS; level++)
        kefu__match_scratch_free(state->scratch + level);
    kefu__matcher_free(state->matcher);
    free(state);
}

static size_t bytes(void *engine) {
    const struct state *state = engine;
    size_t size;
    kefu__matcher_image(state->matcher, &size);
    return size;
}

/* The peers add up inside their loop over matches; this does it for a list of them. Written so that
 * compilers make vector code of it: sixteen matches are 48 numbers, every third of a kind. */
static void add_up(struct sum *to, const struct match *matches, size_t count) {
    const uint32_t *numbers = (const uint32_t *)(const void *)matches;
    uint64_t starts = 0, ends = 0, keywords = 0;
    size_t i = 0;
    if (count >= 64) {
        uint64_t lanes[48] = {0};
        for (; i + 16 <= count; i += 16)
            for (int lane = 0; lane < 48; lane++)
                lanes[lane] += numbers[3 * i + (size_t)lane];
        for (int lane = 0; lane < 48; lane += 3) {
            starts += lanes[lane];
            ends += lanes[lane + 1];
            keywords += lanes[lane + 2];
        }
    }
    for (; i < count; i++) {
        starts += matches[i].start;
        ends += matches[i].end;
        keywords += matches[i].keyword;
    }
    to->count += count;
    to->sum += (keywords << 32) + (starts << 3) + (ends - starts);
}

static bool sink(void *context, const struct match *matches, size_t count) {
    add_up(context, matches, count);
    return true;
}

static void scan(struct state *state, int level, uint32_t flags, const struct text *texts,
                 size_t count, struct sum *sum) {
    struct text_quality quality;
    for (size_t i = 0; i < count; i++)
        if (kefu__matcher_scan_blocks(state->matcher, state->scratch + level, texts[i].data,
                                      texts[i].size, flags, sink, sum, &quality, NULL) != KEFU_OK ||
            quality.invalid)
            abort();
}

static void scan_many(struct state *state, int level, const struct text *texts, size_t count,
                      struct sum *sum) {
    for (size_t i = 0; i < count; i += TEXTS_A_CALL) {
        size_t n = count - i < TEXTS_A_CALL ? count - i : TEXTS_A_CALL;
        const struct match *matches;
        const uint32_t *ends;
        if (kefu__matcher_scan_many(state->matcher, state->scratch + level,
                                    (const kefu_str *)(const void *)(texts + i), n, 0, &matches,
                                    &ends, NULL, NULL) != KEFU_OK)
            abort();
        add_up(sum, matches, ends[n - 1]);
    }
}

#define ENGINES(NAME, LEVEL)                                                                       \
    static void NAME##_sorted(void *e, const struct text *t, size_t n, struct sum *s) {            \
        scan(e, LEVEL, MATCH_SORTED, t, n, s);                                                     \
    }                                                                                              \
    static void NAME##_unordered(void *e, const struct text *t, size_t n, struct sum *s) {         \
        scan(e, LEVEL, 0, t, n, s);                                                                \
    }                                                                                              \
    static void NAME##_many(void *e, const struct text *t, size_t n, struct sum *s) {              \
        scan_many(e, LEVEL, t, n, s);                                                              \
    }
ENGINES(portable, SIMD_PORTABLE)
ENGINES(avx2, SIMD_AVX2)
ENGINES(avx512, SIMD_AVX512)

#define ENGINE(LABEL, NAME)                                                                        \
    { "kefu " LABEL, build, NAME, bytes, release }
static const struct engine engines[SIMD_LEVELS][3] = {
    [SIMD_PORTABLE] = {ENGINE("portable, sorted", portable_sorted),
                       ENGINE("portable, unordered", portable_unordered),
                       ENGINE("portable, many", portable_many)},
    [SIMD_AVX2] = {ENGINE("avx2, sorted", avx2_sorted), ENGINE("avx2, unordered", avx2_unordered),
                   ENGINE("avx2, many", avx2_many)},
    [SIMD_AVX512] = {ENGINE("avx512, sorted", avx512_sorted),
                     ENGINE("avx512, unordered", avx512_unordered),
                     ENGINE("avx512, many", avx512_many)},
};

static const struct engine *engine_of(int level, int mode) {
    return kefu__simd_supported((enum simd_level)level) ? &engines[level][mode] : NULL;
}
const struct engine *kefu_engine_sorted(int level) {
    return engine_of(level, 0);
}
const struct engine *kefu_engine_unordered(int level) {
    return engine_of(level, 1);
}
const struct engine *kefu_engine_many(int level) {
    return engine_of(level, 2);
}

double kefu_engine_start_seconds(void *built, double (*now)(void)) {
    const struct state *state = built;
    struct matcher *opened;
    size_t size;
    const void *image = kefu__matcher_image(state->matcher, &size);
    double begin = now();
    if (kefu__matcher_open(image, size, NULL, &opened, NULL) != KEFU_OK)
        abort();
    double end = now();
    kefu__matcher_free(opened);
    return end - begin;
}
