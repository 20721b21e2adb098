/* SPDX-License-Identifier: MIT
 * Brute force: every substring of the folded text is looked up. Slow, simple, and the judge of all
 * levels and ways to scan. */
#ifndef KEFU_TEST_ORACLE_H
#define KEFU_TEST_ORACLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/match.h"
#include "text/fold.h"
#include "text/utf8.h"

struct oracle {
    kefu_allocator allocator;
    struct index_map map;
    char **keys;
    size_t count;
    uint32_t distinct;
    uint32_t longest; /* symbols in a keyword */
    uint32_t flags;
    struct match *matches;
    size_t found, capacity;
};

static inline void oracle_check(bool fine) {
    if (!fine) {
        fprintf(stderr, "the oracle has no memory\n");
        abort();
    }
}

static inline void oracle_init(struct oracle *oracle, const kefu_str *keywords, size_t count,
                               uint32_t flags) {
    memset(oracle, 0, sizeof *oracle);
    oracle->allocator = kefu__allocator_default();
    oracle->flags = flags;
    oracle->count = count;
    oracle->keys = calloc(count + 1, sizeof *oracle->keys);
    kefu__map_init(&oracle->map, &oracle->allocator);
    for (size_t i = 0; i < count; i++) {
        struct buffer buffer;
        kefu__buffer_init(&buffer, &oracle->allocator);
        kefu__text_fold_string(&buffer, keywords[i].data, keywords[i].size,
                               flags & TEXT_SKIP_SYMBOLS);
        oracle_check(!buffer.failed);
        uint32_t symbols = 0;
        for (size_t b = 0; b < buffer.size; b++)
            symbols += (buffer.data[b] & 0xC0) != 0x80;
        if (symbols > oracle->longest)
            oracle->longest = symbols;
        oracle->keys[i] = buffer.data;
        oracle->distinct += kefu__map_add(&oracle->map, buffer.data, buffer.size,
                                          oracle->distinct) == oracle->distinct;
    }
}

static inline void oracle_free(struct oracle *oracle) {
    for (size_t i = 0; i < oracle->count; i++)
        free(oracle->keys[i]);
    free(oracle->keys);
    free(oracle->matches);
    kefu__map_free(&oracle->map);
}

static inline int oracle_compare(const void *a, const void *b) {
    const struct match *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return x->keyword < y->keyword ? -1 : x->keyword > y->keyword;
}

/* One stretch of symbols without a break. */
struct oracle_run {
    char *folded;
    uint32_t *from, *start, *end; /* per symbol: place in folded, raw span */
    uint32_t count, size;
};

static inline void oracle_search(struct oracle *oracle, const struct oracle_run *run) {
    for (uint32_t i = 0; i < run->count; i++)
        for (uint32_t j = i; j < run->count && j < i + oracle->longest; j++) {
            uint32_t key_end = j + 1 < run->count ? run->from[j + 1] : run->size;
            uint32_t keyword = kefu__map_find(&oracle->map, run->folded + run->from[i],
                                              key_end - run->from[i]);
            if (keyword == UINT32_MAX)
                continue;
            if (oracle->found == oracle->capacity) {
                oracle->capacity = oracle->capacity * 2 + 64;
                oracle->matches = realloc(oracle->matches,
                                          oracle->capacity * sizeof *oracle->matches);
            }
            oracle->matches[oracle->found++] = (struct match){run->start[i], run->end[j], keyword};
        }
}

/* Finds all matches into oracle->matches, sorted, each once. */
static inline void oracle_scan(struct oracle *oracle, const char *text, size_t size,
                               bool skip_pinyin) {
    size_t room = size * 4 + FOLD_SYMBOLS_MAX + 1, kept = 0;
    struct oracle_run run = {
        malloc(4 * room), malloc(4 * room), malloc(4 * room), malloc(4 * room), 0, 0};
    struct fold_unit *unit = malloc(sizeof *unit);
    uint32_t flags = oracle->flags | (skip_pinyin ? TEXT_SKIP_PINYIN : 0);
    oracle->found = 0;
    for (uint32_t at = 0; at < size; at = unit->end) {
        kefu__fold_read(text, size, at, flags, unit, NULL, NULL);
        oracle_check(run.count + unit->count <= room);
        for (uint32_t i = 0; i < unit->count; i++) {
            run.from[run.count] = run.size;
            run.start[run.count] = at;
            run.end[run.count++] = unit->end;
            run.size += utf8_encode(unit->symbols[i], run.folded + run.size);
        }
        if (unit->broken) {
            oracle_search(oracle, &run);
            run.count = run.size = 0;
        }
    }
    oracle_search(oracle, &run);
    if (oracle->found > 0)
        qsort(oracle->matches, oracle->found, sizeof *oracle->matches, oracle_compare);
    for (size_t i = 0; i < oracle->found; i++)
        if (kept == 0 || oracle_compare(oracle->matches + kept - 1, oracle->matches + i) != 0)
            oracle->matches[kept++] = oracle->matches[i];
    oracle->found = kept;
    free(unit);
    free(run.folded);
    free(run.from);
    free(run.start);
    free(run.end);
}

/* ---- comparing the matcher ---- */

struct oracle_list {
    struct match *matches;
    size_t count, capacity;
};

