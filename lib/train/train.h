/* SPDX-License-Identifier: MIT
 * The parts of the trainer: the corpus, candidate keywords, a sparse linear solver, feature
 * selection, calibration. */
#ifndef KEFU_LIB_TRAIN_H
#define KEFU_LIB_TRAIN_H

#include "base/base.h"
#include "kefu/train.h"
#include "model/dialogue.h"

#define TRAIN_LENGTH_MAX     8u        /* maximum number of characters in a candidate */
#define TRAIN_TEXTS_MAX      10000000u /* maximum number of texts of one training */
/* maximum number of folded characters of all texts together */
#define TRAIN_CHARACTERS_MAX 1000000000u
#define TRAIN_LABELS_MAX     100u
#define TRAIN_CATEGORIES_MAX 100u

/* ---- texts ---- */

/* The classes of characters that the trainer distinguishes when it searches keywords. */
enum symbol_class {
    SYMBOL_OTHER,  /* all others: punctuation inside a clause, emoji, signs */
    SYMBOL_LETTER, /* Han, kana, Hangul, Latin and other letters */
    SYMBOL_DIGIT,
    SYMBOL_SPACE,
    SYMBOL_CLAUSE_END
};
enum symbol_class kefu__symbol_class(uint32_t code_point);

/* A list of distinct names (of labels or categories), numbered by first appearance. */
struct name_list {
    struct arena *arena;
    struct index_map map;
    kefu_str *names;
    size_t capacity;
    uint32_t count;
};
void kefu__names_init(struct name_list *names, struct arena *arena);
void kefu__names_free(struct name_list *names);
/* Returns the number of a name in the list, which is added if it is new; TRAIN_NO_NAME if out of
 * memory. */
#define TRAIN_NO_NAME UINT32_MAX
uint32_t kefu__names_enter(struct name_list *names, const char *name, size_t size);

/* The texts of a training, in the order in which they were added: as raw bytes, which the matcher
 * scans, and as folded code points (symbols), in which candidates for keywords are searched. */
struct corpus {
    kefu_allocator allocator;
    struct arena arena; /* memory of raw texts, labels and categories */
    kefu_str *texts;
    uint32_t *labels, *categories; /* for each text: the numbers of its label and category */
    size_t *ends;      /* the symbols of text i are symbols[ends[i - 1]] … symbols[ends[i] - 1] */
    uint32_t *symbols; /* folded code points */
    size_t text_capacity, label_capacity, category_capacity, end_capacity, symbol_capacity;
    uint32_t count;
    struct name_list label_names, category_names;
    struct buffer folded; /* the folded form of the text being added */
};
void kefu__corpus_init(struct corpus *corpus, const kefu_allocator *allocator);
void kefu__corpus_free(struct corpus *corpus);
kefu_status kefu__corpus_add(struct corpus *corpus, kefu_str label, kefu_str category,
                             kefu_str text, kefu_error *error);
static inline size_t kefu__corpus_begin(const struct corpus *corpus, size_t text) {
    return text ? corpus->ends[text - 1] : 0;
}

/* ---- candidates ---- */

/* A sparse matrix of zeros and ones in compressed row storage. A row is a text, a column is a
 * candidate or feature; the element is 1 if the text contains it. */
struct matrix {
    uint32_t rows, columns;
    size_t *begin; /* where the entries of each row begin in `column`; rows + 1 elements */
    uint32_t *column;
    size_t row_capacity, entry_capacity;
};
void kefu__matrix_free(struct matrix *matrix, const kefu_allocator *allocator);
static inline size_t kefu__matrix_entries(const struct matrix *matrix, size_t row) {
    return matrix->begin[row + 1] - matrix->begin[row];
}

/* A candidate: a string or pair of characters that may become a keyword or pair of the model. */
struct candidate {
    uint32_t texts;       /* number of texts in which the candidate occurs */
    uint32_t occurrences; /* number of all occurrences of the candidate */
    size_t position;      /* where the candidate occurs first, an index of corpus->symbols */
    /* indices of two shorter candidates: this one without its last character, and without its first
     * one; CANDIDATE_NONE for length 1 */
    uint32_t prefix, suffix;
    uint8_t length; /* number of characters, 1 … TRAIN_LENGTH_MAX; 0: a pair */
    /* for a pair of characters: distance in characters from one to the other at `position`, the
     * pair's first occurrence in the corpus */
    uint8_t distance;
};
#define CANDIDATE_NONE UINT32_MAX

