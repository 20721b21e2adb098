/* SPDX-License-Identifier: MIT
 * kefu score and kefu metrics: one line of JSON for each conversation. */
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "fields.h"
#include "measuring.h"
#include "records.h"
#include "selection.h"

static int run_score(int argc, char **argv);
static int run_metrics(int argc, char **argv);

#define INPUT_HELP                                                                                 \
    "Files are JSON lines, a JSON array or\n"                                                      \
    "pretty-printed JSON, CSV or TSV, also .gz, .xlsx, .xls; folders and patterns stand for the "  \
    "files in "                                                                                    \
    "them. A\n"                                                                                    \
    "conversation whose id came before counts once. Without a file, or for -, standard\n"          \
    "input is read.\n"
#define SHARED_HELP                                                                                \
    "  --now T      ask at this instant (RFC 3339, or milliseconds); default: nothing more "       \
    "comes\n"                                                                                      \
    "  --strict     stop at a record that cannot be read (default: report, skip, exit 3)\n"        \
    "  --encoding E of the files (default: recognised)\n"                                          \
    "  --map MAP    a field map that gathers rows into conversations "                             \
    "(docs/records.md)\n" SELECTION_HELP

const struct command cli_score = {
    "score", "an evaluation of each conversation by a rubric",
    "Usage: kefu score [options] [FILE …]\n"
    "\n"
    "Prints an evaluation of each conversation as a line of JSON: scores, bands, answers with\n"
    "their evidence. " INPUT_HELP "\n"
    "  --rubric ID  the rubric to judge by (default: the scheme's own)\n"
    "  --by B       conversation (default), or agent: a line for each agent's part of "
    "it\n" SHARED_HELP,
    run_score};

const struct command cli_metrics = {
    "metrics", "the metrics of each conversation: response times, resolution, sentiment",
    "Usage: kefu metrics [options] [FILE …]\n"
    "\n"
    "Prints {\"id\",\"metrics\":{\"frt\":{\"value\",\"n\",\"status\",\"reason\"},…}} a line;\n"
    "durations are milliseconds, ratios 0…1. " INPUT_HELP "\n"
    "  --metric M,… these metrics alone, in this order\n"
    "  --statistic S of them: mean, sum, max, count, p50, p90 or p95 (default: each one's own)\n"
    "  --explain M  show how metric M came about instead: what it counted and left out, and why\n"
    "  --turns      show who waited for whom instead, a line for each piece of a "
    "wait\n" SHARED_HELP,
    run_metrics};

enum {
    OPTION_SCHEME,
    STRICT,
    ENCODING,
    MAP,
    WHICH,
    NOW,
    BY,
    SELECTION,
    OWN_OPTIONS = SELECTION + SELECTIONS
};
/* behind them those of kefu metrics alone */
enum { METRIC = OWN_OPTIONS, STATISTIC, TURNS, OPTIONS };

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    bool score, explain, turns;
    bool skips_analysis; /* no metric that is asked for reads texts */
    struct measuring measuring;
    kefu_field_map *map;
    kefu_rubric rubric;
    kefu_metric metric;
    int64_t now;
    bool by_agent; /* an evaluation of each agent's part, not of the conversation */
    struct finding_printer printer;
    struct selection selection;
    size_t taken; /* conversations that are selected, those that are refused included */
};

static kefu_status print_evaluation(const struct job *job, const kefu_conversation *conversation,
                                    const char *agent, kefu_error *error) {
    kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
    kefu_evaluation *evaluation = NULL;
    options.now = job->now;
    options.agent_id = (kefu_str){agent, agent ? strlen(agent) : 0};
    kefu_status status = kefu_evaluate_part(conversation, job->rubric, &options, &evaluation,
                                            error);
    if (status == KEFU_OK)
        status = kefu_evaluation_write(evaluation, cli_write, stdout, error);
    if (status == KEFU_OK)
        putchar('\n');
    kefu_evaluation_free(evaluation);
    return status;
}