static inline bool oracle_collect(void *context, const struct match *matches, size_t count) {
    struct oracle_list *list = context;
    while (list->count + count > list->capacity) {
        list->capacity = list->capacity * 2 + 64;
        list->matches = realloc(list->matches, list->capacity * sizeof *list->matches);
    }
    if (count)
        memcpy(list->matches + list->count, matches, count * sizeof *matches);
    list->count += count;
    return true;
}

static inline bool oracle_equal(const struct oracle *oracle, const struct match *matches,
                                size_t count, bool sorted) {
    struct match *copy;
    bool equal;
    if (count != oracle->found)
        return false;
    if (count == 0)
        return true;
    copy = malloc(count * sizeof *copy);
    memcpy(copy, matches, count * sizeof *copy);
    if (!sorted)
        qsort(copy, count, sizeof *copy, oracle_compare);
    equal = memcmp(copy, oracle->matches, count * sizeof *copy) == 0;
    free(copy);
    return equal;
}

/* Scans with one level in every way, and compares with oracle->matches and the quality. Returns
 * what went wrong, or NULL. */
static inline const char *oracle_compare_level(const struct oracle *oracle,
                                               const struct matcher *matcher, enum simd_level level,
                                               const char *text, size_t size, bool skip_pinyin) {
    struct match_scratch scratch;
    struct text_quality inspected, quality;
    const char *wrong = NULL;
    const struct match *matches;
    struct oracle_list list = {NULL, 0, 0};
    size_t count;
    kefu__text_inspect(text, size, &inspected);
    if (kefu__match_scratch_init(&scratch, level, NULL, NULL) != KEFU_OK)
        return "no scratch";
    for (int sorted = 0; sorted < 2 && !wrong; sorted++) {
        uint32_t flags = (sorted ? MATCH_SORTED : 0) | (skip_pinyin ? MATCH_SKIP_PINYIN : 0);
        if (kefu__matcher_scan(matcher, &scratch, text, size, flags, &matches, &count, &quality,
                               NULL) != KEFU_OK)
            wrong = "the scan failed";
        else if (!oracle_equal(oracle, matches, count, sorted))
            wrong = sorted ? "sorted matches differ" : "matches differ";
        else if (memcmp(&quality, &inspected, sizeof quality) != 0)
            wrong = "the quality differs";
        list.count = 0;
        if (!wrong && kefu__matcher_scan_blocks(matcher, &scratch, text, size, flags,
                                                oracle_collect, &list, NULL, NULL) != KEFU_OK)
            wrong = "the scan by blocks failed";
        if (!wrong && !oracle_equal(oracle, list.matches, list.count, sorted))
            wrong = "matches by blocks differ";
    }
    kefu__match_scratch_free(&scratch);
    free(list.matches);
    return wrong;
}

/* Splits the text at its line breaks and scans the lines as many texts: equal to scanning each. */
static inline const char *oracle_compare_many(const struct matcher *matcher, enum simd_level level,
                                              const char *text, size_t size, bool skip_pinyin) {
    struct match_scratch one, many;
    const char *wrong = NULL;
    uint32_t flags = MATCH_SORTED | (skip_pinyin ? MATCH_SKIP_PINYIN : 0);
    const struct match *matches, *all;
    const uint32_t *ends;
    size_t lines = 1, n = 0, count, begin = 0;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    kefu_str *texts = calloc(lines, sizeof *texts);
    struct text_quality *qualities = calloc(lines, sizeof *qualities), quality;
    for (size_t i = 0; i <= size; i++)
        if (i == size || text[i] == '\n') {
            texts[n++] = (kefu_str){text + begin, i - begin};
            begin = i + 1;
        }
    if (kefu__match_scratch_init(&one, level, NULL, NULL) != KEFU_OK ||
        kefu__match_scratch_init(&many, level, NULL, NULL) != KEFU_OK)
        abort();
    if (kefu__matcher_scan_many(matcher, &many, texts, lines, flags, &all, &ends, qualities,
                                NULL) != KEFU_OK)
        wrong = "scanning many failed";
    for (size_t i = 0; i < lines && !wrong; i++) {
        uint32_t from = i ? ends[i - 1] : 0;
        if (kefu__matcher_scan(matcher, &one, texts[i].data, texts[i].size, flags, &matches, &count,
                               &quality, NULL) != KEFU_OK)
            wrong = "a scan failed";
        else if (count != ends[i] - from ||
                 (count && memcmp(matches, all + from, count * sizeof *all) != 0))
            wrong = "one of many texts differs";
        else if (memcmp(&quality, qualities + i, sizeof quality) != 0)
            wrong = "the quality of one of many texts differs";
    }
    kefu__match_scratch_free(&one);
    kefu__match_scratch_free(&many);
    free(texts);
    free(qualities);
    return wrong;
}

/* All supported levels, all ways. */
static inline const char *oracle_compare_all(struct oracle *oracle, const struct matcher *matcher,
                                             const char *text, size_t size, bool skip_pinyin) {
    const char *wrong = NULL;
    oracle_scan(oracle, text, size, skip_pinyin);
    for (int level = SIMD_PORTABLE; level < SIMD_LEVELS && !wrong; level++) {
        if (!kefu__simd_supported((enum simd_level)level))
            continue;
        wrong = oracle_compare_level(oracle, matcher, (enum simd_level)level, text, size,
                                     skip_pinyin);
        if (!wrong)
            wrong = oracle_compare_many(matcher, (enum simd_level)level, text, size, skip_pinyin);
        if (wrong)
            fprintf(stderr, "level %d: %s\n", level, wrong);
    }
    return wrong;
}

#endif