struct candidates {
    struct candidate *items; /* sorted by length in characters, pairs last */
    size_t capacity;
    uint32_t count;
    struct matrix found; /* which text contains which candidate: texts × candidates */
};

/* Which strings and pairs become candidates. */
struct candidate_options {
    uint32_t length_max;    /* maximum number of characters, 1 … TRAIN_LENGTH_MAX - 1 */
    uint32_t frequency_min; /* minimum number of texts in which a candidate must occur */
    /* maximum number of characters between the two characters of a pair; 0: no pairs */
    uint32_t gap;
    /* true: keep strings that kefu__words_mark() does not regard as words */
    bool fragments;
    /* true: keep only strings that begin with a character that often begins a clause, and end with
     * one that often ends a clause */
    bool whole;
    double cohesion_min, freedom_min;
};
kefu_status kefu__candidates_find(const struct corpus *corpus,
                                  const struct candidate_options *options,
                                  struct candidates *candidates, kefu_error *error);
void kefu__candidates_free(struct candidates *candidates, const kefu_allocator *allocator);
/* Appends the text of a candidate as UTF-8; a pair is written as `a…b`. */
void kefu__candidate_write(const struct corpus *corpus, const struct candidate *candidate,
                           struct buffer *to);

/* Sets word[i] for candidates that are words, by two statistics. Cohesion: the smallest pointwise
 * mutual information over all ways to cut the string in two. Freedom of both borders: the
 * normalised entropy of the neighbouring character, 1 if it always differs. With options->whole, a
 * single character needs a higher freedom, and a longer string must begin and end with characters
 * that often begin and end clauses. */
kefu_status kefu__words_mark(const struct corpus *corpus, const struct candidate *items,
                             uint32_t count, const struct candidate_options *options, bool *word,
                             kefu_error *error);

/* ---- solving ---- */

/* A linear support vector machine with squared hinge loss. It finds the weights v of the columns
 * that minimise ½|v|² + Σ cost · max(0, 1 − sign · z)², summed over all rows, where z = bias +
 * row_scale · Σ column_scale · v, summed over the columns of the row. By dual coordinate descent
 * (Hsieh et al., ICML 2008, algorithm 2 with shrinking). */
struct problem {
    const struct matrix *rows;
    const float *row_scale, *column_scale; /* one factor for each row, and for each column */
    const int8_t *signs;                   /* for each row: +1 or −1 */
    /* for each row: factor of its loss; 0: the row is left out */
    const float *costs;
    /* index of the first column that is not multiplied by row_scale (nor are those after it); a row
     * has at most one such column, as its last entry */
    uint32_t constant_from;
    uint64_t seed;
};
/* Finds the weights and the bias that minimise the objective of the problem.
 * @param[out] weights  one for each column: v · column_scale */
kefu_status kefu__solve(const struct problem *problem, const kefu_allocator *allocator,
                        double *weights, double *bias, kefu_error *error);

/* Computes how unequally often each column occurs in rows of both signs (Wang and Manning, ACL
 * 2012): |log((p + 1) / P) − log((n + 1) / N)| ^ power, where p and n are the numbers of rows with
 * sign +1 and −1 that have the column, and P and N the sums of p + 1 and n + 1 over all columns.
 * Rows with cost 0 are left out. */
kefu_status kefu__column_ratios(const struct matrix *rows, const int8_t *signs, const float *costs,
                                double power, const kefu_allocator *allocator, float *ratios,
                                kefu_error *error);
/* Computes the importance of each column, |weight| · √(p(1 − p)), where p is the share of the rows
 * with cost above 0 that have the column. */
kefu_status kefu__column_importance(const struct matrix *rows, const float *costs,
                                    const double *weights, const kefu_allocator *allocator,
                                    double *importance, kefu_error *error);
/* Sets chosen[] for the `most` columns in [from, to) with the largest importance above 0; of
 * columns with equal importance the one with the lower index is preferred. */
kefu_status kefu__select_top(const double *importance, uint32_t from, uint32_t to, uint32_t most,
                             const kefu_allocator *allocator, bool *chosen, kefu_error *error);

/* A copy of a matrix with only the chosen columns, which are renumbered in order. */
kefu_status kefu__matrix_columns(const struct matrix *from, const bool *chosen,
                                 const kefu_allocator *allocator, struct matrix *to,
                                 kefu_error *error);

