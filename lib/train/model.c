/* SPDX-License-Identifier: MIT
 * The public functions for a learned model without a scheme. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/logistic.h"
#include "train/dialogue.h"

struct kefu_model {
    kefu_allocator allocator;
    struct arena arena;
    struct learned_model model;
    struct scanner scanner;
    kefu_contribution *reasons;
    size_t reason_count, reason_capacity;
    kefu_str *pair_texts; /* texts `a…b` of pairs, in the arena */
    struct arena dialogue_arena;
    struct dialogue_reasons dialogue_reasons;
};

static bool name_pairs(struct kefu_model *m) {
    const struct learned_model *model = &m->model;
    m->pair_texts = kefu__arena_alloc(&m->arena, (model->pair_count + 1u) * sizeof *m->pair_texts);
    for (uint32_t i = 0; m->pair_texts && i < model->pair_count; i++) {
        const kefu_str first = model->keywords[model->pairs[i].first];
        const kefu_str second = model->keywords[model->pairs[i].second];
        const size_t size = first.size + 3 + second.size;
        char *text = kefu__arena_alloc(&m->arena, size + 1);
        if (!text)
            return false;
        memcpy(text, first.data, first.size);
        memcpy(text + first.size, "\xE2\x80\xA6", 3);
        memcpy(text + first.size + 3, second.data, second.size);
        text[size] = 0;
        m->pair_texts[i] = (kefu_str){text, size};
    }
    return m->pair_texts != NULL;
}

static kefu_status read_model(struct kefu_model *m, const char *json, size_t size,
                              kefu_error *error) {
    struct json_reader reader;
    kefu_status status = kefu__json_open(&reader, &m->allocator, json, size, "", NULL, error);
    if (status != KEFU_OK)
        return status;
    status = kefu__json_is(reader.root, JSON_OBJECT)
                 ? kefu__learned_read(&reader, reader.root, &m->arena, &m->model)
                 : kefu__fail(error, KEFU_E_DEFINITION, "a lexicon is an object");
    if (status == KEFU_E_NOT_FOUND)
        kefu__fail(error, status, "the document has no member \"learned\"");
    kefu__json_close(&reader);
    return status;
}

kefu_status kefu_model_load(const char *json, size_t size, const kefu_allocator *allocator,
                            kefu_model **model, kefu_error *error) {
    kefu_allocator a;
    kefu_status status = kefu__allocator_init(&a, allocator, error);
    if (status == KEFU_OK && (!model || (!json && size)))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "model or text is NULL");
    if (status != KEFU_OK)
        return status;
    struct kefu_model *m = kefu__alloc_zero(&a, sizeof *m);
    if (!m)
        return kefu__no_memory(error);
    m->allocator = a;
    kefu__arena_init(&m->arena, &a);
    kefu__arena_init(&m->dialogue_arena, &a);
    m->dialogue_reasons.allocator = a;
    status = read_model(m, json, size, error);
    if (status == KEFU_OK && !name_pairs(m))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = kefu__scanner_init(&m->scanner, &m->model, &a, error);
    if (status == KEFU_OK)
        *model = m;
    else
        kefu_model_free(m);
    return status;
}

void kefu_model_free(kefu_model *model) {
    if (!model)
        return;
    const kefu_allocator allocator = model->allocator;
    kefu__scanner_free(&model->scanner);
    kefu__release(&allocator, model->reasons, model->reason_capacity * sizeof *model->reasons);
    kefu__release(&allocator, model->dialogue_reasons.items,
                  model->dialogue_reasons.capacity * sizeof *model->dialogue_reasons.items);
    kefu__arena_free(&model->arena);
    kefu__arena_free(&model->dialogue_arena);
    kefu__release(&allocator, model, sizeof *model);
}

uint32_t kefu_model_task(const kefu_model *model) {
    return model ? model->model.task : 0;
}

uint32_t kefu_model_class_count(const kefu_model *model) {
    if (!model || model->model.task == LEARNED_DIALOGUE)
        return 0;
    return model->model.task == LEARNED_CLASSES ? model->model.output_count : 2;
}

kefu_str kefu_model_class_at(const kefu_model *model, uint32_t i) {
    static const char *const signs[] = {"negative", "positive"};
    if (i >= kefu_model_class_count(model))
        return (kefu_str){"", 0};
    if (model->model.task == LEARNED_CLASSES)
        return model->model.outputs[i].name;
    return (kefu_str){signs[i], strlen(signs[i])};
}

/* ---- judging ---- */

static int compare_reasons(const void *a, const void *b) {
    const kefu_contribution *left = a, *right = b;
    const double l = fabs(left->value), r = fabs(right->value);
    if (l < r || l > r)
        return l < r ? 1 : -1;
    if (left->turn != right->turn)
        return left->turn < right->turn ? -1 : 1;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (left->end > right->end) - (left->end < right->end);
}

static kefu_str feature_text(const struct kefu_model *m, uint32_t feature) {
    return feature < m->model.keyword_count ? m->model.keywords[feature]
                                            : m->pair_texts[feature - m->model.keyword_count];
}

static bool give_reasons(struct kefu_model *m, const struct learned_result *result) {
    const struct scanner *s = &m->scanner;
    if (!kefu__grow(&m->allocator, &m->reasons, &m->reason_capacity, s->count + 1,
                    sizeof *m->reasons))
        return false;
    for (size_t i = 0; i < s->count; i++) {
        const uint32_t feature = s->features[i];
        m->reasons[i] = (kefu_contribution){
            .keyword = feature_text(m, feature),
            .start = s->places[i].start,
            .end = s->places[i].end,
            .channel = "",
            .value = kefu__learned_contribution(&m->model, result, feature)};
    }
    m->reason_count = s->count;
    qsort(m->reasons, m->reason_count, sizeof *m->reasons, compare_reasons);
    return true;
}

