/* SPDX-License-Identifier: MIT
 * kefu sample: which conversations people are to review. */
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "condition.h"
#include "records.h"
#include "selection.h"
#include "table.h"

static int run(int argc, char **argv);

const struct command cli_sample = {
    "sample", "conversations to review, drawn so that anybody can repeat it",
    "Usage: kefu sample [options] [FILE …]\n"
    "\n"
    "Prints a line of JSON for each conversation that is drawn: {\"id\",\"stratum\",\"agent_id\",\n"
    "\"random\",\"risk\",\"reviewer\",\"key\"}. Drawn are those with the smallest keys, SHA-256 of "
    "the\n"
    "seed in decimal digits, a byte 0 and the id (docs/quality.md). Files are as kefu report "
    "takes\n"
    "them; without one, or for -, standard input is read.\n"
    "\n"
    "  --seed S     another seed draws another sample (default 1)\n"
    "  --count N    how many; with --by allotted in proportion to the strata\n"
    "  --by A       draw by this attribute: agent_id, team, channel, topic, your own\n"
    "  --per-stratum N   how many of each value of --by\n"
    "  --per-reviewer N  how many for each reviewer, those of --risk included\n"
    "  --margin M   as many as it takes to know a share within ± M (0.05)\n"
    "  --level L    with this probability (default 0.95)\n"
    "  --share P    the share that is expected (default 0.5, which needs most)\n"
    "  --risk C     besides, all of which this condition of a rule is true (docs/conditions.md)\n"
    "  --reviewers A,B,…  who reviews; nobody gets a conversation of his own\n"
    "  --strict     stop at a record that cannot be read (default: report, skip, exit 3)\n"
    "  --encoding E of the files (default: recognised)\n"
    "  --map MAP    a field map that gathers rows into conversations "
    "(docs/records.md)\n" SELECTION_HELP,
    run};

enum {
    OPTION_SCHEME,
    SEED,
    COUNT,
    PER_STRATUM,
    PER_REVIEWER,
    MARGIN,
    LEVEL,
    SHARE,
    BY,
    RISK,
    REVIEWERS,
    STRICT,
    ENCODING,
    MAP,
    SELECTION,
    OPTIONS = SELECTION + SELECTIONS
};
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true},       {"seed", true},   {"count", true},     {"per-stratum", true},
    {"per-reviewer", true}, {"margin", true}, {"level", true},     {"share", true},
    {"by", true},           {"risk", true},   {"reviewers", true}, {"strict", false},
    {"encoding", true},     {"map", true},    SELECTION_OPTIONS};

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    struct condition risk; /* its scheme NULL: none is asked for */
    const char *by;        /* NULL: one stratum */
    struct finding_printer printer;
    struct selection selection;
    struct text_out request;
    size_t taken;
};

/* ---- the request ---- */

/* Options that are numbers of the request, by their names in it. */
static const struct {
    size_t option;
    const char *name;
} numbers[] = {{SEED, "seed"},
               {COUNT, "count"},
               {PER_STRATUM, "per_stratum"},
               {PER_REVIEWER, "per_reviewer"},
               {MARGIN, "margin"},
               {LEVEL, "level"},
               {SHARE, "share"}};

/* Adds a number, or what is none as a text, which the library refuses. */
static void add_number(struct text_out *request, const char *name, const char *text) {
    const bool is_number = strspn(text, "0123456789.") == strlen(text) && *text != '.';
    cli_json_add_string(request, (kefu_str){name, strlen(name)});
    cli_json_add(request, ":");
    if (is_number)
        cli_json_add(request, text);
    else
        cli_json_add_string(request, (kefu_str){text, strlen(text)});
    cli_json_add(request, ",");
}

static void add_reviewers(struct text_out *request, const char *list) {
    cli_json_add(request, "\"reviewers\":[");
    for (const char *at = list;; at++) {
        const size_t size = strcspn(at, ",");
        cli_json_add_string(request, (kefu_str){at, size});
        at += size;
        if (!*at)
            break;
        cli_json_add(request, ",");
    }
    cli_json_add(request, "],");
}

