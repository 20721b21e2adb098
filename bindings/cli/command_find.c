/* SPDX-License-Identifier: MIT
 * kefu find: the conversations that meet a condition, each with the words that made it true. */
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "records.h"
#include "selection.h"
#include "text_out.h"

static int run(int argc, char **argv);

const struct command cli_find = {
    "find", "the conversations that meet a condition, and where",
    "Usage: kefu find [options] CONDITION [FILE …]\n"
    "\n"
    "Prints a line of JSON for each conversation of which the condition of a rule\n"
    "(docs/conditions.md) is true, when nothing more comes: "
    "{\"id\",\"agent_id\",\"at\",\"hits\"},\n"
    "a hit for each message that made it true, with its words. CONDITION is JSON, such as\n"
    "'{\"phrase\": [\"退款\", \"退货\"], \"role\": \"customer\"}', or @FILE, which holds it. "
    "Files\n"
    "are as kefu report takes them; without one, or for -, standard input is read.\n"
    "\n"
    "  --text       a table instead, a line a hit: conversation, agent, time, role, words,\n"
    "               separated by tabs\n"
    "  --count      how many conversations there are, and how many of them were found, alone\n"
    "  --redact     mask phones, documents, cards, accounts, addresses, names in the words\n"
    "  --strict     stop at a record that cannot be read (default: report, skip, exit 3)\n"
    "  --encoding E of the files (default: recognised)\n"
    "  --map MAP    a field map that gathers rows into conversations "
    "(docs/records.md)\n" SELECTION_HELP,
    run};

enum {
    OPTION_SCHEME,
    TEXT,
    COUNT,
    REDACT,
    STRICT,
    ENCODING,
    MAP,
    SELECTION,
    OPTIONS = SELECTION + SELECTIONS
};
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true},  {"text", false},    {"count", false}, {"redact", false},
    {"strict", false}, {"encoding", true}, {"map", true},    SELECTION_OPTIONS};

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_rubric rubric;
    kefu_redact_options redaction;
    bool text, count, redact;
    struct finding_printer printer;
    struct selection selection;
    struct text_out words; /* of the current hit, redacted */
    size_t taken, found;
};

/* ---- the condition as a rule ---- */

#define WRAPPER_NAME "CONDITION"
#define WRAPPER_RULE "kefu_find"
static const char wrapper_begin[] = "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"kefu.find\","
                                    "\"version\":\"1.0.0\",\"rules\":[{\"id\":"
                                    "\"" WRAPPER_RULE
                                    "\",\"title\":\"find\",\"severity\":\"minor\",\"when\":\n";
static const char wrapper_end[] = "\n}]}";

/* The text of the condition, which is an argument or a file's; NULL after a failure that was
 * printed. */
static char *condition_text(const char *argument, const char **name, size_t *size) {
    *name = WRAPPER_NAME;
    if (argument[0] == '@') {
        *name = argument + 1;
        return cli_read_file(*name, size);
    }
    *size = strlen(argument);
    char *text = strdup(argument);
    if (!text)
        cli_fail("out of memory");
    return text;
}

/* Is the text one JSON value, with nothing behind it? */
static bool is_one_value(const char *text, size_t size) {
    const char *end = NULL;
    cJSON *value = cJSON_ParseWithLengthOpts(text, size, &end, false);
    while (value && end < text + size && strchr(" \t\r\n", *end))
        end++;
    const bool good = value && end == text + size;
    cJSON_Delete(value);
    return good;
}

/* Compiles the scheme with the condition as its last rule. */
static int compile(struct job *job, const char *scheme, const char *argument) {
    struct text_out document = {NULL, 0, 0};
    const char *name;
    size_t size;
    kefu_error error;
    int code = EXIT_FOUND;
    char *text = condition_text(argument, &name, &size);
    if (!text)
        return EXIT_FOUND;
    if (text_out_write(&document, wrapper_begin, sizeof wrapper_begin - 1) ||
        text_out_write(&document, text, size) ||
        text_out_write(&document, wrapper_end, sizeof wrapper_end - 1)) {
        code = cli_fail("out of memory");
    } else {
        const kefu_document last = {{name, strlen(name)}, {document.data, document.size}};
        job->printer.wrapper = (struct finding_wrapper){name, 1, "/rules/0/when"};
        job->scheme = cli_scheme_with(&job->printer, scheme, &last);
        if (job->scheme && !is_one_value(text, size))
            cli_fail("%s: must be one condition", name);
        else if (job->scheme)
            code = kefu_scheme_find_rubric(job->scheme, "", 0, &job->rubric, &error)
                       ? cli_fail("%s", error.message)
                       : EXIT_DONE;
    }
    text_out_free(&document);
    free(text);
    return code;
}

