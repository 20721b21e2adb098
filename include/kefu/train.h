/* SPDX-License-Identifier: MIT
 * Labelled texts or dialogues in, a lexicon document out; learned models by themselves; how good
 * predictions are.
 *
 * A shop that has labelled its own texts trains its own lexicon: keywords with weights, readable
 * and explainable, compiled into a scheme like any other document. A model is the learned part of
 * such a document by itself, for judging without hand-written words; scores tell how good
 * predictions are; a prior and a threshold fit a lexicon to texts of another mix.
 *
 * @code
 * #include "kefu/train.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     const uint32_t truth[] = {1, 1, 0, 0}, guess[] = {1, 0, 0, 0};
 *     const double probability[] = {0.9, 0.4, 0.2, 0.1};
 *     kefu_classification_scores scores;
 *     scores.size = sizeof scores;
 *     if (kefu_classification_score(truth, guess, probability, 4, 2, &scores, NULL, NULL, NULL))
 *         return 1;
 *     printf("accuracy %.2f, auc %.2f\n", scores.accuracy, scores.auc);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_TRAIN_H
#define KEFU_TRAIN_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- training ---- */

/** A pack for each category (sentiment only). */
#define KEFU_TRAIN_PACKS     1u
/** Keep keywords that do not read as words (机时间长): a little more accurate, hard to explain. */
#define KEFU_TRAIN_FRAGMENTS 2u
/** Keywords that are evidence in one category only may be in the general lexicon too. */
#define KEFU_TRAIN_TOPICAL   4u

/** How to train. Start from KEFU_TRAIN_OPTIONS_INIT; 0 means the default named here. */
typedef struct kefu_train_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the C library's */
    uint32_t task;                   /**< a kefu_train_task */
    uint32_t flags;                  /**< KEFU_TRAIN_… */
    uint64_t seed;                   /**< same seed and texts, same document; default 1 */
    uint32_t keywords;        /**< most keywords of the general lexicon, a class or a channel */
    uint32_t pairs;           /**< most gapped pairs of the same; default none */
    uint32_t pack_keywords;   /**< most keywords of a pack; default 2,300 */
    uint32_t topic_keywords;  /**< most keywords that recognise a pack's texts; default 500 */
    uint32_t length_max;      /**< characters of the longest keyword, 1…7; default 6 */
    uint32_t frequency_min;   /**< texts in which a keyword must occur; default 2 */
    uint32_t gap;             /**< most characters inside a pair, 1…16; default 4 */
    uint32_t folds;           /**< parts for the calibration, 2…10; default 4 */
    double cost;              /**< how much errors cost against large weights, 1e-6…1e6; default
                                   0.5, with packs 0.25 */
    double ratio_power;       /**< how strongly naive Bayes ratios scale keywords; default 0.5 */
    double cohesion_min;      /**< least pointwise mutual information inside a word; default 1 */
    double freedom_min;       /**< least entropy at its borders, 0…1; default 0.25 */
    kefu_str id;              /**< of the document, [a-z][a-z0-9_.-]*; default "trained" */
    kefu_str version;         /**< default "1.0.0" */
    const kefu_title *titles; /**< of the document; NULL with 0 of them: default ones */
    size_t title_count;
    kefu_str license;
    uint32_t genre; /**< a kefu_genre, for KEFU_TRAIN_SENTIMENT: the texts that it will read */
    /** For KEFU_TRAIN_CLASSES: "fault", where the labels are ids of faults, or "none" for what has
     * none: analyses then find these in what agents say. Empty: the classes are no ids. */
    kefu_str finds;
} kefu_train_options;

#define KEFU_TRAIN_OPTIONS_INIT                                                                    \
    {                                                                                              \
        sizeof(kefu_train_options), NULL, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, {NULL, 0},  \
            {NULL, 0}, NULL, 0, {NULL, 0}, KEFU_GENRE_REVIEW, {                                    \
            NULL, 0                                                                                \
        }                                                                                          \
    }
/** Sets options to KEFU_TRAIN_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_train_options_init(kefu_train_options *options);

/** Texts being gathered, then a model. One thread at a time. */
typedef struct kefu_trainer kefu_trainer;

/** Called from time to time while training: what is being done (English, static), and how much of
 * the whole is, 0…1. Returns KEFU_OK, or anything else to stop (KEFU_E_CANCELLED): the training
 * then returns it. */
typedef kefu_status (*kefu_progress)(void *ctx, const char *doing, double done);

