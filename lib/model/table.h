/* SPDX-License-Identifier: MIT
 * The weights of a model of sentiment laid out for SIMD: a row of 16-bit weights a feature, in the
 * order in which a matcher finds them, and a word that says where a feature's row stands. */
#ifndef KEFU_LIB_MODEL_TABLE_H
#define KEFU_LIB_MODEL_TABLE_H

#include "model/lanes.h"
#include "model/model.h"

/* What scoring needs to know of a feature (a keyword or pair), packed into 64 bits because it is
 * read for every match. From the lowest bit on:
 *
 * - 1 bit: has it a weight in any output?
 * - 26 bits that are free for the caller's use (see lexicon_meaning)
 * - 21 bits: index of its row in the table, in units of TABLE_ROW; 0: row 0, all zeros
 * - 16 bits, signed: its weight in output 0, the general one */
typedef uint64_t feature_word;
#define FEATURE_HAS_WEIGHTS(w)  ((w)&1u)
#define FEATURE_ROW(w)          ((size_t)((w) >> 27 & 0x1FFFFFu) * TABLE_ROW)
#define FEATURE_GENERAL(w)      ((int64_t)(w) >> 48)
#define FEATURE_WEIGHTED        ((feature_word)1)
#define FEATURE_WITH_ROW(at)    ((feature_word)((at) / TABLE_ROW) << 27)
#define FEATURE_WITH_GENERAL(w) ((feature_word)(uint16_t)(w) << 48)

enum {
    /* each half of a row is padded with zeros to a multiple of this many weights */
    TABLE_LANES = 16,
    TABLE_ROW = 2 * TABLE_LANES, /* every row begins at a multiple of this many weights */
    TABLE_LINE = 64,             /* bytes of a cache line; rows are aligned to it */
    /* limit on the number of weights of a table, padding included, so that a row index of 21 bits
     * suffices */
    TABLE_CELLS_MAX = 64 * 1024 * 1024
};

/* The first occurrence of a feature in a text. */
struct feature_hit {
    feature_word word;
    /* index of the match in the list of matches; for a pair that was found: the number of all
     * matches plus the index in the list of pairs found */
    uint32_t match;
};

/* The logistic regressions, one for each pack, that estimate whether a text belongs to the pack's
 * industry (its topic): their biases and scales, multiplied by the model's topic_gain and padded
 * with zeros to `width` elements, a multiple of TABLE_LANES. */
struct model_topics {
    uint32_t packs, width;
    double biases[LEARNED_OUTPUTS_MAX / 2], scales[LEARNED_OUTPUTS_MAX / 2];
};

struct model_table {
    struct model_topics topics;
    /* Each row has the weights of one feature: `topics.width` weights in the topics, then as many
     * in the packs. Row 0 is all zeros, for features that have no such weights. */
    int16_t *rows;
    uint32_t row_count;
    /* maximum number of rows whose sum cannot overflow 16 bits, whichever rows they are */
    size_t row_reach;
};

void kefu__topics_init(struct model_topics *topics, const struct learned_model *model);

/* Allocates the rows for a model in the arena. `model` may be NULL, which is a model without
 * features.
 * @return KEFU_OK, KEFU_E_MEMORY, KEFU_E_LIMIT (more than TABLE_CELLS_MAX) */
kefu_status kefu__table_init(struct model_table *table, const struct learned_model *model,
                             struct arena *arena, kefu_error *error);
/* Writes the row of a feature, which must be added only once, and returns its feature_word.
 * Features that often occur together should be added one after the other, so that their rows share
 * cache lines. */
feature_word kefu__table_add(struct model_table *table, const struct learned_model *model,
                             uint32_t feature);
/* Computes row_reach, after all features were added. */
void kefu__table_finish(struct model_table *table);

#endif
