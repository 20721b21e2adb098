/* SPDX-License-Identifier: MIT
 * kefu analyze: one line of JSON for each line of text. */
#include <string.h>

#include "commands.h"
#include "fields.h"
#include "findings.h"
#include "labelled.h"

static int run(int argc, char **argv);

const struct command cli_analyze = {
    "analyze", "sentiment, emotions, aspects, acts, intents and faults of texts, line by line",
    "Usage: kefu analyze [options] [FILE …]\n"
    "       kefu analyze --dialogue [options] [FILE.jsonl …]\n"
    "\n"
    "Every line in gives exactly one line of JSON out, in order; blank lines and an unterminated\n"
    "last line count. Without a file, or for -, standard input is read.\n"
    "\n"
    "  --role R         customer or agent: whose words these are (default: unknown, and what "
    "either\n"
    "                   might say is found)\n"
    "  --genre G        review (default) or message: where the texts come from; of messages "
    "neutral\n"
    "                   is the rule\n"
    "  --skip-pinyin    read 服務(wù)紀(jì)律 as 服务纪律\n"
    "  --tsv N          the text is column N (from 1) of tab-separated lines\n"
    "  --jsonl FIELD    the text is a member of a JSON object on each line\n"
    "  --pack-column N  with --tsv: column N names the industry pack (category)\n"
    "  --encoding E     the files are not UTF-8 but E (gb18030, …); offsets are into the UTF-8\n"
    "  --dialogue       each line is a dialogue, {\"id\",\"turns\":[{\"role\",\"text\"}]}, or a "
    "conversation\n"
    "                   with messages: estimates the customer's satisfaction (−2…2), with start,\n"
    "                   end, worst point and evidence; what the line says of satisfaction itself\n"
    "                   is never read\n"
    "  --lexicon F      a document of kefu train, above the built-in definitions\n"
    "  --strict         stop at a line that has no such column or member\n"
    "\n"
    "A line without the column or member gives the analysis of an empty text (or of a dialogue\n"
    "without turns) with a member \"error\"; it is reported on standard error too, and the exit\n"
    "status is 3.",
    run};

enum {
    OPTION_SCHEME,
    ROLE,
    SKIP_PINYIN,
    TSV,
    JSONL,
    PACK_COLUMN,
    ENCODING,
    STRICT,
    DIALOGUE,
    LEXICON,
    GENRE,
    OPTIONS
};
static const struct option_spec specs[] = {
    {"scheme", true},    {"role", true},        {"skip-pinyin", false}, {"tsv", true},
    {"jsonl", true},     {"pack-column", true}, {"encoding", true},     {"strict", false},
    {"dialogue", false}, {"lexicon", true},     {"genre", true}};

struct job {
    struct field_spec fields;
    kefu_analyze_options options;
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    struct finding_printer printer;
};

static int read_options(const struct arguments *arguments, struct job *job) {
    const char *role = cli_option(arguments, ROLE);
    const kefu_analyze_options defaults = KEFU_ANALYZE_OPTIONS_INIT;
    if (cli_option(arguments, LEXICON) && cli_option(arguments, OPTION_SCHEME))
        return cli_usage(&cli_analyze, "--lexicon and --scheme exclude each other");
    if (cli_option(arguments, DIALOGUE) &&
        (role || cli_option(arguments, TSV) || cli_option(arguments, JSONL) ||
         cli_option(arguments, PACK_COLUMN) || cli_option(arguments, GENRE)))
        return cli_usage(&cli_analyze, "--dialogue goes without --role, --genre, --tsv, --jsonl "
                                       "and --pack-column");
    job->options = defaults;
    if (!role)
        job->options.flags |= KEFU_ANALYZE_ANY_ROLE;
    else if (strcmp(role, "agent") == 0)
        job->options.role = KEFU_ROLE_AGENT;
    else if (strcmp(role, "customer"))
        return cli_usage(&cli_analyze, "--role is customer or agent, not %s", role);
    if (!cli_read_genre(cli_option(arguments, GENRE), &job->options.genre))
        return cli_usage(&cli_analyze, "--genre is review or message");
    if (cli_option(arguments, SKIP_PINYIN))
        job->options.flags |= KEFU_ANALYZE_SKIP_PINYIN;
    return cli_field_options(&job->fields, &cli_analyze, cli_option(arguments, TSV),
                             cli_option(arguments, JSONL), cli_option(arguments, PACK_COLUMN));
}

/* Prints the analysis of a text; with a message, as the last member "error". */
static bool print(const struct job *job, const char *text, size_t size, const char *message,
                  kefu_error *error) {
    kefu_analysis *analysis;
    struct text_out line = {NULL, 0, 0};
    bool good;
    if (kefu_analyze(job->scheme, job->scratch, text, size, &job->options, &analysis, error))
        return false;
    good = !kefu_analysis_write(analysis, text_out_write, &line, error);
    if (good && message)
        cli_line_add_error(&line, message);
    if (good)
        cli_line_print(&line);
    text_out_free(&line);
    return good;
}

static bool analyze_line(struct job *job, const struct input *input) {
    kefu_error error;
    const char *text;
    size_t size;
    memset(&error, 0, sizeof error);
    job->options.pack.size = 0;
    if (cli_field_text(&job->fields, input, job->printer.collector, &text, &size,
                       &job->options.pack, &error) &&
        print(job, text, size, NULL, &error)) {
        cli_findings_of_line(&job->printer, input, false);
        return true;
    }
    job->options.pack.size = 0;
    if (!cli_findings_skip(&job->printer, input, false, &error))
        return false;
    if (print(job, "", 0, error.message, &error))
        return true;
    cli_fail("%s", error.message);
    return false;
}

static int analyze(struct job *job, struct input *input) {
    bool good = true;
    while (good && !ferror(stdout) && cli_input_line(input))
        good = analyze_line(job, input);
    if (!cli_flush() || input->failed)
        return EXIT_FOUND;
    return good ? EXIT_DONE : EXIT_FOUND;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct job job;
    struct input input;
    kefu_error error;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_analyze, specs, OPTIONS, argc, argv, &code))
        return code;
    code = read_options(&arguments, &job);
    if (code)
        return code;
    if (!cli_input_open(&input, arguments.files, arguments.file_count,
                        cli_option(&arguments, ENCODING)))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    job.scheme = cli_scheme(
        &job.printer,
        cli_option(&arguments, cli_option(&arguments, LEXICON) ? LEXICON : OPTION_SCHEME));
    if (!job.scheme)
        code = EXIT_FOUND;
    else if (kefu_scratch_new(NULL, &job.scratch, &error))
        code = cli_fail("%s", error.message);
    else if (cli_option(&arguments, DIALOGUE))
        code = cli_dialogues(job.scheme, job.scratch, &input,
                             cli_option(&arguments, SKIP_PINYIN) != NULL, &job.printer);
    else
        code = analyze(&job, &input);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    cli_field_end(&job.fields);
    cli_input_close(&input);
    return cli_findings_end(&job.printer, code);
}
