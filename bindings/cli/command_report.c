/* SPDX-License-Identifier: MIT
 * kefu report: many conversations and much feedback, added up and written for people. */
#define _POSIX_C_SOURCE 200809L
#include <stdlib.h>
#include <string.h>

#include "aggregate_spec.h"
#include "commands.h"
#include "report_job.h"
#include "state_file.h"

static int run(int argc, char **argv);

const struct command cli_report = {
    "report", "a report over many conversations and feedback records",
    "Usage: kefu report [options] FILE …\n"
    "       kefu report [options] --state HISTORY [--from DATE] [--to DATE]\n"
    "\n"
    "Scores every conversation, adds all up and writes the report: JSON to standard output, or\n"
    "with -o into files (a summary and the files' names then go to standard output).\n"
    "\n"
    "Files hold conversations and feedback in any order: JSON lines, a JSON array or\n"
    "pretty-printed JSON, CSV or TSV, also .gz, .xlsx, .xls; folders and patterns stand for the "
    "files in them, "
    "- for\n"
    "standard input. A record is known by its kind or its members. One whose id came before\n"
    "counts once: a conversation as it came first, feedback as it came last.\n"
    "\n"
    "  -o FILE            write FILE.html, .json, .md, .csv or .txt; may stand several times\n"
    "  --group-by A,B     group by these attributes (default agent_id): agent_id, team, channel,\n"
    "                     topic, contact_id or any attribute of the records; at:hour, at:day,\n"
    "                     at:week, at:month, at:quarter: by when they began\n"
    "  --previous FILE    the period before, to compare with; may stand several times\n"
    "  --state HISTORY    report on a history (kefu aggregate), or the state of an aggregate, in\n"
    "                     place of files; --previous is a state then, too\n"
    "  --previous-period FROM..TO  of the history: the period before, dates, both included\n"
    "  --encoding E       of the files (default: recognised)\n"
    "  --map MAP          a field map for foreign records (docs/records.md); one for "
    "conversations\n"
    "                     and one for feedback may be given: then the first file holds\n"
    "                     conversations, the second feedback\n"
    "  -j N               use N threads (default 1); the report is the same\n"
    "  --rubric ID        the rubric to judge by (default: the scheme's own)\n"
    "  --answers FILE     answers that people gave to questions of the rubric in place of the\n"
    "                     automatic ones (docs/quality.md); may stand several times\n"
    "  --title TEXT       the report's title\n"
    "  --language L       zh-Hans (default), zh-Hant or en: shown first\n" ROSTER_HELP
    "               (default: names)\n" SELECTION_HELP
    "  --as-of T          ask conversations that go on at this instant (RFC 3339, or\n"
    "                     milliseconds); default: nothing more comes to any\n"
    "  --strict           stop at a record that cannot be read or has a flaw (default: report, "
    "skip, exit 3)",
    run};

enum {
    OPTION_SCHEME,
    OUTPUT,
    GROUP_BY,
    PREVIOUS,
    MAP,
    RUBRIC,
    TITLE,
    LANGUAGE,
    STRICT,
    AS_OF,
    ENCODING,
    THREADS,
    STATE,
    PREVIOUS_PERIOD,
    ANSWERS,
    ROSTER,
    SELECTION = ROSTER + ROSTERS,
    OPTIONS = SELECTION + SELECTIONS
};
static const struct option_spec specs[OPTIONS] = {{"scheme", true},   {"o", true},
                                                  {"group-by", true}, {"previous", true},
                                                  {"map", true},      {"rubric", true},
                                                  {"title", true},    {"language", true},
                                                  {"strict", false},  {"as-of", true},
                                                  {"encoding", true}, {"j", true},
                                                  {"state", true},    {"previous-period", true},
                                                  {"answers", true},  ROSTER_OPTIONS,
                                                  SELECTION_OPTIONS};

/* The format given by the ending of a file name. */
static bool format_of(const char *name, kefu_format *format) {
    const char *ending = strrchr(name, '.');
    uint32_t value;
    if (!ending || ending == name ||
        kefu_vocabulary_find("format_ending", ending + 1, strlen(ending + 1), &value, NULL))
        return false;
    *format = (kefu_format)value;
    return true;
}

/* ---- writing ---- */

