/* SPDX-License-Identifier: MIT
 * kefu score and kefu metrics: one line of JSON for each conversation. */
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "answers.h"
#include "commands.h"
#include "fields.h"
#include "measuring.h"
#include "preset.h"
#include "records.h"
#include "selection.h"
#include "versions.h"

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
    "  --strict     stop at a record that cannot be read or has a flaw (default: report, skip, "   \
    "exit 3)\n"                                                                                    \
    "  --encoding E of the files (default: recognised)\n"                                          \
    "  --map MAP    a field map that gathers rows into conversations "                             \
    "(docs/records.md)\n" ROSTER_HELP SELECTION_HELP

const struct command cli_score = {
    "score", "an evaluation of each conversation by a rubric",
    "Usage: kefu score [options] [FILE …]\n"
    "\n"
    "Prints an evaluation of each conversation as a line of JSON: scores, bands, answers with\n"
    "their evidence. " INPUT_HELP "\n"
    "  --rubric ID  the rubric to judge by (default: the scheme's own)\n"
    "  --by B       conversation (default), or agent: a line for each agent's part of it\n"
    "  --csv        a table for spreadsheets: a row for each thing that cost points, with the\n"
    "               words for it (docs/quality.md)\n"
    "  --language L of the table: zh-Hans (default), zh-Hant or en\n"
    "  --answers F  answers that people gave in place of the automatic ones; may stand several\n"
    "               times\n" SHARED_HELP,
    run_score};

const struct command cli_metrics = {
    "metrics", "the metrics of each conversation: response times, resolution, sentiment",
    "Usage: kefu metrics [options] [FILE …]\n"
    "\n"
    "Prints {\"id\",\"metrics\":{\"frt\":{\"value\",\"n\",\"status\",\"reason\"},…}} a line;\n"
    "durations are milliseconds, ratios 0…1. " INPUT_HELP "\n"
    "  --metric M,… these metrics alone, in this order\n"
    "  --statistic S of them: mean, sum, max, count, p25, p50, p75, p90, p95 or p99\n"
    "               (default: the own of each)\n"
    "  --explain M  show how metric M came about instead: what it counted and left out, and why\n"
    "  --preset P   the metrics of a platform by its own definition: cn.taobao, cn.jd, cn.douyin,\n"
    "               cn.kuaishou, cn.wecom, cn.tencent_im, cn.kf5, zendesk or intercom\n"
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
    ROSTER,
    SELECTION = ROSTER + ROSTERS,
    OWN_OPTIONS = SELECTION + SELECTIONS
};
/* behind them those of kefu score alone, or those of kefu metrics alone */
enum { CSV = OWN_OPTIONS, LANGUAGE, ANSWERS, SCORE_OPTIONS };
enum { METRIC = OWN_OPTIONS, STATISTIC, TURNS, PRESET, OPTIONS };

/* The metrics that are asked for, as a scheme defines them. */
struct measures {
    bool is_read;
    bool skips_analysis; /* none of them reads texts */
    struct measuring measuring;
    kefu_metric explained;
};

struct job {
    struct versions versions;
    const struct version_slice *slice; /* the definitions of the current conversation */
    struct measures *measures;         /* of each slice of the versions */
    struct preset preset;              /* of kefu metrics; zero: none */
    kefu_scratch *scratch;
    bool score, turns;
    const char *ids, *statistic, *explained; /* --metric, --statistic, --explain; or NULL */
    kefu_field_map *map;
    int64_t now;
    bool by_agent; /* an evaluation of each agent's part, not of the conversation */
    bool csv;
    const char *language; /* of the table; NULL: Chinese */
    struct given_answers answers;
    struct finding_printer printer;
    struct selection selection;
    struct used_roster roster;
    size_t taken; /* conversations that are selected, those that are refused included */
};

static kefu_status print_evaluation(struct job *job, const kefu_conversation *conversation,
                                    const char *agent, kefu_error *error) {
    kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
    kefu_evaluation *evaluation = NULL;
    options.now = job->now;
    options.agent_id = (kefu_str){agent, agent ? strlen(agent) : 0};
    kefu_status status = kefu_evaluate_part(conversation, job->slice->rubric, &options, &evaluation,
                                            error);
    if (status == KEFU_OK)
        cli_answers_apply(&job->answers, conversation, options.agent_id, evaluation);
    if (status == KEFU_OK)
        status = job->csv ? kefu_evaluation_write_csv(evaluation, job->language, cli_write, stdout,
                                                      error)
                          : kefu_evaluation_write(evaluation, cli_write, stdout, error);
    if (status == KEFU_OK && !job->csv)
        putchar('\n');
    kefu_evaluation_free(evaluation);
    return status;
}

