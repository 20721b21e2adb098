/* SPDX-License-Identifier: MIT
 * Finds a learned model's features in raw texts with a matcher of its own. */
#include "scheme/learned_scan.h"

#include <string.h>

static kefu_status init_pairs(struct scanner *s, kefu_error *error) {
    const struct learned_model *model = s->model;
    if (!model->pair_count)
        return KEFU_OK;
    const size_t size = model->pair_count * sizeof(struct pair);
    struct pair *list = kefu__alloc(&s->allocator, size);
    const size_t keys_size = model->keyword_count * sizeof(uint32_t);
    uint32_t *keys = kefu__alloc(&s->allocator, keys_size); /* the matcher's number of each */
    kefu_status status = list && keys ? KEFU_OK : kefu__no_memory(error);
    if (status == KEFU_OK) {
        for (uint32_t k = 0; k < kefu__matcher_count(s->matcher); k++)
            for (uint32_t i = 0; i < kefu__matcher_id_count(s->matcher, k); i++)
                keys[kefu__matcher_id(s->matcher, k, i)] = k;
        for (uint32_t i = 0; i < model->pair_count; i++)
            list[i] = (struct pair){keys[model->pairs[i].first], keys[model->pairs[i].second],
                                    model->pairs[i].gap};
        status = kefu__pairs_init(&s->pairs, list, model->pair_count,
                                  kefu__matcher_count(s->matcher), &s->allocator, error);
    }
    kefu__release(&s->allocator, list, size);
    kefu__release(&s->allocator, keys, keys_size);
    return status;
}

kefu_status kefu__scanner_init(struct scanner *scanner, const struct learned_model *model,
                               const kefu_allocator *allocator, kefu_error *error) {
    struct scanner s = {.allocator = *allocator, .model = model};
    const struct matcher_options options = {.allocator = allocator};
    kefu__learned_sum_init(&s.sum, allocator);
    kefu__pair_matches_init(&s.found_pairs, allocator);
    kefu_status status = kefu__matcher_build(model->keywords, model->keyword_count, &options,
                                             &s.matcher, error);
    if (status == KEFU_OK)
        status = kefu__match_scratch_init(&s.scratch, MATCH_LEVEL_AUTO, allocator, error);
    if (status == KEFU_OK)
        status = init_pairs(&s, error);
    if (status == KEFU_OK)
        *scanner = s;
    else
        kefu__scanner_free(&s);
    return status;
}

void kefu__scanner_free(struct scanner *scanner) {
    if (!scanner->allocator.release)
        return;
    kefu__matcher_free(scanner->matcher);
    kefu__match_scratch_free(&scanner->scratch);
    kefu__pairs_free(&scanner->pairs);
    kefu__pair_matches_free(&scanner->found_pairs);
    kefu__learned_sum_free(&scanner->sum);
    kefu__release(&scanner->allocator, scanner->features,
                  scanner->capacity * sizeof *scanner->features);
    kefu__release(&scanner->allocator, scanner->places,
                  scanner->place_capacity * sizeof *scanner->places);
    *scanner = (struct scanner){0};
}

/* Enters a feature found at [start, end). */
static bool found(struct scanner *s, uint32_t feature, uint32_t start, uint32_t end) {
    if (!kefu__learned_add(&s->sum, feature))
        return true;
    if (!kefu__grow(&s->allocator, (void **)&s->features, &s->capacity, s->count + 1,
                    sizeof *s->features) ||
        !kefu__grow(&s->allocator, (void **)&s->places, &s->place_capacity, s->count + 1,
                    sizeof *s->places))
        return false;
    s->places[s->count] = (struct match){start, end, feature};
    s->features[s->count++] = feature;
    return true;
}

static kefu_status find_pairs(struct scanner *s, const char *text, size_t size,
                              const struct match *matches, size_t count, kefu_error *error) {
    const kefu_status status = kefu__pairs_find(&s->pairs, text, size, matches, count,
                                                &s->found_pairs, error);
    if (status != KEFU_OK)
        return status;
    for (size_t i = 0; i < s->found_pairs.count; i++) {
        const struct pair_match *pair = &s->found_pairs.items[i];
        if (!found(s, s->model->keyword_count + pair->pair, pair->start, pair->end))
            return kefu__no_memory(error);
    }
    return KEFU_OK;
}

kefu_status kefu__scanner_begin(struct scanner *scanner, kefu_error *error) {
    scanner->count = 0;
    return kefu__learned_begin(&scanner->sum, scanner->model) ? KEFU_OK : kefu__no_memory(error);
}

kefu_status kefu__scanner_add(struct scanner *scanner, const char *text, size_t size,
                              kefu_error *error) {
    struct scanner *s = scanner;
    const struct match *matches;
    size_t count;
    const kefu_status status = kefu__matcher_scan(s->matcher, &s->scratch, text, size, MATCH_SORTED,
                                                  &matches, &count, NULL, error);
    if (status != KEFU_OK)
        return status;
    for (size_t m = 0; m < count; m++)
        for (uint32_t i = 0; i < kefu__matcher_id_count(s->matcher, matches[m].keyword); i++)
            if (!found(s, kefu__matcher_id(s->matcher, matches[m].keyword, i), matches[m].start,
                       matches[m].end))
                return kefu__no_memory(error);
    return s->model->pair_count ? find_pairs(s, text, size, matches, count, error) : KEFU_OK;
}

kefu_status kefu__scanner_scan(struct scanner *scanner, const char *text, size_t size,
                               kefu_error *error) {
    const kefu_status status = kefu__scanner_begin(scanner, error);
    return status == KEFU_OK ? kefu__scanner_add(scanner, text, size, error) : status;
}
