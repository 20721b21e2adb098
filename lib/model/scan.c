/* SPDX-License-Identifier: MIT
 * Finds a learned model's features in raw texts with a matcher of its own. */
#include "model/scan.h"

#include <string.h>

/* ---- the image ---- */

static kefu_status init_pairs(struct scan_image *image, kefu_error *error) {
    const struct learned_model *model = image->model;
    if (!model->pair_count)
        return KEFU_OK;
    const size_t size = model->pair_count * sizeof(struct pair);
    struct pair *list = kefu__alloc(&image->allocator, size);
    const size_t keys_size = model->keyword_count * sizeof(uint32_t);
    /* for each keyword of the model: the number under which the matcher reports it */
    uint32_t *keys = kefu__alloc(&image->allocator, keys_size);
    kefu_status status = list && keys ? KEFU_OK : kefu__no_memory(error);
    if (status == KEFU_OK) {
        for (uint32_t k = 0; k < kefu__matcher_count(image->matcher); k++)
            for (uint32_t i = 0; i < kefu__matcher_id_count(image->matcher, k); i++)
                keys[kefu__matcher_id(image->matcher, k, i)] = k;
        for (uint32_t i = 0; i < model->pair_count; i++)
            list[i] = (struct pair){keys[model->pairs[i].first], keys[model->pairs[i].second],
                                    model->pairs[i].gap};
        status = kefu__pairs_init(&image->pairs, list, model->pair_count,
                                  kefu__matcher_count(image->matcher), &image->allocator, error);
    }
    kefu__release(&image->allocator, list, size);
    kefu__release(&image->allocator, keys, keys_size);
    return status;
}

