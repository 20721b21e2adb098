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

/* Character classes of the trainer. */
enum symbol_class {
    SYMBOL_OTHER,  /* punctuation inside a clause, emoji, signs */
    SYMBOL_LETTER, /* Han, kana, Hangul, Latin and other letters */
    SYMBOL_DIGIT,
    SYMBOL_SPACE,
    SYMBOL_CLAUSE_END
};
enum symbol_class kefu__symbol_class(uint32_t code_point);

/* Distinct names (labels, categories), numbered by first appearance. */
struct name_list {
    struct arena *arena;
    struct index_map map;
    kefu_str *names;
    size_t capacity;
    uint32_t count;
};
void kefu__names_init(struct name_list *names, struct arena *arena);
void kefu__names_free(struct name_list *names);
/* Returns the number of a name, which is added if it is new; TRAIN_NO_NAME if out of memory. */
#define TRAIN_NO_NAME UINT32_MAX
uint32_t kefu__names_enter(struct name_list *names, const char *name, size_t size);

/* All texts, raw (for the matcher) and as folded symbols (for candidates), in the order of adding.
 */
struct corpus {
    kefu_allocator allocator;
    struct arena arena; /* raw texts and names */
    kefu_str *texts;
    uint32_t *labels, *categories; /* for each text: the numbers of its label and category */
    size_t *ends;      /* symbols[ends[i - 1]] … symbols[ends[i] - 1] are those of text i */
    uint32_t *symbols; /* folded code points */
    size_t text_capacity, label_capacity, category_capacity, end_capacity, symbol_capacity;
    uint32_t count;
    struct name_list label_names, category_names;
    struct buffer folded; /* working memory */
};
void kefu__corpus_init(struct corpus *corpus, const kefu_allocator *allocator);
void kefu__corpus_free(struct corpus *corpus);
kefu_status kefu__corpus_add(struct corpus *corpus, kefu_str label, kefu_str category,
                             kefu_str text, kefu_error *error);
static inline size_t kefu__corpus_begin(const struct corpus *corpus, size_t text) {
    return text ? corpus->ends[text - 1] : 0;
}

/* ---- candidates ---- */

/* A sparse binary matrix in compressed row storage: texts (rows) × what occurs in them (columns).
 */
struct matrix {
    uint32_t rows, columns;
    size_t *begin; /* rows + 1 */
    uint32_t *column;
    size_t row_capacity, entry_capacity;
};
void kefu__matrix_free(struct matrix *matrix, const kefu_allocator *allocator);
static inline size_t kefu__matrix_entries(const struct matrix *matrix, size_t row) {
    return matrix->begin[row + 1] - matrix->begin[row];
}

/* A candidate for a keyword or pair: its first occurrence and its counts. */
struct candidate {
    uint32_t texts;       /* number of texts in which the candidate occurs */
    uint32_t occurrences; /* number of all occurrences of the candidate */
    size_t position;      /* index of the candidate's first occurrence in corpus->symbols */
    /* indices of the candidates that consist of its first, and of its last, length - 1 characters;
     * CANDIDATE_NONE for length 1 */
    uint32_t prefix, suffix;
    uint8_t length;   /* 1 … TRAIN_LENGTH_MAX; 0: a pair */
    uint8_t distance; /* distance of a pair's characters, at the pair's first occurrence */
};
#define CANDIDATE_NONE UINT32_MAX

struct candidates {
    struct candidate *items; /* candidates of fewer characters first, pairs last */
    size_t capacity;
    uint32_t count;
    struct matrix found; /* corpus texts × candidates */
};

/* Which strings and pairs become candidates. */
struct candidate_options {
    uint32_t length_max;    /* 1 … TRAIN_LENGTH_MAX - 1 */
    uint32_t frequency_min; /* least number of texts in which a candidate must occur */
    uint32_t gap;           /* the largest gap of pairs of single characters; 0: no pairs */
    bool fragments;         /* keep strings that are not words: see kefu__words_mark() */
    /* keep only strings that begin and end with characters that often begin and end clauses */
    bool whole;
    double cohesion_min, freedom_min;
};
kefu_status kefu__candidates_find(const struct corpus *corpus,
                                  const struct candidate_options *options,
                                  struct candidates *candidates, kefu_error *error);
void kefu__candidates_free(struct candidates *candidates, const kefu_allocator *allocator);
/* Appends the text of a candidate as UTF-8 (`a…b` for a pair). */
void kefu__candidate_write(const struct corpus *corpus, const struct candidate *candidate,
                           struct buffer *to);

/* Marks candidates that are words, by two statistics. Cohesion: the smallest pointwise mutual
 * information over all ways to cut the string in two. Freedom of both borders: the normalised
 * entropy of the neighbouring character, 1 if it always differs. With `whole`, single characters
 * need more freedom, and longer strings must begin and end as clauses do. */
kefu_status kefu__words_mark(const struct corpus *corpus, const struct candidate *items,
                             uint32_t count, const struct candidate_options *options, bool *word,
                             kefu_error *error);

/* ---- solving ---- */

/* min ½|v|² + Σ cost·max(0, 1 − sign·z)²  with  z = bias + row_scale · Σ column_scale·v,
 * by dual coordinate descent (Hsieh et al., ICML 2008, algorithm 2 with shrinking). */
