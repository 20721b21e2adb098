/* SPDX-License-Identifier: MIT
 * kefu sample: which conversations people are to review. */
#include <cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "condition.h"
#include "conversations.h"
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
    "  --reviewers A,B,…  who reviews; nobody gets a conversation of his own\n" CONVERSATIONS_HELP,
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
    CONVERSATIONS,
    OPTIONS = CONVERSATIONS + CONVERSATIONS_OPTIONS
};
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true},       {"seed", true},   {"count", true},     {"per-stratum", true},
    {"per-reviewer", true}, {"margin", true}, {"level", true},     {"share", true},
    {"by", true},           {"risk", true},   {"reviewers", true}, CONVERSATIONS_SPECS};

struct job {
    kefu_scheme *scheme;
    struct condition risk; /* its scheme NULL: none is asked for */
    const char *by;        /* NULL: one stratum */
    struct conversations conversations;
    struct text_out request;
    size_t added;
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

static void begin_request(const struct arguments *arguments, struct text_out *request) {
    cli_json_add(request, "{");
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (cli_option(arguments, numbers[i].option))
            add_number(request, numbers[i].name, cli_option(arguments, numbers[i].option));
    if (cli_option(arguments, REVIEWERS))
        cli_json_add_list(request, "reviewers", cli_option(arguments, REVIEWERS), false);
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

/* A conversation without an id cannot be drawn. */
static kefu_status refuse(kefu_error *error) {
    memset(error, 0, sizeof *error);
    strcpy(error->message, "a conversation without an id cannot be drawn");
    error->status = KEFU_E_DEFINITION;
    return KEFU_E_DEFINITION;
}

static kefu_status add(void *ctx, const kefu_conversation *conversation, kefu_error *error) {
    struct job *job = ctx;
    bool risk = false;
    if (job->conversations.records.record.id.size == 0)
        return refuse(error);
    if (job->risk.scheme) {
        const kefu_status status = cli_condition_hits(&job->risk, conversation, note_risk, &risk,
                                                      error);
        if (status)
            return status;
    }
    cli_json_add(&job->request, job->added ? "," : "");
    add_attribute(job, "{\"id\":", conversation, "id");
    add_attribute(job, ",\"agent_id\":", conversation, "agent_id");
    if (job->by)
        add_attribute(job, ",\"stratum\":", conversation, job->by);
    cli_json_add(&job->request, risk ? ",\"risk\":true}" : "}");
    job->added++;
    return KEFU_OK;
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
    if (job->conversations.printer.json)
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
    if (kefu_sample_draw(job->request.data, job->request.size, NULL,
                         job->conversations.printer.collector, text_out_write, &text, &error)) {
        if (cli_findings_flush(&job->conversations.printer, &place) == 0)
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

static int sample(struct job *job) {
    const int code = cli_conversations_each(&job->conversations, job->scheme, "reading", add, job);
    return code == EXIT_DONE && job->added ? draw(job) : EXIT_FOUND;
}

/* ---- the command ---- */

static int compile(struct job *job, const char *scheme, const char *risk) {
    int code = EXIT_DONE;
    if (risk) {
        code = cli_condition_compile(&job->risk, &job->conversations.printer, scheme, risk,
                                     "--risk");
        job->scheme = job->risk.scheme;
    } else if (!(job->scheme = cli_scheme(&job->conversations.printer, scheme))) {
        code = EXIT_FOUND;
    }
    return code;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct job job;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_sample, specs, OPTIONS, argc, argv, &code))
        return code;
    job.by = cli_option(&arguments, BY);
    if (cli_option(&arguments, PER_STRATUM) && !job.by)
        return cli_usage(&cli_sample, "--per-stratum needs --by");
    begin_request(&arguments, &job.request);
    code = cli_conversations_open(&job.conversations, &arguments, CONVERSATIONS, arguments.files,
                                  arguments.file_count);
    if (code == EXIT_DONE)
        code = compile(&job, cli_option(&arguments, OPTION_SCHEME), cli_option(&arguments, RISK));
    if (code == EXIT_DONE)
        code = sample(&job);
    if (job.scheme != job.risk.scheme)
        kefu_scheme_release(job.scheme);
    cli_condition_free(&job.risk);
    text_out_free(&job.request);
    return cli_conversations_close(&job.conversations, code);
}
