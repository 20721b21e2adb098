/* SPDX-License-Identifier: MIT
 * kefu test: how well a lexicon judges labelled texts or dialogues. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "labelled.h"

static int run(int argc, char **argv);

const struct command cli_test = {
    "test", "scores of a lexicon on labelled texts; reads labels",
    "Usage: kefu test [--lexicon LEXICON] [options] FILE.tsv …\n"
    "       kefu test --dialogue [--lexicon LEXICON] FILE.jsonl …\n"
    "       kefu test --ids [--lexicon LEXICON] [--genre G] FILE.tsv …\n"
    "\n"
    "A line is label, tab, category, tab, text. Labels are read to compare with, never to judge.\n"
    "Prints one line of JSON: n, accuracy, macro_f1, auc, ece (10 equal bins of the probability),\n"
    "surer_half (accuracy of the half that is surest) and confusion {truth: {guess: count}}; for\n"
    "dialogues n, pearson and spearman against their member satisfaction.\n"
    "\n"
    "With --ids a line is role (customer, agent, any), tab, ids that are right, tab, ids that are\n"
    "wrong, tab, text; an id is act:thanks, blanks part ids, - is none. Prints for each id found\n"
    "(right + wrong + unread: in neither list), lost (right and not found), precision (right ÷\n"
    "found) with its Wilson 95 % interval, and the total. A bad line: exit status 1, no figures.\n"
    "\n"
    "  --lexicon LEXICON  a document of kefu train, above the built-in definitions\n"
    "  --pack-column N    column N names the industry pack; else the text itself tells it\n"
    "  --threshold T      call texts positive above this probability (default 0.5, see kefu fit)\n"
    "  --errors N         add the N surest mistakes, with their texts\n"
    "  --genre G          review or message: where the texts come from (default: review; with "
    "--ids\n"
    "                     message)\n"
    "  --dialogue         the files are dialogues: {\"turns\", \"satisfaction\"} on each line\n"
    "  --ids              the files list ids that are right and wrong",
    run};

enum { OPTION_SCHEME, LEXICON, PACK_COLUMN, THRESHOLD, ERRORS, DIALOGUE, GENRE, IDS, OPTIONS };
static const struct option_spec specs[] = {
    {"scheme", true}, {"lexicon", true},   {"pack-column", true}, {"threshold", true},
    {"errors", true}, {"dialogue", false}, {"genre", true},       {"ids", false}};

/* A wrong prediction, kept while it is among those with the highest confidence. */
struct mistake {
    double sure;
    uint32_t truth, guess;
    double probability;
    char *text;
    size_t size;
};

struct job {
    kefu_model *model; /* a model of several classes; NULL: predictions are made with the scheme */
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    size_t pack_column, error_count;
    uint32_t genre;
    double threshold;
    kefu_str labels[1000];
    uint32_t classes;
    struct trial trial;
    struct mistake *mistakes;
    size_t mistake_count;
    struct finding_printer *printer;
    const struct preface *preface; /* NULL: none */
};

/* ---- judging ---- */

static bool bad_label(kefu_str label, kefu_error *error) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_DEFINITION;
    snprintf(error->message, sizeof error->message, "the lexicon has no label %.*s",
             (int)(label.size < 60 ? label.size : 60), label.data);
    return false;
}

static bool find_truth(const struct job *job, kefu_str label, uint32_t *truth, kefu_error *error) {
    if (!job->model) {
        const int sign = cli_sentiment_label(label);
        *truth = sign > 0;
        return sign >= 0 || bad_label(label, error);
    }
    for (uint32_t i = 0; i < job->classes; i++)
        if (job->labels[i].size == label.size &&
            memcmp(job->labels[i].data, label.data, label.size) == 0) {
            *truth = i;
            return true;
        }
    return bad_label(label, error);
}

static kefu_status judge(struct job *job, const struct labelled *line, uint32_t *guess,
                         double *probability, kefu_error *error) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    kefu_prediction prediction = {.size = sizeof prediction};
    kefu_status status;
    if (job->model) {
        status = kefu_model_predict(job->model, line->text.data, line->text.size, NULL, 0,
                                    &prediction, error);
        if (status == KEFU_OK) {
            *guess = prediction.output;
            *probability = prediction.probability;
        }
        return status;
    }
    options.genre = job->genre;
    if (job->pack_column)
        options.pack = line->category;
    status = kefu_analyze(job->scheme, job->scratch, line->text.data, line->text.size, &options,
                          &analysis, error);
    if (status == KEFU_OK) {
        *probability = kefu_analysis_sentiment(analysis)->positive_probability;
        *guess = *probability > job->threshold;
    }
    return status;
}

