/* SPDX-License-Identifier: MIT
 * Runs the conformance vectors in C. Usage: run VECTORS MAPS */
#define _POSIX_C_SOURCE 200809L
#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"
#include "text_out.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;
static kefu_error error;
static struct text_out out;

static void need(kefu_status status) {
    if (status != KEFU_OK) {
        fprintf(stderr, "%s: %s %s\n", kefu_status_name((int32_t)status), error.pointer,
                error.message);
        exit(1);
    }
}

static const cJSON *member(const cJSON *object, const char *name) {
    return cJSON_GetObjectItemCaseSensitive(object, name);
}

/* The JSON text of a member; freed by the next call. */
static const char *text_of(const cJSON *value) {
    static char *kept;
    free(kept);
    kept = cJSON_PrintUnformatted(value);
    return kept;
}

static kefu_conversation *read_conversation(const cJSON *record) {
    kefu_conversation *conversation;
    const char *text = text_of(record);
    need(kefu_conversation_new(scheme, NULL, &conversation, &error));
    need(kefu_conversation_read_json(conversation, scratch, text, strlen(text), NULL, &error));
    return conversation;
}

/* Of an agent's part; NULL: of the conversation. */
static kefu_evaluation *evaluate(const kefu_conversation *conversation, const char *agent) {
    kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
    kefu_evaluation *evaluation;
    kefu_rubric rubric;
    options.agent_id = (kefu_str){agent, agent ? strlen(agent) : 0};
    need(kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error));
    need(kefu_evaluate_part(conversation, rubric, &options, &evaluation, &error));
    return evaluation;
}

static void run_analyze(const cJSON *vector, const char *maps) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    const char *text = member(vector, "text")->valuestring;
    const cJSON *role = member(vector, "role"), *genre = member(vector, "genre");
    kefu_analysis *analysis;
    (void)maps;
    options.role = role && strcmp(role->valuestring, "agent") == 0 ? KEFU_ROLE_AGENT
                                                                   : KEFU_ROLE_CUSTOMER;
    options.genre = genre && strcmp(genre->valuestring, "message") == 0 ? KEFU_GENRE_MESSAGE
                                                                        : KEFU_GENRE_REVIEW;
    options.flags = cJSON_IsTrue(member(vector, "skip_pinyin")) ? KEFU_ANALYZE_SKIP_PINYIN : 0;
    need(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, &error));
    need(kefu_analysis_write(analysis, text_out_write, &out, &error));
}

static void run_redact(const cJSON *vector, const char *maps) {
    kefu_redact_options options = KEFU_REDACT_OPTIONS_INIT;
    const char *text = member(vector, "text")->valuestring;
    struct text_out masked = {NULL, 0, 0};
    cJSON *result = cJSON_CreateObject();
    char *printed;
    (void)maps;
    options.flags = cJSON_IsTrue(member(vector, "labels")) ? KEFU_REDACT_LABELS : 0;
    need(kefu_redact(text, strlen(text), &options, text_out_write, &masked, &error));
    need(text_out_write(&masked, "", 1));
    cJSON_AddStringToObject(result, "text", masked.data);
    printed = cJSON_PrintUnformatted(result);
    need(text_out_write(&out, printed, strlen(printed)));
    free(printed);
    cJSON_Delete(result);
    text_out_free(&masked);
}

/* "now" of a vector; without it nothing more comes. */
static int64_t now_of(const cJSON *vector) {
    const cJSON *now = cJSON_GetObjectItemCaseSensitive(vector, "now");
    return now ? (int64_t)now->valuedouble : KEFU_TIME_END;
}

/* Takes the definitions that a vector brings, above the built-in ones, as the scheme.
 * Returns the scheme before, or NULL where there are none. */
static kefu_scheme *take_definitions(const cJSON *vector) {
    const cJSON *definitions = cJSON_GetObjectItem(vector, "definitions");
    kefu_scheme *builtin = scheme;
    if (!definitions)
        return NULL;
    const char *text = cJSON_IsString(definitions) ? definitions->valuestring
                                                   : text_of(definitions);
    kefu_document document = {{"vector", 6}, {text, 0}};
    document.text.size = strlen(document.text.data);
    need(kefu_scheme_compile(&document, 1, NULL, &scheme, NULL, &error));
    return builtin;
}

