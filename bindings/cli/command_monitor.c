/* SPDX-License-Identifier: MIT
 * kefu monitor: messages and events of many conversations in, alerts out, while they go on. */
#define _POSIX_C_SOURCE 200809L
#include <cJSON.h>
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "commands.h"
#include "json_line.h"
#include "line_feed.h"
#include "live.h"
#include "outputs.h"

static int run(int argc, char **argv);

const struct command cli_monitor = {
    "monitor", "alerts of live conversations, line by line",
    "Usage: kefu monitor [options] < LINES\n"
    "\n"
    "Reads messages and events as they happen, a line of JSON each:\n"
    "{\"conversation_id\",\"type\":\"message|…\",\"at\", …} with the members of docs/records.md, "
    "or\n"
    "{\"type\":\"tick\",\"at\"}, which only tells the time. Prints a line of JSON for each alert, "
    "at\n"
    "once: {\"conversation_id\",\"rule\",\"title\",\"severity\",\"at\",\"due_at\",\"agent_id\",\n"
    "\"message_id\",\"evidence\",\"suppressed\"}. Many conversations may stand among one another.\n"
    "\n"
    "  --clock C    lines (default): time is what the lines say; system: what the clock says, so\n"
    "               that what comes due while nobody writes is told when it is due\n"
    "  --cool-down S  the same rule alerts in a conversation again only after S seconds (default\n"
    "               60; 0: always); \"suppressed\" counts what was not printed before\n"
    "  --state F    go on with the conversations of this file, and keep them in it: in the end "
    "and\n"
    "               after every 1000 lines\n"
    "  --forget H   drop a conversation of which nothing was heard for H hours (default 72)\n"
    "  --end        at the end of the input nothing more comes: tell what is due then\n"
    "  --rubric ID  the rubric whose rules alert (default: the scheme's own)\n"
    "  --strict     stop at a line that cannot be read (default: report, skip, exit 3)",
    run};

enum { OPTION_SCHEME, CLOCK, COOL_DOWN, STATE, FORGET, END, RUBRIC, STRICT, OPTIONS };
static const struct option_spec specs[OPTIONS] = {
    {"scheme", true}, {"clock", true}, {"cool-down", true}, {"state", true},
    {"forget", true}, {"end", false},  {"rubric", true},    {"strict", false}};

enum { SAVE_LINES = 1000, HOUR_MS = 3600000 };

struct job {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_rubric rubric;
    struct finding_printer printer;
    struct live_chats chats;
    struct json_member id; /* reads conversation_id */
    struct text_out name;  /* the conversation_id of the current line */
    struct text_out event; /* the current line with a time */
    bool system_clock, failed;
    int64_t cool_down, forget; /* ms */
    const char *state;         /* the file's name; NULL: none */
    size_t lines;
};

/* ---- alerts ---- */

/* Is the alert to be printed, or has its rule alerted just now? *suppressed: how many were not. */
static bool is_due_again(struct job *job, struct live_chat *chat, const kefu_alert *alert,
                         uint64_t *suppressed) {
    struct told *told = cli_live_told(chat, alert->rule_id);
    *suppressed = 0;
    if (!told)
        return true; /* out of memory: rather twice than never */
    if (told->at != KEFU_TIME_NONE && alert->at - told->at < job->cool_down) {
        told->suppressed++;
        return false;
    }
    *suppressed = told->suppressed;
    told->at = alert->at;
    told->suppressed = 0;
    return true;
}

static kefu_str agent_of(const struct live_chat *chat, const kefu_alert *alert) {
    kefu_message message = {.size = sizeof message};
    kefu_str agent = {"", 0};
    if (alert->message != UINT64_MAX &&
        !kefu_conversation_message_at(chat->conversation, (size_t)alert->message, &message, NULL) &&
        message.agent_id.size)
        return message.agent_id;
    if (kefu_conversation_find_attribute(chat->conversation, "agent_id", 8, &agent, NULL))
        agent = (kefu_str){"", 0};
    return agent;
}

static void print_instant(const char *before, int64_t at) {
    if (at == KEFU_TIME_NONE || at == KEFU_TIME_END)
        printf("%snull", before);
    else
        printf("%s%lld", before, (long long)at);
}