kefu_status kefu__scan_image_new(const struct learned_model *model, const kefu_allocator *allocator,
                                 struct scan_image **image, kefu_error *error) {
    const struct matcher_options options = {.allocator = allocator};
    struct scan_image *made = kefu__alloc_zero(allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = *allocator;
    made->model = model;
    kefu_status status = kefu__matcher_build(model->keywords, model->keyword_count, &options,
                                             &made->matcher, error);
    if (status == KEFU_OK)
        status = init_pairs(made, error);
    if (status == KEFU_OK)
        *image = made;
    else
        kefu__scan_image_free(made);
    return status;
}

static void scanner_delete(struct scanner *scanner) {
    if (!scanner)
        return;
    const kefu_allocator allocator = scanner->allocator;
    kefu__scanner_free(scanner);
    kefu__release(&allocator, scanner, sizeof *scanner);
}

void kefu__scan_image_free(struct scan_image *image) {
    if (!image)
        return;
    const kefu_allocator allocator = image->allocator;
    for (size_t i = 0; i < IDLE_SCANNERS_MAX; i++)
        scanner_delete(atomic_load_explicit(&image->idle[i], memory_order_acquire));
    kefu__matcher_free(image->matcher);
    kefu__pairs_free(&image->pairs);
    kefu__release(&allocator, image, sizeof *image);
}

/* ---- the scanner ---- */

kefu_status kefu__scanner_share(struct scanner *scanner, const struct scan_image *image,
                                const kefu_allocator *allocator, kefu_error *error) {
    struct scanner s = {.allocator = *allocator, .model = image->model, .image = image};
    kefu__learned_sum_init(&s.sum, allocator);
    kefu__pair_matches_init(&s.found_pairs, allocator);
    const kefu_status status = kefu__match_scratch_init(&s.scratch, SIMD_AUTO, allocator, error);
    if (status == KEFU_OK)
        *scanner = s;
    else
        kefu__scanner_free(&s);
    return status;
}

kefu_status kefu__scanner_init(struct scanner *scanner, const struct learned_model *model,
                               const kefu_allocator *allocator, kefu_error *error) {
    struct scan_image *image;
    kefu_status status = kefu__scan_image_new(model, allocator, &image, error);
    if (status != KEFU_OK)
        return status;
    status = kefu__scanner_share(scanner, image, allocator, error);
    if (status == KEFU_OK)
        scanner->own = image;
    else
        kefu__scan_image_free(image);
    return status;
}

void kefu__scanner_free(struct scanner *scanner) {
    if (!scanner->allocator.release)
        return;
    kefu__scan_image_free(scanner->own);
    kefu__match_scratch_free(&scanner->scratch);
    kefu__pair_matches_free(&scanner->found_pairs);
    kefu__learned_sum_free(&scanner->sum);
    kefu__release(&scanner->allocator, scanner->features,
                  scanner->capacity * sizeof *scanner->features);
    kefu__release(&scanner->allocator, scanner->places,
                  scanner->place_capacity * sizeof *scanner->places);
    *scanner = (struct scanner){0};
}

kefu_status kefu__scanner_borrow(const struct scan_image *image, struct scanner **scanner,
                                 kefu_error *error) {
    struct scan_image *lender =
        (struct scan_image *)image; /* `idle` is not part of what is const */
    for (size_t i = 0; i < IDLE_SCANNERS_MAX; i++) {
        *scanner = atomic_exchange_explicit(&lender->idle[i], NULL, memory_order_acquire);
        if (*scanner)
            return KEFU_OK;
    }
    struct scanner *made = kefu__alloc(&image->allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    const kefu_status status = kefu__scanner_share(made, image, &image->allocator, error);
    if (status != KEFU_OK)
        kefu__release(&image->allocator, made, sizeof *made);
    else
        *scanner = made;
    return status;
}

void kefu__scanner_give_back(struct scanner *scanner) {
    struct scan_image *lender = (struct scan_image *)scanner->image;
    for (size_t i = 0; i < IDLE_SCANNERS_MAX; i++) {
        struct scanner *none = NULL;
        if (atomic_compare_exchange_strong_explicit(&lender->idle[i], &none, scanner,
                                                    memory_order_release, memory_order_relaxed))
            return;
    }
    scanner_delete(scanner);
}

/* Notes that a feature was found at bytes [start, end), unless it was found before in this text. */
static bool found(struct scanner *s, uint32_t feature, uint32_t start, uint32_t end) {
    if (!kefu__learned_add(&s->sum, feature))
        return true;
    if (!kefu__grow(&s->allocator, &s->features, &s->capacity, s->count + 1, sizeof *s->features) ||
        !kefu__grow(&s->allocator, &s->places, &s->place_capacity, s->count + 1, sizeof *s->places))
        return false;
    s->places[s->count] = (struct match){start, end, feature};
    s->features[s->count++] = feature;
    return true;
}

static kefu_status find_pairs(struct scanner *s, const char *text, size_t size,
                              const struct match *matches, size_t count, kefu_error *error) {
    const kefu_status status = kefu__pairs_find(&s->image->pairs, text, size, matches, count,
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
    const kefu_status status = kefu__matcher_scan(s->image->matcher, &s->scratch, text, size,
                                                  MATCH_SORTED, &matches, &count, NULL, error);
    if (status != KEFU_OK)
        return status;
    for (size_t m = 0; m < count; m++)
        for (uint32_t i = 0; i < kefu__matcher_id_count(s->image->matcher, matches[m].keyword); i++)
            if (!found(s, kefu__matcher_id(s->image->matcher, matches[m].keyword, i),
                       matches[m].start, matches[m].end))
                return kefu__no_memory(error);
    return s->model->pair_count ? find_pairs(s, text, size, matches, count, error) : KEFU_OK;
}

kefu_status kefu__scanner_scan(struct scanner *scanner, const char *text, size_t size,
                               kefu_error *error) {
    const kefu_status status = kefu__scanner_begin(scanner, error);
    return status == KEFU_OK ? kefu__scanner_add(scanner, text, size, error) : status;
}
