/* SPDX-License-Identifier: MIT
 * Dialogues with a target value to learn. */
#ifndef KEFU_LIB_TRAIN_DIALOGUE_H
#define KEFU_LIB_TRAIN_DIALOGUE_H

#include "train/train.h"

struct dialogue {
    struct learned_turn *turns;
    size_t count;
    double target;
};

struct dialogues {
    kefu_allocator allocator;
    struct arena arena; /* memory of turns and texts */
    struct dialogue *items;
    size_t capacity;
    uint32_t count;
};
void kefu__dialogues_init(struct dialogues *dialogues, const kefu_allocator *allocator);
void kefu__dialogues_free(struct dialogues *dialogues);
kefu_status kefu__dialogues_add(struct dialogues *dialogues, const char *json, size_t size,
                                kefu_findings *findings, kefu_error *error);
/* Reads the turns of {"turns": [{"role", "text"}]} into the arena: those of the customer and of
 * whoever answers (agent, bot, helpdesk). Texts are copied.
 * @param target  NULL, or where the required member `satisfaction` is stored */
kefu_status kefu__dialogue_read(const char *json, size_t size, struct arena *arena,
                                struct learned_turn **turns, size_t *count, double *target,
                                kefu_findings *findings, kefu_error *error);

/* Fits the weights of a dialogue model: a ridge regression of the target on the keywords in each
 * channel (group of turns) and on the measures (numeric properties of the dialogue). */
kefu_status kefu__fit_dialogues(const struct training *training, const struct dialogues *dialogues,
                                struct arena *arena, struct learned_model *model,
                                kefu_error *error);

#endif