static bool write_file(const kefu_report *report, struct output_file *file) {
    kefu_format format = KEFU_FORMAT_JSON;
    kefu_error error;
    format_of(file->name, &format);
    return cli_output_open(file) &&
           (!kefu_report_write(report, format, cli_output_write, file, &error) ||
            cli_output_fail(file, &error) == EXIT_DONE);
}

static bool write_files(const kefu_report *report, struct output_set *outputs) {
    bool good = true;
    for (size_t i = 0; i < outputs->count && good; i++)
        good = write_file(report, &outputs->files[i]);
    if (good)
        return cli_outputs_publish(outputs);
    cli_outputs_drop(outputs);
    return false;
}

static bool write_all(const kefu_report *report, struct output_set *outputs) {
    const kefu_format format = outputs->count ? KEFU_FORMAT_TEXT : KEFU_FORMAT_JSON;
    kefu_error error;
    if (!write_files(report, outputs))
        return false;
    if (kefu_report_write(report, format, cli_write, stdout, &error)) {
        cli_write_fail(&error);
        return false;
    }
    for (size_t i = 0; i < outputs->count; i++)
        printf("%s\n", outputs->files[i].name);
    if (!outputs->count)
        putchar('\n');
    return cli_flush();
}

static kefu_str text_of(const char *text) {
    const kefu_str str = {text, text ? strlen(text) : 0};
    return str;
}

static void tell_unjoined(struct report_job *job) {
    const struct finding_place place = {"join", 0, false};
    char message[200];
    if (job->unjoined == 0)
        return;
    snprintf(
        message, sizeof message,
        "%llu feedback records name a conversation that is not in the data, or does not count; "
        "complaints among them are in no rate",
        (unsigned long long)job->unjoined);
    cli_findings_note(&job->printer, &place, "unjoined_feedback", message);
}

/* Adds up the files. */
static bool add_up(struct report_job *job, const struct arguments *arguments,
                   kefu_report_options *options, struct report_periods *periods) {
    const struct option_value *before = &arguments->options[PREVIOUS];
    periods->current = cli_report_period(job, arguments->files, arguments->file_count);
    bool good = periods->current != NULL;
    cli_selection_tell(&job->selection, &job->printer);
    tell_unjoined(job);
    options->unjoined_feedback = job->unjoined;
    options->left_out_conversations = cli_selection_left_out(&job->selection, 0);
    options->left_out_feedback = cli_selection_left_out(&job->selection, 1);
    cli_selection_begin_previous(&job->selection);
    if (good && before->count)
        good = (periods->previous = cli_report_period(job, before->values, before->count)) != NULL;
    if (good)
        cli_answers_tell(&job->answers, &job->printer);
    return good;
}

static int write_report(struct report_job *job, const struct arguments *arguments,
                        kefu_report_options *options, const struct report_periods *periods) {
    kefu_report *made = NULL;
    kefu_error error;
    options->previous = periods->previous;
    options->title = text_of(cli_option(arguments, TITLE));
    options->language = text_of(cli_option(arguments, LANGUAGE));
    if (kefu_report_new(periods->current, options, &made, &error))
        return cli_fail("%s", error.message);
    const bool good = write_all(made, &job->outputs);
    kefu_report_free(made);
    return good ? EXIT_DONE : EXIT_FOUND;
}

static int report(struct report_job *job, const struct arguments *arguments) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    const struct report_states states = {&cli_report,
                                         cli_option(arguments, STATE),
                                         cli_option(arguments, SELECTION + SELECTION_FROM),
                                         cli_option(arguments, SELECTION + SELECTION_TO),
                                         cli_option(arguments, PREVIOUS),
                                         cli_option(arguments, PREVIOUS_PERIOD)};
    struct report_periods periods = {NULL, NULL};
    const bool good = states.name ? cli_report_states(job, &states, &periods)
                                  : add_up(job, arguments, &options, &periods);
    const int code = good ? write_report(job, arguments, &options, &periods) : EXIT_FOUND;
    kefu_aggregate_free(periods.previous);
    kefu_aggregate_free(periods.current);
    return code;
}

/* ---- options ---- */

