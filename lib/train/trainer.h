/* SPDX-License-Identifier: MIT
 * The members of a trainer: corpus, options, model. */
#ifndef KEFU_LIB_TRAIN_TRAINER_H
#define KEFU_LIB_TRAIN_TRAINER_H

#include "base/vocabulary.h"
#include "train/dialogue.h"
#include "train/train.h"

/* A corpus that the caller has named; the written document lists it as training data. */
struct named_corpus {
    const char *name;
    /* hash of the labels, categories and texts of the corpus, each with its size, in order */
    uint64_t digest;
    uint64_t count; /* number of texts or dialogues */
    struct named_corpus *next;
};

struct kefu_trainer {
    kefu_allocator allocator;
    struct arena arena;              /* memory of the texts in `options` and `titles` */
    kefu_train_options options;      /* the caller's options, but for the titles */
    kefu_str titles[LANGUAGE_COUNT]; /* title of the document in each language; empty: none */
    struct corpus corpus;            /* the training texts */
    /* test texts that are not trained on, for kefu_trainer_leave_one_out() */
    struct corpus tests;
    struct dialogues dialogues;
    /* list of the named corpora: the first one, and the one to which texts are being added; NULL:
     * none */
    struct named_corpus *named, *naming;
    struct arena model_arena;
    struct learned_model model;
    bool trained;
};

/* Checks that there are enough texts, and that their labels fit the task. */
kefu_status kefu__trainer_check(const struct kefu_trainer *trainer, kefu_error *error);
kefu_status kefu__trainer_candidates(const struct kefu_trainer *trainer,
                                     struct candidates *candidates, kefu_error *error);
/* Appends the document of a model that was trained with the trainer's options. */
void kefu__trainer_document(const struct kefu_trainer *trainer, const struct learned_model *model,
                            struct buffer *to);

#endif
