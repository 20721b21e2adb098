/* SPDX-License-Identifier: MIT
 * The learned models of a lexicon, one of each genre: their keywords in the one matcher, their
 * pairs over its matches. */
#include <string.h>

#include "lexicon/build.h"

/* The readable text of a gapped pair of the model: "不 … 好". */
static const char *pair_text(struct arena *arena, const struct learned_model *model,
                             const struct learned_pair *pair) {
    static const char between[] = " … ";
    const kefu_str first = model->keywords[pair->first], second = model->keywords[pair->second];
    const size_t size = first.size + sizeof between - 1 + second.size;
    char *text = kefu__arena_alloc(arena, size + 1);
    if (!text)
        return NULL;
    memcpy(text, first.data, first.size);
    memcpy(text + first.size, between, sizeof between - 1);
    memcpy(text + first.size + sizeof between - 1, second.data, second.size);
    text[size] = '\0';
    return text;
}

/* Counts the features (keywords and pairs) of all genres' models, and numbers them one model after
 * the other: genre->first is the number of a model's first feature. */
static void count_features(struct lexicon *lexicon) {
    lexicon->feature_count = 0;
    for (size_t i = 0; i < LEXICON_GENRES; i++) {
        struct lexicon_genre *genre = &lexicon->genres[i];
        genre->first = lexicon->feature_count;
        if (genre->learned)
            lexicon->feature_count += genre->learned->keyword_count + genre->learned->pair_count;
    }
}

static bool enter_model(struct keyword_list *keywords, const struct lexicon_genre *genre,
                        const char **texts) {
    const struct learned_model *model = genre->learned;
    for (uint32_t i = 0; i < model->keyword_count; i++) {
        texts[i] = kefu__keyword_list_add_copy(keywords, model->keywords[i], SENSE_LEARNED,
                                               genre->first + i);
        if (!texts[i])
            return false;
    }
    for (uint32_t i = 0; i < model->pair_count; i++) {
        texts[model->keyword_count + i] = pair_text(keywords->arena, model, &model->pairs[i]);
        if (!texts[model->keyword_count + i])
            return false;
    }
    return true;
}

bool kefu__lexicon_enter_learned(struct lexicon *lexicon, struct keyword_list *keywords) {
    count_features(lexicon);
    lexicon->feature_texts = kefu__arena_alloc(keywords->arena, lexicon->feature_count *
                                                                    sizeof *lexicon->feature_texts);
    if (!lexicon->feature_texts)
        return false;
    for (size_t i = 0; i < LEXICON_GENRES; i++) {
        const struct lexicon_genre *genre = &lexicon->genres[i];
        if (genre->learned && !enter_model(keywords, genre, lexicon->feature_texts + genre->first))
            return false;
    }
    return true;
}

/* Builds the search for the model's gapped pairs, with keywords numbered as in the matcher.
 * `numbers`: for each keyword of the model its number in the matcher. */
static kefu_status join_pairs(const struct lexicon *lexicon, struct lexicon_genre *genre,
                              const struct keyword_list *keywords, const uint32_t *numbers,
                              kefu_error *error) {
    const struct learned_model *model = genre->learned;
    struct pair *list = kefu__arena_alloc(keywords->scratch, model->pair_count * sizeof *list);
    if (!list)
        return kefu__no_memory(error);
    for (uint32_t i = 0; i < model->pair_count; i++)
        list[i] = (struct pair){.first = numbers[model->pairs[i].first],
                                .second = numbers[model->pairs[i].second],
                                .gap = model->pairs[i].gap};
    return kefu__pairs_init(&genre->learned_pairs, list, model->pair_count, lexicon->keyword_count,
                            keywords->allocator, error);
}

/* Adds to the meaning of each keyword of the matcher where its row of learned weights is, and
 * copies the rows in the order of the matcher's keywords, in which frequent keywords come first. */
static void list_meanings(const struct lexicon *lexicon, struct lexicon_genre *genre) {
    const struct learned_model *model = genre->learned;
    const uint32_t pairs = model ? model->pair_count : 0;
    for (uint32_t i = 0; i < lexicon->keyword_count; i++)
        if (genre->features[i] != LEARNED_NONE)
            genre->meanings[i] |= kefu__table_add(&genre->table, model, genre->features[i]);
    for (uint32_t i = 0; i < pairs; i++)
        genre->meanings[lexicon->keyword_count + i] = kefu__table_add(&genre->table, model,
                                                                      model->keyword_count + i);
    kefu__table_finish(&genre->table);
}

/* The number, in a genre's model, of the feature that a sense denotes; LEARNED_NONE if the sense
 * belongs to another model. */
static uint32_t feature_of(const struct lexicon_genre *genre, const struct sense *sense) {
    const uint32_t count = genre->learned ? genre->learned->keyword_count : 0;
    if (sense->kind != SENSE_LEARNED || sense->value - genre->first >= count)
        return LEARNED_NONE;
    return sense->value - genre->first;
}

/* Fills two maps between keyword numbers: genre->features from the matcher to the model, `numbers`
 * from the model to the matcher. */
static void match_keywords(const struct lexicon *lexicon, struct lexicon_genre *genre,
                           const struct keyword_list *keywords, uint32_t *numbers) {
    for (uint32_t keyword = 0; keyword < lexicon->keyword_count; keyword++) {
        const uint32_t ids = kefu__matcher_id_count(lexicon->matcher, keyword);
        genre->features[keyword] = LEARNED_NONE;
        for (uint32_t i = 0; i < ids; i++) {
            const uint32_t feature = feature_of(
                genre, &keywords->senses[kefu__matcher_id(lexicon->matcher, keyword, i)]);
            if (feature == LEARNED_NONE)
                continue;
            genre->features[keyword] = feature;
            numbers[feature] = keyword;
        }
    }
}

static kefu_status join_genre(const struct lexicon *lexicon, struct lexicon_genre *genre,
                              const struct keyword_list *keywords, kefu_error *error) {
    const struct learned_model *model = genre->learned;
    const size_t count = model ? model->keyword_count : 0;
    uint32_t *numbers = kefu__arena_alloc(keywords->scratch, count * sizeof *numbers);
    const kefu_status status = kefu__table_init(&genre->table, model, keywords->arena, error);
    if (status != KEFU_OK)
        return status;
    genre->features = kefu__arena_alloc(keywords->arena,
                                        lexicon->keyword_count * sizeof *genre->features);
    if (!numbers || !genre->features)
        return kefu__no_memory(error);
    match_keywords(lexicon, genre, keywords, numbers);
    list_meanings(lexicon, genre);
    return model && model->pair_count > 0 ? join_pairs(lexicon, genre, keywords, numbers, error)
                                          : KEFU_OK;
}

kefu_status kefu__lexicon_join_learned(struct lexicon *lexicon, const struct keyword_list *keywords,
                                       kefu_error *error) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; i < LEXICON_GENRES && status == KEFU_OK; i++)
        status = join_genre(lexicon, &lexicon->genres[i], keywords, error);
    if (status == KEFU_OK && lexicon->dialogue)
        status = kefu__scan_image_new(lexicon->dialogue, keywords->allocator,
                                      &lexicon->dialogue_image, error);
    if (status == KEFU_OK && lexicon->accuser.model)
        status = kefu__scan_image_new(lexicon->accuser.model, keywords->allocator,
                                      &lexicon->accuser.image, error);
    return status;
}