/* ---- models in the making ---- */

/* A model during training, before its weights are rounded: each feature has a weight in each
 * output. */
struct dense_model {
    struct arena *arena;
    uint32_t keyword_count, pair_count, output_count, measure_count;
    kefu_str *keywords;
    struct learned_pair *pairs;
    struct learned_output *outputs; /* `scale` is set by kefu__dense_quantise() */
    /* weight of a feature in an output: weights[output · features + feature] */
    double *weights;
    bool *chosen; /* parallel to `weights`: has the feature a weight in this output? */
    struct learned_measure *measures;
    struct turn_range turns;
};
static inline uint32_t kefu__dense_features(const struct dense_model *dense) {
    return dense->keyword_count + dense->pair_count;
}
/* Allocates outputs, weights and `chosen`, all zeroed, for a dense model whose keywords and pairs
 * are known. Returns false if out of memory. */
bool kefu__dense_outputs(struct dense_model *dense, uint32_t outputs);
/* Makes features of the candidates for which chosen[] is set; number[i] receives the feature of
 * candidate i, or CANDIDATE_NONE. Characters that occur only in pairs become keywords too, behind
 * all others. */
kefu_status kefu__dense_features_from(struct dense_model *dense, const struct corpus *corpus,
                                      const struct candidates *candidates, const bool *chosen,
                                      uint32_t gap, uint32_t *number, kefu_error *error);
#define QUANTISED_MAX                                                                              \
    1500 /* the largest quantised weight of an output; more levels were not more accurate */
/* Rounds the weights of a dense model to 16 bits and creates the final model in its arena. */
kefu_status kefu__dense_quantise(const struct dense_model *dense, uint32_t task,
                                 struct learned_model *model, kefu_error *error);
/* Writes a model as JSON: the value of the member "learned" of a lexicon document. */
void kefu__model_write(const struct learned_model *model, struct json_writer *to);

/* Scans texts with the scanner, and stores which features each contains: texts × features. */
kefu_status kefu__scanner_matrix(struct scanner *scanner, const kefu_str *texts, uint32_t count,
                                 struct matrix *matrix, kefu_error *error);

/* What a fit works on: the corpus, its candidates, and the options with their defaults filled in.
 */
struct training {
    const kefu_train_options *options;
    const struct corpus *corpus;
    const struct candidates *candidates;
    kefu_progress progress;
    void *progress_context;
    /* progress, 0 … 1 of the whole training, at which this fit begins and ends */
    double progress_from, progress_to;
};
kefu_status kefu__training_progress(const struct training *training, const char *doing, double part,
                                    kefu_error *error);
/* Fits a model to the texts i with mask[i]. The model is created in the arena, and not calibrated
 * yet. */
kefu_status kefu__fit_sentiment(const struct training *training, const bool *mask,
                                struct arena *arena, struct learned_model *model,
                                kefu_error *error);
kefu_status kefu__fit_classes(const struct training *training, const bool *mask,
                              struct arena *arena, struct learned_model *model, kefu_error *error);
/* The sign of a label: +1 positive, −1 negative, 0 for a name that is not a sentiment. */
int kefu__sentiment_sign(kefu_str label);

/* Platt scaling: finds the slope and intercept for which logistic(slope · score + intercept) is the
 * probability that the sign is positive; by Newton's method (Lin, Lin and Weng, 2007). */
void kefu__platt(const double *scores, const int8_t *signs, size_t count, double *slope,
                 double *intercept);
/* Calibrates `model` by cross-validation on the texts i with mask[i]: sets the slope and intercept
 * of each output, which turn a score into a probability. */
kefu_status kefu__calibrate(const struct training *training, const bool *mask,
                            struct learned_model *model, kefu_error *error);

/* A xorshift random number generator, with the same sequence on every machine. */
struct random {
    uint64_t state;
};
static inline struct random kefu__random(uint64_t seed) {
    return (struct random){seed * 0x9E3779B97F4A7C15u + 0x2545F4914F6CDD1Du};
}
static inline uint64_t kefu__random_next(struct random *random) {
    uint64_t x = random->state ? random->state : 0x2545F4914F6CDD1Du;
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    return random->state = x;
}
static inline uint32_t kefu__random_below(struct random *random, uint32_t limit) {
    return (uint32_t)((kefu__random_next(random) >> 32) * limit >> 32);
}

#endif