/* Releases the definitions of a vector, and takes the scheme from before again. */
static void drop_definitions(kefu_scheme *builtin) {
    if (!builtin)
        return;
    kefu_scheme_release(scheme);
    scheme = builtin;
}

static void run_metrics(const cJSON *vector, const char *maps) {
    kefu_scheme *builtin = take_definitions(vector);
    kefu_conversation *conversation = read_conversation(member(vector, "conversation"));
    (void)maps;
    need(kefu_conversation_write_metrics(conversation, now_of(vector), text_out_write, &out,
                                         &error));
    kefu_conversation_free(conversation);
    drop_definitions(builtin);
}

static void run_explain(const cJSON *vector, const char *maps) {
    kefu_scheme *builtin = take_definitions(vector);
    kefu_conversation *conversation = read_conversation(member(vector, "conversation"));
    const char *id = member(vector, "metric")->valuestring;
    kefu_metric metric;
    (void)maps;
    need(kefu_scheme_find_metric(scheme, id, strlen(id), &metric, &error));
    need(kefu_conversation_explain(conversation, metric, now_of(vector), text_out_write, &out,
                                   &error));
    kefu_conversation_free(conversation);
    drop_definitions(builtin);
}

static void run_findings(const cJSON *vector, const char *maps) {
    kefu_findings *findings = NULL;
    kefu_conversation *conversation = NULL;
    const char *text = member(vector, "text")->valuestring;
    (void)maps;
    need(kefu_findings_new(NULL, &findings, &error));
    need(kefu_conversation_new(scheme, NULL, &conversation, &error));
    need(kefu_conversation_read_json(conversation, scratch, text, strlen(text), findings, &error));
    error.status = KEFU_OK;
    text_out_findings(&out, findings, 0, &error);
    need((kefu_status)error.status);
    kefu_conversation_free(conversation);
    kefu_findings_free(findings);
}

static void run_dialogue(const cJSON *vector, const char *maps) {
    kefu_conversation *conversation = read_conversation(member(vector, "conversation"));
    (void)maps;
    need(kefu_conversation_write_dialogue(conversation, text_out_write, &out, &error));
    kefu_conversation_free(conversation);
}

static void run_evaluate(const cJSON *vector, const char *maps) {
    kefu_scheme *builtin = take_definitions(vector);
    const cJSON *agent = member(vector, "agent_id");
    kefu_conversation *conversation = read_conversation(member(vector, "conversation"));
    kefu_evaluation *evaluation = evaluate(conversation, agent ? agent->valuestring : NULL);
    (void)maps;
    need(kefu_evaluation_write(evaluation, text_out_write, &out, &error));
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    drop_definitions(builtin);
}

static void run_live(const cJSON *vector, const char *maps) {
    kefu_conversation *conversation;
    kefu_monitor *monitor;
    kefu_rubric rubric;
    const cJSON *message;
    (void)maps;
    need(kefu_conversation_new(scheme, NULL, &conversation, &error));
    need(kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error));
    need(kefu_monitor_new(conversation, rubric, NULL, &monitor, &error));
    cJSON_ArrayForEach(message, member(vector, "messages")) {
        const char *text = text_of(message);
        need(kefu_conversation_push_json(conversation, scratch, text, strlen(text), NULL, &error));
    }
    need(kefu_monitor_update(monitor, KEFU_TIME_NONE, &error));
    need(kefu_monitor_write_alerts(monitor, text_out_write, &out, &error));
    kefu_monitor_free(monitor);
    kefu_conversation_free(conversation);
}

/* Goes on with a chat and its monitor as a record has them; NULL: a new chat. */
static void begin_again(const struct text_out *record, uint32_t flags,
                        kefu_conversation **conversation, kefu_monitor **monitor) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_rubric rubric;
    options.flags = flags;
    need(kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error));
    need(kefu_conversation_new(scheme, &options, conversation, &error));
    if (record)
        need(kefu_conversation_read_json(*conversation, scratch, record->data, record->size, NULL,
                                         &error));
    need(kefu_monitor_new(*conversation, rubric, NULL, monitor, &error));
    if (record)
        need(kefu_monitor_read_json(*monitor, record->data, record->size, NULL, &error));
}

