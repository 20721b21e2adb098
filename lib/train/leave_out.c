/* SPDX-License-Identifier: MIT
 * How well a lexicon does in an industry that it was not trained on: each category is left out once
 * and judged by a scheme that has the built-in definitions and the lexicon trained without it. */
#include "kefu/analysis.h"
#include "train/trainer.h"

/* The state of a leave-one-category-out evaluation, which predicts each category by a model of the
 * others, and the predictions for all categories. */
struct leaving {
    const kefu_trainer *trainer;
    struct training training;
    /* The texts whose labels are predicted: the test texts if there are any, else the training
     * texts of the category that was left out. */
    const struct corpus *tested;
    bool *mask;
    uint32_t *truth, *guess;
    double *probability;
    size_t count;
};

static kefu_status judge(struct leaving *l, const kefu_scheme *scheme, kefu_scratch *scratch,
                         uint32_t i, kefu_error *error) {
    const kefu_str text = l->tested->texts[i];
    const kefu_str label = l->tested->label_names.names[l->tested->labels[i]];
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    options.genre = l->trainer->options.genre;
    const kefu_status status = kefu_analyze(scheme, scratch, text.data, text.size, &options,
                                            &analysis, error);
    if (status != KEFU_OK)
        return status;
    const double probability = kefu_analysis_sentiment(analysis)->positive_probability;
    l->truth[l->count] = kefu__sentiment_sign(label) > 0;
    l->guess[l->count] = probability > 0.5;
    l->probability[l->count++] = probability;
    return KEFU_OK;
}

/* Predicts the texts of a category by a model that was not trained with them. */
static kefu_status judge_category(struct leaving *l, uint32_t category,
                                  const struct learned_model *model, kefu_error *error) {
    const kefu_trainer *t = l->trainer;
    const kefu_str name = t->corpus.category_names.names[category];
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    struct buffer document;
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    options.allocator = &t->allocator;
    kefu__buffer_init(&document, &t->allocator);
    kefu__trainer_document(t, model, &document);
    kefu_status status = document.failed ? kefu__no_memory(error) : KEFU_OK;
    const kefu_document one = {{"trained", 7}, {document.data, document.size}};
    if (status == KEFU_OK)
        status = kefu_scheme_compile(&one, 1, &options, &scheme, NULL, error);
    if (status == KEFU_OK)
        status = kefu_scratch_new(&t->allocator, &scratch, error);
    for (uint32_t i = 0; i < l->tested->count && status == KEFU_OK; i++)
        if (kefu__str_equal(l->tested->category_names.names[l->tested->categories[i]], name))
            status = judge(l, scheme, scratch, i, error);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    kefu__buffer_free(&document);
    return status;
}

static kefu_status leave_out(struct leaving *l, uint32_t category, kefu_error *error) {
    const struct corpus *corpus = &l->trainer->corpus;
    struct training training = l->training;
    struct arena arena;
    struct learned_model model;
    kefu__arena_init(&arena, &l->trainer->allocator);
    for (uint32_t i = 0; i < corpus->count; i++)
        l->mask[i] = corpus->categories[i] != category;
    /* calibrating fits once for each fold, so that the first fit is one part of folds + 1 */
    training.progress_to = training.progress_from +
                           (training.progress_to - training.progress_from) /
                               (training.options->folds + 1);
    kefu_status status = kefu__fit_sentiment(&training, l->mask, &arena, &model, error);
    training.progress_from = training.progress_to;
    training.progress_to = l->training.progress_to;
    if (status == KEFU_OK)
        status = kefu__calibrate(&training, l->mask, &model, error);
    if (status == KEFU_OK)
        status = judge_category(l, category, &model, error);
    kefu__arena_free(&arena);
    return status;
}

static kefu_status leave_each_out(struct leaving *l, kefu_error *error) {
    struct candidates candidates = {0};
    kefu_status status = kefu__trainer_candidates(l->trainer, &candidates, error);
    l->training.candidates = &candidates;
    const uint32_t categories = l->trainer->corpus.category_names.count;
    for (uint32_t c = 0; c < categories && status == KEFU_OK; c++) {
        l->training.progress_from = (double)c / categories;
        l->training.progress_to = (c + 1.0) / categories;
        status = leave_out(l, c, error);
    }
    kefu__candidates_free(&candidates, &l->trainer->allocator);
    return status;
}

static kefu_status check(const kefu_trainer *trainer, kefu_error *error) {
    const uint32_t categories = trainer->corpus.category_names.count;
    const kefu_status status = kefu__trainer_check(trainer, error);
    if (status != KEFU_OK)
        return status;
    if (categories < 2)
        return kefu__fail(error, KEFU_E_DEFINITION, "all texts are of one category");
    if (categories > TRAIN_CATEGORIES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "more than %u categories", TRAIN_CATEGORIES_MAX);
    return KEFU_OK;
}

kefu_status kefu_trainer_leave_one_out(kefu_trainer *trainer, kefu_progress progress, void *ctx,
                                       kefu_classification_scores *scores, kefu_error *error) {
    if (!trainer || !scores || trainer->options.task != KEFU_TRAIN_SENTIMENT)
        return kefu__fail(error, KEFU_E_ARGUMENT, "no trainer of sentiment, or scores is NULL");
    kefu_status status = check(trainer, error);
    if (status != KEFU_OK)
        return status;
    struct leaving l = {.trainer = trainer,
                        .training = {.options = &trainer->options,
                                     .corpus = &trainer->corpus,
                                     .progress = progress,
                                     .progress_context = ctx},
                        .tested = trainer->tests.count ? &trainer->tests : &trainer->corpus};
    const size_t room = l.tested->count + 1u;
    struct arena arena;
    kefu__arena_init(&arena, &trainer->allocator);
    l.mask = kefu__arena_alloc(&arena, trainer->corpus.count + 1u);
    l.truth = kefu__arena_alloc(&arena, room * sizeof *l.truth);
    l.guess = kefu__arena_alloc(&arena, room * sizeof *l.guess);
    l.probability = kefu__arena_alloc(&arena, room * sizeof *l.probability);
    if (!l.mask || !l.truth || !l.guess || !l.probability)
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = leave_each_out(&l, error);
    if (status == KEFU_OK && !l.count)
        status = kefu__fail(error, KEFU_E_DEFINITION, "no test text is of a category learned");
    if (status == KEFU_OK)
        status = kefu_classification_score(l.truth, l.guess, l.probability, l.count, 2, scores,
                                           NULL, &trainer->allocator, error);
    kefu__arena_free(&arena);
    return status;
}
