/* SPDX-License-Identifier: MIT
 * What train, test and fit share: labelled lines, models, scores as JSON. */
#ifndef KEFU_CLI_LABELLED_H
#define KEFU_CLI_LABELLED_H

#include "findings.h"

/* A line label <TAB> category <TAB> text, or label <TAB> text. */
struct labelled {
    kefu_str label, category, text;
};
/* Splits the current line. pack_column: where the category stands, 0 for column 2.
 * False with an error when there are fewer than 2 columns, or no pack column. */
bool cli_labelled_line(const struct input *input, size_t pack_column, struct labelled *line,
                       kefu_error *error);
/* 1 for "1", "positive", "pos"; 0 for "0", "negative", "neg", "-1"; else -1. */
int cli_sentiment_label(kefu_str label);
/* The kefu_genre of a name, which may be NULL: *genre is then left as it is. */
bool cli_read_genre(const char *name, uint32_t *genre);

/* Loads the model in a file; NULL after a failure that was printed, or, with *status
 * KEFU_E_NOT_FOUND and nothing printed, when the document holds nothing learned. */
kefu_model *cli_model(struct finding_printer *printer, const char *file, kefu_status *status);

/* Truths and guesses that are gathered, then judged. */
struct trial {
    uint32_t *truth, *guess;
    double *probability;
    size_t count, capacity;
};
bool cli_trial_add(struct trial *trial, uint32_t truth, uint32_t guess, double probability);
void cli_trial_free(struct trial *trial);
/* Prints "n", "accuracy", "macro_f1", "auc", "ece", "surer_half" as JSON members, without braces.
 */
void cli_print_scores(const kefu_classification_scores *scores, uint32_t classes);
/* What is printed before scores, once nothing can fail any more. */
struct preface {
    void (*print)(const void *ctx);
    const void *ctx;
};
/* Judges a labelled file with a lexicon and prints the preface, then the scores as a JSON object,
 * without a line end; nothing of either after a failure. Returns the exit code. */
int cli_test_model(const char *lexicon, const char *file, uint32_t genre, size_t pack_column,
                   const struct preface *preface, struct finding_printer *printer);
/* kefu test --ids: judges the texts of ids files with a scheme (NULL: the built-in one) and prints
 * the precision of each id as a line of JSON; nothing after a failure. Returns the exit code. */
int cli_test_ids(const char *scheme, const char *const *files, size_t file_count, uint32_t genre,
                 struct finding_printer *printer);
/* kefu test --dialogue: compares estimates of dialogues with their member satisfaction and prints
 * the correlations. The lexicon (NULL: none) must hold a learned model of dialogues and stands
 * above the built-in definitions; without one the scheme judges (NULL: the built-in one). Returns
 * the exit code. */
int cli_test_dialogues(const char *lexicon, const char *scheme, const char *const *files,
                       size_t file_count, struct finding_printer *printer);

#endif
