/* SPDX-License-Identifier: MIT
 * Building a learned model: numbers for keywords and pairs, and rows of weights. */
#include "model/build.h"

#include <string.h>

#include "base/utf8.h"

/* maximum number of characters of a keyword; longer ones are refused */
enum { LEARNED_KEYWORD_MAX = 16 };

bool kefu__model_no_memory(struct model_builder *r) {
    r->memory = true;
    return false;
}

void kefu__model_report(struct model_builder *r, kefu_status status, const char *code,
                        const char *message) {
    kefu__json_report(r->json, KEFU_SEVERITY_ERROR, status, code, "%s", message);
}

/* ---- features ---- */

uint32_t kefu__model_keyword(struct model_builder *r, kefu_str text) {
    const uint32_t known = kefu__map_find(&r->keywords, text.data, text.size);
    if (known != UINT32_MAX)
        return known;
    if (text.size == 0 || utf8_count(text.data, text.size) > LEARNED_KEYWORD_MAX) {
        kefu__model_report(r, KEFU_E_DEFINITION, "bad_keyword", "a keyword has 1 to 16 characters");
        return LEARNED_NONE;
    }
    struct learned_model *model = r->model;
    if (model->keyword_count >= LEARNED_FEATURES_MAX) {
        kefu__model_report(r, KEFU_E_LIMIT, "limit_exceeded", "more than 500000 keywords");
        return LEARNED_NONE;
    }
    const uint32_t index = model->keyword_count;
    char *copy = kefu__arena_text(r->arena, text.data, text.size);
    if (!copy ||
        !kefu__grow(r->allocator, &r->texts, &r->text_capacity, index + 1, sizeof *r->texts))
        return kefu__model_no_memory(r), LEARNED_NONE;
    r->texts[index] = (kefu_str){copy, text.size};
    if (kefu__map_add(&r->keywords, copy, text.size, index) == UINT32_MAX)
        return kefu__model_no_memory(r), LEARNED_NONE;
    model->keyword_count++;
    return index;
}

uint32_t kefu__model_pair(struct model_builder *r, kefu_str text, uint32_t gap) {
    static const char ellipsis[] = "\xE2\x80\xA6";
    size_t at = 0;
    while (at + 3 <= text.size && memcmp(text.data + at, ellipsis, 3) != 0)
        at++;
    if (at + 3 > text.size) {
        kefu__model_report(r, KEFU_E_DEFINITION, "bad_pair",
                           "the two parts of a pair stand around \u2026");
        return LEARNED_NONE;
    }
    const uint32_t first = kefu__model_keyword(r, (kefu_str){text.data, at});
    const uint32_t second = first == LEARNED_NONE
                                ? LEARNED_NONE
                                : kefu__model_keyword(
                                      r, (kefu_str){text.data + at + 3, text.size - at - 3});
    if (second == LEARNED_NONE)
        return LEARNED_NONE;
    const uint32_t parts[3] = {first, second, gap};
    const uint32_t known = kefu__map_find(&r->pairs, (const char *)parts, sizeof parts);
    if (known != UINT32_MAX)
        return known;
    const uint32_t index = r->model->pair_count;
    if (index >= LEARNED_FEATURES_MAX) {
        kefu__model_report(r, KEFU_E_LIMIT, "limit_exceeded", "more than 500000 pairs");
        return LEARNED_NONE;
    }
    char *key = kefu__arena_text(r->arena, (const char *)parts, sizeof parts);
    if (!key || !kefu__grow(r->allocator, &r->pair_list, &r->pair_capacity, index + 1,
                            sizeof *r->pair_list))
        return kefu__model_no_memory(r), LEARNED_NONE;
    r->pair_list[index] = (struct learned_pair){first, second, gap};
    if (kefu__map_add(&r->pairs, key, sizeof parts, index) == UINT32_MAX)
        return kefu__model_no_memory(r), LEARNED_NONE;
    r->model->pair_count++;
    return index;
}

bool kefu__model_add_weight(struct model_builder *r, struct triples *to, uint32_t feature,
                            uint32_t output, int64_t weight) {
    if (!kefu__grow(r->allocator, &to->items, &to->capacity, to->count + 1, sizeof *to->items))
        return kefu__model_no_memory(r);
    to->items[to->count++] = (struct triple){feature, (uint16_t)output, (int16_t)weight};
    return true;
}