static void begin_request(const struct arguments *arguments, struct text_out *request) {
    cli_json_add(request, "{");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (cli_option(arguments, numbers[i].option))
            add_number(request, numbers[i].name, cli_option(arguments, numbers[i].option));
    if (cli_option(arguments, REVIEWERS))
        add_reviewers(request, cli_option(arguments, REVIEWERS));
    cli_json_add(request, "\"conversations\":[");
}

/* ---- conversations ---- */

static void add_attribute(struct job *job, const char *name, const kefu_conversation *conversation,
                          const char *attribute) {
    kefu_str value = {"", 0};
    if (kefu_conversation_find_attribute(conversation, attribute, strlen(attribute), &value, NULL))
        value = (kefu_str){"", 0};
    cli_json_add(&job->request, name);
    cli_json_add_string(&job->request, value);
}

static kefu_status note_risk(void *ctx, const kefu_alert *alert, kefu_error *error) {
    (void)alert;
    (void)error;
    *(bool *)ctx = true;
    return KEFU_OK;
}

static kefu_status add(struct job *job, const kefu_conversation *conversation, kefu_error *error) {
    bool risk = false;
    if (job->risk.scheme) {
        const kefu_status status = cli_condition_hits(&job->risk, conversation, note_risk, &risk,
                                                      error);
        if (status)
            return status;
    }
    cli_json_add(&job->request, job->taken ? "," : "");
    add_attribute(job, "{\"id\":", conversation, "id");
    add_attribute(job, ",\"agent_id\":", conversation, "agent_id");
    if (job->by)
        add_attribute(job, ",\"stratum\":", conversation, job->by);
    cli_json_add(&job->request, risk ? ",\"risk\":true}" : "}");
    job->taken++;
    return KEFU_OK;
}

static kefu_status judge(struct job *job, const kefu_record *record, kefu_error *error) {
    kefu_conversation *conversation = NULL;
    bool counts = false;
    kefu_status status = kefu_conversation_new(job->scheme, NULL, &conversation, error);
    if (!status)
        status = kefu_conversation_read_json(conversation, job->scratch, record->json.data,
                                             record->json.size, job->printer.collector, error);
    if (!status)
        status = cli_selection_conversation(&job->selection, conversation, &counts, error);
    if (!status && counts)
        status = add(job, conversation, error);
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
        cli_records_pass(records, "sample");
        return true;
    }
    if (records->record.flags & (KEFU_RECORD_REPEATED | KEFU_RECORD_EMPTY))
        return true;
    if (records->record.id.size == 0)
        good = cli_findings_refuse(&job->printer, &place, "missing_member",
                                   "a conversation without an id cannot be drawn");
    else if (judge(job, &records->record, &error))
        good = cli_records_skip(records, &error);
    cli_findings_flush(&job->printer, &place);
    return good;
}

/* ---- what was drawn ---- */

static void print_sample(const cJSON *answer) {
    const cJSON *sample = cJSON_GetObjectItemCaseSensitive(answer, "sample"), *one;
    cJSON_ArrayForEach(one, sample) {
        char *line = cJSON_PrintUnformatted(one);
        if (line)
            puts(line);
        cJSON_free(line);
    }
}

static int count_of(const cJSON *answer, const char *name) {
    return (int)cJSON_GetNumberValue(cJSON_GetObjectItemCaseSensitive(answer, name));
}

/* Says on standard error how many were drawn. */
static void tell(const struct job *job, const cJSON *answer) {
    const int unassigned = count_of(answer, "unassigned");
    if (job->printer.json)
        return;
    fprintf(stderr, "kefu: %d conversations: %d drawn by key, %d of risk",
            count_of(answer, "population"), count_of(answer, "random"), count_of(answer, "risk"));
    if (unassigned)
        fprintf(stderr, "; %d without a reviewer, who would be the agent or has enough",
                unassigned);
    fputc('\n', stderr);
}