/* An evaluation a line of each agent's part. */
static kefu_status print_parts(struct job *job, const kefu_conversation *conversation,
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

/* Finds what is asked for in the definitions of the current conversation. */
static kefu_status find_measures(struct job *job, const struct measures **found,
                                 kefu_error *error) {
    struct measures *measures = &job->measures[job->slice - job->versions.slices];
    const char *id = job->explained;
    kefu_status status = KEFU_OK;
    if (!measures->is_read && id)
        status = kefu_scheme_find_metric(job->slice->scheme, id, strlen(id), &measures->explained,
                                         error);
    else if (!measures->is_read)
        status = cli_measuring_read(&measures->measuring, job->slice->scheme, job->ids,
                                    job->statistic, error);
    if (!measures->is_read && status == KEFU_OK)
        measures->skips_analysis = !id && !cli_measuring_reads_texts(&measures->measuring,
                                                                     job->slice->scheme);
    measures->is_read |= status == KEFU_OK;
    *found = measures;
    return status;
}

static kefu_status print_measures(struct job *job, const kefu_conversation *conversation,
                                  kefu_error *error) {
    const struct measures *measures;
    const kefu_status status = find_measures(job, &measures, error);
    if (status != KEFU_OK)
        return status;
    return job->explained ? kefu_conversation_explain(conversation, measures->explained, job->now,
                                                      cli_write, stdout, error)
                          : cli_print_metrics(&measures->measuring, conversation, job->now, error);
}

/* Prints what is asked for of a conversation. */
static kefu_status print(struct job *job, const kefu_conversation *conversation,
                         kefu_error *error) {
    kefu_status status;
    if (job->score)
        status = job->by_agent ? print_parts(job, conversation, error)
                               : print_evaluation(job, conversation, NULL, error);
    else if (job->turns)
        status = cli_print_turns(conversation, error);
    else
        status = print_measures(job, conversation, error);
    if (status == KEFU_OK && !job->score && !job->turns)
        putchar('\n');
    return status;
}

/* Does nothing that is asked for of the current conversation read its texts? */
static bool skips_analysis(struct job *job) {
    const struct measures *measures;
    kefu_error error; /* told where the measures are printed */
    return !job->score && !job->turns && find_measures(job, &measures, &error) == KEFU_OK &&
           measures->skips_analysis;
}

static kefu_status judge(struct job *job, const kefu_record *record, kefu_error *error) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *conversation = NULL;
    bool counts = false;
    size_t slice;
    kefu_status status = cli_versions_find(&job->versions, record->json, &slice, error);
    job->slice = &job->versions.slices[slice];
    if (status == KEFU_OK && skips_analysis(job))
        options.flags = KEFU_CONVERSATION_SKIP_ANALYSIS;
    if (status == KEFU_OK)
        status = kefu_conversation_new(job->slice->scheme, &options, &conversation, error);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, job->scratch, record->json.data,
                                             record->json.size, job->printer.collector, error);
    if (status == KEFU_OK)
        status = cli_findings_strict(&job->printer, job->printer.collector, error);
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
    cli_answers_tell(&job->answers, &job->printer);
    if (job->taken == 0 && cli_selection_left_out(&job->selection, 0))
        cli_fail("all conversations of the input are left out");
    else if (job->taken == 0 && job->printer.found == 0)
        cli_fail("there is no conversation in the input");
    return job->taken ? EXIT_DONE : EXIT_FOUND;
}

static int read_by(struct job *job, const char *by) {
    job->by_agent = by && strcmp(by, "agent") == 0;
    if (by && !(job->score && (job->by_agent || strcmp(by, "conversation") == 0)))
        return job->score ? cli_usage(&cli_score, "--by: agent or conversation")
                          : cli_usage(&cli_metrics, "there is no option --by");
    return EXIT_DONE;
}

static int read_table(struct job *job, const struct arguments *arguments) {
    job->csv = job->score && cli_option(arguments, CSV);
    job->language = job->score ? cli_option(arguments, LANGUAGE) : NULL;
    if (job->language && !job->csv)
        return cli_usage(&cli_score, "--language is of --csv");
    if (job->language && !cli_is_language(job->language))
        return cli_usage(&cli_score, "--language: zh-Hans, zh-Hant or en");
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
    job->ids = cli_option(arguments, METRIC);
    job->statistic = cli_option(arguments, STATISTIC);
    job->explained = cli_option(arguments, WHICH);
    job->turns = cli_option(arguments, TURNS) != NULL;
    if (job->preset.ids && !job->explained && !job->turns && !job->ids)
        job->ids = job->preset.ids;
    if (job->preset.source)
        fprintf(stderr, "kefu: %s is unofficial: %s\n", cli_option(arguments, PRESET),
                job->preset.source);
    if ((job->explained != NULL) + job->turns + (job->ids || job->statistic) > 1)
        return cli_usage(&cli_metrics, "--explain, --turns and --metric exclude one another");
    return EXIT_DONE;
}