/* ---- what was found ---- */

/* One of a conversation's attributes; empty where it has none. */
static kefu_str attribute(const kefu_conversation *conversation, const char *name) {
    kefu_str value = {NULL, 0};
    if (kefu_conversation_find_attribute(conversation, name, strlen(name), &value, NULL))
        value = (kefu_str){NULL, 0};
    return value;
}

/* The words of a hit, masked if that is asked for. */
static kefu_status hit_words(struct job *job, const kefu_alert *alert, kefu_str *words,
                             kefu_error *error) {
    kefu_status status = KEFU_OK;
    *words = alert->evidence;
    if (job->redact && words->size) {
        job->words.size = 0;
        status = kefu_redact(words->data, words->size, &job->redaction, text_out_write, &job->words,
                             error);
        *words = (kefu_str){job->words.data, job->words.size};
    }
    return status;
}

static void print_time(int64_t at) {
    if (at == KEFU_TIME_NONE || at == KEFU_TIME_END)
        fputs("null", stdout);
    else
        printf("%lld", (long long)at);
}

/* The message of a hit; false where a hit is of the whole conversation. */
static bool message_of(const kefu_conversation *conversation, const kefu_alert *alert,
                       kefu_message *message) {
    message->size = sizeof *message;
    return alert->message != UINT64_MAX &&
           kefu_conversation_message_at(conversation, (size_t)alert->message, message, NULL) ==
               KEFU_OK;
}

static void print_json_hit(const kefu_conversation *conversation, const kefu_alert *alert,
                           kefu_str words) {
    kefu_message message;
    fputs("{\"at\":", stdout);
    print_time(alert->at);
    if (message_of(conversation, alert, &message)) {
        printf(",\"message\":%llu,\"message_id\":", (unsigned long long)alert->message);
        cli_print_text(stdout, message.id);
        printf(",\"role\":\"%s\",\"agent_id\":", kefu_vocabulary_name("role", message.role));
        cli_print_text(stdout, message.agent_id);
    }
    if (words.size) {
        printf(",\"start\":%u,\"end\":%u,\"evidence\":", alert->start, alert->end);
        cli_print_text(stdout, words);
    }
    putchar('}');
}

static void begin_json(const kefu_conversation *conversation) {
    kefu_message first = {.size = sizeof first, .at = KEFU_TIME_NONE};
    fputs("{\"id\":", stdout);
    cli_print_text(stdout, attribute(conversation, "id"));
    fputs(",\"agent_id\":", stdout);
    cli_print_text(stdout, attribute(conversation, "agent_id"));
    fputs(",\"at\":", stdout);
    kefu_conversation_message_at(conversation, 0, &first, NULL);
    print_time(first.at);
    fputs(",\"hits\":[", stdout);
}

/* A cell of the table: a tab or a line's end in it is escaped. */
static void print_cell(kefu_str text, const char *end) {
    char *copy = malloc(text.size + 1);
    if (copy) {
        memcpy(copy, text.data ? text.data : "", text.size);
        copy[text.size] = '\0';
        cli_print_visible(stdout, copy);
        free(copy);
    }
    fputs(end, stdout);
}

static void print_text_hit(const struct job *job, const kefu_conversation *conversation,
                           const kefu_alert *alert, kefu_str words) {
    char time[ZONE_TIME_SIZE];
    kefu_message message;
    const bool has_message = message_of(conversation, alert, &message);
    const kefu_str responsible = attribute(conversation, "agent_id");
    print_cell(attribute(conversation, "id"), "\t");
    print_cell(has_message && message.agent_id.size ? message.agent_id : responsible, "\t");
    cli_zone_print_time(time, &job->selection.zone, alert->at);
    printf("%s\t%s\t", time, has_message ? kefu_vocabulary_name("role", message.role) : "");
    print_cell(words, "\n");
}

/* Prints the hits of the condition among the alerts of a conversation. */
static kefu_status print_hits(struct job *job, const kefu_conversation *conversation,
                              const kefu_monitor *monitor, kefu_error *error) {
    kefu_alert alert = {.size = sizeof alert};
    kefu_status status = KEFU_OK;
    size_t count = 0;
    for (size_t i = 0; !status && i < kefu_monitor_alert_count(monitor); i++) {
        kefu_str words;
        status = kefu_monitor_alert_at(monitor, i, &alert, error);
        if (status || strcmp(alert.rule_id, WRAPPER_RULE) != 0 || (count++ && job->count))
            continue;
        status = hit_words(job, &alert, &words, error);
        if (status || job->count)
            continue;
        if (job->text) {
            print_text_hit(job, conversation, &alert, words);
        } else {
            if (count == 1)
                begin_json(conversation);
            else
                putchar(',');
            print_json_hit(conversation, &alert, words);
        }
    }
    if (count && !job->text && !job->count)
        fputs("]}\n", stdout);
    job->found += count > 0;
    return status;
}