static int load_map(struct report_job *job, const char *name) {
    kefu_field_map *map = cli_map_load(name, &job->printer), **place;
    if (!map)
        return EXIT_FOUND;
    place = strcmp(kefu_field_map_record(map), "feedback") == 0 ? &job->feedback_map
                                                                : &job->conversation_map;
    if (*place) {
        kefu_field_map_free(map);
        return cli_fail("%s: there is a map for %s already", name, kefu_field_map_record(*place));
    }
    *place = map;
    if (kefu_field_map_groups(map) || strcmp(kefu_field_map_format(map), "csv") == 0)
        job->reader_map = map;
    return EXIT_DONE;
}

/* Options that are about records, which a state has no more. */
static int check_state_options(const struct arguments *arguments) {
    static const size_t of_records[] = {
        GROUP_BY,
        MAP,
        RUBRIC,
        AS_OF,
        ENCODING,
        THREADS,
        ANSWERS,
        ROSTER + ROSTER_FILE,
        SELECTION + SELECTION_WHERE,
        SELECTION + SELECTION_EXCLUDE,
        SELECTION + SELECTION_ZONE,
    };
    if (arguments->file_count > 0)
        return cli_usage(&cli_report, "--state stands in place of files");
    if (arguments->options[STATE].count > 1 || arguments->options[PREVIOUS].count > 1)
        return cli_usage(&cli_report, "one state is reported on, and compared with one: kefu merge "
                                      "makes one of several");
    for (size_t i = 0; i < sizeof of_records / sizeof *of_records; i++)
        if (arguments->options[of_records[i]].count)
            return cli_usage(&cli_report, "--%s is about records, and stands not with --state",
                             specs[of_records[i]].name);
    return EXIT_DONE;
}

static int check_options(const struct arguments *arguments) {
    const struct option_value *outputs = &arguments->options[OUTPUT];
    const bool has_state = arguments->options[STATE].count > 0;
    kefu_format format;
    const int code = has_state ? check_state_options(arguments) : EXIT_DONE;
    if (code)
        return code;
    if (!has_state && arguments->options[PREVIOUS_PERIOD].count)
        return cli_usage(&cli_report, "--previous-period is of a history: --state names one");
    if (!has_state && arguments->file_count == 0)
        return cli_usage(&cli_report, "no file of conversations or feedback");
    if (arguments->options[MAP].count > 1 &&
        (arguments->file_count > 2 || arguments->options[PREVIOUS].count > 2))
        return cli_usage(&cli_report, "with two maps there is one file for each");
    for (size_t i = 0; i < outputs->count; i++)
        if (!format_of(outputs->values[i], &format))
            return cli_usage(&cli_report, "-o %s: must end in .html, .json, .md, .csv or .txt",
                             outputs->values[i]);
    return EXIT_DONE;
}

/* None of the files, nor of those in folders, is an output. */
static bool spare_inputs(struct report_job *job, const char *const *names, size_t count) {
    struct file_list files;
    if (!cli_files_find(&files, names, count, false))
        return false;
    const bool spare = count == 0 ||
                       cli_outputs_spare(&job->outputs, (const char *const *)files.names,
                                         files.count);
    cli_files_free(&files);
    return spare;
}

/* Before any work: a failure in the end would lose it. */
static bool check_outputs(struct report_job *job, const struct arguments *arguments) {
    const struct option_value *previous = &arguments->options[PREVIOUS];
    const struct option_value *maps = &arguments->options[MAP];
    const char *scheme = cli_option(arguments, OPTION_SCHEME);
    const char *state = cli_option(arguments, STATE);
    return cli_outputs_begin(&job->outputs, &arguments->options[OUTPUT]) &&
           spare_inputs(job, arguments->files, arguments->file_count) &&
           spare_inputs(job, previous->values, previous->count) &&
           cli_outputs_spare(&job->outputs, maps->values, maps->count) &&
           cli_outputs_spare(&job->outputs, &state, 1) &&
           cli_outputs_spare(&job->outputs, &scheme, 1);
}