/* Compiles the definitions, and finds in the newest versions what is asked for, so that an unknown
 * id is told before anything is read. */
static int open_definitions(struct job *job, const struct arguments *arguments) {
    const struct measures *measures;
    kefu_error error;
    if (!cli_preset_find(&job->preset, job->score ? NULL : cli_option(arguments, PRESET)) ||
        !cli_versions_open_on(&job->versions, &job->printer, cli_option(arguments, OPTION_SCHEME),
                              &job->preset.document))
        return EXIT_FOUND;
    job->slice = cli_versions_newest(&job->versions);
    job->measures = calloc(job->versions.newest + 1, sizeof *job->measures);
    if (!job->measures)
        return cli_fail("out of memory");
    if (job->score)
        return cli_versions_use_rubric(&job->versions, cli_option(arguments, WHICH)) ? EXIT_DONE
                                                                                     : EXIT_FOUND;
    const int code = read_measures(job, arguments);
    if (code != EXIT_DONE)
        return code;
    return find_measures(job, &measures, &error) ? cli_fail("%s", error.message) : EXIT_DONE;
}

static bool read_answers(struct job *job, const struct arguments *arguments) {
    const struct option_value *files = &arguments->options[ANSWERS];
    return cli_answers_read(&job->answers, files->values, job->score ? files->count : 0,
                            cli_option(arguments, ENCODING), &job->printer);
}

static int judge_records(struct job *job, struct records *records,
                         const struct arguments *arguments) {
    kefu_error error;
    int code = open_definitions(job, arguments);
    cli_records_use_roster(records, &job->roster);
    if (code == EXIT_DONE && kefu_scratch_new(NULL, &job->scratch, &error))
        code = cli_fail("%s", error.message);
    if (code == EXIT_DONE)
        code = use_map(job, records, cli_option(arguments, MAP));
    if (code == EXIT_DONE && !read_answers(job, arguments))
        code = EXIT_FOUND;
    if (code == EXIT_DONE && job->csv &&
        kefu_evaluation_write_csv_head(job->language, NULL, cli_write, stdout, &error))
        code = cli_write_fail(&error);
    return code == EXIT_DONE ? judge_all(job, records) : code;
}

static int run(const struct command *command, bool score, int argc, char **argv) {
    const struct option_spec specs[OPTIONS] = {{"scheme", true},
                                               {"strict", false},
                                               {"encoding", true},
                                               {"map", true},
                                               {score ? "rubric" : "explain", true},
                                               {"now", true},
                                               {"by", true},
                                               ROSTER_OPTIONS,
                                               SELECTION_OPTIONS,
                                               {score ? "csv" : "metric", !score},
                                               {score ? "language" : "statistic", true},
                                               {score ? "answers" : "turns", score},
                                               {"preset", true}};
    struct arguments arguments;
    struct file_list files;
    struct records records;
    struct job job;
    int code;
    memset(&job, 0, sizeof job);
    job.score = score;
    if (!cli_parse(&arguments, command, specs, score ? SCORE_OPTIONS : OPTIONS, argc, argv, &code))
        return code;
    if ((code = read_now(&job, command, cli_option(&arguments, NOW))) != EXIT_DONE ||
        (code = read_by(&job, cli_option(&arguments, BY))) != EXIT_DONE ||
        (code = read_table(&job, &arguments)) != EXIT_DONE)
        return code;
    if (!cli_files_find(&files, arguments.files, arguments.file_count, true))
        return EXIT_FOUND;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    code = cli_selection_read(&job.selection, &arguments, SELECTION, &job.printer);
    memset(&records, 0, sizeof records);
    if (code == EXIT_DONE)
        code = cli_roster_read(&job.roster, &arguments, ROSTER, KEFU_ROSTER_IDS, &job.printer);
    if (code == EXIT_DONE &&
        cli_records_open(&records, &files, cli_option(&arguments, ENCODING), &job.printer))
        code = judge_records(&job, &records, &arguments);
    else if (code == EXIT_DONE)
        code = EXIT_FOUND;
    cli_selection_free(&job.selection);
    cli_roster_free(&job.roster);
    kefu_scratch_free(job.scratch);
    free(job.measures);
    cli_preset_free(&job.preset);
    cli_answers_free(&job.answers);
    cli_versions_close(&job.versions);
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
