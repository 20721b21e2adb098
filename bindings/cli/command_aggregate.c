/* SPDX-License-Identifier: MIT
 * kefu aggregate: records are added to a history, a file that grows. */
#include <stdlib.h>
#include <string.h>

#include "aggregate_spec.h"
#include "commands.h"
#include "group_names.h"
#include "held.h"
#include "outputs.h"
#include "records.h"
#include "state_file.h"
#include "zone.h"

static int run(int argc, char **argv);

const struct command cli_aggregate = {
    "aggregate", "conversations and feedback into a file that grows",
    "Usage: kefu aggregate [options] -o HISTORY FILE …\n"
    "\n"
    "Adds up conversations and feedback by day in a file, which kefu report --state, kefu compare\n"
    "and kefu merge read. If the file is there already, what is new is added: a record whose id\n"
    "was counted before counts once. A conversation that has not ended waits in the file; a later\n"
    "version of it replaces the earlier one. The file changes as a whole or not at all, and the\n"
    "same records give the same bytes. Prints what became of the records as a line of JSON.\n"
    "\n"
    "Files are JSON lines, a JSON array or pretty-printed JSON, CSV or TSV, also .gz, .xlsx, "
    ".xls;\n"
    "folders and patterns stand for the files in them, - for standard input.\n"
    "\n"
    "  -o HISTORY      the file\n"
    "  --fold-after N  count a conversation that has not ended as it is N days after its last\n"
    "                  record (default 7, or as the file says; 0: at once)\n"
    "  --now T         the instant from which these days are counted back (default: the latest\n"
    "                  of all records)\n"
    "  --group-by A,B  group by these attributes (default agent_id); as the file was made with\n"
    "  --timezone T    of days: an offset or a name like Asia/Shanghai (default +08:00)\n"
    "  --as-of T       ask conversations that go on at this instant (default: nothing more comes)\n"
    "  --ids N         remember N ids of counted records (default 4194304, or as the file says);\n"
    "                  with more, records of the oldest days are refused\n"
    "  --rubric ID     the rubric to judge by (default: the scheme's own)\n"
    "  --roster R      who the agents are (docs/roster.md); --agents ids (default), names or\n"
    "                  pseudonyms: how they stand in the file\n"
    "  --map MAP       a field map that gathers rows into conversations (docs/records.md)\n"
    "  --encoding E    of the files (default: recognised)\n"
    "  --strict        stop at a record that cannot be read, and change nothing (default: report,\n"
    "                  skip, exit 3)",
    run};

enum {
    OPTION_SCHEME,
    OUTPUT,
    FOLD_AFTER,
    NOW,
    GROUP_BY,
    ZONE,
    AS_OF,
    IDS,
    RUBRIC,
    MAP,
    ENCODING,
    STRICT,
    ROSTER,
    OPTIONS = ROSTER + ROSTERS
};
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true},   {"o", true},        {"fold-after", true}, {"now", true},
    {"group-by", true}, {"timezone", true}, {"as-of", true},      {"ids", true},
    {"rubric", true},   {"map", true},      {"encoding", true},   {"strict", false},
    ROSTER_OPTIONS};

enum { OUTCOMES = KEFU_HISTORY_REFUSED + 1 };

struct job {
    const struct arguments *arguments;
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_history *history;
    kefu_field_map *map;
    struct used_roster roster;
    kefu_history_options options;
    int64_t now, as_of;
    struct group_names names;
    bool is_new; /* the file is not there yet */
    uint64_t outcomes[OUTCOMES];
    uint64_t taken; /* conversations and feedback records, those that were refused included */
    struct finding_printer printer;
    struct output_set outputs;
};

/* ---- options ---- */

static bool read_days(const char *text, int64_t *ms) {
    size_t days = 0;
    if (strcmp(text, "0") != 0 && (!cli_read_number(text, &days) || days > 36500))
        return false;
    *ms = (int64_t)days * 86400000;
    return true;
}

static int read_instant(const char *name, const char *text, int64_t *at) {
    kefu_error error;
    if (text && kefu_time_read(text, strlen(text), at, &error))
        return cli_usage(&cli_aggregate, "--%s: %s", name, error.message);
    return EXIT_DONE;
}

static int read_options(struct job *job) {
    const struct arguments *arguments = job->arguments;
    const char *fold_after = cli_option(arguments, FOLD_AFTER);
    const char *ids = cli_option(arguments, IDS), *rubric = cli_option(arguments, RUBRIC);
    size_t count = 0;
    kefu_history_options_init(&job->options);
    job->now = KEFU_TIME_NONE;
    job->as_of = KEFU_TIME_END;
    if (arguments->options[OUTPUT].count != 1)
        return cli_usage(&cli_aggregate, "-o names the history, once");
    if (arguments->file_count == 0)
        return cli_usage(&cli_aggregate, "no file of conversations or feedback");
    if (fold_after && !read_days(fold_after, &job->options.fold_after_ms))
        return cli_usage(&cli_aggregate, "--fold-after needs a number of days, not %s", fold_after);
    if (ids && (!cli_read_number(ids, &count) || count < 1000 || count > 100000000))
        return cli_usage(&cli_aggregate, "--ids needs a number from 1000 to 100000000, not %s",
                         ids);
    job->options.ids_max = count;
    if (rubric)
        job->options.rubric = (kefu_str){rubric, strlen(rubric)};
    const int code = read_instant("now", cli_option(arguments, NOW), &job->now);
    return code ? code : read_instant("as-of", cli_option(arguments, AS_OF), &job->as_of);
}