static kefu_status judge_sentiment(struct kefu_model *m, kefu_str pack, kefu_prediction *prediction,
                                   kefu_error *error) {
    const struct learned_model *model = &m->model;
    struct learned_result result;
    uint32_t chosen = LEARNED_NONE;
    if (pack.size) {
        chosen = kefu__learned_find(model, LEARNED_PACK, pack.data, pack.size);
        /* an unknown pack: output 0, the general output alone */
        chosen = chosen == LEARNED_NONE ? 0 : chosen;
    }
    kefu__learned_result(&m->scanner.sum, chosen, &result);
    if (!give_reasons(m, &result))
        return kefu__no_memory(error);
    const bool positive = result.probability > 0.5;
    *prediction = (kefu_prediction){
        .label = kefu_model_class_at(m, positive),
        .score = result.score,
        .probability = result.probability,
        .pack = result.pack == LEARNED_NONE ? (kefu_str){"", 0} : model->outputs[result.pack].name,
        .output = positive,
        .keywords = result.count};
    return KEFU_OK;
}

/* Predicts the class with the highest calibrated probability, which is then divided by the sum over
 * all classes. */
static void judge_classes(struct kefu_model *m, kefu_prediction *prediction) {
    const struct learned_model *model = &m->model;
    double best = -INFINITY, total = 0, highest = 0;
    for (uint32_t o = 0; o < model->output_count; o++) {
        const struct learned_output *output = &model->outputs[o];
        const double score = kefu__learned_output(&m->scanner.sum, o);
        const double logit = output->slope * score + output->intercept;
        const double probability = kefu__logistic(logit);
        total += probability;
        if (logit > best) {
            best = logit;
            highest = probability;
            *prediction = (kefu_prediction){.label = output->name, .score = score, .output = o};
        }
    }
    prediction->pack = (kefu_str){"", 0};
    prediction->probability = total > 0 ? highest / total : 0;
    prediction->keywords = m->scanner.sum.count;
}

kefu_status kefu_model_predict(kefu_model *model, const char *text, size_t size, const char *pack,
                               size_t pack_size, kefu_prediction *prediction, kefu_error *error) {
    if (!model || (!text && size) || (!pack && pack_size) || !prediction ||
        model->model.task == LEARNED_DIALOGUE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "no model of texts, or a text is NULL");
    model->reason_count = 0;
    kefu_prediction own;
    kefu_status status = kefu__scanner_scan(&model->scanner, text ? text : "", size, error);
    if (status == KEFU_OK && model->model.task == LEARNED_SENTIMENT)
        status = judge_sentiment(model, (kefu_str){pack, pack_size}, &own, error);
    else if (status == KEFU_OK)
        judge_classes(model, &own);
    return status == KEFU_OK ? kefu__result_copy(prediction, &own, sizeof own, error) : status;
}

size_t kefu_model_contribution_count(const kefu_model *model) {
    return model ? model->reason_count : 0;
}

kefu_status kefu_model_contribution_at(const kefu_model *model, size_t i,
                                       kefu_contribution *contribution, kefu_error *error) {
    if (!model)
        return kefu__fail(error, KEFU_E_ARGUMENT, "model is NULL");
    if (i >= model->reason_count)
        return kefu__no_item(error, i, model->reason_count);
    return kefu__result_copy(contribution, &model->reasons[i], sizeof *contribution, error);
}

static bool give_dialogue_reasons(struct kefu_model *m) {
    if (!kefu__grow(&m->allocator, &m->reasons, &m->reason_capacity, m->dialogue_reasons.count + 1,
                    sizeof *m->reasons))
        return false;
    for (size_t i = 0; i < m->dialogue_reasons.count; i++) {
        const struct dialogue_reason *from = &m->dialogue_reasons.items[i];
        m->reasons[i] = (kefu_contribution){.keyword = feature_text(m, from->feature),
                                            .start = from->start,
                                            .end = from->end,
                                            .turn = from->turn,
                                            .channel = kefu__channel_names[from->channel],
                                            .value = from->value};
    }
    m->reason_count = m->dialogue_reasons.count;
    qsort(m->reasons, m->reason_count, sizeof *m->reasons, compare_reasons);
    return true;
}

kefu_status kefu_model_predict_dialogue(kefu_model *model, const char *json, size_t size,
                                        double *satisfaction, kefu_findings *findings,
                                        kefu_error *error) {
    if (!model || (!json && size) || !satisfaction || model->model.task != LEARNED_DIALOGUE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "no model of dialogues, or a text is NULL");
    struct learned_turn *turns;
    size_t count;
    double estimate;
    model->reason_count = 0;
    model->dialogue_reasons.count = 0;
    kefu_status status = kefu__dialogue_read(json ? json : "", size, &model->dialogue_arena, &turns,
                                             &count, NULL, findings, error);
    if (status == KEFU_OK)
        status = kefu__dialogue_estimate(&model->scanner, turns, count, &estimate, NULL,
                                         &model->dialogue_reasons, error);
    if (status == KEFU_OK && !give_dialogue_reasons(model))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        *satisfaction = estimate < -2 ? -2 : estimate > 2 ? 2 : estimate;
    kefu__arena_free(&model->dialogue_arena);
    kefu__arena_init(&model->dialogue_arena, &model->allocator);
    return status;
}