static void print_alert(struct job *job, const struct live_chat *chat, const kefu_alert *alert,
                        uint64_t suppressed) {
    fputs("{\"conversation_id\":", stdout);
    cli_print_text(stdout, chat->id);
    printf(",\"rule\":\"%s\",\"title\":", alert->rule_id);
    cli_print_string(stdout, kefu_scheme_rule_title(job->scheme, alert->rule, "zh-Hans"));
    printf(",\"severity\":\"%s\"", kefu_vocabulary_name("severity", alert->severity));
    print_instant(",\"at\":", alert->at);
    print_instant(",\"due_at\":", chat->due);
    fputs(",\"agent_id\":", stdout);
    cli_print_text(stdout, agent_of(chat, alert));
    fputs(",\"message_id\":", stdout);
    cli_print_text(stdout, alert->message_id);
    fputs(",\"evidence\":[", stdout);
    if (alert->evidence.size)
        cli_print_text(stdout, alert->evidence);
    printf("],\"suppressed\":%llu}\n", (unsigned long long)suppressed);
}

/* Has the monitor look at the conversation at `now`, and prints what has become true. */
static kefu_status update(struct job *job, struct live_chat *chat, int64_t now, kefu_error *error) {
    kefu_alert alert = {.size = sizeof alert};
    int64_t due = KEFU_TIME_END;
    uint64_t suppressed;
    kefu_status status = kefu_monitor_update(chat->monitor, now, error);
    if (!status)
        status = kefu_monitor_next(chat->monitor, &due, error);
    /* a time that has passed would be asked again and again */
    cli_live_set_due(&job->chats, chat, due > now ? due : KEFU_TIME_END);
    for (size_t i = 0; !status && i < kefu_monitor_alert_count(chat->monitor); i++) {
        status = kefu_monitor_alert_at(chat->monitor, i, &alert, error);
        if (!status && is_due_again(job, chat, &alert, &suppressed))
            print_alert(job, chat, &alert, suppressed);
    }
    return status;
}

/* Tells what comes due until `now`, each at its time. */
static kefu_status advance(struct job *job, int64_t now, kefu_error *error) {
    kefu_status status = KEFU_OK;
    struct live_chat *chat;
    while (!status && (chat = cli_live_first(&job->chats)) != NULL && chat->due <= now &&
           chat->due != KEFU_TIME_END)
        status = update(job, chat, chat->due, error);
    return status;
}

/* ---- conversations ---- */

/* Makes a conversation of an id, or reads one that goes on. */
static struct live_chat *open_chat(struct job *job, kefu_str id, const kefu_str *record,
                                   kefu_error *error) {
    kefu_conversation *conversation = NULL;
    kefu_monitor *monitor = NULL;
    struct live_chat *chat = NULL;
    kefu_status status = kefu_conversation_new(job->scheme, NULL, &conversation, error);
    if (!status && record)
        status = kefu_conversation_read_json(conversation, job->scratch, record->data, record->size,
                                             job->printer.collector, error);
    if (!status && !record)
        status = kefu_conversation_set(conversation, "id", 2, id.data, id.size, error);
    if (!status && record)
        kefu_conversation_find_attribute(conversation, "id", 2, &id, NULL);
    if (!status)
        status = kefu_monitor_new(conversation, job->rubric, NULL, &monitor, error);
    if (!status && record) {
        status = kefu_monitor_read_json(monitor, record->data, record->size, job->printer.collector,
                                        error);
        status = status == KEFU_E_NOT_FOUND ? KEFU_OK : status;
    }
    if (!status && !(chat = cli_live_add(&job->chats, id, conversation, monitor))) {
        status = KEFU_E_MEMORY;
        memset(error, 0, sizeof *error);
        error->status = KEFU_E_MEMORY;
        strcpy(error->message, "out of memory");
    }
    if (status) {
        kefu_monitor_free(monitor);
        kefu_conversation_free(conversation);
    }
    return chat;
}

static void forget(struct job *job, int64_t now) {
    for (size_t i = job->chats.count; i-- > 0;) {
        struct live_chat *chat = job->chats.heap[i];
        if (chat->last != KEFU_TIME_NONE && now - chat->last > job->forget)
            cli_live_remove(&job->chats, chat);
    }
}