/* ---- the history ---- */

/* A new history as the options ask for. */
static kefu_history *make_history(struct job *job) {
    const char *group_by = cli_option(job->arguments, GROUP_BY);
    struct time_zone zone;
    kefu_history *made = NULL;
    kefu_error error;
    if (cli_zone_read(&zone, &cli_aggregate, cli_option(job->arguments, ZONE)))
        return NULL;
    char *spec = cli_aggregate_spec(group_by ? group_by : "agent_id", zone.offset_minutes,
                                    job->as_of);
    if (!spec)
        cli_fail("out of memory");
    else if (kefu_history_new(job->scheme, spec, strlen(spec), &job->options, &made, &error))
        cli_fail("%s", error.message);
    free(spec);
    return made;
}

/* Is a history as the options ask for, where these say something? */
static bool fits_options(struct job *job, const char *name) {
    const struct option_value *options = job->arguments->options;
    kefu_error error;
    if (!options[GROUP_BY].count && !options[ZONE].count && !options[AS_OF].count)
        return true;
    kefu_history *asked = make_history(job);
    const bool fits = asked && kefu_history_merge(job->history, asked, &error) == KEFU_OK;
    if (asked && !fits)
        cli_fail("%s: was made with another --group-by, --timezone or --as-of", name);
    kefu_history_free(asked);
    return fits;
}

static bool open_history(struct job *job) {
    const char *name = job->outputs.files[0].name;
    struct state state;
    if (job->is_new)
        return (job->history = make_history(job)) != NULL;
    if (!cli_state_load(&state, job->scheme, name, &job->options))
        return false;
    job->history = state.history;
    state.history = NULL;
    cli_state_free(&state);
    if (!job->history)
        return cli_fail("%s: is the state of an aggregate, not a history", name) == EXIT_DONE;
    return fits_options(job, name);
}

/* ---- records ---- */

static bool is_fatal(const kefu_error *error) {
    return error->status == KEFU_E_MEMORY || error->status == KEFU_E_CORRUPT ||
           error->status == KEFU_E_VERSION;
}

/* Adds a record. Returns false if the command ends. */
static bool add(struct job *job, const struct finding_place *place, kefu_record_kind kind,
                const char *json, size_t size) {
    kefu_history_outcome outcome = KEFU_HISTORY_COUNTED;
    kefu_error error;
    bool good = true;
    memset(&error, 0, sizeof error);
    job->taken++;
    if (kefu_history_add_json(job->history, job->scratch, kind, json, size, job->printer.collector,
                              &outcome, &error))
        good = cli_findings_skip_at(&job->printer, place, &error) && !is_fatal(&error);
    else
        job->outcomes[outcome]++;
    cli_findings_flush(&job->printer, place);
    if (outcome == KEFU_HISTORY_REFUSED)
        cli_findings_warn(&job->printer, place, "forgotten_day",
                          "the ids of this day are not remembered any more: nobody can tell "
                          "whether the record was counted");
    return good;
}

/* Adds the current record; feedback waits in `held`. Returns false if the command ends. */
static bool add_current(struct job *job, struct records *records, struct held_records *held) {
    const struct finding_place place = cli_records_place(records);
    const kefu_record *record = &records->record;
    cli_group_names_look(&job->names, record->json);
    if (record->kind == KEFU_RECORD_FEEDBACK)
        return cli_held_add(held, records);
    if (record->kind != KEFU_RECORD_CONVERSATION)
        cli_records_pass(records, "aggregate");
    else if (!(record->flags & KEFU_RECORD_EMPTY))
        return add(job, &place, KEFU_RECORD_CONVERSATION, record->json.data, record->json.size);
    return true;
}

/* Of feedback with one id the version that came last counts. */
static bool add_held(struct job *job, struct held_records *held) {
    bool good = cli_held_settle(held);
    for (size_t i = 0; good && i < held->count; i++) {
        const struct held_record *item = &held->items[i];
        const struct finding_place place = {item->name, (size_t)item->line, false};
        const char *json = item->replaced ? NULL : cli_held_read(held, i);
        if (item->replaced)
            continue;
        good = json && add(job, &place, KEFU_RECORD_FEEDBACK, json, item->size);
    }
    return good;
}

