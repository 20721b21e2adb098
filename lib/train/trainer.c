/* SPDX-License-Identifier: MIT
 * The public functions of the trainer: options, adding texts, training, writing the document. */
#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "train/trainer.h"
#include "json/fields.h"

/* ---- options ---- */

enum { VERSION_MAX = 64 };

static void default_number(uint32_t *number, uint32_t value) {
    if (!*number)
        *number = value;
}

static void default_real(double *number, double value) {
    if (!(*number > 0 || *number < 0))
        *number = value;
}

static void fill_defaults(kefu_train_options *o) {
    static const uint32_t keywords[] = {30000, 15000, 4000};
    if (!o->seed)
        o->seed = 1;
    default_number(&o->keywords, keywords[o->task]);
    default_number(&o->pack_keywords, 2300);
    default_number(&o->topic_keywords, 500);
    default_number(&o->length_max, 6);
    default_number(&o->frequency_min, 2);
    default_number(&o->gap, 4);
    default_number(&o->folds, 4);
    default_real(&o->cost, o->flags & KEFU_TRAIN_PACKS ? 0.25 : 0.5);
    default_real(&o->ratio_power, 0.5);
    default_real(&o->cohesion_min, 1);
    default_real(&o->freedom_min, 0.25);
}

/* Checks options that would make the written document invalid. */
static kefu_status check_texts(const kefu_train_options *o, kefu_error *error) {
    const kefu_str *texts[] = {&o->id, &o->version, &o->license, &o->finds};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (!texts[i]->data && texts[i]->size)
            return kefu__fail(error, KEFU_E_ARGUMENT, "a text of the options is NULL with a size");
    for (size_t i = 0; i < o->title_count; i++) {
        uint32_t language;
        if (!o->titles || !kefu__str_sound(o->titles[i].language) ||
            !kefu__str_sound(o->titles[i].text) ||
            !kefu__word_value(&kefu__languages, o->titles[i].language, &language))
            return kefu__fail(error, KEFU_E_ARGUMENT,
                              "title %zu is NULL, or not in zh-Hans, zh-Hant or en", i);
    }
    if (o->id.size && !kefu__is_id(o->id))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "an id is [a-z][a-z0-9_.-]*, at most 64 characters");
    uint32_t finds;
    if (o->finds.size && (o->task != KEFU_TRAIN_CLASSES ||
                          !kefu__word_value(&kefu__learned_kinds, o->finds, &finds)))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a model finds \"fault\" or nothing, and only one of classes does");
    if (o->version.size > VERSION_MAX)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a version has at most 64 bytes");
    return KEFU_OK;
}

/* Range of options->cost, the factor of training errors in what the solver minimises. Outside of
 * it, weights would exceed the scales that a model document may have. */
static const double COST_MIN = 1e-6, COST_MAX = 1e6;