/* ---- lines ---- */

static int64_t system_time(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* The member `at` of a line; false where there is none that can be read. */
static bool read_at(const cJSON *line, int64_t *at) {
    const cJSON *value = cJSON_GetObjectItemCaseSensitive(line, "at");
    if (cJSON_IsNumber(value) && value->valuedouble > -9e15 && value->valuedouble < 9e15) {
        *at = (int64_t)value->valuedouble;
        return true;
    }
    return cJSON_IsString(value) &&
           kefu_time_read(value->valuestring, strlen(value->valuestring), at, NULL) == KEFU_OK;
}

/* Adds the time to an event that has none. */
static kefu_str with_time(struct text_out *to, kefu_str line, int64_t at) {
    char member[40];
    size_t end = line.size;
    while (end > 0 && line.data[end - 1] != '}')
        end--;
    to->size = 0;
    snprintf(member, sizeof member, ",\"at\":%lld}", (long long)at);
    if (end == 0 || text_out_write(to, line.data, end - 1) ||
        text_out_write(to, member, strlen(member)))
        return line;
    return (kefu_str){to->data, to->size};
}

static kefu_status refuse(kefu_error *error, kefu_status status, const char *message) {
    memset(error, 0, sizeof *error);
    snprintf(error->message, sizeof error->message, "%s", message);
    error->status = (int32_t)status;
    return status;
}

/* The conversation that a line is of, in job->name. */
static kefu_status read_id(struct job *job, const struct input *input, kefu_error *error) {
    kefu_str value;
    if (!cli_json_member(&job->id, "conversation_id", input, NULL, &value, error))
        return (kefu_status)error->status;
    job->name.size = 0;
    if (value.size && *value.data == '"')
        cli_json_decode(value, &job->name);
    else if (value.size && *value.data != '{' && *value.data != '[')
        text_out_write(&job->name, value.data, value.size);
    return job->name.size ? KEFU_OK
                          : refuse(error, KEFU_E_DEFINITION, "a line needs a conversation_id");
}

/* Sets what the first line of a conversation says of all of it. */
static kefu_status set_attributes(kefu_conversation *conversation, const cJSON *line,
                                  kefu_error *error) {
    static const char *const names[] = {"channel", "contact_id", "topic", "team"};
    const cJSON *labels = cJSON_GetObjectItemCaseSensitive(line, "labels"), *label, *more;
    kefu_status status = KEFU_OK;
    for (size_t i = 0; !status && i < sizeof names / sizeof *names; i++) {
        const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(line, names[i]));
        if (text)
            status = kefu_conversation_set(conversation, names[i], strlen(names[i]), text,
                                           strlen(text), error);
    }
    cJSON_ArrayForEach(more, cJSON_GetObjectItemCaseSensitive(line, "attributes")) {
        if (!status && cJSON_IsString(more) && more->string)
            status = kefu_conversation_set(conversation, more->string, strlen(more->string),
                                           more->valuestring, strlen(more->valuestring), error);
    }
    cJSON_ArrayForEach(label, labels) {
        if (!status && cJSON_IsString(label))
            status = kefu_conversation_add_label(conversation, label->valuestring,
                                                 strlen(label->valuestring), error);
    }
    return status;
}

/* Takes an event of the conversation job->name at `now`. */
static kefu_status push(struct job *job, const cJSON *line, kefu_str event, int64_t now,
                        kefu_error *error) {
    const kefu_str id = {job->name.data, job->name.size};
    struct live_chat *chat = cli_live_find(&job->chats, id);
    kefu_status status = KEFU_OK;
    if (!chat) {
        if (!(chat = open_chat(job, id, NULL, error)))
            return (kefu_status)error->status;
        status = set_attributes(chat->conversation, line, error);
    }
    if (!status)
        status = kefu_conversation_push_json(chat->conversation, job->scratch, event.data,
                                             event.size, job->printer.collector, error);
    chat->last = status ? chat->last : now;
    return status ? status : update(job, chat, now, error);
}

