/* SPDX-License-Identifier: MIT
 * The weights of a model of sentiment laid out for SIMD: a row of 16-bit weights a feature, in the
 * order in which a matcher finds them, and a word that says where a feature's row stands. */
#ifndef KEFU_LIB_MODEL_TABLE_H
#define KEFU_LIB_MODEL_TABLE_H

#include "model/lanes.h"
#include "model/model.h"

/* A feature's weights in eight bytes, read for every match. From the lowest bit on:
 *      1  set if it has a weight in any output
 *     25  the owner's (see lexicon_meaning)
 *     22  index of its row in the table, in units of TABLE_LANES; 0: the empty row
 *     16  signed: its weight in output 0, the general one */
typedef uint64_t feature_word;
#define FEATURE_HAS_WEIGHTS(w)  ((w)&1u)
#define FEATURE_ROW(w)          ((uint32_t)((w) >> 26 & 0x3FFFFFu))
#define FEATURE_GENERAL(w)      ((int64_t)(w) >> 48)
#define FEATURE_WEIGHTED        ((feature_word)1)
#define FEATURE_WITH_ROW(r)     ((feature_word)(r) << 26)
#define FEATURE_WITH_GENERAL(w) ((feature_word)(uint16_t)(w) << 48)

enum {
    TABLE_LANES = 16,                  /* weights: the unit of widths and row indices */
    TABLE_LINE = 64,                   /* bytes of a cache line: rows begin at one */
    TABLE_CELLS_MAX = 64 * 1024 * 1024 /* weights, zeros included: 22 bits of TABLE_LANES */
};

/* A feature in a text, where it stands first. */
struct feature_hit {
    feature_word word;
    uint32_t match; /* number of the match; pairs are numbered after all matches */
};

/* The logistic regressions that tell of which pack's topic a text is: biases and scales times the
 * model's topic_gain, padded with zeros to `width`, a multiple of TABLE_LANES. */
struct model_topics {
    uint32_t packs, width;
    double biases[LEARNED_OUTPUTS_MAX / 2], scales[LEARNED_OUTPUTS_MAX / 2];
};

struct model_table {
    struct model_topics topics;
    /* Rows of 2 · topics.width: weights in the topics, then in the packs. The first is empty. */
    int16_t *rows;
    uint32_t row_count;
    size_t row_reach; /* the sum of any so many rows fits into 16 bits */
};

void kefu__topics_init(struct model_topics *topics, const struct learned_model *model);

/* Makes room in the arena for the rows of a model; NULL stands for a model without features.
 * @return KEFU_OK, KEFU_E_MEMORY, KEFU_E_LIMIT (more than TABLE_CELLS_MAX) */
kefu_status kefu__table_init(struct model_table *table, const struct learned_model *model,
                             struct arena *arena, kefu_error *error);
/* Writes the row of a feature, which is added once, and returns its word. Features that are often
 * found together should be added together: their rows then share cache lines. */
feature_word kefu__table_add(struct model_table *table, const struct learned_model *model,
                             uint32_t feature);
/* To be called when all features are added. */
void kefu__table_finish(struct model_table *table);

#endif