static bool add_records(struct job *job, const struct file_list *files) {
    struct held_records held = {0};
    struct progress progress;
    struct records records = {0};
    kefu_error error;
    bool good = cli_records_open(&records, files, cli_option(job->arguments, ENCODING),
                                 &job->printer);
    if (good && job->map && kefu_reader_use_map(records.reader, job->map, &error))
        good = cli_fail("%s", error.message) == EXIT_DONE;
    if (good)
        cli_records_use_roster(&records, &job->roster);
    cli_progress_begin(&progress, files->count == 1 ? files->names[0] : "reading", good);
    while (good && cli_records_next(&records)) {
        good = add_current(job, &records, &held);
        cli_progress_at(&progress, cli_records_done(&records), records.total);
    }
    cli_progress_end(&progress);
    good = good && !records.failed && add_held(job, &held);
    cli_held_free(&held);
    cli_records_close(&records);
    return good;
}

/* Counts what waited long enough. */
static bool fold(struct job *job) {
    const struct finding_place place = {"waiting", 0, false};
    kefu_error error;
    if (kefu_history_fold(job->history, job->scratch, job->now, NULL, &error))
        return cli_fail("%s", error.message) == EXIT_DONE;
    cli_findings_flush(&job->printer, &place);
    return true;
}

/* ---- the end ---- */

static bool write_history(struct job *job) {
    struct output_file *file = &job->outputs.files[0];
    kefu_error error;
    if (cli_output_open(file)) {
        if (!kefu_history_save(job->history, cli_output_write, file, &error))
            return cli_outputs_publish(&job->outputs);
        cli_output_fail(file, &error);
    }
    cli_outputs_drop(&job->outputs);
    return false;
}

static bool print_summary(const struct job *job) {
    kefu_history_info info = {.size = sizeof info};
    if (kefu_history_describe(job->history, &info, NULL))
        return false;
    printf("{\"conversations\":%llu,\"feedback\":%llu,\"waiting\":%llu,\"days\":%llu",
           (unsigned long long)info.conversations, (unsigned long long)info.feedback,
           (unsigned long long)info.waiting, (unsigned long long)info.days);
    fputs(",\"records\":{", stdout);
    for (uint32_t i = 0; i < OUTCOMES; i++)
        printf("%s\"%s\":%llu", i ? "," : "", kefu_vocabulary_name("history_outcome", i),
               (unsigned long long)job->outcomes[i]);
    puts("}}");
    return cli_flush();
}

static int aggregate(struct job *job, const struct file_list *files) {
    if (!open_history(job) || !add_records(job, files))
        return EXIT_FOUND;
    if (job->taken == 0)
        return cli_fail("there is no conversation or feedback in the input");
    if (job->is_new && !cli_group_names_check(&job->names))
        return EXIT_FOUND;
    return fold(job) && write_history(job) && print_summary(job) ? EXIT_DONE : EXIT_FOUND;
}

static int prepare(struct job *job) {
    const char *map = cli_option(job->arguments, MAP);
    kefu_error error;
    job->scheme = cli_scheme(&job->printer, cli_option(job->arguments, OPTION_SCHEME));
    if (!job->scheme || (map && !(job->map = cli_map_load(map, &job->printer))))
        return EXIT_FOUND;
    if (kefu_scratch_new(NULL, &job->scratch, &error))
        return cli_fail("%s", error.message);
    return cli_roster_read(&job->roster, job->arguments, ROSTER, KEFU_ROSTER_IDS, &job->printer);
}

/* Nobody else changes the history until its new bytes are on the disk. */
static int aggregate_locked(struct job *job, const struct file_list *files) {
    struct state_lock lock;
    bool there;
    if (!cli_state_lock(&lock, job->outputs.files[0].name, &there))
        return EXIT_FOUND;
    job->is_new = !there;
    const int code = aggregate(job, files);
    cli_state_unlock(&lock);
    return code;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct file_list files;
    struct job job;
    int code;
    memset(&job, 0, sizeof job);
    job.arguments = &arguments;
    if (!cli_parse(&arguments, &cli_aggregate, specs, OPTIONS, argc, argv, &code))
        return code;
    if ((code = read_options(&job)) != EXIT_DONE)
        return code;
    cli_group_names_read(&job.names,
                         arguments.options[GROUP_BY].count ? cli_option(&arguments, GROUP_BY) : "");
    if (!cli_files_find(&files, arguments.files, arguments.file_count, true))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    code = EXIT_FOUND;
    if (cli_outputs_begin(&job.outputs, &arguments.options[OUTPUT]) &&
        cli_outputs_spare(&job.outputs, (const char *const *)files.names, files.count) &&
        (code = prepare(&job)) == EXIT_DONE)
        code = aggregate_locked(&job, &files);
    kefu_history_free(job.history);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    kefu_field_map_free(job.map);
    cli_roster_free(&job.roster);
    cli_files_free(&files);
    return cli_findings_end(&job.printer, code);
}