static kefu_status check_options(const kefu_train_options *o, kefu_error *error) {
    const uint32_t flags = KEFU_TRAIN_PACKS | KEFU_TRAIN_FRAGMENTS | KEFU_TRAIN_TOPICAL;
    const kefu_status status = kefu__options_check(o->flags, flags, 0, error);
    if (status != KEFU_OK)
        return status;
    if (o->task > KEFU_TRAIN_DIALOGUE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no task %u", o->task);
    if (o->genre > KEFU_GENRE_MESSAGE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no genre %u", o->genre);
    if (o->length_max >= TRAIN_LENGTH_MAX)
        return kefu__fail(error, KEFU_E_ARGUMENT, "length_max is above 7");
    if (o->gap > LEARNED_GAP_MAX)
        return kefu__fail(error, KEFU_E_ARGUMENT, "gap is above 16");
    if (o->folds == 1 || o->folds > 10)
        return kefu__fail(error, KEFU_E_ARGUMENT, "folds is not 2 to 10");
    if (o->cost != 0 && !(o->cost >= COST_MIN && o->cost <= COST_MAX))
        return kefu__fail(error, KEFU_E_ARGUMENT, "cost is not 0.000001 to 1000000");
    if (!isfinite(o->ratio_power) || o->ratio_power < 0 || !isfinite(o->cohesion_min) ||
        !isfinite(o->freedom_min))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a number of the options is out of range");
    return check_texts(o, error);
}

static bool keep_text(struct arena *arena, kefu_str *text, const char *otherwise) {
    if (!text->data || !text->size)
        *text = (kefu_str){otherwise, strlen(otherwise)};
    text->data = kefu__arena_text(arena, text->data, text->size);
    return text->data != NULL;
}

/* Copies the titles; of several in the same language the last one is used. */
static bool keep_titles(struct kefu_trainer *t) {
    kefu_train_options *o = &t->options;
    uint32_t language;
    for (size_t i = 0; i < o->title_count; i++)
        if (kefu__word_value(&kefu__languages, o->titles[i].language, &language))
            t->titles[language] = o->titles[i].text;
    o->titles = NULL;
    o->title_count = 0;
    return keep_text(&t->arena, &t->titles[LANGUAGE_ZH_HANS], "自训练词典") &&
           keep_text(&t->arena, &t->titles[LANGUAGE_ZH_HANT], "") &&
           keep_text(&t->arena, &t->titles[LANGUAGE_EN], "Trained lexicon");
}

static bool keep_texts(struct kefu_trainer *t) {
    kefu_train_options *o = &t->options;
    return keep_text(&t->arena, &o->id, "trained") && keep_text(&t->arena, &o->version, "1.0.0") &&
           keep_titles(t) && keep_text(&t->arena, &o->license, "of whoever trained it");
}

void kefu_train_options_init(kefu_train_options *options) {
    if (options)
        *options = (kefu_train_options)KEFU_TRAIN_OPTIONS_INIT;
}

kefu_status kefu_trainer_new(const kefu_train_options *options, kefu_trainer **trainer,
                             kefu_error *error) {
    if (!trainer)
        return kefu__fail(error, KEFU_E_ARGUMENT, "trainer is NULL");
    kefu_train_options o = KEFU_TRAIN_OPTIONS_INIT;
    kefu_status status = kefu__options_copy(&o, sizeof o, options, error);
    if (status == KEFU_OK)
        status = check_options(&o, error);
    kefu_allocator allocator;
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator, o.allocator, error);
    if (status != KEFU_OK)
        return status;
    struct kefu_trainer *t = kefu__alloc_zero(&allocator, sizeof *t);
    if (!t)
        return kefu__no_memory(error);
    t->allocator = allocator;
    t->options = o;
    fill_defaults(&t->options);
    kefu__arena_init(&t->arena, &allocator);
    kefu__arena_init(&t->model_arena, &allocator);
    kefu__corpus_init(&t->corpus, &allocator);
    kefu__corpus_init(&t->tests, &allocator);
    kefu__dialogues_init(&t->dialogues, &allocator);
    if (!keep_texts(t)) {
        kefu_trainer_free(t);
        return kefu__no_memory(error);
    }
    *trainer = t;
    return KEFU_OK;
}

void kefu_trainer_free(kefu_trainer *trainer) {
    if (!trainer)
        return;
    const kefu_allocator allocator = trainer->allocator;
    kefu__corpus_free(&trainer->corpus);
    kefu__corpus_free(&trainer->tests);
    kefu__dialogues_free(&trainer->dialogues);
    kefu__arena_free(&trainer->arena);
    kefu__arena_free(&trainer->model_arena);
    kefu__release(&allocator, trainer, sizeof *trainer);
}

/* ---- adding ---- */

kefu_status kefu_trainer_begin_corpus(kefu_trainer *trainer, const char *name, size_t size,
                                      kefu_error *error) {
    if (!trainer || !name || size == 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a corpus needs a trainer and a name");
    if (!utf8_is_plain(name, size))
        return kefu__fail(error, KEFU_E_UTF8, "the name of a corpus is not UTF-8, or has a NUL");
    struct named_corpus *corpus = kefu__arena_alloc_zero(&trainer->arena, sizeof *corpus);
    if (corpus)
        corpus->name = kefu__arena_text(&trainer->arena, name, size);
    if (!corpus || !corpus->name)
        return kefu__no_memory(error);
    corpus->digest = kefu__hash("", 0);
    *(trainer->naming ? &trainer->naming->next : &trainer->named) = corpus;
    trainer->naming = corpus;
    return KEFU_OK;
}

static void digest_part(struct named_corpus *corpus, kefu_str part) {
    corpus->digest = kefu__hash_number(corpus->digest, part.size);
    corpus->digest = kefu__hash_more(corpus->digest, part.data, part.size);
}

static kefu_status add(kefu_trainer *trainer, struct corpus *to, kefu_str label, kefu_str category,
                       kefu_str text, kefu_error *error) {
    if ((!label.data && label.size) || (!category.data && category.size) ||
        (!text.data && text.size))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a text is NULL");
    if (trainer->options.task == KEFU_TRAIN_DIALOGUE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "this trainer takes dialogues");
    if (text.size > TEXT_SIZE_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a text is too long");
    if (!label.size && trainer->options.task == KEFU_TRAIN_CLASSES)
        return kefu__fail(error, KEFU_E_DEFINITION, "the label is empty");
    if (!category.size && to == &trainer->corpus && trainer->options.flags & KEFU_TRAIN_PACKS)
        return kefu__fail(error, KEFU_E_DEFINITION,
                          "the category is empty: each has a pack, which needs a name");
    return kefu__corpus_add(to, label, category, text, error);
}

kefu_status kefu_trainer_add(kefu_trainer *trainer, const char *label, size_t label_size,
                             const char *category, size_t category_size, const char *text,
                             size_t text_size, kefu_error *error) {
    if (!trainer)
        return kefu__fail(error, KEFU_E_ARGUMENT, "trainer is NULL");
    const kefu_str parts[] = {{label, label_size}, {category, category_size}, {text, text_size}};
    const kefu_status status = add(trainer, &trainer->corpus, parts[0], parts[1], parts[2], error);
    if (status != KEFU_OK || !trainer->naming)
        return status;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        digest_part(trainer->naming, parts[i]);
    trainer->naming->count++;
    return KEFU_OK;
}

kefu_status kefu_trainer_add_test(kefu_trainer *trainer, const char *label, size_t label_size,
                                  const char *category, size_t category_size, const char *text,
                                  size_t text_size, kefu_error *error) {
    if (!trainer)
        return kefu__fail(error, KEFU_E_ARGUMENT, "trainer is NULL");
    return add(trainer, &trainer->tests, (kefu_str){label, label_size},
               (kefu_str){category, category_size}, (kefu_str){text, text_size}, error);
}

kefu_status kefu_trainer_add_dialogue(kefu_trainer *trainer, const char *json, size_t size,
                                      kefu_findings *findings, kefu_error *error) {
    if (!trainer || (!json && size))
        return kefu__fail(error, KEFU_E_ARGUMENT, "trainer or text is NULL");
    if (trainer->options.task != KEFU_TRAIN_DIALOGUE)
        return kefu__fail(error, KEFU_E_ARGUMENT, "this trainer takes texts, not dialogues");
    const kefu_status status = kefu__dialogues_add(&trainer->dialogues, json, size, findings,
                                                   error);
    if (status != KEFU_OK || !trainer->naming)
        return status;
    digest_part(trainer->naming, (kefu_str){json, size});
    trainer->naming->count++;
    return KEFU_OK;
}

size_t kefu_trainer_count(const kefu_trainer *trainer) {
    if (!trainer)
        return 0;
    return trainer->options.task == KEFU_TRAIN_DIALOGUE ? trainer->dialogues.count
                                                        : trainer->corpus.count;
}

/* ---- running ---- */

enum { TEXTS_MIN = 10 };

static kefu_status check_labels(const kefu_trainer *t, const struct corpus *corpus,
                                kefu_error *error) {
    const struct name_list *labels = &corpus->label_names;
    if (corpus->category_names.count > TRAIN_CATEGORIES_MAX && t->options.flags & KEFU_TRAIN_PACKS)
        return kefu__fail(error, KEFU_E_LIMIT, "more than %u categories", TRAIN_CATEGORIES_MAX);
    if (t->options.task == KEFU_TRAIN_CLASSES)
        return labels->count <= TRAIN_LABELS_MAX
                   ? KEFU_OK
                   : kefu__fail(error, KEFU_E_LIMIT, "more than %u labels", TRAIN_LABELS_MAX);
    for (uint32_t i = 0; i < labels->count; i++)
        if (!kefu__sentiment_sign(labels->names[i]))
            return kefu__fail(error, KEFU_E_DEFINITION,
                              "\"%.*s\" is neither 1/positive nor 0/negative: labels of other "
                              "kinds are for multi-class training",
                              (int)kefu__str_truncate(labels->names[i], 60).size,
                              labels->names[i].data);
    return KEFU_OK;
}

kefu_status kefu__trainer_check(const kefu_trainer *trainer, kefu_error *error) {
    const kefu_trainer *t = trainer;
    if (t->corpus.count < TEXTS_MIN)
        return kefu__fail(error, KEFU_E_DEFINITION, "%u texts are too few to learn from",
                          t->corpus.count);
    if (t->corpus.label_names.count < 2)
        return kefu__fail(error, KEFU_E_DEFINITION, "all texts have the same label");
    const kefu_status status = check_labels(t, &t->corpus, error);
    return status == KEFU_OK ? check_labels(t, &t->tests, error) : status;
}

kefu_status kefu__trainer_candidates(const kefu_trainer *t, struct candidates *candidates,
                                     kefu_error *error) {
    const kefu_train_options *o = &t->options;
    const struct candidate_options options = {
        .length_max = o->length_max,
        .frequency_min = o->frequency_min,
        .gap = o->pairs ? o->gap : 0,
        .fragments = (o->flags & KEFU_TRAIN_FRAGMENTS) != 0,
        .whole = o->task == KEFU_TRAIN_SENTIMENT,
        .cohesion_min = o->cohesion_min,
        .freedom_min = o->freedom_min,
    };
    return kefu__candidates_find(&t->corpus, &options, candidates, error);
}

static kefu_status fit(const struct training *training, const bool *mask, struct arena *arena,
                       struct learned_model *model, kefu_error *error) {
    return training->options->task == KEFU_TRAIN_SENTIMENT
               ? kefu__fit_sentiment(training, mask, arena, model, error)
               : kefu__fit_classes(training, mask, arena, model, error);
}

static kefu_status run_texts(kefu_trainer *t, struct training *training, struct arena *arena,
                             struct learned_model *model, kefu_error *error) {
    struct candidates candidates = {0};
    bool *all = NULL;
    kefu_status status = kefu__trainer_check(t, error);
    if (status == KEFU_OK)
        status = kefu__training_progress(training, "reading words", 0, error);
    if (status == KEFU_OK)
        status = kefu__trainer_candidates(t, &candidates, error);
    if (status == KEFU_OK && !(all = kefu__alloc(&t->allocator, t->corpus.count)))
        status = kefu__no_memory(error);
    training->candidates = &candidates;
    training->progress_from = 0.1;
    training->progress_to = 0.1 + 0.9 / (t->options.folds + 1);
    if (status == KEFU_OK) {
        memset(all, 1, t->corpus.count);
        status = fit(training, all, arena, model, error);
    }
    training->progress_from = training->progress_to;
    training->progress_to = 1;
    if (status == KEFU_OK)
        status = kefu__calibrate(training, all, model, error);
    kefu__release(&t->allocator, all, t->corpus.count);
    kefu__candidates_free(&candidates, &t->allocator);
    return status;
}

kefu_status kefu_trainer_run(kefu_trainer *trainer, kefu_progress progress, void *ctx,
                             kefu_error *error) {
    if (!trainer)
        return kefu__fail(error, KEFU_E_ARGUMENT, "trainer is NULL");
    struct training training = {.options = &trainer->options,
                                .corpus = &trainer->corpus,
                                .progress = progress,
                                .progress_context = ctx,
                                .progress_to = 1};
    struct arena arena;
    struct learned_model model = {0};
    kefu__arena_init(&arena, &trainer->allocator);
    const kefu_status status = trainer->options.task == KEFU_TRAIN_DIALOGUE
                                   ? kefu__fit_dialogues(&training, &trainer->dialogues, &arena,
                                                         &model, error)
                                   : run_texts(trainer, &training, &arena, &model, error);
    if (status != KEFU_OK) {
        kefu__arena_free(&arena);
        return status;
    }
    kefu__arena_free(&trainer->model_arena);
    trainer->model_arena = arena;
    trainer->model = model;
    trainer->trained = true;
    return KEFU_OK;
}

/* ---- writing ---- */

static void put_count(struct json_writer *writer, const char *name, uint64_t count) {
    kefu__json_put_name(writer, name);
    kefu__json_put_integer(writer, (int64_t)count);
}

static void put_number(struct json_writer *writer, const char *name, double number) {
    kefu__json_put_name(writer, name);
    kefu__json_put_number(writer, number);
}

static void write_corpora(const struct named_corpus *corpus, struct json_writer *writer) {
    char digest[DIGEST_SIZE];
    kefu__json_put_name(writer, "corpora");
    kefu__json_open_array(writer);
    for (; corpus; corpus = corpus->next) {
        kefu__json_open_object(writer);
        kefu__json_add_text(writer, "name", (kefu_str){corpus->name, strlen(corpus->name)});
        put_count(writer, "texts", corpus->count);
        kefu__digest_print(digest, corpus->digest);
        kefu__json_add_text(writer, "digest", (kefu_str){digest, DIGEST_SIZE - 1});
        kefu__json_close_object(writer);
    }
    kefu__json_close_array(writer);
}

static void write_options(const kefu_train_options *o, struct json_writer *writer) {
    kefu__json_put_name(writer, "options");
    kefu__json_open_object(writer);
    put_count(writer, "flags", o->flags);
    put_count(writer, "keywords", o->keywords);
    put_count(writer, "pairs", o->pairs);
    put_count(writer, "pack_keywords", o->pack_keywords);
    put_count(writer, "topic_keywords", o->topic_keywords);
    put_count(writer, "length_max", o->length_max);
    put_count(writer, "frequency_min", o->frequency_min);
    put_count(writer, "gap", o->gap);
    put_count(writer, "folds", o->folds);
    put_number(writer, "cost", o->cost);
    put_number(writer, "ratio_power", o->ratio_power);
    put_number(writer, "cohesion_min", o->cohesion_min);
    put_number(writer, "freedom_min", o->freedom_min);
    kefu__json_close_object(writer);
}

/* Writes the member "x_trained": the corpora and options with which the document was made, so that
 * it can be reproduced. */
static void write_origin(const kefu_trainer *t, const struct learned_model *model,
                         struct json_writer *writer) {
    const char *version = kefu_version();
    kefu__json_put_name(writer, "x_trained");
    kefu__json_open_object(writer);
    kefu__json_add_text(writer, "trainer", (kefu_str){version, strlen(version)});
    put_count(writer, "texts", kefu_trainer_count(t));
    put_count(writer, "seed", t->options.seed);
    put_count(writer, "keywords", model->keyword_count);
    write_options(&t->options, writer);
    write_corpora(t->named, writer);
    kefu__json_close_object(writer);
}

static void write_head(const kefu_trainer *t, const struct learned_model *model,
                       struct json_writer *writer) {
    const kefu_train_options *o = &t->options;
    kefu__json_put_name(writer, "kefu");
    kefu__json_put_integer(writer, 1);
    kefu__json_put_name(writer, "kind");
    kefu__json_put_string(writer, "lexicon");
    kefu__json_add_text(writer, "id", o->id);
    kefu__json_add_text(writer, "version", o->version);
    kefu__json_put_name(writer, "title");
    kefu__json_open_object(writer);
    for (uint32_t i = 0; i < LANGUAGE_COUNT; i++)
        if (t->titles[i].size)
            kefu__json_add_text(writer, kefu__word_name(&kefu__languages, i), t->titles[i]);
    kefu__json_close_object(writer);
    kefu__json_add_text(writer, "license", o->license);
    write_origin(t, model, writer);
}

void kefu__trainer_document(const kefu_trainer *trainer, const struct learned_model *model,
                            struct buffer *to) {
    struct json_writer writer;
    kefu__json_begin(&writer, to);
    kefu__json_open_object(&writer);
    write_head(trainer, model, &writer);
    kefu__json_put_name(&writer, "learned");
    kefu__model_write(model, &writer);
    kefu__json_close_object(&writer);
    kefu__buffer_text(to, "\n");
}

kefu_status kefu_trainer_write(const kefu_trainer *trainer, kefu_write write, void *ctx,
                               kefu_error *error) {
    if (!trainer || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "trainer or write is NULL");
    if (!trainer->trained)
        return kefu__fail(error, KEFU_E_ARGUMENT, "nothing was trained yet");
    struct buffer buffer;
    kefu__buffer_init(&buffer, &trainer->allocator);
    kefu__trainer_document(trainer, &trainer->model, &buffer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
