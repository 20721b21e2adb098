/* SPDX-License-Identifier: MIT
 * Learned models: reading them, predicting by them, training on dialogues, and scores of guesses.
 */
#include <stdlib.h>
#include <string.h>

#include "exponents.h"

#define LEARNED(task)                                                                              \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"m\",\"version\":\"1\",\"learned\":{\"task\":"       \
    "\"" task "\",\"scale\":0.001,\"bias\":0,"

/* ---- reading ---- */

static void load(const struct text *text, void *prepared) {
    kefu_model *model = NULL;
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_model_load(text->data, text->size, NULL, &model, &error), &error);
    kefu_model_free(model);
}

static void keywords(struct text *text, size_t n) {
    text_add(text, LEARNED("sentiment") "\"keywords\":[");
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s{\"weight\":%zu,\"texts\":\"词%zu a%zu\"}", i ? "," : "", i % 900 + 1, i,
                 i);
    text_add(text, "]}}");
}

static void channels(struct text *text, size_t n) {
    text_add(text, LEARNED("dialogue") "\"channels\":[{\"channel\":\"customer\",\"scale\":0.001,"
                                       "\"keywords\":[");
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s{\"weight\":%zu,\"texts\":\"词%zu a%zu\"}", i ? "," : "", i % 900 + 1, i,
                 i);
    text_add(text, "]}]}}");
}

/* ---- predicting ---- */

static void *model_new(const char *json) {
    kefu_model *model = NULL;
    kefu_error error;
    exponents_must(kefu_model_load(json, strlen(json), NULL, &model, &error), &error);
    return model;
}

static void *sentiment_new(const struct text *text) {
    (void)text;
    return model_new(LEARNED("sentiment") "\"keywords\":[{\"weight\":900,\"texts\":\"很好 好\"},"
                                          "{\"weight\":-900,\"texts\":\"很差 差\"}]}}");
}

static void *dialogue_new(const struct text *text) {
    (void)text;
    return model_new(LEARNED("dialogue") "\"channels\":[{\"channel\":\"customer\",\"scale\":0.001,"
                                         "\"keywords\":[{\"weight\":900,\"texts\":\"很好 好\"}]},"
                                         "{\"channel\":\"agent\",\"scale\":0.001,\"keywords\":[{"
                                         "\"weight\":9,\"texts\":\"您好\"}]}]}}");
}

static void model_free(void *model) {
    kefu_model_free(model);
}

static void predict(const struct text *text, void *model) {
    kefu_prediction prediction = {.size = sizeof prediction};
    kefu_error error;
    exponents_must(kefu_model_predict(model, text->data, text->size, NULL, 0, &prediction, &error),
                   &error);
    for (size_t i = 0; i < kefu_model_contribution_count(model); i++) {
        kefu_contribution contribution = {.size = sizeof contribution};
        exponents_must(kefu_model_contribution_at(model, i, &contribution, &error), &error);
    }
}

static void predict_dialogue(const struct text *text, void *model) {
    double satisfaction;
    kefu_error error;
    exponents_must(
        kefu_model_predict_dialogue(model, text->data, text->size, &satisfaction, NULL, &error),
        &error);
}

static void praise(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "东西很好，物流差%zu。", i);
}

static void turns(struct text *text, size_t n) {
    text_add(text, "{\"turns\":[{\"role\":\"customer\",\"text\":\"好\"}");
    for (size_t i = 1; i < n; i++)
        text_add(text, ",{\"role\":\"%s\",\"text\":\"%s%zu\"}", i % 2 ? "agent" : "customer",
                 i % 2 ? "您好" : "很好", i);
    text_add(text, "]}");
}

/* ---- training on dialogues ---- */

static void *trainer_new(const struct text *text) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    kefu_trainer *trainer = NULL;
    kefu_error error;
    (void)text;
    options.task = KEFU_TRAIN_DIALOGUE;
    options.folds = 2;
    options.keywords = 100;
    exponents_must(kefu_trainer_new(&options, &trainer, &error), &error);
    return trainer;
}

static void trainer_free(void *trainer) {
    kefu_trainer_free(trainer);
}

static void train(const struct text *text, void *trainer) {
    kefu_error error;
    exponents_must(kefu_trainer_begin_corpus(trainer, "c", 1, &error), &error);
    for (const char *line = text->data; *line;) {
        const char *end = strchr(line, '\n');
        exponents_must(kefu_trainer_add_dialogue(trainer, line, (size_t)(end - line), NULL, &error),
                       &error);
        line = end + 1;
    }
    exponents_must(kefu_trainer_run(trainer, NULL, NULL, &error), &error);
    exponents_must(kefu_trainer_write(trainer, exponents_discard, NULL, &error), &error);
}