/* The time of a line, which with the system's clock may be missing. */
static kefu_status read_time(const struct job *job, const cJSON *line, kefu_str *event,
                             struct text_out *timed, int64_t *at, kefu_error *error) {
    if (!cJSON_IsObject(line))
        return refuse(error, KEFU_E_JSON, "a line is an object of JSON");
    if (read_at(line, at))
        return KEFU_OK;
    if (!job->system_clock)
        return refuse(error, KEFU_E_DEFINITION, "a line needs its time: \"at\", or --clock system");
    *at = system_time();
    *event = with_time(timed, *event, *at);
    return KEFU_OK;
}

static kefu_status take_line(struct job *job, const struct input *input, kefu_error *error) {
    cJSON *line = cJSON_ParseWithLength(input->line, input->size);
    const cJSON *type = cJSON_GetObjectItemCaseSensitive(line, "type");
    const bool is_tick = cJSON_IsString(type) && strcmp(type->valuestring, "tick") == 0;
    kefu_str event = {input->line, input->size};
    int64_t at = KEFU_TIME_NONE;
    kefu_status status = read_time(job, line, &event, &job->event, &at, error);
    if (!status && !is_tick)
        status = read_id(job, input, error);
    if (!status)
        status = advance(job, at, error);
    if (!status && !is_tick)
        status = push(job, line, event, at, error);
    if (!status && ++job->lines % SAVE_LINES == 0)
        forget(job, at);
    cJSON_Delete(line);
    return status;
}

/* ---- the state ---- */

static bool save(struct job *job) {
    struct output_set outputs;
    const struct option_value names = {{job->state}, 1};
    kefu_error error;
    bool good = !job->state || cli_outputs_begin(&outputs, &names);
    if (!job->state)
        return true;
    good = good && cli_output_open(&outputs.files[0]);
    for (size_t i = 0; good && i < job->chats.count; i++)
        if (kefu_monitor_write(job->chats.heap[i]->monitor, cli_output_write, &outputs.files[0],
                               &error) ||
            cli_output_write(&outputs.files[0], "\n", 1))
            good = cli_output_fail(&outputs.files[0], &error) == EXIT_DONE;
    good = good && cli_outputs_publish(&outputs);
    cli_outputs_drop(&outputs);
    return good;
}

/* The time of the last event of a conversation that was read. */
static int64_t last_time(const kefu_conversation *conversation) {
    kefu_message message = {.size = sizeof message, .at = KEFU_TIME_NONE};
    const size_t count = kefu_conversation_message_count(conversation);
    if (count)
        kefu_conversation_message_at(conversation, count - 1, &message, NULL);
    return message.at;
}

static bool load(struct job *job) {
    struct input input;
    kefu_error error;
    bool good = true;
    if (!job->state || access(job->state, F_OK) != 0)
        return true;
    if (!cli_input_open(&input, &job->state, 1, NULL))
        return false;
    while (good && cli_input_line(&input)) {
        const kefu_str record = {input.line, input.size};
        struct live_chat *chat = open_chat(job, (kefu_str){"", 0}, &record, &error);
        int64_t due = KEFU_TIME_END;
        if (chat) {
            kefu_monitor_next(chat->monitor, &due, NULL);
            cli_live_set_due(&job->chats, chat, due);
            chat->last = last_time(chat->conversation);
        } else {
            good = cli_findings_skip(&job->printer, &input, false, &error) && false;
        }
        cli_findings_of_line(&job->printer, &input, false);
    }
    good = good && !input.failed;
    cli_input_close(&input);
    return good;
}

/* ---- the command ---- */

/* How long to wait for the next line, in ms; −1: for ever. */
static int waiting_time(const struct job *job) {
    const struct live_chat *first = cli_live_first(&job->chats);
    if (!job->system_clock || !first || first->due == KEFU_TIME_END)
        return -1;
    const int64_t wait = first->due - system_time();
    return wait < 0 ? 0 : wait > HOUR_MS ? HOUR_MS : (int)wait;
}

/* Waits for a line. Returns false at the end of the input. */
static bool next_line(struct job *job, struct line_feed *feed, struct input *input,
                      kefu_error *error) {
    for (;;) {
        const enum line_state state = cli_feed_line(feed, waiting_time(job), input);
        if (state != LINE_LATE)
            return state == LINE_READ;
        if (advance(job, system_time(), error) || !cli_flush())
            job->failed = true;
        if (job->failed)
            return false;
    }
}

