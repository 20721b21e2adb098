/* SPDX-License-Identifier: MIT
 * The learned model of a lexicon: its keywords in the one matcher, its pairs over their matches. */
#include <string.h>

#include "scheme/lexicon/lexicon.h"

bool kefu__lexicon_read_learned(struct lexicon_builder *state) {
    struct arena *arena = state->builder->arena;
    struct learned_model *model;
    kefu_status status;
    if (!kefu__json_get(state->document->root, "learned"))
        return true;
    model = kefu__arena_alloc_zero(arena, sizeof *model);
    if (!model)
        return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
    status = kefu__learned_read(state->reader, state->document->root, arena, model);
    if (status == KEFU_E_MEMORY)
        return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
    if (status == KEFU_OK && model->task == LEARNED_SENTIMENT)
        state->lexicon->learned = model;
    else if (status == KEFU_OK && model->task == LEARNED_DIALOGUE)
        state->lexicon->dialogue = model;
    return true;
}

/* The texts of pairs, for people: "不 … 好". */
static const char *pair_text(struct scheme_builder *builder, const struct learned_model *model,
                             const struct learned_pair *pair) {
    static const char between[] = " … ";
    const kefu_str first = model->keywords[pair->first], second = model->keywords[pair->second];
    const size_t size = first.size + sizeof between - 1 + second.size;
    char *text = kefu__arena_alloc(builder->arena, size + 1);
    if (!text)
        return NULL;
    memcpy(text, first.data, first.size);
    memcpy(text + first.size, between, sizeof between - 1);
    memcpy(text + first.size + sizeof between - 1, second.data, second.size);
    text[size] = '\0';
    return text;
}

bool kefu__lexicon_enter_learned(struct scheme_builder *builder, struct lexicon *lexicon) {
    const struct learned_model *model = lexicon->learned;
    uint32_t i;
    if (!model)
        return true;
    lexicon->feature_texts = kefu__arena_alloc(builder->arena,
                                               ((size_t)model->keyword_count + model->pair_count) *
                                                   sizeof *lexicon->feature_texts);
    if (!lexicon->feature_texts)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    for (i = 0; i < model->keyword_count; i++) {
        if (!kefu__builder_keyword(builder, model->keywords[i], SENSE_LEARNED, i))
            return false;
        lexicon->feature_texts[i] = builder->keywords[builder->keyword_count - 1].data;
    }
    for (i = 0; i < model->pair_count; i++) {
        const char *text = pair_text(builder, model, &model->pairs[i]);
        if (!text)
            return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
        lexicon->feature_texts[model->keyword_count + i] = text;
    }
    return true;
}

static bool join_pairs(struct scheme_builder *builder, struct lexicon *lexicon,
                       const uint32_t *keywords) {
    const struct learned_model *model = lexicon->learned;
    struct pair *list = kefu__arena_alloc(&builder->scratch, model->pair_count * sizeof *list);
    kefu_error error;
    kefu_status status;
    uint32_t i;
    if (!list)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    for (i = 0; i < model->pair_count; i++) {
        list[i].first = keywords[model->pairs[i].first];
        list[i].second = keywords[model->pairs[i].second];
        list[i].gap = model->pairs[i].gap;
    }
    status = kefu__pairs_init(&lexicon->learned_pairs, list, model->pair_count,
                              lexicon->keyword_count, builder->allocator, &error);
    return status == KEFU_OK || kefu__builder_fail(builder, status, error.message);
}

/* Rows are written in the order of the matcher's keywords: those that are found often come first.
 */
static void list_meanings(struct lexicon *lexicon) {
    const struct learned_model *model = lexicon->learned;
    const uint32_t pairs = model ? model->pair_count : 0;
    uint32_t i;
    for (i = 0; i < lexicon->keyword_count; i++)
        if (lexicon->features[i] != LEARNED_NONE)
            lexicon->meanings[i] |= kefu__table_add(&lexicon->table, model, lexicon->features[i]);
    for (i = 0; i < pairs; i++)
        lexicon->meanings[lexicon->keyword_count + i] = kefu__table_add(&lexicon->table, model,
                                                                        model->keyword_count + i);
    kefu__table_finish(&lexicon->table);
}

static bool make_room(struct scheme_builder *builder, struct lexicon *lexicon) {
    kefu_error error;
    const kefu_status status = kefu__table_init(&lexicon->table, lexicon->learned, builder->arena,
                                                &error);
    if (status)
        return kefu__builder_fail(builder, status, error.message);
    lexicon->features = kefu__arena_alloc(builder->arena,
                                          lexicon->keyword_count * sizeof *lexicon->features);
    return lexicon->features || kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
}

/* Makes what finds the dialogue model's keywords. */
static bool make_dialogue_image(struct scheme_builder *builder, struct lexicon *lexicon) {
    kefu_error error;
    kefu_status status;
    if (!lexicon->dialogue)
        return true;
    status = kefu__scan_image_new(lexicon->dialogue, builder->allocator, &lexicon->dialogue_image,
                                  &error);
    return status == KEFU_OK || kefu__builder_fail(builder, status, error.message);
}

bool kefu__lexicon_join_learned(struct scheme_builder *builder, struct lexicon *lexicon) {
    const struct learned_model *model = lexicon->learned;
    uint32_t *keywords, keyword, i;
    if (!make_room(builder, lexicon))
        return false;
    keywords = kefu__arena_alloc(&builder->scratch,
                                 (model ? model->keyword_count : 0) * sizeof *keywords);
    if (!keywords)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    for (keyword = 0; keyword < lexicon->keyword_count; keyword++) {
        const uint32_t ids = kefu__matcher_id_count(lexicon->matcher, keyword);
        lexicon->features[keyword] = LEARNED_NONE;
        for (i = 0; i < ids; i++) {
            const struct sense *sense =
                &builder->senses[kefu__matcher_id(lexicon->matcher, keyword, i)];
            if (sense->kind != SENSE_LEARNED)
                continue;
            lexicon->features[keyword] = sense->value;
            keywords[sense->value] = keyword;
        }
    }
    list_meanings(lexicon);
    return (!model || model->pair_count == 0 || join_pairs(builder, lexicon, keywords)) &&
           make_dialogue_image(builder, lexicon);
}