struct problem {
    const struct matrix *rows;
    const float *row_scale, *column_scale; /* for each row; for each column */
    const int8_t *signs;                   /* +1 or −1 */
    const float *costs;                    /* for each row; 0: the row is left out */
    /* columns from here on are not multiplied by row_scale; only the last entry of a row may be one
     * of them */
    uint32_t constant_from;
    uint64_t seed;
};
/* Finds the weights and the bias that minimise the objective of the problem.
 * @param[out] weights  per column, multiplied by column_scale */
kefu_status kefu__solve(const struct problem *problem, const kefu_allocator *allocator,
                        double *weights, double *bias, kefu_error *error);

/* For each column |log((p + 1)/|p| ÷ (n + 1)/|n|)| ^ power: how unequally often it occurs in rows
 * of both signs (Wang and Manning, ACL 2012). Rows with cost 0 are left out. */
kefu_status kefu__column_ratios(const struct matrix *rows, const int8_t *signs, const float *costs,
                                double power, const kefu_allocator *allocator, float *ratios,
                                kefu_error *error);
/* For each column |weight| · √(p(1 − p)), where p is the share of rows with cost above 0 that have
 * the column. */
kefu_status kefu__column_importance(const struct matrix *rows, const float *costs,
                                    const double *weights, const kefu_allocator *allocator,
                                    double *importance, kefu_error *error);
/* Marks the `most` columns in [from, to) with the largest importance above 0; of equal ones the
 * lower column. */
kefu_status kefu__select_top(const double *importance, uint32_t from, uint32_t to, uint32_t most,
                             const kefu_allocator *allocator, bool *chosen, kefu_error *error);

/* A copy of a matrix with only the chosen columns, which are renumbered in order. */
kefu_status kefu__matrix_columns(const struct matrix *from, const bool *chosen,
                                 const kefu_allocator *allocator, struct matrix *to,
                                 kefu_error *error);

/* ---- models in the making ---- */

/* A model before its weights are rounded, as dense arrays. */
struct dense_model {
    struct arena *arena;
    uint32_t keyword_count, pair_count, output_count, measure_count;
    kefu_str *keywords;
    struct learned_pair *pairs;
    struct learned_output *outputs; /* `scale` is set by kefu__dense_quantise() */
    double *weights;                /* [output × features + feature] */
    bool *chosen; /* parallel to `weights`: does the feature have a weight in this output? */
    struct learned_measure *measures;
    struct turn_range turns;
};
static inline uint32_t kefu__dense_features(const struct dense_model *dense) {
    return dense->keyword_count + dense->pair_count;
}
/* Allocates zeroed outputs, weights and flags for a dense model whose features are set. */
bool kefu__dense_outputs(struct dense_model *dense, uint32_t outputs);
/* Makes features of the selected candidates; `number` receives the feature of each candidate, or
 * CANDIDATE_NONE. Characters that occur only in pairs become the last keywords. */
kefu_status kefu__dense_features_from(struct dense_model *dense, const struct corpus *corpus,
                                      const struct candidates *candidates, const bool *chosen,
                                      uint32_t gap, uint32_t *number, kefu_error *error);
/* Rounds the weights to 16 bits and creates the model, in the dense model's arena. */
#define QUANTISED_MAX                                                                              \
    1500 /* the largest quantised weight of an output; more levels were not more accurate */
kefu_status kefu__dense_quantise(const struct dense_model *dense, uint32_t task,
                                 struct learned_model *model, kefu_error *error);
/* Writes a model as a lexicon document, without the members around "learned". */
void kefu__model_write(const struct learned_model *model, struct json_writer *to);

/* Scans texts into a matrix of texts × features. */
kefu_status kefu__scanner_matrix(struct scanner *scanner, const kefu_str *texts, uint32_t count,
                                 struct matrix *matrix, kefu_error *error);

/* The input of a training, with the options' defaults filled in. */
struct training {
    const kefu_train_options *options;
    const struct corpus *corpus;
    const struct candidates *candidates;
    kefu_progress progress;
    void *progress_context;
    double progress_from, progress_to; /* the part of the overall progress that this fit covers */
};
kefu_status kefu__training_progress(const struct training *training, const char *doing, double part,
                                    kefu_error *error);
/* Fits a model to the texts whose mask is true. It is created in the arena, and not calibrated yet.
 */
kefu_status kefu__fit_sentiment(const struct training *training, const bool *mask,
                                struct arena *arena, struct learned_model *model,
                                kefu_error *error);
kefu_status kefu__fit_classes(const struct training *training, const bool *mask,
                              struct arena *arena, struct learned_model *model, kefu_error *error);
/* The sign of a label: +1 positive, −1 negative, 0 for a name that is not a sentiment. */
int kefu__sentiment_sign(kefu_str label);

/* Platt's slope and intercept of P(sign > 0 | score), by Newton's method (Lin, Lin and Weng, 2007).
 */
void kefu__platt(const double *scores, const int8_t *signs, size_t count, double *slope,
                 double *intercept);
/* Calibrates `model` by cross-validation on the texts whose mask is true: sets its outputs' slopes
 * and intercepts. */
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
