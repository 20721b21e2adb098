/* SPDX-License-Identifier: MIT
 * A learned model: weights of keywords, as a lexicon document holds them.
 *
 * The trainer calibrates with the code of this room and the analysis serves with it, so that both
 * see the same numbers. docs/training.md describes the document and the formula. */
#ifndef KEFU_LIB_MODEL_MODEL_H
#define KEFU_LIB_MODEL_MODEL_H

#include "base/base.h"
#include "json/fields.h"

#define LEARNED_OUTPUTS_MAX  256u    /* sums that one model may keep */
#define LEARNED_PACKS_MAX    100u    /* industries of one model of sentiment */
#define LEARNED_FEATURES_MAX 500000u /* keywords and pairs of one model */
#define LEARNED_GAP_MAX      16u     /* characters between the parts of a pair */
#define LEARNED_NONE         UINT32_MAX

enum learned_task {
    LEARNED_SENTIMENT, /* one score; packs add to it */
    LEARNED_CLASSES,   /* a score a class; the highest wins */
    LEARNED_DIALOGUE   /* one number for a dialogue, from channels and measures */
};

/* What one sum over keywords is. */
enum learned_kind {
    LEARNED_GENERAL, /* the score of every text: always output 0 of a sentiment model */
    LEARNED_PACK,    /* what an industry adds to it */
    LEARNED_TOPIC,   /* how much a text is of that industry: the output after its pack */
    LEARNED_CLASS,   /* a class of a multi-class model */
    LEARNED_CHANNEL  /* a channel of a dialogue: "customer", "agent", "first", "last" */
};

struct learned_output {
    kefu_str name; /* of the pack, class or channel; empty for the general one */
    uint32_t kind; /* enum learned_kind */
    double scale;  /* weights are times this */
    double bias;
    double slope, intercept; /* probability = 1 / (1 + exp(-(slope * score + intercept))) */
};

/* A keyword's part in one sum. */
struct learned_weight {
    uint16_t output;
    int16_t weight; /* times the output's scale */
};

/* Two keywords in one clause, in order, with at most `gap` characters between them. */
struct learned_pair {
    uint32_t first, second; /* keywords of the model */
    uint32_t gap;
};

/* A number about a dialogue that is no text: "turns", "customer_turns", … */
struct learned_measure {
    kefu_str name;
    double weight; /* in the result's unit, per unit of the measure */
};

/* The mean characters of a customer's turns in a dialogue: fewer than `low` are rare, from `high`
 * on usual. Both 0: unknown. */
struct turn_range {
    double low, high;
};

/* Features are numbered: keywords first, then pairs. A keyword may stand here only as part of a
 * pair: it then has no weights, and does not count among those found. */
struct learned_model {
    kefu_str id;
    uint32_t task;  /* enum learned_task */
    uint32_t genre; /* of a model of sentiment: the kefu_genre of the texts that it reads */
    uint32_t output_count, keyword_count, pair_count, measure_count;
    struct learned_output *outputs;
    kefu_str *keywords; /* folded */
    struct learned_pair *pairs;
    uint32_t *rows; /* weights[rows[f]] … weights[rows[f + 1] - 1] are those of feature f */
    struct learned_weight *weights;
    struct learned_measure *measures;
    double topic_gain;       /* how sharply topics choose a pack */
    struct turn_range turns; /* of a model of dialogues: in what it was trained on */
};

/* Reads the member "learned" of a lexicon document; everything lives in the arena, texts are
 * copied. Reports what is wrong through the reader and goes on.
 * @param document  the document's root, an object
 * @return KEFU_OK (model filled), KEFU_E_NOT_FOUND (the document has no "learned": nothing
 *         reported), KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_DEFINITION, KEFU_E_DUPLICATE (reported) */
kefu_status kefu__learned_read(struct json_reader *reader, const json_value *document,
                               struct arena *arena, struct learned_model *model);

extern const struct shape kefu__learned_shape; /* of the member "learned" */

/* The output of a pack, class or channel by name, LEARNED_NONE when there is no such one. */
uint32_t kefu__learned_find(const struct learned_model *model, enum learned_kind kind,
                            const char *name, size_t size);

#endif