/* Before each message but the first the chat leaves the process and is read back; the result is
 * the last message's alerts, and the last record as text, since it must be the same to the byte. */
static void run_restart(const cJSON *vector, const char *maps) {
    struct text_out record = {NULL, 0, 0};
    kefu_conversation *conversation;
    kefu_monitor *monitor;
    const cJSON *message;
    cJSON *quoted;
    (void)maps;
    begin_again(NULL, cJSON_IsTrue(member(vector, "keep_text")) ? 0 : KEFU_CONVERSATION_NO_TEXT,
                &conversation, &monitor);
    cJSON_ArrayForEach(message, member(vector, "messages")) {
        const char *text = text_of(message);
        if (record.size) {
            kefu_monitor_free(monitor);
            kefu_conversation_free(conversation);
            begin_again(&record, 0, &conversation, &monitor);
        }
        need(kefu_conversation_push_json(conversation, scratch, text, strlen(text), NULL, &error));
        need(kefu_monitor_update(monitor, KEFU_TIME_NONE, &error));
        text_out_free(&record);
        need(kefu_monitor_write(monitor, text_out_write, &record, &error));
    }
    text_out_write(&out, "{\"alerts\":", 10);
    need(kefu_monitor_write_alerts(monitor, text_out_write, &out, &error));
    text_out_write(&out, ",\"record\":", 10);
    text_out_write(&record, "", 1);
    quoted = cJSON_CreateString(record.data);
    text_out_write(&out, text_of(quoted), strlen(text_of(quoted)));
    cJSON_Delete(quoted);
    text_out_write(&out, "}", 1);
    text_out_free(&record);
    kefu_monitor_free(monitor);
    kefu_conversation_free(conversation);
}

static void run_aggregate(const cJSON *vector, const char *maps) {
    kefu_scheme *builtin = take_definitions(vector);
    kefu_aggregate *aggregate;
    cJSON *spec = cJSON_CreateObject();
    const cJSON *record;
    const char *text;
    (void)maps;
    cJSON_AddItemToObject(spec, "group_by", cJSON_Duplicate(member(vector, "group_by"), 1));
    if (now_of(vector) != KEFU_TIME_END)
        cJSON_AddNumberToObject(spec, "as_of", (double)now_of(vector));
    text = text_of(spec);
    need(kefu_aggregate_new(scheme, text, strlen(text), NULL, &aggregate, &error));
    cJSON_Delete(spec);
    cJSON_ArrayForEach(record, member(vector, "conversations")) {
        kefu_conversation *conversation = read_conversation(record);
        kefu_evaluation *evaluation = evaluate(conversation, NULL);
        need(kefu_aggregate_add_conversation(aggregate, conversation, &error));
        need(kefu_aggregate_add_evaluation(aggregate, conversation, evaluation, &error));
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(conversation);
    }
    cJSON_ArrayForEach(record, member(vector, "feedback")) {
        text = text_of(record);
        need(
            kefu_aggregate_add_feedback_json(aggregate, scratch, text, strlen(text), NULL, &error));
    }
    need(kefu_aggregate_write(aggregate, text_out_write, &out, &error));
    kefu_aggregate_free(aggregate);
    drop_definitions(builtin);
}

static void run_map(const cJSON *vector, const char *maps) {
    const char *line = member(vector, "line")->valuestring;
    char path[4096], text[65536];
    kefu_field_map *map;
    FILE *file;
    size_t size;
    snprintf(path, sizeof path, "%s/%s", maps, member(vector, "map")->valuestring);
    file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(1);
    }
    size = fread(text, 1, sizeof text, file);
    fclose(file);
    need(kefu_field_map_new(text, size, NULL, &map, NULL, &error));
    need(kefu_field_map_apply(map, line, strlen(line), 1, text_out_write, &out, &error));
    kefu_field_map_free(map);
}

static void run_series(const cJSON *vector, const char *maps) {
    const char *request = text_of(member(vector, "request"));
    (void)maps;
    need(kefu_series_judge(request, strlen(request), NULL, NULL, text_out_write, &out, NULL,
                           &error));
}

static void run_agreement(const cJSON *vector, const char *maps) {
    const char *request = text_of(member(vector, "request"));
    (void)maps;
    need(
        kefu_agreement_measure(request, strlen(request), NULL, NULL, text_out_write, &out, &error));
}

