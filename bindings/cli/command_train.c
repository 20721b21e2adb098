/* SPDX-License-Identifier: MIT
 * kefu train: labelled texts or dialogues in, a lexicon document out. */
#include <string.h>
#include <unistd.h>

#include "commands.h"
#include "labelled.h"
#include "outputs.h"
#include "text_out.h"

static int run(int argc, char **argv);

const struct command cli_train = {
    "train", "a lexicon from your own labelled texts; reads labels",
    "Usage: kefu train --labels FILE [options] -o LEXICON\n"
    "       kefu train --labels FILE --leave-one-out COLUMN [options]\n"
    "       kefu train --dialogue FILE.jsonl [options] -o LEXICON\n"
    "\n"
    "The file has a line for each text: label, tab, category, tab, text. Labels are 1 and 0 (or\n"
    "positive and negative), with --multiclass any. This command reads them, and so do fit and\n"
    "test; no other does. Prints one line of JSON: what was learned, and scores.\n"
    "\n"
    "  --labels FILE        texts to learn from; may be repeated\n"
    "  --dialogue FILE      dialogues to learn from: {\"turns\":[{\"role\",\"text\"}],\n"
    "                       \"satisfaction\"} on each line\n"
    "  --dev FILE           labelled texts that are not learned from: scores are on these\n"
    "  --multiclass         more labels than two\n"
    "  --finds fault        with --multiclass: the labels are ids of faults, or none; analyses "
    "then\n"
    "                       find these in what agents say\n"
    "  --packs COLUMN       a pack for each category, which stands in this column (2)\n"
    "  --leave-one-out COLUMN  train once without each category and judge it; all pooled\n"
    "  --genre G            review (default) or message: the texts that the lexicon will read\n"
    "  --keywords N         at most so many (default 30000; 15000 a class; 4000 a channel)\n"
    "  --pairs N            at most so many gapped pairs of characters (default 0)\n"
    "  --fragments          keep keywords that do not read as words\n"
    "  --seed N             same seed, same lexicon (default 1)\n"
    "  --id ID              the document's id (default trained)\n"
    "  -o LEXICON           where the document goes",
    run};

enum {
    LABELS,
    DIALOGUE,
    DEV,
    MULTICLASS,
    PACKS,
    LEAVE_ONE_OUT,
    KEYWORDS,
    PAIRS,
    FRAGMENTS,
    SEED,
    ID,
    OUT,
    GENRE,
    FINDS,
    OPTIONS
};
static const struct option_spec specs[] = {
    {"labels", true},     {"dialogue", true},      {"dev", true},      {"multiclass", false},
    {"packs", true},      {"leave-one-out", true}, {"keywords", true}, {"pairs", true},
    {"fragments", false}, {"seed", true},          {"id", true},       {"o", true},
    {"genre", true},      {"finds", true}};

struct job {
    const struct arguments *arguments;
    kefu_train_options options;
    size_t category_column;
    kefu_trainer *trainer;
    struct finding_printer printer;
    struct output_set outputs; /* the lexicon */
    bool terminal;
};

static bool read_count(const struct arguments *arguments, int option, uint32_t *number) {
    size_t value;
    if (!cli_option(arguments, (size_t)option))
        return true;
    if (!cli_read_number(cli_option(arguments, (size_t)option), &value) || value > 1000000)
        return false;
    *number = (uint32_t)value;
    return true;
}