static int prepare(struct report_job *job, const struct arguments *arguments) {
    const char *rubric = cli_option(arguments, RUBRIC);
    kefu_error error;
    for (size_t i = 0; i < arguments->options[MAP].count; i++)
        if (load_map(job, arguments->options[MAP].values[i]))
            return EXIT_FOUND;
    if (job->reader_map && job->conversation_map && job->feedback_map)
        return cli_usage(&cli_report, "a map that reads whole files is given alone");
    if (!cli_versions_open(&job->versions, &job->printer, cli_option(arguments, OPTION_SCHEME)) ||
        !cli_versions_use_rubric(&job->versions, rubric))
        return EXIT_FOUND;
    if (!cli_answers_read(&job->answers, arguments->options[ANSWERS].values,
                          arguments->options[ANSWERS].count, cli_option(arguments, ENCODING),
                          &job->printer))
        return EXIT_FOUND;
    for (size_t i = 0; i < job->threads; i++)
        if (kefu_scratch_new(NULL, &job->scratches[i], &error))
            return cli_fail("%s", error.message);
    return EXIT_DONE;
}

static int read_threads(struct report_job *job, const char *text) {
    job->threads = 1;
    if (text && (!cli_read_number(text, &job->threads) || job->threads > POOL_THREADS_MAX))
        return cli_usage(&cli_report, "-j needs a number from 1 to %d, not %s", POOL_THREADS_MAX,
                         text);
    return EXIT_DONE;
}

static int read_as_of(struct report_job *job, const char *text) {
    kefu_error error;
    job->as_of = KEFU_TIME_END;
    if (text && kefu_time_read(text, strlen(text), &job->as_of, &error))
        return cli_usage(&cli_report, "--as-of: %s", error.message);
    return EXIT_DONE;
}

/* The offset of days and hours: a zone may have several, of which one holds for all. */
static int32_t offset_of(struct report_job *job) {
    const struct selection *selection = &job->selection;
    const struct finding_place place = {"--timezone", 0, false};
    char message[120], zone[ZONE_SIZE];
    if (!cli_zone_changes(&selection->zone, selection->from, selection->to))
        return cli_zone_offset(&selection->zone, selection->from);
    cli_zone_print(zone, selection->zone.offset_minutes);
    snprintf(message, sizeof message,
             "the zone changes its offset in this period; days and hours of all records are those "
             "of %s",
             zone);
    cli_findings_note(&job->printer, &place, "zone_changes", message);
    return selection->zone.offset_minutes;
}

static int make_report(struct report_job *job, const struct arguments *arguments) {
    const char *group_by = cli_option(arguments, GROUP_BY);
    char *spec;
    int code = EXIT_DONE;
    if (cli_option(arguments, STATE))
        code = prepare(job, arguments);
    else
        code = cli_selection_read(&job->selection, arguments, SELECTION, &job->printer);
    if (code != EXIT_DONE)
        return code;
    if (cli_option(arguments, STATE))
        return report(job, arguments);
    if ((code = cli_roster_read(&job->roster, arguments, ROSTER, KEFU_ROSTER_NAMES,
                                &job->printer)) != EXIT_DONE)
        return code;
    cli_group_names_read(&job->names, group_by ? group_by : "");
    job->encoding = cli_option(arguments, ENCODING);
    spec = cli_aggregate_spec(group_by ? group_by : "agent_id", offset_of(job), job->as_of);
    job->spec = spec;
    code = spec ? prepare(job, arguments) : cli_fail("out of memory");
    if (!code)
        code = report(job, arguments);
    free(spec);
    return code;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct report_job job;
    int code;
    memset(&job, 0, sizeof job);
    pthread_mutex_init(&job.join_lock, NULL);
    if (!cli_parse(&arguments, &cli_report, specs, OPTIONS, argc, argv, &code))
        return code;
    code = check_options(&arguments);
    if (code || (code = read_as_of(&job, cli_option(&arguments, AS_OF))) ||
        (code = read_threads(&job, cli_option(&arguments, THREADS))))
        return code;
    if (!check_outputs(&job, &arguments))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    code = make_report(&job, &arguments);
    cli_selection_free(&job.selection);
    cli_roster_free(&job.roster);
    pthread_mutex_destroy(&job.join_lock);
    for (size_t i = 0; i < job.threads; i++)
        kefu_scratch_free(job.scratches[i]);
    cli_answers_free(&job.answers);
    cli_versions_close(&job.versions);
    kefu_field_map_free(job.conversation_map);
    kefu_field_map_free(job.feedback_map);
    return cli_findings_end(&job.printer, code);
}
