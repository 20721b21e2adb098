/* SPDX-License-Identifier: MIT
 * A learned model: weights of keywords, as a lexicon document holds them.
 *
 * The trainer calibrates with the code of this module and the analysis uses it, so that both
 * see the same numbers. docs/training.md describes the document and the formula. */
#ifndef KEFU_LIB_MODEL_MODEL_H
#define KEFU_LIB_MODEL_MODEL_H

#include "base/base.h"
#include "json/fields.h"

/* maximum number of outputs of one model; an output is one weighted sum over the keywords found */
#define LEARNED_OUTPUTS_MAX  256u
/* maximum number of topic packs of one sentiment model; a pack holds weights for one industry */
#define LEARNED_PACKS_MAX    100u
#define LEARNED_FEATURES_MAX 500000u /* maximum number of keywords and pairs of one model */
/* maximum number of characters between the two keywords of a pair */
#define LEARNED_GAP_MAX      16u
#define LEARNED_NONE         UINT32_MAX
/* the class of texts that belong to none of the other classes */
#define LEARNED_NOTHING      "none"

enum learned_task {
    /* one polarity score; topic packs (weights for one industry) may add to it */
    LEARNED_SENTIMENT,
    LEARNED_CLASSES, /* a score for each class; the highest one wins */
    /* one number for a whole dialogue, its estimated satisfaction: from keywords, whose weights
     * depend on the channel (who says them and when), and from measures such as the number of turns
     */
    LEARNED_DIALOGUE
};

/* What an output of a model (a sum of weights over the keywords found) means. */
enum learned_kind {
    LEARNED_GENERAL, /* the score of any text; always output 0 of a sentiment model */
    LEARNED_PACK,    /* what is added to the score in texts of one industry, such as hotels */
    /* how strongly a text indicates the industry of a pack; always the output after that pack */
    LEARNED_TOPIC,
    LEARNED_CLASS, /* how strongly a text indicates one class of a multi-class model */
    /* what one channel (a group of turns, such as the customer's last one) adds to the estimate */
    LEARNED_CHANNEL
};

struct learned_output {
    kefu_str name; /* name of the pack, class or channel; empty for the general output */
    uint32_t kind; /* enum learned_kind */
    double scale;  /* a weight is the stored weight × scale */
    double bias;
    /* calibration: probability = 1 / (1 + exp(-(slope * score + intercept))) */
    double slope, intercept;
};

/* The weight of a keyword or pair in one output (a sum such as the score, or that of one class). */
struct learned_weight {
    uint16_t output;
    int16_t weight; /* stored weight; multiplied by the output's scale it is the real one */
};

/* Two keywords that occur in one clause, in this order, with at most `gap` characters between them.
 */
struct learned_pair {
    uint32_t first, second; /* indices of the two keywords in learned_model.keywords */
    uint32_t gap;
};

/* A numeric property of a dialogue: "turns", "customer_turns", … */
struct learned_measure {
    kefu_str name;
    double weight; /* how much one unit of the measure adds to the estimate */
};

/* How long the customers' turns are in the training dialogues, as the mean number of characters per
 * turn of a dialogue: a mean below `low` is rare, one from `high` on is usual. Both 0: unknown. */
struct turn_range {
    double low, high;
};

/* A learned model. Its features are keywords and pairs of keywords, numbered keywords first. A
 * keyword that only serves as a part of pairs has no weights and does not count as a feature found.
 */
struct learned_model {
    kefu_str id;
    uint32_t task; /* enum learned_task */
    /* for a sentiment model: the kefu_genre of the texts that the model was trained for */
    uint32_t genre;
    /* For a multi-class model whose classes are named after ids of a lexicon, such as faults: what
     * kind of ids these are (a kefu_found_kind). The class LEARNED_NOTHING is no id. LEARNED_NONE:
     * the classes have arbitrary names. */
    uint32_t finds;
    uint32_t output_count, keyword_count, pair_count, measure_count;
    struct learned_output *outputs;
    kefu_str *keywords; /* texts of the keywords, folded */
    struct learned_pair *pairs;
    uint32_t *rows; /* the weights of feature f are weights[rows[f]] … weights[rows[f + 1] - 1] */
    struct learned_weight *weights;
    struct learned_measure *measures;
    /* factor of the topic scores from which the shares of packs are computed: the larger it is, the
     * closer each share is to 0 or 1 */
    double topic_gain;
    /* for a dialogue model: how long customers' turns were in the training data */
    struct turn_range turns;
};

/* Reads the member "learned" of a lexicon document. The model is allocated in the arena; texts are
 * copied. Errors are reported through the JSON reader, and reading continues.
 * @param document  the document's root, an object
 * @return KEFU_OK (model filled), KEFU_E_NOT_FOUND (the document has no "learned": nothing
 *         reported), KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_DEFINITION, KEFU_E_DUPLICATE (reported) */
kefu_status kefu__learned_read(struct json_reader *reader, const json_value *document,
                               struct arena *arena, struct learned_model *model);

extern const struct field_table kefu__learned_table; /* the fields of the member "learned" */

/* The index of the output of this kind (pack, class, channel, …) and name; LEARNED_NONE if there is
 * none. */
uint32_t kefu__learned_find(const struct learned_model *model, enum learned_kind kind,
                            const char *name, size_t size);

#endif
