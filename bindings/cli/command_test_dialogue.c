/* SPDX-License-Identifier: MIT
 * kefu test --dialogue: how far estimates of satisfaction agree with what people said. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "json_line.h"
#include "labelled.h"

/* The satisfaction stated by customers, and the model's estimate, for each dialogue. */
struct ratings {
    double *truth, *guess;
    size_t count, capacity;
};

static bool add_rating(struct ratings *ratings, double truth, double guess) {
    if (ratings->count == ratings->capacity) {
        const size_t capacity = ratings->capacity * 2 + 1024;
        double *truths = realloc(ratings->truth, capacity * sizeof *truths);
        double *guesses = truths ? realloc(ratings->guess, capacity * sizeof *guesses) : NULL;
        ratings->truth = truths ? truths : ratings->truth;
        ratings->guess = guesses ? guesses : ratings->guess;
        if (!guesses)
            return cli_fail("out of memory") == EXIT_DONE;
        ratings->capacity = capacity;
    }
    ratings->truth[ratings->count] = truth;
    ratings->guess[ratings->count++] = guess;
    return true;
}

/* Reads the member "satisfaction" of the dialogue itself, not one of its turns. */
static bool find_satisfaction(struct json_member *member, const struct input *input, double *number,
                              kefu_error *error) {
    char digits[64];
    kefu_str value;
    if (!cli_json_member(member, "satisfaction", input, NULL, &value, error))
        return false;
    if (value.size > 0 && value.size < sizeof digits && *value.data != '"') {
        char *end;
        memcpy(digits, value.data, value.size);
        digits[value.size] = '\0';
        *number = strtod(digits, &end); /* the program keeps the C locale */
        if (!*end)
            return true;
    }
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    snprintf(error->message, sizeof error->message, "there is no satisfaction to compare with");
    return false;
}

/* The scheme and scratch with which estimates are made, the same as in production. */
struct estimator {
    struct json_member satisfaction; /* reads what the customer stated */
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_metric metric;
};

static bool no_estimate(kefu_error *error, kefu_reason reason) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    snprintf(error->message, sizeof error->message, "there is no estimate: %s",
             kefu_reason_name(reason));
    return false;
}

/* Estimates a dialogue; false: there is no estimate, and the error says why. */
static bool estimate(const struct estimator *estimator, const struct input *input, double *guess,
                     kefu_findings *findings, kefu_error *error) {
    kefu_conversation *conversation = NULL;
    kefu_value value;
    kefu_status status = kefu_conversation_new(estimator->scheme, NULL, &conversation, error);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, estimator->scratch, input->line,
                                             input->size, findings, error);
    if (status == KEFU_OK)
        status = kefu_conversation_metric(conversation, estimator->metric, KEFU_STATISTIC_DEFAULT,
                                          KEFU_TIME_END, &value, error);
    kefu_conversation_free(conversation);
    if (status != KEFU_OK)
        return false;
    *guess = value.value;
    return value.state == KEFU_STATE_OK || no_estimate(error, value.reason);
}

static bool test_dialogue(struct estimator *estimator, const struct input *input,
                          struct ratings *ratings, struct finding_printer *printer) {
    double truth, guess;
    kefu_error error;
    if (!input->size)
        return true;
    if (!estimate(estimator, input, &guess, printer->collector, &error) ||
        !find_satisfaction(&estimator->satisfaction, input, &truth, &error))
        return cli_findings_skip(printer, input, false, &error);
    cli_findings_of_line(printer, input, false);
    return add_rating(ratings, truth, guess);
}

static int print_correlations(const struct ratings *ratings) {
    double pearson, spearman;
    kefu_error error;
    if (!ratings->count)
        return cli_fail("there is no dialogue with a satisfaction");
    if (kefu_regression_score(ratings->truth, ratings->guess, ratings->count, &pearson, &spearman,
                              NULL, &error))
        return cli_fail("%s", error.message);
    printf("{\"n\":%zu", ratings->count);
    cli_print_decimal(",\"pearson\":", pearson);
    cli_print_decimal(",\"spearman\":", spearman);
    puts("}");
    return EXIT_DONE;
}

static int test_files(struct estimator *estimator, const char *const *files, size_t file_count,
                      struct finding_printer *printer) {
    struct ratings ratings = {NULL, NULL, 0, 0};
    struct input input;
    bool good = true;
    int code;
    if (!cli_input_open(&input, files, file_count, NULL))
        return EXIT_FOUND;
    while (good && cli_input_line(&input))
        good = test_dialogue(estimator, &input, &ratings, printer);
    code = good && !input.failed ? print_correlations(&ratings) : EXIT_FOUND;
    cli_input_close(&input);
    free(ratings.truth);
    free(ratings.guess);
    return code;
}

/* Is the file a learned model of dialogues? If not, prints what it is. */
static bool has_dialogue_model(struct finding_printer *printer, const char *lexicon) {
    kefu_status status = KEFU_OK;
    kefu_model *model = cli_model(printer, lexicon, &status);
    const bool good = model && kefu_model_task(model) == KEFU_TRAIN_DIALOGUE;
    if (!model && status == KEFU_E_NOT_FOUND)
        cli_fail("%s: nothing learned in it", lexicon);
    else if (model && !good)
        cli_fail("%s: this is no model of dialogues", lexicon);
    kefu_model_free(model);
    return good;
}

int cli_test_dialogues(const char *lexicon, const char *scheme, const char *const *files,
                       size_t file_count, struct finding_printer *printer) {
    struct estimator estimator = {{NULL, {NULL, 0, 0}}, NULL, NULL, 0};
    kefu_error error;
    int code = EXIT_FOUND;
    if (lexicon && !has_dialogue_model(printer, lexicon))
        return EXIT_FOUND;
    estimator.scheme = cli_scheme(printer, lexicon ? lexicon : scheme);
    if (!estimator.scheme)
        return EXIT_FOUND;
    if (kefu_scratch_new(NULL, &estimator.scratch, &error) ||
        kefu_scheme_find_metric(estimator.scheme, KEFU_TEXT("satisfaction_estimate"),
                                &estimator.metric, &error))
        cli_fail("%s", error.message);
    else
        code = test_files(&estimator, files, file_count, printer);
    cli_json_member_end(&estimator.satisfaction);
    kefu_scratch_free(estimator.scratch);
    kefu_scheme_release(estimator.scheme);
    return code;
}