static void run_sample(const cJSON *vector, const char *maps) {
    const char *request = text_of(member(vector, "request"));
    (void)maps;
    need(kefu_sample_draw(request, strlen(request), NULL, NULL, text_out_write, &out, &error));
}

static kefu_str text_member(const cJSON *vector, const char *name) {
    const char *text = member(vector, name)->valuestring;
    return (kefu_str){text, strlen(text)};
}

static void run_diff(const cJSON *vector, const char *maps) {
    const kefu_document from = {{"from", 4}, text_member(vector, "from")};
    const kefu_document to = {{"to", 2}, text_member(vector, "to")};
    kefu_diff_options options = KEFU_DIFF_OPTIONS_INIT;
    (void)maps;
    options.language = text_member(vector, "language");
    need(kefu_documents_diff(&from, 1, &to, 1, &options, NULL, text_out_write, &out, &error));
}

static void run_roster(const cJSON *vector, const char *maps) {
    const char *json = text_of(member(vector, "roster"));
    kefu_roster *roster = NULL;
    uint32_t shown;
    (void)maps;
    const kefu_str agents = text_member(vector, "agents");
    need(kefu_vocabulary_find("roster_name", agents.data, agents.size, &shown, &error));
    need(kefu_roster_new(json, strlen(json), NULL, &roster, NULL, &error));
    const char *record = text_of(member(vector, "record"));
    need(kefu_roster_write(roster, record, strlen(record), shown, text_out_write, &out, NULL,
                           &error));
    kefu_roster_free(roster);
}

static void run_compile(const cJSON *vector, const char *maps) {
    const cJSON *text = member(vector, "text");
    kefu_document document = {{"vector", 6}, {NULL, 0}};
    kefu_scheme *compiled = NULL;
    char line[512];
    (void)maps;
    document.text.data = text ? text->valuestring : text_of(member(vector, "document"));
    document.text.size = strlen(document.text.data);
    memset(&error, 0, sizeof error);
    kefu_scheme_compile(&document, 1, NULL, &compiled, NULL, &error);
    kefu_scheme_release(compiled);
    snprintf(line, sizeof line, "{\"status\":\"%s\",\"pointer\":\"%s\"}",
             kefu_status_name(error.status), error.pointer);
    memset(&error, 0, sizeof error);
    text_out_write(&out, line, strlen(line));
}

static const struct {
    const char *name;
    void (*run)(const cJSON *vector, const char *maps);
} calls[] = {{"analyze", run_analyze},
             {"metrics", run_metrics},
             {"evaluate", run_evaluate},
             {"live", run_live},
             {"map", run_map},
             {"compile", run_compile},
             {"aggregate", run_aggregate},
             {"dialogue", run_dialogue},
             {"restart", run_restart},
             {"findings", run_findings},
             {"redact", run_redact},
             {"explain", run_explain},
             {"series", run_series},
             {"agreement", run_agreement},
             {"sample", run_sample},
             {"diff", run_diff},
             {"roster", run_roster}};

static void run_line(const char *line, size_t size, const char *maps) {
    cJSON *vector = cJSON_ParseWithLength(line, size);
    const char *call = member(vector, "call")->valuestring;
    size_t i;
    for (i = 0; i < sizeof calls / sizeof *calls; i++)
        if (strcmp(calls[i].name, call) == 0)
            calls[i].run(vector, maps);
    printf("{\"name\":%s,\"result\":%.*s}\n", text_of(member(vector, "name")), (int)out.size,
           out.data);
    text_out_free(&out);
    cJSON_Delete(vector);
}

int main(int argc, char **argv) {
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    FILE *file = argc == 3 ? fopen(argv[1], "rb") : NULL;
    if (!file) {
        fprintf(stderr, "usage: run VECTORS MAPS\n");
        return 2;
    }
    need(kefu_scheme_builtin(NULL, &scheme, &error));
    need(kefu_scratch_new(NULL, &scratch, &error));
    while ((size = getline(&line, &capacity, file)) > 0)
        run_line(line, (size_t)size, argv[2]);
    free(line);
    fclose(file);
    text_of(NULL);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}