/* Keeps a wrong prediction if its confidence is higher than that of one of those kept. */
static bool keep_mistake(struct job *job, const struct labelled *line, uint32_t truth,
                         uint32_t guess, double probability) {
    struct mistake made;
    size_t at;
    if (!job->error_count || truth == guess)
        return true;
    made.sure = job->classes == 2 ? fabs(probability - job->threshold) : probability;
    made.truth = truth;
    made.guess = guess;
    made.probability = probability;
    made.size = line->text.size;
    if (job->mistake_count == job->error_count) {
        if (made.sure <= job->mistakes[job->error_count - 1].sure)
            return true;
        free(job->mistakes[--job->mistake_count].text);
    }
    made.text = malloc(made.size + 1);
    if (!made.text)
        return cli_fail("out of memory") == EXIT_DONE;
    memcpy(made.text, line->text.data, made.size);
    for (at = job->mistake_count++; at > 0 && job->mistakes[at - 1].sure < made.sure; at--)
        job->mistakes[at] = job->mistakes[at - 1];
    job->mistakes[at] = made;
    return true;
}

static bool test_line(void *ctx, const struct input *input) {
    struct job *job = ctx;
    struct labelled line;
    kefu_error error;
    uint32_t truth, guess;
    double probability;
    if (!input->size)
        return true;
    if (!cli_labelled_line(input, job->pack_column, &line, &error) ||
        !find_truth(job, line.label, &truth, &error) ||
        judge(job, &line, &guess, &probability, &error))
        return cli_findings_skip(job->printer, input, false, &error);
    return cli_trial_add(&job->trial, truth, guess, probability) &&
           keep_mistake(job, &line, truth, guess, probability);
}

/* ---- printing ---- */

static void print_confusion(const struct job *job, const uint64_t *confusion) {
    fputs(",\"confusion\":{", stdout);
    for (uint32_t i = 0; i < job->classes; i++) {
        fputs(i ? "," : "", stdout);
        cli_print_text(stdout, job->labels[i]);
        fputs(":{", stdout);
        for (uint32_t k = 0; k < job->classes; k++) {
            fputs(k ? "," : "", stdout);
            cli_print_text(stdout, job->labels[k]);
            printf(":%llu", (unsigned long long)confusion[(size_t)i * job->classes + k]);
        }
        putchar('}');
    }
    putchar('}');
}

static void print_mistakes(const struct job *job) {
    if (!job->error_count)
        return;
    fputs(",\"errors\":[", stdout);
    for (size_t i = 0; i < job->mistake_count; i++) {
        const struct mistake *m = &job->mistakes[i];
        kefu_str text;
        text.data = m->text;
        text.size = m->size;
        printf("%s{\"truth\":", i ? "," : "");
        cli_print_text(stdout, job->labels[m->truth]);
        fputs(",\"guess\":", stdout);
        cli_print_text(stdout, job->labels[m->guess]);
        cli_print_decimal(",\"probability\":", m->probability);
        fputs(",\"text\":", stdout);
        cli_print_text(stdout, text);
        putchar('}');
    }
    putchar(']');
}

static int print_result(const struct job *job) {
    kefu_classification_scores scores = {.size = sizeof scores};
    kefu_error error;
    uint64_t *confusion = calloc((size_t)job->classes * job->classes, sizeof *confusion);
    if (!confusion)
        return cli_fail("out of memory");
    if (kefu_classification_score(job->trial.truth, job->trial.guess, job->trial.probability,
                                  job->trial.count, job->classes, &scores, confusion, NULL,
                                  &error)) {
        free(confusion);
        return cli_fail("%s", job->trial.count ? error.message : "there is no labelled text");
    }
    if (job->preface)
        job->preface->print(job->preface->ctx);
    putchar('{');
    cli_print_scores(&scores, job->classes);
    print_confusion(job, confusion);
    print_mistakes(job);
    putchar('}');
    free(confusion);
    return EXIT_DONE;
}

/* ---- setting up ---- */

/* Sets up how predictions are made: by a model of several classes, or by the scheme with the
 * lexicon. */
static bool set_up(struct job *job, const char *lexicon, const char *scheme) {
    kefu_status status = KEFU_OK;
    kefu_error error;
    kefu_model *model = lexicon ? cli_model(job->printer, lexicon, &status) : NULL;
    if (lexicon && !model && status != KEFU_E_NOT_FOUND)
        return false;
    if (model && kefu_model_task(model) == KEFU_TRAIN_CLASSES)
        job->model = model;
    else
        kefu_model_free(model);
    job->classes = job->model ? kefu_model_class_count(job->model) : 2;
    if (job->classes > sizeof job->labels / sizeof *job->labels)
        return cli_fail("%s: too many classes", lexicon) == EXIT_DONE;
    for (uint32_t i = 0; i < job->classes; i++) {
        static const char *const signs[] = {"0", "1"};
        if (job->model)
            job->labels[i] = kefu_model_class_at(job->model, i);
        else {
            job->labels[i].data = signs[i];
            job->labels[i].size = 1;
        }
    }
    if (job->model)
        return true;
    job->scheme = cli_scheme(job->printer, lexicon ? lexicon : scheme);
    if (!job->scheme)
        return false;
    if (kefu_scratch_new(NULL, &job->scratch, &error))
        return cli_fail("%s", error.message) == EXIT_DONE;
    return true;
}