/* An evaluation a line of each agent's part. */
static kefu_status print_parts(const struct job *job, const kefu_conversation *conversation,
                               kefu_error *error) {
    struct text_out text = {NULL, 0, 0};
    kefu_status status = kefu_conversation_write_agents(conversation, text_out_write, &text, error);
    cJSON *agents = status != KEFU_OK ? NULL : cJSON_ParseWithLength(text.data, text.size);
    const cJSON *agent;
    cJSON_ArrayForEach(agent, agents) {
        if (status == KEFU_OK)
            status = print_evaluation(job, conversation, agent->valuestring, error);
    }
    cJSON_Delete(agents);
    text_out_free(&text);
    return status;
}

/* Prints what is asked for of a conversation. */
static kefu_status print(struct job *job, const kefu_conversation *conversation,
                         kefu_error *error) {
    kefu_status status;
    if (job->score)
        status = job->by_agent ? print_parts(job, conversation, error)
                               : print_evaluation(job, conversation, NULL, error);
    else if (job->explain)
        status = kefu_conversation_explain(conversation, job->metric, job->now, cli_write, stdout,
                                           error);
    else if (job->turns)
        status = cli_print_turns(conversation, error);
    else
        status = cli_print_metrics(&job->measuring, conversation, job->now, error);
    if (status == KEFU_OK && !job->score && !job->turns)
        putchar('\n');
    return status;
}

static kefu_status judge(struct job *job, const kefu_record *record, kefu_error *error) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *conversation = NULL;
    options.flags = job->skips_analysis ? KEFU_CONVERSATION_SKIP_ANALYSIS : 0;
    kefu_status status = kefu_conversation_new(job->scheme, &options, &conversation, error);
    bool counts = false;
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, job->scratch, record->json.data,
                                             record->json.size, job->printer.collector, error);
    if (status == KEFU_OK)
        status = cli_selection_conversation(&job->selection, conversation, &counts, error);
    job->taken += counts || status != KEFU_OK;
    if (status == KEFU_OK && counts)
        status = print(job, conversation, error);
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
        cli_records_pass(records, job->score ? "score" : "metrics");
        return true;
    }
    if (records->record.flags & (KEFU_RECORD_REPEATED | KEFU_RECORD_EMPTY))
        return true;
    if (judge(job, &records->record, &error))
        good = error.status != KEFU_E_WRITE && cli_records_skip(records, &error);
    cli_findings_flush(&job->printer, &place);
    return good && !ferror(stdout);
}

static int judge_all(struct job *job, struct records *records) {
    struct progress progress;
    bool good = true;
    cli_progress_begin(&progress, job->score ? "scoring" : "measuring", false);
    while (good && cli_records_next(records)) {
        good = take(job, records);
        cli_progress_at(&progress, cli_records_done(records), records->total);
    }
    cli_progress_end(&progress);
    if (!cli_flush() || records->failed || !good)
        return EXIT_FOUND;
    cli_selection_tell(&job->selection, &job->printer);
    if (job->taken == 0 && cli_selection_left_out(&job->selection, 0))
        cli_fail("all conversations of the input are left out");
    else if (job->taken == 0 && job->printer.found == 0)
        cli_fail("there is no conversation in the input");
    return job->taken ? EXIT_DONE : EXIT_FOUND;
}

static int find_definition(struct job *job, const char *which) {
    kefu_error error;
    kefu_status status = KEFU_OK;
    if (job->score)
        status = kefu_scheme_find_rubric(job->scheme, which ? which : "", which ? strlen(which) : 0,
                                         &job->rubric, &error);
    else if (which)
        status = kefu_scheme_find_metric(job->scheme, which, strlen(which), &job->metric, &error);
    job->explain = !job->score && which;
    return status != KEFU_OK ? cli_fail("%s", error.message) : EXIT_DONE;
}

static int read_by(struct job *job, const char *by) {
    job->by_agent = by && strcmp(by, "agent") == 0;
    if (by && !(job->score && (job->by_agent || strcmp(by, "conversation") == 0)))
        return job->score ? cli_usage(&cli_score, "--by: agent or conversation")
                          : cli_usage(&cli_metrics, "there is no option --by");
    return EXIT_DONE;
}