static kefu_status search(struct job *job, const kefu_conversation *conversation,
                          kefu_error *error) {
    kefu_monitor *monitor = NULL;
    kefu_status status = kefu_monitor_new(conversation, job->rubric, NULL, &monitor, error);
    if (!status)
        status = kefu_monitor_update(monitor, KEFU_TIME_END, error);
    if (!status)
        status = print_hits(job, conversation, monitor, error);
    kefu_monitor_free(monitor);
    return status;
}

/* ---- records ---- */

static kefu_status judge(struct job *job, const kefu_record *record, kefu_error *error) {
    kefu_conversation *conversation = NULL;
    bool counts = false;
    kefu_status status = kefu_conversation_new(job->scheme, NULL, &conversation, error);
    if (!status)
        status = kefu_conversation_read_json(conversation, job->scratch, record->json.data,
                                             record->json.size, job->printer.collector, error);
    if (!status)
        status = cli_selection_conversation(&job->selection, conversation, &counts, error);
    job->taken += counts || status;
    if (!status && counts)
        status = search(job, conversation, error);
    kefu_conversation_free(conversation);
    return status;
}

/* Takes the current record. Returns false if the command ends. */
static bool take(struct job *job, struct records *records) {
    const struct finding_place place = cli_records_place(records);
    kefu_error error;
    bool good = true;
    memset(&error, 0, sizeof error);
    if (records->record.kind != KEFU_RECORD_CONVERSATION) {
        cli_records_pass(records, "find");
        return true;
    }
    if (records->record.flags & (KEFU_RECORD_REPEATED | KEFU_RECORD_EMPTY))
        return true;
    if (judge(job, &records->record, &error))
        good = error.status != KEFU_E_WRITE && cli_records_skip(records, &error);
    cli_findings_flush(&job->printer, &place);
    return good && !ferror(stdout);
}

static int find(struct job *job, struct records *records) {
    struct progress progress;
    bool good = true;
    cli_progress_begin(&progress, "searching", false);
    while (good && cli_records_next(records)) {
        good = take(job, records);
        cli_progress_at(&progress, cli_records_done(records), records->total);
    }
    cli_progress_end(&progress);
    if (good && job->count)
        printf("{\"conversations\":%zu,\"found\":%zu}\n", job->taken, job->found);
    if (!cli_flush() || records->failed || !good)
        return EXIT_FOUND;
    cli_selection_tell(&job->selection, &job->printer);
    if (job->taken == 0 && cli_selection_left_out(&job->selection, 0))
        cli_fail("all conversations of the input are left out");
    else if (job->taken == 0 && job->printer.found == 0)
        cli_fail("there is no conversation in the input");
    return job->taken ? EXIT_DONE : EXIT_FOUND;
}

/* ---- the command ---- */

static int prepare(struct job *job, const struct arguments *arguments, struct records *records,
                   kefu_field_map **map) {
    const char *name = cli_option(arguments, MAP);
    kefu_error error;
    const int code = compile(job, cli_option(arguments, OPTION_SCHEME), arguments->files[0]);
    if (code != EXIT_DONE)
        return code;
    if (name && !(*map = cli_map_load(name, &job->printer)))
        return EXIT_FOUND;
    if (kefu_scratch_new(NULL, &job->scratch, &error))
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
    if (!cli_parse(&arguments, &cli_find, specs, OPTIONS, argc, argv, &code))
        return code;
    if (arguments.file_count == 0)
        return cli_usage(&cli_find, "which CONDITION?");
    if (!cli_files_find(&files, arguments.files + 1, arguments.file_count - 1, true))
        return EXIT_FOUND;
    job.text = cli_option(&arguments, TEXT) != NULL;
    job.count = cli_option(&arguments, COUNT) != NULL;
    job.redact = cli_option(&arguments, REDACT) != NULL;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    memset(&records, 0, sizeof records);
    code = cli_selection_read(&job.selection, &arguments, SELECTION, &job.printer);
    if (code == EXIT_DONE &&
        !cli_records_open(&records, &files, cli_option(&arguments, ENCODING), &job.printer))
        code = EXIT_FOUND;
    if (code == EXIT_DONE && (code = prepare(&job, &arguments, &records, &map)) == EXIT_DONE)
        code = find(&job, &records);
    text_out_free(&job.words);
    cli_selection_free(&job.selection);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    cli_records_close(&records);
    kefu_field_map_free(map);
    cli_files_free(&files);
    return cli_findings_end(&job.printer, code);
}
