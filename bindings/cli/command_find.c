/* SPDX-License-Identifier: MIT
 * kefu find: the conversations that meet a condition, each with the words that made it true. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "condition.h"
#include "conversations.h"
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
    "  --strict     stop at a record that cannot be read or has a flaw (default: report, skip, "
    "exit 3)\n"
    "  --encoding E of the files (default: recognised)\n"
    "  --map MAP    a field map that gathers rows into conversations "
    "(docs/records.md)\n" SELECTION_HELP,
    run};

enum {
    OPTION_SCHEME,
    TEXT,
    COUNT,
    REDACT,
    CONVERSATIONS,
    OPTIONS = CONVERSATIONS + CONVERSATIONS_OPTIONS
};
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true}, {"text", false}, {"count", false}, {"redact", false}, CONVERSATIONS_SPECS};

struct job {
    struct condition condition;
    kefu_redact_options redaction;
    bool text, count, redact;
    const struct time_zone *zone;
    struct text_out words; /* of the current hit, redacted */
    size_t found;
};

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
    cli_zone_print_time(time, job->zone, alert->at);
    printf("%s\t%s\t", time, has_message ? kefu_vocabulary_name("role", message.role) : "");
    print_cell(words, "\n");
}

struct hits {
    struct job *job;
    const kefu_conversation *conversation;
    size_t count;
};

static kefu_status print_hit(void *ctx, const kefu_alert *alert, kefu_error *error) {
    struct hits *hits = ctx;
    struct job *job = hits->job;
    kefu_str words;
    hits->count++;
    if (job->count)
        return KEFU_OK;
    const kefu_status status = hit_words(job, alert, &words, error);
    if (status)
        return status;
    if (job->text) {
        print_text_hit(job, hits->conversation, alert, words);
        return KEFU_OK;
    }
    if (hits->count == 1)
        begin_json(hits->conversation);
    else
        putchar(',');
    print_json_hit(hits->conversation, alert, words);
    return KEFU_OK;
}

static kefu_status search(void *ctx, const kefu_conversation *conversation, kefu_error *error) {
    struct job *job = ctx;
    struct hits hits = {job, conversation, 0};
    const kefu_status status = cli_condition_hits(&job->condition, conversation, print_hit, &hits,
                                                  error);
    if (hits.count && !job->text && !job->count)
        fputs("]}\n", stdout);
    job->found += hits.count > 0;
    return status;
}

static int find(struct job *job, struct conversations *conversations) {
    const int code = cli_conversations_each(conversations, job->condition.scheme, "searching",
                                            search, job);
    if (code == EXIT_DONE && job->count)
        printf("{\"conversations\":%zu,\"found\":%zu}\n", conversations->taken, job->found);
    return cli_flush() ? code : EXIT_FOUND;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct conversations conversations;
    struct job job;
    int code;
    memset(&job, 0, sizeof job);
    kefu_redact_options_init(&job.redaction);
    if (!cli_parse(&arguments, &cli_find, specs, OPTIONS, argc, argv, &code))
        return code;
    if (arguments.file_count == 0)
        return cli_usage(&cli_find, "which CONDITION?");
    job.text = cli_option(&arguments, TEXT) != NULL;
    job.count = cli_option(&arguments, COUNT) != NULL;
    job.redact = cli_option(&arguments, REDACT) != NULL;
    code = cli_conversations_open(&conversations, &arguments, CONVERSATIONS, arguments.files + 1,
                                  arguments.file_count - 1);
    job.zone = &conversations.selection.zone;
    if (code == EXIT_DONE)
        code = cli_condition_compile(&job.condition, &conversations.printer,
                                     cli_option(&arguments, OPTION_SCHEME), arguments.files[0],
                                     "CONDITION");
    if (code == EXIT_DONE)
        code = find(&job, &conversations);
    text_out_free(&job.words);
    cli_condition_free(&job.condition);
    return cli_conversations_close(&conversations, code);
}
