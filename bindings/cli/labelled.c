/* SPDX-License-Identifier: MIT
 * What train, test and fit share: labelled lines, models, scores as JSON. */
#include "labelled.h"

#include <stdlib.h>
#include <string.h>

/* ---- lines ---- */

enum { COLUMNS = 16 };

static size_t split(const char *line, size_t size, kefu_str columns[COLUMNS]) {
    const char *end = line + size;
    size_t count = 0;
    while (count < COLUMNS) {
        const char *tab = memchr(line, '\t', (size_t)(end - line));
        columns[count].data = line;
        columns[count++].size = (size_t)((tab ? tab : end) - line);
        if (!tab)
            break;
        line = tab + 1;
    }
    return count;
}

bool cli_labelled_line(const struct input *input, size_t pack_column, struct labelled *line,
                       kefu_error *error) {
    kefu_str columns[COLUMNS];
    const size_t count = split(input->line, input->size, columns);
    const size_t category = pack_column ? pack_column : 2;
    memset(error, 0, sizeof *error);
    memset(line, 0, sizeof *line);
    if (count < 2 || (pack_column && pack_column > count)) {
        error->status = KEFU_E_DEFINITION;
        snprintf(error->message, sizeof error->message,
                 count < 2 ? "a labelled line is label, tab, category, tab, text"
                           : "there is no such pack column");
        return false;
    }
    line->label = columns[0];
    line->text = columns[count < 3 ? 1 : 2];
    if (count > 2)
        line->category = columns[category - 1];
    return true;
}

int cli_sentiment_label(kefu_str label) {
    static const char *const names[] = {"0", "negative", "neg", "-1", "1", "positive", "pos"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == label.size && memcmp(names[i], label.data, label.size) == 0)
            return i >= 4;
    return -1;
}

bool cli_read_genre(const char *name, uint32_t *genre) {
    if (!name)
        return true;
    for (uint32_t i = KEFU_GENRE_REVIEW; i <= KEFU_GENRE_MESSAGE; i++)
        if (strcmp(name, kefu_genre_name(i)) == 0) {
            *genre = i;
            return true;
        }
    return false;
}

/* ---- models ---- */

kefu_model *cli_model(struct finding_printer *printer, const char *file, kefu_status *status) {
    const struct finding_place place = {file, 0, false};
    size_t size;
    char *text = cli_read_file(file, &size);
    kefu_model *model = NULL;
    kefu_error error;
    *status = KEFU_E_ARGUMENT;
    if (!text)
        return NULL;
    *status = kefu_model_load(text, size, NULL, &model, &error);
    free(text);
    if (*status && *status != KEFU_E_NOT_FOUND)
        cli_findings_error(printer, &place, &error);
    return *status != KEFU_OK ? NULL : model;
}

/* ---- scores ---- */

bool cli_trial_add(struct trial *trial, uint32_t truth, uint32_t guess, double probability) {
    if (trial->count == trial->capacity) {
        const size_t capacity = trial->capacity ? trial->capacity * 2 : 1024;
        void *truths = realloc(trial->truth, capacity * sizeof *trial->truth);
        void *guesses = truths ? realloc(trial->guess, capacity * sizeof *trial->guess) : NULL;
        void *probabilities =
            guesses ? realloc(trial->probability, capacity * sizeof *trial->probability) : NULL;
        trial->truth = truths ? truths : trial->truth;
        trial->guess = guesses ? guesses : trial->guess;
        trial->probability = probabilities ? probabilities : trial->probability;
        if (!probabilities)
            return cli_fail("out of memory") == EXIT_DONE;
        trial->capacity = capacity;
    }
    trial->truth[trial->count] = truth;
    trial->guess[trial->count] = guess;
    trial->probability[trial->count++] = probability;
    return true;
}

void cli_trial_free(struct trial *trial) {
    free(trial->truth);
    free(trial->guess);
    free(trial->probability);
    memset(trial, 0, sizeof *trial);
}

void cli_print_scores(const kefu_classification_scores *scores, uint32_t classes) {
    printf("\"n\":%llu", (unsigned long long)scores->n);
    cli_print_decimal(",\"accuracy\":", scores->accuracy);
    cli_print_decimal(",\"macro_f1\":", scores->macro_f1);
    if (classes == 2) {
        cli_print_decimal(",\"auc\":", scores->auc);
        cli_print_decimal(",\"ece\":", scores->ece);
    } else {
        fputs(",\"auc\":null,\"ece\":null", stdout);
    }
    cli_print_decimal(",\"surer_half\":", scores->half_coverage_accuracy);
}