/* ---- rows ---- */

static void count_rows(uint32_t *rows, const struct triples *from, uint32_t offset) {
    for (size_t i = 0; i < from->count; i++)
        rows[offset + from->items[i].feature + 1]++;
}

static void place_rows(struct model_builder *r, uint32_t *next, const struct triples *from,
                       uint32_t offset) {
    struct learned_model *model = r->model;
    for (size_t i = 0; i < from->count; i++) {
        const uint32_t feature = offset + from->items[i].feature;
        struct learned_weight *to = &model->weights[next[feature]];
        const bool repeated = next[feature] > model->rows[feature] &&
                              to[-1].output == from->items[i].output;
        *to = (struct learned_weight){from->items[i].output, from->items[i].weight};
        next[feature]++;
        if (repeated && feature < model->keyword_count)
            kefu__json_report(r->json, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
                              "the keyword \"%.*s\" has two weights in one list",
                              (int)model->keywords[feature].size, model->keywords[feature].data);
        else if (repeated)
            kefu__model_report(r, KEFU_E_DUPLICATE, "duplicate_id",
                               "a pair has two weights in one list");
    }
}

/* Sorts the weights by feature. The weights of one feature stay in the order in which they were
 * read, which is that of the outputs. */
static bool build_rows(struct model_builder *r) {
    struct learned_model *model = r->model;
    const uint32_t features = model->keyword_count + model->pair_count;
    const size_t count = r->of_keywords.count + r->of_pairs.count;
    model->rows = kefu__arena_alloc_zero(r->arena, (features + 1u) * sizeof *model->rows);
    model->weights = kefu__arena_alloc(r->arena, count * sizeof *model->weights);
    const size_t next_size = (features + 1u) * sizeof(uint32_t);
    uint32_t *next = kefu__alloc(r->allocator, next_size);
    if (!model->rows || !model->weights || !next) {
        kefu__release(r->allocator, next, next_size);
        return kefu__model_no_memory(r);
    }
    count_rows(model->rows, &r->of_keywords, 0);
    count_rows(model->rows, &r->of_pairs, model->keyword_count);
    for (uint32_t f = 0; f < features; f++)
        model->rows[f + 1] += model->rows[f];
    memcpy(next, model->rows, next_size);
    place_rows(r, next, &r->of_keywords, 0);
    place_rows(r, next, &r->of_pairs, model->keyword_count);
    kefu__release(r->allocator, next, next_size);
    return true;
}

static void *keep(struct model_builder *r, const void *from, size_t size) {
    void *to = kefu__arena_alloc(r->arena, size ? size : 1);
    if (to && size)
        memcpy(to, from, size);
    if (!to)
        r->memory = true;
    return to;
}

void kefu__model_settle(struct model_builder *r) {
    struct learned_model *model = r->model;
    struct learned_output *outputs = model->outputs;
    struct learned_measure *measures = model->measures;
    model->outputs = keep(r, outputs, model->output_count * sizeof *outputs);
    model->measures = keep(r, measures, model->measure_count * sizeof *measures);
    model->keywords = keep(r, r->texts, model->keyword_count * sizeof *r->texts);
    model->pairs = keep(r, r->pair_list, model->pair_count * sizeof *r->pair_list);
    kefu__release(r->allocator, outputs, r->output_capacity * sizeof *outputs);
    kefu__release(r->allocator, measures, r->measure_capacity * sizeof *measures);
    if (!r->memory)
        build_rows(r);
}

kefu_status kefu__model_close(struct model_builder *r, size_t errors_before) {
    kefu__map_free(&r->keywords);
    kefu__map_free(&r->pairs);
    kefu__release(r->allocator, r->texts, r->text_capacity * sizeof *r->texts);
    kefu__release(r->allocator, r->pair_list, r->pair_capacity * sizeof *r->pair_list);
    kefu__release(r->allocator, r->of_keywords.items,
                  r->of_keywords.capacity * sizeof *r->of_keywords.items);
    kefu__release(r->allocator, r->of_pairs.items,
                  r->of_pairs.capacity * sizeof *r->of_pairs.items);
    if (r->memory)
        return kefu__no_memory(r->json->error);
    if (r->json->errors == errors_before)
        return KEFU_OK;
    return r->json->status == KEFU_OK ? KEFU_E_DEFINITION : r->json->status;
}