/* Nothing more comes: what is undecided is decided. */
static kefu_status end_all(struct job *job, kefu_error *error) {
    kefu_status status = advance(job, KEFU_TIME_END - 1, error);
    for (size_t i = 0; !status && i < job->chats.count; i++)
        status = update(job, job->chats.heap[i], KEFU_TIME_END, error);
    return status;
}

static int watch(struct job *job, bool to_the_end) {
    struct line_feed feed = {.descriptor = STDIN_FILENO};
    struct input input;
    kefu_error error;
    bool good = true;
    memset(&input, 0, sizeof input);
    input.name = "-";
    while (good && next_line(job, &feed, &input, &error)) {
        if (cli_input_blank(&input))
            continue;
        if (take_line(job, &input, &error))
            good = cli_findings_skip(&job->printer, &input, false, &error);
        cli_findings_of_line(&job->printer, &input, false);
        good = good && cli_flush() && (job->lines % SAVE_LINES || save(job));
    }
    good = good && !job->failed;
    if (feed.reason)
        good = cli_fail("standard input: %s", strerror(feed.reason)) == EXIT_DONE;
    if (good && to_the_end && end_all(job, &error))
        good = cli_fail("%s", error.message) == EXIT_DONE;
    cli_feed_free(&feed);
    return cli_flush() && save(job) && good ? EXIT_DONE : EXIT_FOUND;
}

/* Reads a number of seconds or hours, in ms; false after a usage error. */
static bool read_duration(const struct arguments *arguments, size_t option, int64_t unit,
                          int64_t *ms) {
    const char *text = cli_option(arguments, option);
    size_t number = 0;
    if (!text)
        return true;
    if (strcmp(text, "0") != 0 && (!cli_read_number(text, &number) || number > 1000000000))
        return cli_usage(&cli_monitor, "--%s %s: must be a whole number", specs[option].name,
                         text) == EXIT_DONE;
    *ms = (int64_t)number * unit;
    return true;
}

static int prepare(struct job *job, const struct arguments *arguments) {
    const char *rubric = cli_option(arguments, RUBRIC);
    kefu_error error;
    if (!(job->scheme = cli_scheme(&job->printer, cli_option(arguments, OPTION_SCHEME))))
        return EXIT_FOUND;
    if (kefu_scheme_find_rubric(job->scheme, rubric ? rubric : "", rubric ? strlen(rubric) : 0,
                                &job->rubric, &error) ||
        kefu_scratch_new(NULL, &job->scratch, &error))
        return cli_fail("%s", error.message);
    return load(job) ? EXIT_DONE : EXIT_FOUND;
}

static int run(int argc, char **argv) {
    struct arguments arguments;
    struct job job;
    int code;
    memset(&job, 0, sizeof job);
    if (!cli_parse(&arguments, &cli_monitor, specs, OPTIONS, argc, argv, &code))
        return code;
    const char *clock = cli_option(&arguments, CLOCK);
    job.cool_down = 60000;
    job.forget = 72 * (int64_t)HOUR_MS;
    job.state = cli_option(&arguments, STATE);
    job.system_clock = clock && strcmp(clock, "system") == 0;
    if (arguments.file_count)
        return cli_usage(&cli_monitor, "it reads standard input alone");
    if (clock && !job.system_clock && strcmp(clock, "lines") != 0)
        return cli_usage(&cli_monitor, "--clock: lines or system");
    if (!read_duration(&arguments, COOL_DOWN, 1000, &job.cool_down) ||
        !read_duration(&arguments, FORGET, HOUR_MS, &job.forget))
        return EXIT_USAGE;
    cli_findings_begin(&job.printer, &arguments, cli_option(&arguments, STRICT) != NULL);
    code = prepare(&job, &arguments);
    if (code == EXIT_DONE)
        code = watch(&job, cli_option(&arguments, END) != NULL);
    cli_live_free(&job.chats);
    cli_json_member_end(&job.id);
    text_out_free(&job.name);
    text_out_free(&job.event);
    kefu_scratch_free(job.scratch);
    kefu_scheme_release(job.scheme);
    return cli_findings_end(&job.printer, code);
}
