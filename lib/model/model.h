/* SPDX-License-Identifier: MIT
 * A learned model: weights of keywords, as a lexicon document holds them.
 *
 * The trainer calibrates with the code of this module and the analysis uses it, so that both
 * see the same numbers. docs/training.md describes the document and the formula. */
#ifndef KEFU_LIB_MODEL_MODEL_H
#define KEFU_LIB_MODEL_MODEL_H

#include "base/base.h"
#include "json/fields.h"

#define LEARNED_OUTPUTS_MAX  256u /* maximum number of outputs, each with a sum, of one model */
/* maximum number of industries (topic packs) of one sentiment model */
#define LEARNED_PACKS_MAX    100u
#define LEARNED_FEATURES_MAX 500000u /* maximum number of keywords and pairs of one model */
/* maximum number of characters between the two keywords of a pair */
#define LEARNED_GAP_MAX      16u
#define LEARNED_NONE         UINT32_MAX
#define LEARNED_NOTHING      "none" /* the class of texts in which no id is found */

enum learned_task {
    LEARNED_SENTIMENT, /* one score, to which topic packs may add */
    LEARNED_CLASSES,   /* a score for each class; the highest one wins */
    /* one number for a dialogue: from words, weighted by who says them and when (its channels), and
     * from counts such as the number of turns (its measures) */
    LEARNED_DIALOGUE
};

/* The meaning of an output, which is a sum of weights over keywords. */
enum learned_kind {
    LEARNED_GENERAL, /* the score of any text; always output 0 of a sentiment model */
    LEARNED_PACK,    /* what is added to the score in texts of one industry */
    /* how strongly a text indicates the topic of an industry; always the output after the pack of
     * that industry */
    LEARNED_TOPIC,
    LEARNED_CLASS,  /* a class of a multi-class model */
    LEARNED_CHANNEL /* a channel of a dialogue, see enum learned_channel */
};

struct learned_output {
    kefu_str name; /* name of the pack, class or channel; empty for the general output */
    uint32_t kind; /* enum learned_kind */
    double scale;  /* real weight = stored weight × scale */
    double bias;
    double slope, intercept; /* probability = 1 / (1 + exp(-(slope * score + intercept))) */
};

/* The weight of a keyword or pair in one output. */
struct learned_weight {
    uint16_t output;
    int16_t weight; /* to be multiplied by the output's scale */
};

/* Two keywords that occur in one clause, in this order, with at most `gap` characters between them.
 */
struct learned_pair {
    uint32_t first, second; /* numbers of keywords of the model */
    uint32_t gap;
};

/* A numeric property of a dialogue: "turns", "customer_turns", … */
struct learned_measure {
    kefu_str name;
    double weight; /* in the unit of the result, per unit of the measure */
};

/* The mean characters of a customer's turns in a dialogue: fewer than `low` are rare, from `high`
 * on usual. Both 0: unknown. */
struct turn_range {
    double low, high;
};

/* A learned model. Features are numbered: keywords first, then pairs. A keyword that only serves as
 * a part of pairs has no weights and is not counted as found. */
struct learned_model {
    kefu_str id;
    uint32_t task; /* enum learned_task */
    /* for a sentiment model: the kefu_genre of the texts that the model was trained for */
    uint32_t genre;
    /* Of a multi-class model: the kefu_found_kind of the ids after which the classes are named, all
     * but LEARNED_NOTHING; LEARNED_NONE: the names of the classes are no ids. */
    uint32_t finds;
    uint32_t output_count, keyword_count, pair_count, measure_count;
    struct learned_output *outputs;
    kefu_str *keywords; /* folded texts */
    struct learned_pair *pairs;
    uint32_t *rows; /* the weights of feature f are weights[rows[f]] … weights[rows[f + 1] - 1] */
    struct learned_weight *weights;
    struct learned_measure *measures;
    double topic_gain; /* how strongly topics determine the shares of packs */
    /* for a dialogue model: the lengths of customers' turns in the model's training data */
    struct turn_range turns;
};

/* Reads the member "learned" of a lexicon document. The model is allocated in the arena; texts are
 * copied. Errors are reported through the reader, and reading continues.
 * @param document  the document's root, an object
 * @return KEFU_OK (model filled), KEFU_E_NOT_FOUND (the document has no "learned": nothing
 *         reported), KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_DEFINITION, KEFU_E_DUPLICATE (reported) */
kefu_status kefu__learned_read(struct json_reader *reader, const json_value *document,
                               struct arena *arena, struct learned_model *model);

extern const struct field_table kefu__learned_table; /* the table of the member "learned" */

/* The output of a pack, class or channel with this name; LEARNED_NONE if there is none. */
uint32_t kefu__learned_find(const struct learned_model *model, enum learned_kind kind,
                            const char *name, size_t size);

#endif
