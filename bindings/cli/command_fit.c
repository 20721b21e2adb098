/* SPDX-License-Identifier: MIT
 * kefu fit: the prior and the threshold of somebody's own texts. */
#include <string.h>

#include "commands.h"
#include "labelled.h"

static int run(int argc, char **argv);

const struct command cli_fit = {
    "fit", "prior and threshold of your own texts; reads labels with --labels",
    "Usage: kefu fit [--lexicon LEXICON] [options] FILE …\n"
    "\n"
    "How many of one's texts are positive differs from place to place. Without labels the share\n"
    "is estimated from the probabilities of the texts alone; with --labels it is counted, and the\n"
    "threshold is the one with the fewest mistakes. Prints one line of JSON: n, prior, threshold\n"
    "(a text is positive when its positive_probability is above it), and with labels the accuracy\n"
    "before (0.5) and after. Give the threshold to kefu test --threshold, or compare with it.\n"
    "\n"
    "  --labels         lines are label, tab, category, tab, text; else a text a line\n"
    "  --tsv N          without labels: the text is column N\n"
    "  --pack-column N  column N names the industry pack\n"
    "  --genre G        review (default) or message: where the texts come from\n"
    "  --lexicon L      a document of kefu train, above the built-in definitions",
    run};

enum { OPTION_SCHEME, LEXICON, LABELS, TSV, PACK_COLUMN, GENRE, OPTIONS };
static const struct option_spec specs[] = {{"scheme", true},      {"lexicon", true},
                                           {"labels", false},     {"tsv", true},
                                           {"pack-column", true}, {"genre", true}};

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    size_t text_column, pack_column;
    uint32_t genre;
    bool labels;
    struct trial trial;
    struct finding_printer printer;
};

static bool no_label(kefu_error *error) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    strcpy(error->message, "the label is neither 1 nor 0");
    return false;
}

/* Column n of the line, from 1; the whole line for 0. */
static bool find_column(const struct input *input, size_t n, kefu_str *text, kefu_error *error) {
    if (n == 0) {
        text->data = input->line;
        text->size = input->size;
        return true;
    }
    if (cli_input_column(input, n, &text->data, &text->size))
        return true;
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    strcpy(error->message, "there is no such column");
    return false;
}

static bool read_line(struct job *job, const struct input *input, struct labelled *line,
                      uint32_t *truth, kefu_error *error) {
    memset(line, 0, sizeof *line);
    *truth = 0;
    if (job->labels) {
        if (!cli_labelled_line(input, job->pack_column, line, error))
            return false;
        *truth = cli_sentiment_label(line->label) > 0;
        return cli_sentiment_label(line->label) >= 0 || no_label(error);
    }
    return find_column(input, job->text_column, &line->text, error) &&
           (!job->pack_column || find_column(input, job->pack_column, &line->category, error));
}

static bool fit_line(struct job *job, const struct input *input) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    struct labelled line;
    kefu_error error;
    uint32_t truth;
    double probability;
    if (!input->size)
        return true;
    if (!read_line(job, input, &line, &truth, &error))
        return cli_findings_skip(&job->printer, input, false, &error);
    options.genre = job->genre;
    if (job->pack_column)
        options.pack = line.category;
    if (kefu_analyze(job->scheme, job->scratch, line.text.data, line.text.size, &options, &analysis,
                     &error))
        return cli_findings_skip(&job->printer, input, false, &error);
    probability = kefu_analysis_sentiment(analysis)->positive_probability;
    return cli_trial_add(&job->trial, truth, probability > 0.5, probability);
}

static double accuracy(const struct trial *trial, double threshold) {
    size_t right = 0, i;
    for (i = 0; i < trial->count; i++)
        right += (trial->probability[i] > threshold) == (trial->truth[i] == 1);
    return (double)right / (double)trial->count;
}

static int print_fit(const struct job *job) {
    const struct trial *trial = &job->trial;
    double prior, threshold;
    kefu_error error;
    if (!trial->count)
        return cli_fail("there is no text");
    if (job->labels
            ? kefu_fit_threshold(trial->truth, trial->probability, trial->count, &prior, &threshold,
                                 NULL, &error)
            : kefu_fit_prior(trial->probability, trial->count, 0.5, &prior, &threshold, &error))
        return cli_fail("%s", error.message);
    printf("{\"n\":%zu", trial->count);
    cli_print_decimal(",\"prior\":", prior);
    cli_print_decimal(",\"threshold\":", threshold);
    if (job->labels) {
        cli_print_decimal(",\"accuracy\":", accuracy(trial, 0.5));
        cli_print_decimal(",\"accuracy_fitted\":", accuracy(trial, threshold));
    }
    puts("}");
    return EXIT_DONE;
}

static int fit(struct job *job, struct input *input) {
    bool good = true;
    while (good && cli_input_line(input))
        good = fit_line(job, input);
    if (!good || input->failed)
        return EXIT_FOUND;
    return print_fit(job);
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct job job;
    struct input input;
    kefu_error error;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_fit, specs, OPTIONS, argc, argv, &code))
        return code;
    job.labels = cli_option(&arguments, LABELS) != NULL;
    if (cli_option(&arguments, LEXICON) && cli_option(&arguments, OPTION_SCHEME))
        return cli_usage(&cli_fit, "--lexicon and --scheme exclude each other");
    if (cli_option(&arguments, TSV) &&
        !cli_read_number(cli_option(&arguments, TSV), &job.text_column))
        return cli_usage(&cli_fit, "--tsv is a column number from 1");
    if (cli_option(&arguments, PACK_COLUMN) &&
        !cli_read_number(cli_option(&arguments, PACK_COLUMN), &job.pack_column))
        return cli_usage(&cli_fit, "--pack-column is a number from 1");
    if (!cli_read_genre(cli_option(&arguments, GENRE), &job.genre))
        return cli_usage(&cli_fit, "--genre is review or message");
    if (!cli_input_open(&input, arguments.files, arguments.file_count, NULL))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, false);
    job.scheme = cli_scheme(&job.printer, cli_option(&arguments, LEXICON)
                                              ? cli_option(&arguments, LEXICON)
                                              : cli_option(&arguments, OPTION_SCHEME));
    if (!job.scheme)
        code = EXIT_FOUND;
    else if (kefu_scratch_new(NULL, &job.scratch, &error))
        code = cli_fail("%s", error.message);
    else
        code = fit(&job, &input);
    cli_trial_free(&job.trial);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    cli_input_close(&input);
    return cli_findings_end(&job.printer, cli_flush() ? code : EXIT_FOUND);
}