static int read_options(struct job *job) {
    const struct arguments *a = job->arguments;
    const kefu_train_options defaults = KEFU_TRAIN_OPTIONS_INIT;
    const char *column = cli_option(a, PACKS) ? cli_option(a, PACKS) : cli_option(a, LEAVE_ONE_OUT);
    size_t seed = 1;
    job->options = defaults;
    if (!cli_option(a, LABELS) == !cli_option(a, DIALOGUE))
        return cli_usage(&cli_train, "give --labels or --dialogue");
    if (!cli_option(a, OUT) && !cli_option(a, LEAVE_ONE_OUT))
        return cli_usage(&cli_train, "give -o, a file for the lexicon");
    if (a->file_count)
        return cli_usage(&cli_train, "what is %s? Files stand after --labels", a->files[0]);
    if (cli_option(a, MULTICLASS) && column)
        return cli_usage(&cli_train, "--packs and --leave-one-out are for two labels");
    if (column && !cli_read_number(column, &job->category_column))
        return cli_usage(&cli_train, "a column is a number from 1, not %s", column);
    if (!read_count(a, KEYWORDS, &job->options.keywords) ||
        !read_count(a, PAIRS, &job->options.pairs))
        return cli_usage(&cli_train, "--keywords and --pairs are numbers from 1 to 1000000");
    if (cli_option(a, SEED) && !cli_read_number(cli_option(a, SEED), &seed))
        return cli_usage(&cli_train, "--seed is a number from 1");
    if (!cli_read_genre(cli_option(a, GENRE), &job->options.genre))
        return cli_usage(&cli_train, "--genre is review or message");
    if (cli_option(a, GENRE) && (cli_option(a, DIALOGUE) || cli_option(a, MULTICLASS)))
        return cli_usage(&cli_train, "--genre is for two labels");
    if (cli_option(a, FINDS) &&
        (!cli_option(a, MULTICLASS) || strcmp(cli_option(a, FINDS), "fault") != 0))
        return cli_usage(&cli_train, "--finds is fault, and for --multiclass");
    if (cli_option(a, FINDS))
        job->options.finds = (kefu_str){cli_option(a, FINDS), strlen(cli_option(a, FINDS))};
    job->options.seed = seed;
    job->options.task = cli_option(a, DIALOGUE)     ? KEFU_TRAIN_DIALOGUE
                        : cli_option(a, MULTICLASS) ? KEFU_TRAIN_CLASSES
                                                    : KEFU_TRAIN_SENTIMENT;
    job->options.flags = (cli_option(a, PACKS) ? KEFU_TRAIN_PACKS : 0) |
                         (cli_option(a, FRAGMENTS) ? KEFU_TRAIN_FRAGMENTS : 0);
    if (cli_option(a, ID)) {
        job->options.id.data = cli_option(a, ID);
        job->options.id.size = strlen(cli_option(a, ID));
    }
    return EXIT_DONE;
}

/* ---- reading ---- */

static kefu_status add_line(struct job *job, const struct input *input, bool dev,
                            kefu_error *error) {
    struct labelled line;
    if (job->options.task == KEFU_TRAIN_DIALOGUE)
        return kefu_trainer_add_dialogue(job->trainer, input->line, input->size,
                                         job->printer.collector, error);
    if (!cli_labelled_line(input, job->category_column, &line, error))
        return KEFU_E_DEFINITION;
    return (dev ? kefu_trainer_add_test : kefu_trainer_add)(
        job->trainer, line.label.data, line.label.size, line.category.data, line.category.size,
        line.text.data, line.text.size, error);
}

/* Starts a corpus for each file; the document lists it by the file's name without the folder. */
static bool begin_file(struct job *job, const struct input *input, kefu_error *error) {
    const char *slash = strrchr(input->name, '/');
    const char *name = slash ? slash + 1 : input->name;
    return input->line_number > 1 ||
           kefu_trainer_begin_corpus(job->trainer, name, strlen(name), error) == KEFU_OK;
}

/* Adds the lines of all files of an option. Blank lines are passed over. */
static bool add_files(struct job *job, int option, bool dev) {
    const struct option_value *files = &job->arguments->options[option];
    struct input input;
    kefu_error error;
    bool good = true;
    if (files->count == 0)
        return true;
    if (!cli_input_open(&input, files->values, files->count, NULL))
        return false;
    while (good && cli_input_line(&input))
        if ((!dev && !begin_file(job, &input, &error)) ||
            (input.size && add_line(job, &input, dev, &error)))
            good = cli_findings_skip(&job->printer, &input, false, &error) &&
                   error.status != KEFU_E_MEMORY && error.status != KEFU_E_LIMIT;
        else
            cli_findings_of_line(&job->printer, &input, false);
    good = good && !input.failed;
    cli_input_close(&input);
    return good;
}

/* ---- training ---- */

static kefu_status show(void *ctx, const char *doing, double done) {
    const struct job *job = ctx;
    if (job->terminal)
        fprintf(stderr, "\r%3.0f%% %-30s", 100 * done, doing);
    return KEFU_OK;
}

static void end_progress(const struct job *job) {
    if (job->terminal)
        fputc('\n', stderr);
}

/* Checks that the written lexicon can be read again, before it replaces a file. */
static bool reads_again(const struct text_out *text, kefu_error *error) {
    const kefu_document document = {{"", 0}, {text->data, text->size}};
    kefu_scheme *scheme = NULL;
    kefu_model *model = NULL;
    kefu_status status = kefu_model_load(text->data, text->size, NULL, &model, error);
    if (status == KEFU_OK)
        status = kefu_scheme_compile(&document, 1, NULL, &scheme, NULL, error);
    kefu_model_free(model);
    kefu_scheme_release(scheme);
    return status == KEFU_OK;
}