/** Makes a trainer. The options' texts are copied.
 * @param[out] trainer  on success only; free with kefu_trainer_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT (an option is out of range, a title of an unknown language),
 *         KEFU_E_VERSION (unknown flags), KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_new(const kefu_train_options *options, kefu_trainer **trainer,
                                      kefu_error *error);
/** Releases a trainer; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_trainer_free(kefu_trainer *trainer);

/** Names the corpus to which all texts added from now on belong. The document then says under
 * `x_trained` which corpora it was trained on: name, number of texts, and a digest of their labels,
 * categories and texts (FNV-1a, 64 bits), so that the same corpus can be recognised.
 * @param name  is copied
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL or empty), KEFU_E_UTF8, KEFU_E_MEMORY
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_begin_corpus(kefu_trainer *trainer, const char *name, size_t size,
                                               kefu_error *error);
/** Adds a labelled text. All three are copied; the category may be empty, but for packs.
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: the trainer is for dialogues), KEFU_E_DEFINITION (an
 *         empty label of a class, an empty category for packs), KEFU_E_LIMIT, KEFU_E_MEMORY
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_add(kefu_trainer *trainer, const char *label, size_t label_size,
                                      const char *category, size_t category_size, const char *text,
                                      size_t text_size, kefu_error *error);
/** Adds a labelled text that is not used for training: kefu_trainer_leave_one_out() predicts these,
 * if there are any.
 * @return as kefu_trainer_add()
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_add_test(kefu_trainer *trainer, const char *label,
                                           size_t label_size, const char *category,
                                           size_t category_size, const char *text, size_t text_size,
                                           kefu_error *error);
/** Adds a dialogue: a JSON object with `turns` ([{"role", "text"}]) and the number to learn,
 * `satisfaction`. Other members are ignored.
 * @param findings  may be NULL: its ill-formed characters, read as U+FFFD, and what refuses it
 * @return as kefu_trainer_add(), and KEFU_E_JSON, KEFU_E_DUPLICATE, KEFU_E_DEFINITION
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_add_dialogue(kefu_trainer *trainer, const char *json, size_t size,
                                               kefu_findings *findings, kefu_error *error);
/** How many texts or dialogues were added.
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API size_t kefu_trainer_count(const kefu_trainer *trainer);

/** Trains. May be called again after more was added.
 * @param progress  may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_DEFINITION (labels that do
 *         not fit the task, or fewer than 2 of them, or too few texts), what
 *         `progress` returned
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_run(kefu_trainer *trainer, kefu_progress progress, void *ctx,
                                      kefu_error *error);
/** Writes the lexicon document of the last training.
 * @return KEFU_OK, KEFU_E_ARGUMENT (nothing trained), KEFU_E_MEMORY, what `write` returned
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_write(const kefu_trainer *trainer, kefu_write write, void *ctx,
                                        kefu_error *error);

/** How good predictions of a sentiment or a class are. */
typedef struct kefu_classification_scores {
    size_t size; /**< set by the caller, see kefu_finding */
    uint64_t n;
    double accuracy;
    double macro_f1; /**< mean of the classes' F1, over classes that occur or are guessed */
    double auc;      /**< of two classes: P(score of a positive > of a negative); else 0 */
    double ece;      /**< of two classes: |probability − share|, 10 equal bins; else 0 */
    double half_coverage_accuracy; /**< accuracy of the half with the highest confidence: selective
 accuracy at a coverage of 50 % */
} kefu_classification_scores;

/** Trains once for each category, on the texts of all others, and predicts the test texts of this
 * one (or, without test texts, those left out) with kefu_analyze() under the built-in definitions
 * and the lexicon trained without it. All guesses are pooled.
 * @return as kefu_trainer_run(); KEFU_E_DEFINITION with fewer than 2 categories, KEFU_E_LIMIT with
 *         more than 100
 * @par Threads  One at a time for a trainer.
 * @since 0.1 */
KEFU_API kefu_status kefu_trainer_leave_one_out(kefu_trainer *trainer, kefu_progress progress,
                                                void *ctx, kefu_classification_scores *scores,
                                                kefu_error *error);

/* ---- a learned model by itself ---- */

/** The learned part of a document, without the hand-written words and the grammar that
 * kefu_analyze() adds. Immutable but for its working memory: one thread at a time. */
typedef struct kefu_model kefu_model;

/** What a model says of a text. The texts live as long as the model. */
typedef struct kefu_prediction {
    size_t size;        /**< set by the caller, see kefu_finding */
    kefu_str label;     /**< "positive" or "negative", or the class */
    double score;       /**< bias and weights, added up */
    double probability; /**< of "positive", or of the class */
    kefu_str pack;      /**< the pack that counted most; empty for none */
    uint32_t output;    /**< the class's number in the document; 1 for "positive" else 0 */
    uint32_t keywords;  /**< how many distinct ones were found */
} kefu_prediction;