static void dialogues(struct text *text, size_t n) {
    static const char *const words[] = {"质量", "物流", "客服", "价格", "包装", "味道", "尺寸"};
    for (size_t i = 0; i < n; i++)
        text_add(
            text,
            "{\"turns\":[{\"role\":\"customer\",\"text\":\"%s%s\"},{\"role\":\"agent\","
            "\"text\":\"您好\"},{\"role\":\"customer\",\"text\":\"%s\"}],\"satisfaction\":%d}\n",
            words[i % 7], words[i / 7 % 7], i % 2 ? "谢谢，很好" : "很差，投诉", i % 2 ? 2 : -2);
}

/* Texts that are only tested. */
static void *tested_new(const struct text *text) {
    kefu_trainer *trainer = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_trainer_new(NULL, &trainer, &error), &error);
    return trainer;
}

static void add_tests(const struct text *text, void *trainer) {
    kefu_error error;
    for (const char *line = text->data; *line;) {
        const char *end = strchr(line, '\n');
        exponents_must(kefu_trainer_add_test(trainer, line, 1, line + 1, 1, line + 2,
                                             (size_t)(end - line - 2), &error),
                       &error);
        line = end + 1;
    }
}

/* Lines of a label and a category of one character each, then the text. */
static void test_texts(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "%d%s%s%zu\n", (int)(i % 2), i % 4 < 2 ? "a" : "b", i % 2 ? "很好" : "很差",
                 i);
}

/* ---- scores ---- */

/* Numbers that repeat: ranks have ties. */
struct guesses {
    size_t n;
    uint32_t *truth, *guess;
    double *probability, *other;
};

static void guesses_free(void *prepared) {
    struct guesses *guesses = prepared;
    free(guesses->truth);
    free(guesses->guess);
    free(guesses->probability);
    free(guesses->other);
    free(guesses);
}

static void *guesses_new(const struct text *text) {
    struct guesses *guesses = calloc(1, sizeof *guesses);
    if (!guesses)
        abort();
    guesses->n = text->size;
    guesses->truth = calloc(text->size, sizeof *guesses->truth);
    guesses->guess = calloc(text->size, sizeof *guesses->guess);
    guesses->probability = calloc(text->size, sizeof *guesses->probability);
    guesses->other = calloc(text->size, sizeof *guesses->other);
    if (!guesses->truth || !guesses->guess || !guesses->probability || !guesses->other)
        abort();
    for (size_t i = 0; i < text->size; i++) {
        guesses->truth[i] = i * 7 % 11 < 5;
        guesses->guess[i] = i * 5 % 13 < 6;
        guesses->probability[i] = (double)(i * 37 % 101) / 101;
        guesses->other[i] = (double)(i * 53 % 97);
    }
    return guesses;
}

static void score(const struct text *text, void *prepared) {
    const struct guesses *guesses = prepared;
    kefu_classification_scores scores = {.size = sizeof scores};
    double first, second;
    kefu_error error;
    (void)text;
    exponents_must(kefu_classification_score(guesses->truth, guesses->guess, guesses->probability,
                                             guesses->n, 2, &scores, NULL, NULL, &error),
                   &error);
    exponents_must(kefu_regression_score(guesses->probability, guesses->other, guesses->n, &first,
                                         &second, NULL, &error),
                   &error);
    exponents_must(kefu_fit_prior(guesses->probability, guesses->n, 0.5, &first, &second, &error),
                   &error);
    exponents_must(kefu_fit_threshold(guesses->truth, guesses->probability, guesses->n, &first,
                                      &second, NULL, &error),
                   &error);
}

static void numbers(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_bytes(text, "1", 1);
}

const struct row exponents_models[] = {
    {"model.keywords", 1000, keywords, load, NULL, NULL},
    {"model.channels", 1000, channels, load, NULL, NULL},
    {"model.text", 200, praise, predict, sentiment_new, model_free},
    {"model.dialogue", 60, turns, predict_dialogue, dialogue_new, model_free},
    {"train.dialogues", 300, dialogues, train, trainer_new, trainer_free},
    {"train.tests", 500, test_texts, add_tests, tested_new, trainer_free},
    {"scores", 500, numbers, score, guesses_new, guesses_free},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