static int read_now(struct job *job, const struct command *command, const char *text) {
    kefu_error error;
    job->now = KEFU_TIME_END;
    if (text && kefu_time_read(text, strlen(text), &job->now, &error))
        return cli_usage(command, "--now: %s", error.message);
    return EXIT_DONE;
}

/* Only rows need to be gathered; a map of whole records is for kefu report. */
static int use_map(struct job *job, struct records *records, const char *name) {
    kefu_error error;
    if (!name)
        return EXIT_DONE;
    if (!(job->map = cli_map_load(name, &job->printer)))
        return EXIT_FOUND;
    return kefu_reader_use_map(records->reader, job->map, &error)
               ? cli_fail("%s: %s", name, error.message)
               : EXIT_DONE;
}

/* What kefu metrics prints: all metrics, some, the explanation of one, or the waits. */
static int read_measures(struct job *job, const struct arguments *arguments) {
    const char *ids = cli_option(arguments, METRIC), *statistic = cli_option(arguments, STATISTIC);
    job->turns = cli_option(arguments, TURNS) != NULL;
    if (job->explain + job->turns + (ids || statistic) > 1)
        return cli_usage(&cli_metrics, "--explain, --turns and --metric exclude one another");
    const int code = cli_measuring_read(&job->measuring, job->scheme, ids, statistic);
    job->skips_analysis = !job->explain && !job->turns &&
                          !cli_measuring_reads_texts(&job->measuring, job->scheme);
    return code;
}

static int run(const struct command *command, bool score, int argc, char **argv) {
    const struct option_spec specs[OPTIONS] = {{"scheme", true},
                                               {"strict", false},
                                               {"encoding", true},
                                               {"map", true},
                                               {score ? "rubric" : "explain", true},
                                               {"now", true},
                                               {"by", true},
                                               SELECTION_OPTIONS,
                                               {"metric", true},
                                               {"statistic", true},
                                               {"turns", false}};
    struct arguments arguments;
    struct file_list files;
    struct records records;
    struct job job;
    kefu_error error;
    int code;
    memset(&job, 0, sizeof job);
    job.score = score;
    if (!cli_parse(&arguments, command, specs, score ? OWN_OPTIONS : OPTIONS, argc, argv, &code))
        return code;
    if ((code = read_now(&job, command, cli_option(&arguments, NOW))) != EXIT_DONE ||
        (code = read_by(&job, cli_option(&arguments, BY))) != EXIT_DONE)
        return code;
    if (!cli_files_find(&files, arguments.files, arguments.file_count, true))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    code = cli_selection_read(&job.selection, &arguments, SELECTION, &job.printer);
    memset(&records, 0, sizeof records);
    if (code == EXIT_DONE &&
        cli_records_open(&records, &files, cli_option(&arguments, ENCODING), &job.printer))
        job.scheme = cli_scheme(&job.printer, cli_option(&arguments, OPTION_SCHEME));
    if (!job.scheme)
        code = code ? code : EXIT_FOUND;
    else if (kefu_scratch_new(NULL, &job.scratch, &error))
        code = cli_fail("%s", error.message);
    else if ((code = use_map(&job, &records, cli_option(&arguments, MAP))) == EXIT_DONE &&
             (code = find_definition(&job, cli_option(&arguments, WHICH))) == EXIT_DONE &&
             (score || (code = read_measures(&job, &arguments)) == EXIT_DONE))
        code = judge_all(&job, &records);
    cli_selection_free(&job.selection);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    cli_records_close(&records);
    kefu_field_map_free(job.map);
    cli_files_free(&files);
    return cli_findings_end(&job.printer, code);
}

static int run_score(int argc, char **argv) {
    return run(&cli_score, true, argc, argv);
}

static int run_metrics(int argc, char **argv) {
    return run(&cli_metrics, false, argc, argv);
}
