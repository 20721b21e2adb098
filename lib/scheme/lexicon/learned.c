/* SPDX-License-Identifier: MIT
 * The learned models of a lexicon, one of each genre: their keywords in the one matcher, their
 * pairs over its matches. */
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
        state->lexicon->genres[model->genre].learned = model;
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

/* How many features the models have, and where those of each begin among them. */
static void count_features(struct lexicon *lexicon) {
    size_t i;
    lexicon->feature_count = 0;
    for (i = 0; i < LEXICON_GENRES; i++) {
        struct lexicon_genre *genre = &lexicon->genres[i];
        genre->first = lexicon->feature_count;
        if (genre->learned)
            lexicon->feature_count += genre->learned->keyword_count + genre->learned->pair_count;
    }
}

static bool enter_model(struct scheme_builder *builder, const struct lexicon_genre *genre,
                        const char **texts) {
    const struct learned_model *model = genre->learned;
    uint32_t i;
    for (i = 0; i < model->keyword_count; i++) {
        if (!kefu__builder_keyword(builder, model->keywords[i], SENSE_LEARNED, genre->first + i))
            return false;
        texts[i] = builder->keywords[builder->keyword_count - 1].data;
    }
    for (i = 0; i < model->pair_count; i++) {
        const char *text = pair_text(builder, model, &model->pairs[i]);
        if (!text)
            return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
        texts[model->keyword_count + i] = text;
    }
    return true;
}

bool kefu__lexicon_enter_learned(struct scheme_builder *builder, struct lexicon *lexicon) {
    size_t i;
    count_features(lexicon);
    lexicon->feature_texts = kefu__arena_alloc(builder->arena, lexicon->feature_count *
                                                                   sizeof *lexicon->feature_texts);
    if (!lexicon->feature_texts)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    for (i = 0; i < LEXICON_GENRES; i++) {
        const struct lexicon_genre *genre = &lexicon->genres[i];
        if (genre->learned && !enter_model(builder, genre, lexicon->feature_texts + genre->first))
            return false;
    }
    return true;
}

static bool join_pairs(struct scheme_builder *builder, const struct lexicon *lexicon,
                       struct lexicon_genre *genre, const uint32_t *keywords) {
    const struct learned_model *model = genre->learned;
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
    status = kefu__pairs_init(&genre->learned_pairs, list, model->pair_count,
                              lexicon->keyword_count, builder->allocator, &error);
    return status == KEFU_OK || kefu__builder_fail(builder, status, error.message);
}

/* Rows are written in the order of the matcher's keywords: those that are found often come first.
 */
static void list_meanings(const struct lexicon *lexicon, struct lexicon_genre *genre) {
    const struct learned_model *model = genre->learned;
    const uint32_t pairs = model ? model->pair_count : 0;
    uint32_t i;
    for (i = 0; i < lexicon->keyword_count; i++)
        if (genre->features[i] != LEARNED_NONE)
            genre->meanings[i] |= kefu__table_add(&genre->table, model, genre->features[i]);
    for (i = 0; i < pairs; i++)
        genre->meanings[lexicon->keyword_count + i] = kefu__table_add(&genre->table, model,
                                                                      model->keyword_count + i);
    kefu__table_finish(&genre->table);
}

static bool make_room(struct scheme_builder *builder, const struct lexicon *lexicon,
                      struct lexicon_genre *genre) {
    kefu_error error;
    const kefu_status status = kefu__table_init(&genre->table, genre->learned, builder->arena,
                                                &error);
    if (status)
        return kefu__builder_fail(builder, status, error.message);
    genre->features = kefu__arena_alloc(builder->arena,
                                        lexicon->keyword_count * sizeof *genre->features);
    return genre->features || kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
}

/* The number, in a genre's model, of what a sense says; LEARNED_NONE: it is of another. */
static uint32_t feature_of(const struct lexicon_genre *genre, const struct sense *sense) {
    const uint32_t count = genre->learned ? genre->learned->keyword_count : 0;
    if (sense->kind != SENSE_LEARNED || sense->value - genre->first >= count)
        return LEARNED_NONE;
    return sense->value - genre->first;
}

/* Finds the model's keywords among those of the matcher, and the reverse. */
static void match_keywords(const struct scheme_builder *builder, const struct lexicon *lexicon,
                           struct lexicon_genre *genre, uint32_t *keywords) {
    uint32_t keyword, i;
    for (keyword = 0; keyword < lexicon->keyword_count; keyword++) {
        const uint32_t ids = kefu__matcher_id_count(lexicon->matcher, keyword);
        genre->features[keyword] = LEARNED_NONE;
        for (i = 0; i < ids; i++) {
            const uint32_t feature = feature_of(
                genre, &builder->senses[kefu__matcher_id(lexicon->matcher, keyword, i)]);
            if (feature == LEARNED_NONE)
                continue;
            genre->features[keyword] = feature;
            keywords[feature] = keyword;
        }
    }
}

static bool join_genre(struct scheme_builder *builder, const struct lexicon *lexicon,
                       struct lexicon_genre *genre) {
    const struct learned_model *model = genre->learned;
    const size_t count = model ? model->keyword_count : 0;
    uint32_t *keywords = kefu__arena_alloc(&builder->scratch, count * sizeof *keywords);
    if (!keywords)
        return kefu__builder_fail(builder, KEFU_E_MEMORY, "out of memory");
    if (!make_room(builder, lexicon, genre))
        return false;
    match_keywords(builder, lexicon, genre, keywords);
    list_meanings(lexicon, genre);
    return !model || model->pair_count == 0 || join_pairs(builder, lexicon, genre, keywords);
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
    size_t i;
    for (i = 0; i < LEXICON_GENRES; i++)
        if (!join_genre(builder, lexicon, &lexicon->genres[i]))
            return false;
    return make_dialogue_image(builder, lexicon);
}
