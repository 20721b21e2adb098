/* SPDX-License-Identifier: MIT
 * kefu convert: records of any format as kefu's own, a line of JSON each. */
#include <string.h>

#include "commands.h"
#include "held.h"
#include "id_hash.h"
#include "records.h"
#include "redact_json.h"
#include "selection.h"

static int run(int argc, char **argv);

const struct command cli_convert = {
    "convert", "records of any format as kefu's own, a line of JSON each",
    "Usage: kefu convert [options] [FILE …]\n"
    "\n"
    "Prints what kefu report would count: conversations with their times in full and without\n"
    "their flaws, feedback and other records as they are. A conversation whose id came before, or\n"
    "that says nothing, is left out. Files are as kefu report takes them; without one, or for -,\n"
    "standard input is read.\n"
    "\n"
    "  --join       feedback and orders stand behind all conversations, with what they inherit\n"
    "               from the one that they name: agent, team, topic, channel, labels\n"
    "  --redact     mask phones, documents, cards, accounts, addresses, names in all strings\n"
    "  --encoding E of the files (default: recognised)\n"
    "  --map MAP    a field map that gathers rows into conversations "
    "(docs/records.md)\n" ROSTER_HELP SELECTION_HELP
    "               (feedback of a conversation that stands behind it is judged by itself)\n"
    "  --strict     stop at a record that cannot be read or has a flaw (default: report, skip, "
    "exit 3)",
    run};

enum {
    OPTION_SCHEME,
    JOIN,
    REDACT,
    ENCODING,
    MAP,
    STRICT,
    ROSTER,
    SELECTION = ROSTER + ROSTERS,
    OPTIONS = SELECTION + SELECTIONS
};
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true}, {"join", false},   {"redact", false}, {"encoding", true},
    {"map", true},    {"strict", false}, ROSTER_OPTIONS,    SELECTION_OPTIONS};

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_redact_options redaction;
    bool redact;
    struct finding_printer printer;
    struct selection selection;
    struct used_roster roster;
    struct text_out line;
    kefu_join *join;          /* NULL: without --join */
    struct held_records held; /* what inherits */
    size_t taken;
};

/* A record on one line: white space between values is left out. */
static kefu_status compact(kefu_str json, struct text_out *to) {
    kefu_status status = KEFU_OK;
    for (size_t at = 0, begin = 0; at <= json.size && !status; at++) {
        if (at < json.size && json.data[at] == '"')
            for (at++; at < json.size && json.data[at] != '"'; at++)
                at += json.data[at] == '\\';
        if (at >= json.size || memchr(" \t\r\n", json.data[at], 4)) {
            const size_t end = at < json.size ? at : json.size;
            if (end > begin)
                status = text_out_write(to, json.data + begin, end - begin);
            begin = end + 1;
        }
    }
    return status;
}

/* Cuts off the member by which a conversation that goes on is restored: this one does not. */
static void cut_state(struct text_out *line) {
    static const char member[] = ",\"x_kefu\":";
    const size_t size = sizeof member - 1;
    for (size_t at = line->size; at-- > 0;)
        if (line->size - at > size && memcmp(line->data + at, member, size) == 0) {
            line->data[at] = '}';
            line->size = at + 1;
            return;
        }
}

static kefu_status convert_conversation(struct job *job, const kefu_record *record, bool *counts,
                                        kefu_error *error) {
    kefu_conversation *conversation = NULL;
    kefu_status status = kefu_conversation_new(job->scheme, NULL, &conversation, error);
    if (!status)
        status = kefu_conversation_read_json(conversation, job->scratch, record->json.data,
                                             record->json.size, job->printer.collector, error);
    if (!status)
        status = cli_findings_strict(&job->printer, job->printer.collector, error);
    if (!status)
        status = cli_selection_conversation(&job->selection, conversation, counts, error);
    if (!status && job->join)
        status = kefu_join_add(job->join, conversation, *counts ? 0 : KEFU_JOIN_NOT_COUNTED, error);
    if (!status && *counts)
        status = kefu_conversation_write(conversation, text_out_write, &job->line, error);
    if (!status && *counts)
        cut_state(&job->line);
    kefu_conversation_free(conversation);
    return status;
}

static kefu_status no_memory(kefu_error *error) {
    error->status = KEFU_E_MEMORY;
    strcpy(error->message, "out of memory");
    return KEFU_E_MEMORY;
}

/* Writes a record that is no conversation into job->line; *counts: it is selected. */
static kefu_status convert_other(struct job *job, uint32_t kind, const uint64_t conversation[2],
                                 kefu_str json, bool *counts, kefu_error *error) {
    kefu_status status = KEFU_OK;
    *counts = true;
    if (kind == KEFU_RECORD_FEEDBACK)
        status = cli_selection_feedback(&job->selection, conversation, json.data, json.size, counts,
                                        error);
    if (!status && *counts && compact(json, &job->line))
        status = no_memory(error);
    return status;
}

/* Writes the record into job->line; *counts: it is selected. */
static kefu_status convert_record(struct job *job, const kefu_record *record, bool *counts,
                                  kefu_error *error) {
    uint64_t conversation[2];
    if (record->kind == KEFU_RECORD_CONVERSATION)
        return convert_conversation(job, record, counts, error);
    cli_id_hash(record->conversation_id, conversation);
    return convert_other(job, record->kind, conversation, record->json, counts, error);
}

