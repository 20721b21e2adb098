/* SPDX-License-Identifier: MIT
 * The members of a trainer: corpus, options, model. */
#ifndef KEFU_LIB_TRAIN_TRAINER_H
#define KEFU_LIB_TRAIN_TRAINER_H

#include "base/vocabulary.h"
#include "train/dialogue.h"
#include "train/train.h"

/* A corpus that was named: what the document says it was trained on. */
struct named_corpus {
    const char *name;
    uint64_t digest; /* of all labels, categories and texts, each with its size, in order */
    uint64_t count;  /* texts or dialogues */
    struct named_corpus *next;
};

struct kefu_trainer {
    kefu_allocator allocator;
    struct arena arena;              /* holds the options' texts */
    kefu_train_options options;      /* without titles */
    kefu_str titles[LANGUAGE_COUNT]; /* of the document; empty: none in that language */
    struct corpus corpus;            /* texts to learn from */
    struct corpus tests;             /* held out, for kefu_trainer_leave_one_out() */
    struct dialogues dialogues;
    struct named_corpus *named, *naming; /* the first, and the one that is being added to; NULL */
    struct arena model_arena;
    struct learned_model model;
    bool trained;
};

/* Checks that there are enough texts, with labels that fit the task. */
kefu_status kefu__trainer_check(const struct kefu_trainer *trainer, kefu_error *error);
kefu_status kefu__trainer_candidates(const struct kefu_trainer *trainer,
                                     struct candidates *candidates, kefu_error *error);
/* Appends the document of a model that was trained with the trainer's options. */
void kefu__trainer_document(const struct kefu_trainer *trainer, const struct learned_model *model,
                            struct buffer *to);

#endif