static void tear_down(struct job *job) {
    for (size_t i = 0; i < job->mistake_count; i++)
        free(job->mistakes[i].text);
    free(job->mistakes);
    cli_trial_free(&job->trial);
    kefu_scratch_free(job->scratch);
    kefu_scheme_release(job->scheme);
    kefu_model_free(job->model);
}

static int test_files(struct job *job, const char *const *files, size_t count) {
    return cli_input_each(files, count, test_line, job) ? print_result(job) : EXIT_FOUND;
}

int cli_test_model(const char *lexicon, const char *file, uint32_t genre, size_t pack_column,
                   const struct preface *preface, struct finding_printer *printer) {
    struct job *job = calloc(1, sizeof *job);
    int code;
    if (!job)
        return cli_fail("out of memory");
    job->threshold = 0.5;
    job->genre = genre;
    job->pack_column = pack_column;
    job->preface = preface;
    job->printer = printer;
    code = set_up(job, lexicon, NULL) ? test_files(job, &file, 1) : EXIT_FOUND;
    tear_down(job);
    free(job);
    return code;
}

/* ---- the command ---- */

static int read_options(struct job *job, const struct arguments *arguments) {
    const char *threshold = cli_option(arguments, THRESHOLD);
    job->threshold = 0.5;
    if (!cli_read_genre(cli_option(arguments, GENRE), &job->genre))
        return cli_usage(&cli_test, "--genre is review or message");
    if (cli_option(arguments, PACK_COLUMN) &&
        !cli_read_number(cli_option(arguments, PACK_COLUMN), &job->pack_column))
        return cli_usage(&cli_test, "--pack-column is a number from 1");
    if (cli_option(arguments, ERRORS) &&
        (!cli_read_number(cli_option(arguments, ERRORS), &job->error_count) ||
         job->error_count > 100000))
        return cli_usage(&cli_test, "--errors is a number from 1 to 100000");
    if (threshold && !cli_read_fraction(threshold, &job->threshold))
        return cli_usage(&cli_test, "--threshold is a number from 0 to 1");
    job->mistakes = calloc(job->error_count + 1, sizeof *job->mistakes);
    return job->mistakes ? EXIT_DONE : cli_fail("out of memory");
}

static int run_ids(const struct arguments *arguments, struct finding_printer *printer) {
    const char *lexicon = cli_option(arguments, LEXICON);
    uint32_t genre = KEFU_GENRE_MESSAGE;
    if (cli_option(arguments, DIALOGUE) || cli_option(arguments, PACK_COLUMN) ||
        cli_option(arguments, THRESHOLD) || cli_option(arguments, ERRORS))
        return cli_usage(&cli_test, "--ids goes with --lexicon, --scheme and --genre alone");
    if (!cli_read_genre(cli_option(arguments, GENRE), &genre))
        return cli_usage(&cli_test, "--genre is review or message");
    return cli_test_ids(lexicon ? lexicon : cli_option(arguments, OPTION_SCHEME), arguments->files,
                        arguments->file_count, genre, printer);
}

static int run_dialogues(const struct arguments *arguments, struct finding_printer *printer) {
    const char *lexicon = cli_option(arguments, LEXICON);
    return cli_test_dialogues(lexicon, cli_option(arguments, OPTION_SCHEME), arguments->files,
                              arguments->file_count, printer);
}

static int run(int argc, char **argv) {
    struct finding_printer printer;
    struct arguments arguments;
    struct job *job;
    int code;
    if (!cli_parse(&arguments, &cli_test, specs, OPTIONS, argc, argv, &code))
        return code;
    if (cli_option(&arguments, LEXICON) && cli_option(&arguments, OPTION_SCHEME))
        return cli_usage(&cli_test, "--lexicon and --scheme exclude each other");
    cli_findings_begin(&printer, &arguments, false);
    if (cli_option(&arguments, IDS))
        code = run_ids(&arguments, &printer);
    else if (cli_option(&arguments, DIALOGUE))
        code = run_dialogues(&arguments, &printer);
    else if (!(job = calloc(1, sizeof *job)))
        code = cli_fail("out of memory");
    else {
        job->printer = &printer;
        code = read_options(job, &arguments);
        if (!code)
            code = set_up(job, cli_option(&arguments, LEXICON),
                          cli_option(&arguments, OPTION_SCHEME))
                       ? test_files(job, arguments.files, arguments.file_count)
                       : EXIT_FOUND;
        if (!code)
            putchar('\n');
        tear_down(job);
        free(job);
    }
    return cli_findings_end(&printer, cli_flush() ? code : EXIT_FOUND);
}