static kefu_status print_line(struct job *job, kefu_error *error) {
    const kefu_str line = {job->line.data, job->line.size};
    if (!job->redact)
        cli_write(stdout, line.data, line.size);
    else if (!cli_redact_json_print(&job->redaction, line, stdout, error))
        return (kefu_status)error->status;
    putchar('\n');
    return KEFU_OK;
}

/* Takes the current record. Returns false if the command ends. */
static bool take(struct job *job, struct records *records) {
    const struct finding_place place = cli_records_place(records);
    const kefu_record *record = &records->record;
    const bool is_conversation = record->kind == KEFU_RECORD_CONVERSATION;
    kefu_error error;
    bool good = true, counts = false;
    memset(&error, 0, sizeof error);
    if (is_conversation && (record->flags & (KEFU_RECORD_REPEATED | KEFU_RECORD_EMPTY)))
        return true;
    if (job->join && (record->kind == KEFU_RECORD_FEEDBACK || record->kind == KEFU_RECORD_ORDER))
        return cli_held_add(&job->held, records);
    job->line.size = 0;
    kefu_status status = convert_record(job, record, &counts, &error);
    if (!status && counts)
        status = print_line(job, &error);
    job->taken += !status && counts;
    if (status)
        good = cli_records_skip(records, &error);
    cli_findings_flush(&job->printer, &place);
    return good && !ferror(stdout);
}

/* Prints a record that waited, with what it inherits. Returns false if the command ends. */
static bool take_held(struct job *job, size_t i) {
    const struct held_record *item = &job->held.items[i];
    const struct finding_place place = {item->name, (size_t)item->line, false};
    const char *json = cli_held_read(&job->held, i);
    struct text_out joined = {NULL, 0, 0};
    kefu_join_outcome outcome = KEFU_JOIN_NONE;
    bool good = true, counts = false;
    kefu_error error;
    if (!json)
        return false;
    memset(&error, 0, sizeof error);
    job->line.size = 0;
    kefu_status status = kefu_join_write(job->join, json, item->size, 0, text_out_write, &joined,
                                         &outcome, job->printer.collector, &error);
    if (!status)
        status = convert_other(job, item->kind, item->conversation,
                               (kefu_str){joined.data, joined.size}, &counts, &error);
    if (!status && counts)
        status = print_line(job, &error);
    job->taken += !status && counts;
    text_out_free(&joined);
    if (status)
        good = cli_findings_skip_at(&job->printer, &place, &error) && status != KEFU_E_MEMORY;
    cli_findings_flush(&job->printer, &place);
    return good && !ferror(stdout);
}

static int convert(struct job *job, struct records *records) {
    struct progress progress;
    bool good = true;
    cli_progress_begin(&progress, "converting", false);
    while (good && cli_records_next(records)) {
        good = take(job, records);
        cli_progress_at(&progress, cli_records_done(records), records->total);
    }
    cli_progress_end(&progress);
    for (size_t i = 0; good && !records->failed && i < job->held.count; i++)
        good = take_held(job, i);
    if (!cli_flush() || records->failed || !good)
        return EXIT_FOUND;
    cli_selection_tell(&job->selection, &job->printer);
    if (job->taken == 0 && job->printer.found == 0)
        cli_fail("there is no record in the input");
    return job->taken ? EXIT_DONE : EXIT_FOUND;
}

static int prepare(struct job *job, const struct arguments *arguments, struct records *records,
                   kefu_field_map **map) {
    const char *name = cli_option(arguments, MAP);
    kefu_error error;
    job->scheme = cli_scheme(&job->printer, cli_option(arguments, OPTION_SCHEME));
    if (!job->scheme || (name && !(*map = cli_map_load(name, &job->printer))))
        return EXIT_FOUND;
    if (kefu_scratch_new(NULL, &job->scratch, &error) ||
        (cli_option(arguments, JOIN) && kefu_join_new(NULL, &job->join, &error)))
        return cli_fail("%s", error.message);
    if (*map && kefu_reader_use_map(records->reader, *map, &error))
        return cli_fail("%s: %s", name, error.message);
    return EXIT_DONE;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct file_list files;
    struct records records;
    struct job job;
    kefu_field_map *map = NULL;
    int code;
    memset(&job, 0, sizeof job);
    kefu_redact_options_init(&job.redaction);
    if (!cli_parse(&arguments, &cli_convert, specs, OPTIONS, argc, argv, &code))
        return code;
    if (!cli_files_find(&files, arguments.files, arguments.file_count, true))
        return EXIT_FOUND;
    job.redact = cli_option(&arguments, REDACT) != NULL;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    memset(&records, 0, sizeof records);
    code = cli_selection_read(&job.selection, &arguments, SELECTION, &job.printer);
    if (code == EXIT_DONE &&
        !cli_records_open(&records, &files, cli_option(&arguments, ENCODING), &job.printer))
        code = EXIT_FOUND;
    if (code == EXIT_DONE)
        code = cli_roster_read(&job.roster, &arguments, ROSTER, KEFU_ROSTER_IDS, &job.printer);
    if (code == EXIT_DONE)
        cli_records_use_roster(&records, &job.roster);
    if (code == EXIT_DONE && (code = prepare(&job, &arguments, &records, &map)) == EXIT_DONE)
        code = convert(&job, &records);
    text_out_free(&job.line);
    kefu_join_free(job.join);
    cli_held_free(&job.held);
    cli_selection_free(&job.selection);
    cli_roster_free(&job.roster);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    cli_records_close(&records);
    kefu_field_map_free(map);
    cli_files_free(&files);
    return cli_findings_end(&job.printer, code);
}