static int draw(struct job *job) {
    struct text_out text = {NULL, 0, 0};
    const struct finding_place place = {"the options", 0, false};
    kefu_error error;
    int code = EXIT_DONE;
    cli_json_add(&job->request, "]}");
    if (kefu_sample_draw(job->request.data, job->request.size, NULL, job->printer.collector,
                         text_out_write, &text, &error)) {
        if (cli_findings_flush(&job->printer, &place) == 0)
            cli_fail("%s", error.message);
        code = EXIT_USAGE;
    } else {
        cJSON *answer = cJSON_ParseWithLength(text.data, text.size);
        print_sample(answer);
        tell(job, answer);
        cJSON_Delete(answer);
        code = cli_flush() ? EXIT_DONE : EXIT_FOUND;
    }
    text_out_free(&text);
    return code;
}

static int sample(struct job *job, struct records *records) {
    struct progress progress;
    bool good = true;
    cli_progress_begin(&progress, "reading", false);
    while (good && cli_records_next(records)) {
        good = take(job, records);
        cli_progress_at(&progress, cli_records_done(records), records->total);
    }
    cli_progress_end(&progress);
    if (records->failed || !good)
        return EXIT_FOUND;
    cli_selection_tell(&job->selection, &job->printer);
    if (job->taken > 0)
        return draw(job);
    if (cli_selection_left_out(&job->selection, 0))
        cli_fail("all conversations of the input are left out");
    else if (job->printer.found == 0)
        cli_fail("there is no conversation in the input");
    return EXIT_FOUND;
}

/* ---- the command ---- */

static int prepare(struct job *job, const struct arguments *arguments, struct records *records,
                   kefu_field_map **map) {
    const char *name = cli_option(arguments, MAP), *risk = cli_option(arguments, RISK);
    const char *scheme = cli_option(arguments, OPTION_SCHEME);
    kefu_error error;
    if (risk) {
        const int code = cli_condition_compile(&job->risk, &job->printer, scheme, risk, "--risk");
        if (code != EXIT_DONE)
            return code;
        job->scheme = job->risk.scheme;
    } else if (!(job->scheme = cli_scheme(&job->printer, scheme))) {
        return EXIT_FOUND;
    }
    if (name && !(*map = cli_map_load(name, &job->printer)))
        return EXIT_FOUND;
    if (kefu_scratch_new(NULL, &job->scratch, &error))
        return cli_fail("%s", error.message);
    if (*map && kefu_reader_use_map(records->reader, *map, &error))
        return cli_fail("%s: %s", name, error.message);
    return EXIT_DONE;
}

static void job_free(struct job *job) {
    if (job->risk.scheme)
        cli_condition_free(&job->risk);
    else
        kefu_scheme_release(job->scheme);
    text_out_free(&job->request);
    cli_selection_free(&job->selection);
    kefu_scratch_free(job->scratch);
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct file_list files;
    struct records records;
    struct job job;
    kefu_field_map *map = NULL;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_sample, specs, OPTIONS, argc, argv, &code))
        return code;
    job.by = cli_option(&arguments, BY);
    if (cli_option(&arguments, PER_STRATUM) && !job.by)
        return cli_usage(&cli_sample, "--per-stratum needs --by");
    if (!cli_files_find(&files, arguments.files, arguments.file_count, true))
        return EXIT_FOUND;
    begin_request(&arguments, &job.request);
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    memset(&records, 0, sizeof records);
    code = cli_selection_read(&job.selection, &arguments, SELECTION, &job.printer);
    if (code == EXIT_DONE &&
        !cli_records_open(&records, &files, cli_option(&arguments, ENCODING), &job.printer))
        code = EXIT_FOUND;
    if (code == EXIT_DONE && (code = prepare(&job, &arguments, &records, &map)) == EXIT_DONE)
        code = sample(&job, &records);
    job_free(&job);
    cli_records_close(&records);
    kefu_field_map_free(map);
    cli_files_free(&files);
    return cli_findings_end(&job.printer, code);
}