/** Reads a document that has a member "learned".
 * @param[out] model  on success only; free with kefu_model_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_JSON, KEFU_E_UTF8,
 *         KEFU_E_DUPLICATE, KEFU_E_DEFINITION, KEFU_E_NOT_FOUND (nothing learned in it)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_model_load(const char *json, size_t size, const kefu_allocator *allocator,
                                     kefu_model **model, kefu_error *error);
/** Releases a model; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_model_free(kefu_model *model);
/** What the model is for: a kefu_train_task.
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API uint32_t kefu_model_task(const kefu_model *model);
/** How many classes it has (2 for sentiment: negative, positive); 0 for dialogues.
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API uint32_t kefu_model_class_count(const kefu_model *model);
/** The label of class i; empty when there is none.
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API kefu_str kefu_model_class_at(const kefu_model *model, uint32_t i);
/** Predicts the label of a text.
 * @param[out] prediction  its size is set by the caller
 * @param pack  a category's name, to use its pack; empty: each pack counts as far as the text is
 *              of its topic; unknown: the general lexicon alone
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: a model of dialogues), KEFU_E_LIMIT, KEFU_E_MEMORY
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API kefu_status kefu_model_predict(kefu_model *model, const char *text, size_t size,
                                        const char *pack, size_t pack_size,
                                        kefu_prediction *prediction, kefu_error *error);
/** What one keyword brought to the score of the last prediction. The keyword lives as long as the
 * model. */
typedef struct kefu_contribution {
    size_t size;         /**< set by the caller, see kefu_finding */
    kefu_str keyword;    /**< as in the document; `a…b` for a pair */
    uint32_t start, end; /**< its first occurrence, byte offsets in the text */
    uint32_t turn;       /**< of a dialogue: index of the turn, from 0; else 0 */
    uint32_t reserved;   /**< 0 */
    const char *channel; /**< of a dialogue: "customer", "first", "last", "end", "agent",
                              "agent_last", static; else "" */
    double value;        /**< its contribution to the score */
} kefu_contribution;
/** How many contributions the last prediction of a sentiment or estimate of a dialogue has; 0 for
 * NULL. They and the bias (and the measures of a dialogue) add up to its score. Turns are counted
 * among those of customers, agents and bots.
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API size_t kefu_model_contribution_count(const kefu_model *model);
/** Reads contribution i of the last prediction, the strongest first.
 * @param[out] contribution  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API kefu_status kefu_model_contribution_at(const kefu_model *model, size_t i,
                                                kefu_contribution *contribution, kefu_error *error);
/** Estimates the satisfaction (−2…2) of a dialogue: a JSON object with `turns`.
 * @param findings  may be NULL: its ill-formed characters, read as U+FFFD, and what refuses it
 * @return KEFU_OK, KEFU_E_ARGUMENT (not a model of dialogues), KEFU_E_MEMORY, KEFU_E_LIMIT,
 *         KEFU_E_JSON, KEFU_E_DUPLICATE, KEFU_E_DEFINITION
 * @par Threads  One at a time for a model.
 * @since 0.1 */
KEFU_API kefu_status kefu_model_predict_dialogue(kefu_model *model, const char *json, size_t size,
                                                 double *satisfaction, kefu_findings *findings,
                                                 kefu_error *error);

/* ---- scores ---- */

/** Scores predictions against the truth.
 * @param truth, guess   class numbers below `classes`
 * @param probability    of two classes: of class 1; of more: of the guess. May be NULL: auc, ece
 *                       and half_coverage_accuracy are then 0
 * @param[out] scores    their size is set by the caller
 * @param confusion      classes × classes counts, [truth][guess]; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL, n 0, classes outside 2…1,000, a number out of range),
 *         KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_classification_score(const uint32_t *truth, const uint32_t *guess,
                                               const double *probability, size_t n,
                                               uint32_t classes, kefu_classification_scores *scores,
                                               uint64_t *confusion, const kefu_allocator *allocator,
                                               kefu_error *error);
/** Pearson's and Spearman's correlation (ties at their mean rank), 0 where one side is constant.
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL, n 0), KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_regression_score(const double *truth, const double *guess, size_t n,
                                           double *pearson, double *spearman,
                                           const kefu_allocator *allocator, kefu_error *error);

/** Fits the share of positive texts to a set without labels, from their probabilities alone, and
 * the threshold on the probability that follows (Saerens, Latinne and Decaestecker, 2002).
 * @param trained_prior  the share of positive texts in the probabilities' own training, 0…1; 0.5
 *                       for the built-in lexicon
 * @return KEFU_OK, KEFU_E_ARGUMENT (NULL, n 0, a number out of range)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_fit_prior(const double *probability, size_t n, double trained_prior,
                                    double *prior, double *threshold, kefu_error *error);
/** The threshold on the probability with the fewest errors on labelled texts.
 * @param truth  0: negative, else positive
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_fit_threshold(const uint32_t *truth, const double *probability, size_t n,
                                        double *prior, double *threshold,
                                        const kefu_allocator *allocator, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