static int put_lexicon(struct output_set *outputs, const struct text_out *text) {
    struct output_file *file = &outputs->files[0];
    if (!cli_output_open(file))
        return EXIT_FOUND;
    /* an error is reported by cli_outputs_publish() */
    cli_output_write(file, text->data, text->size);
    return cli_outputs_publish(outputs) ? EXIT_DONE : EXIT_FOUND;
}

static int write_lexicon(struct job *job) {
    struct text_out text = {NULL, 0, 0};
    kefu_error error;
    int code;
    if (kefu_trainer_write(job->trainer, text_out_write, &text, &error))
        code = cli_fail("%s", error.message);
    else if (!reads_again(&text, &error))
        code = cli_fail("%s: not written, since what was learned cannot be used: %s%s%s",
                        job->outputs.files[0].name, error.pointer, *error.pointer ? ": " : "",
                        error.message);
    else
        code = put_lexicon(&job->outputs, &text);
    text_out_free(&text);
    return code;
}

/* Trains, and writes the lexicon if an output was requested. */
static int learn(struct job *job) {
    kefu_error error;
    kefu_status status;
    if (!cli_option(job->arguments, OUT))
        return EXIT_DONE;
    status = kefu_trainer_run(job->trainer, show, job, &error);
    end_progress(job);
    return status != KEFU_OK ? cli_fail("%s", error.message) : write_lexicon(job);
}

static int leave_one_out(struct job *job, kefu_classification_scores *scores) {
    kefu_error error;
    kefu_status status;
    if (!cli_option(job->arguments, LEAVE_ONE_OUT))
        return EXIT_DONE;
    status = kefu_trainer_leave_one_out(job->trainer, show, job, scores, &error);
    end_progress(job);
    return status != KEFU_OK ? cli_fail("%s", error.message) : EXIT_DONE;
}

/* The results of training that the JSON line begins with. */
struct learned {
    size_t texts;
    bool left_out;
    kefu_classification_scores scores; /* when categories were left out */
};

static void print_learned(const struct learned *learned) {
    printf("{\"texts\":%zu", learned->texts);
    if (learned->left_out) {
        fputs(",\"leave_one_out\":{", stdout);
        cli_print_scores(&learned->scores, 2);
        putchar('}');
    }
}

static void print_before_dev(const void *ctx) {
    print_learned(ctx);
    fputs(",\"dev\":", stdout);
}

/* Prints nothing before everything has succeeded. */
static int train(struct job *job) {
    const struct arguments *a = job->arguments;
    struct learned learned = {kefu_trainer_count(job->trainer),
                              cli_option(a, LEAVE_ONE_OUT) != NULL,
                              {.size = sizeof learned.scores}};
    const struct preface preface = {print_before_dev, &learned};
    int code = learn(job);
    if (!code)
        code = leave_one_out(job, &learned.scores);
    if (code)
        return code;
    if (cli_option(a, OUT) && cli_option(a, DEV))
        code = cli_test_model(cli_option(a, OUT), cli_option(a, DEV), job->options.genre,
                              cli_option(a, PACKS) ? job->category_column : 0, &preface,
                              &job->printer);
    else
        print_learned(&learned);
    if (!code)
        puts("}");
    return code;
}

static bool check_outputs(struct job *job) {
    const struct arguments *a = job->arguments;
    static const int inputs[] = {LABELS, DIALOGUE, DEV};
    const char *out = cli_option(a, OUT);
    const struct option_value outputs = {{out}, out ? 1 : 0};
    if (!cli_outputs_begin(&job->outputs, &outputs))
        return false;
    for (size_t i = 0; i < sizeof inputs / sizeof *inputs; i++)
        if (!cli_outputs_spare(&job->outputs, a->options[inputs[i]].values,
                               a->options[inputs[i]].count))
            return false;
    return true;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct job job;
    kefu_error error;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_train, specs, OPTIONS, argc, argv, &code))
        return code;
    job.arguments = &arguments;
    job.terminal = isatty(STDERR_FILENO) != 0;
    code = read_options(&job);
    if (code)
        return code;
    if (!check_outputs(&job))
        return EXIT_FOUND;
    if (kefu_trainer_new(&job.options, &job.trainer, &error))
        return cli_fail("%s", error.message);
    cli_findings_begin(&job.printer, &arguments, false);
    if (!add_files(&job, LABELS, false) || !add_files(&job, DIALOGUE, false) ||
        (job.options.task != KEFU_TRAIN_DIALOGUE && !add_files(&job, DEV, true)))
        code = EXIT_FOUND;
    if (!code)
        code = train(&job);
    kefu_trainer_free(job.trainer);
    return cli_findings_end(&job.printer, cli_flush() ? code : EXIT_FOUND);
}
