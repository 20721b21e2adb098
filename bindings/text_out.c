/* SPDX-License-Identifier: MIT
 * Output of the API collected in memory, for the program to print and for a module to turn into its
 * language's values. */
#include "text_out.h"

#include <cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embedded.h"

void text_out_free(struct text_out *out) {
    free(out->data);
    memset(out, 0, sizeof *out);
}

kefu_status text_out_write(void *ctx, const char *data, size_t size) {
    struct text_out *out = ctx;
    if (size > out->capacity - out->size) {
        const size_t capacity = (out->size + size) * 2;
        char *grown = realloc(out->data, capacity);
        if (!grown)
            return KEFU_E_MEMORY;
        out->data = grown;
        out->capacity = capacity;
    }
    memcpy(out->data + out->size, data, size);
    out->size += size;
    return KEFU_OK;
}

static void no_memory(kefu_error *error) {
    memset(error, 0, sizeof *error);
    error->status = KEFU_E_MEMORY;
    snprintf(error->message, sizeof error->message, "out of memory");
}

/* Prints the tree, frees it, and tells when there was no memory for either. */
static void put_tree(struct text_out *out, cJSON *tree, kefu_error *error) {
    char *text = tree ? cJSON_PrintUnformatted(tree) : NULL;
    if (!text || text_out_write(out, text, strlen(text)))
        no_memory(error);
    cJSON_free(text);
    cJSON_Delete(tree);
}

static void add_text(cJSON *object, const char *name, kefu_str text) {
    char *copy = malloc(text.size + 1);
    if (!copy)
        return;
    if (text.size)
        memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    cJSON_AddStringToObject(object, name, copy);
    free(copy);
}

static void add_instant(cJSON *object, const char *name, int64_t at) {
    if (at == KEFU_TIME_NONE || at == KEFU_TIME_END)
        cJSON_AddNullToObject(object, name);
    else
        cJSON_AddNumberToObject(object, name, (double)at);
}

static void add_title(cJSON *object, const char *zh, const char *en) {
    cJSON *title = cJSON_AddObjectToObject(object, "title");
    cJSON_AddStringToObject(title, "zh-Hans", zh ? zh : "");
    cJSON_AddStringToObject(title, "en", en ? en : "");
}

/* The members that every value has in kefu's JSON. */
static void add_value(cJSON *object, const kefu_value *value) {
    cJSON *interval;
    if (KEFU_VALUE_IS_NUMBER(*value))
        cJSON_AddNumberToObject(object, "value", value->value);
    else
        cJSON_AddNullToObject(object, "value");
    cJSON_AddNumberToObject(object, "n", (double)value->n);
    cJSON_AddStringToObject(object, "status", kefu_state_name(value->state));
    if (value->reason)
        cJSON_AddStringToObject(object, "reason", kefu_reason_name(value->reason));
    else
        cJSON_AddNullToObject(object, "reason");
    if (value->flags & KEFU_VALUE_HAS_INTERVAL) {
        interval = cJSON_AddArrayToObject(object, "interval");
        cJSON_AddItemToArray(interval, cJSON_CreateNumber(value->low));
        cJSON_AddItemToArray(interval, cJSON_CreateNumber(value->high));
    }
}

static void add_metric(cJSON *list, const kefu_scheme *scheme, size_t i) {
    kefu_metric_info info;
    cJSON *item;
    if (kefu_scheme_metric_info(scheme, kefu_scheme_metric_at(scheme, i), &info))
        return;
    item = cJSON_CreateObject();
    cJSON_AddStringToObject(item, "id", info.id);
    add_title(item, info.title_zh, info.title_en);
    cJSON_AddStringToObject(item, "unit", kefu_unit_name(info.unit));
    cJSON_AddBoolToObject(item, "higher_is_better", info.higher_is_better != 0);
    if (info.has_target)
        cJSON_AddNumberToObject(item, "target", info.target);
    cJSON_AddNumberToObject(item, "min_n", info.min_n);
    cJSON_AddStringToObject(item, "entity", info.entity);
    cJSON_AddStringToObject(item, "digest", info.digest);
    cJSON_AddItemToArray(list, item);
}

void text_out_describe(struct text_out *out, const kefu_scheme *scheme, kefu_error *error) {
    cJSON *tree = cJSON_CreateObject(), *list, *item;
    size_t i;
    cJSON_AddStringToObject(tree, "id", kefu_scheme_id(scheme));
    cJSON_AddStringToObject(tree, "digest", kefu_scheme_digest(scheme));
    list = cJSON_AddArrayToObject(tree, "metrics");
    for (i = 0; i < kefu_scheme_metric_count(scheme); i++)
        add_metric(list, scheme, i);
    list = cJSON_AddArrayToObject(tree, "rules");
    for (i = 0; i < kefu_scheme_rule_count(scheme); i++) {
        const kefu_rule rule = kefu_scheme_rule_at(scheme, i);
        item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "id", kefu_scheme_rule_id(scheme, rule));
        add_title(item, kefu_scheme_rule_title(scheme, rule, "zh-Hans"),
                  kefu_scheme_rule_title(scheme, rule, "en"));
        cJSON_AddItemToArray(list, item);
    }
    put_tree(out, tree, error);
}

void text_out_messages(struct text_out *out, const kefu_conversation *conversation,
                       kefu_error *error) {
    cJSON *list = cJSON_CreateArray(), *item;
    kefu_message message;
    size_t i;
    for (i = 0; !kefu_conversation_message_at(conversation, i, &message); i++) {
        item = cJSON_CreateObject();
        add_text(item, "id", message.id);
        add_instant(item, "at", message.at);
        cJSON_AddStringToObject(item, "role", kefu_role_name(message.role));
        add_text(item, "agent_id", message.agent_id);
        add_text(item, "text", message.text);
        cJSON_AddStringToObject(item, "label", kefu_label_name(message.label));
        cJSON_AddNumberToObject(item, "polarity", message.polarity);
        cJSON_AddNumberToObject(item, "positive_probability", message.positive_probability);
        cJSON_AddBoolToObject(item, "recalled", (message.flags & KEFU_MESSAGE_RECALLED) != 0);
        cJSON_AddItemToArray(list, item);
    }
    put_tree(out, list, error);
}

void text_out_alerts(struct text_out *out, kefu_monitor *monitor, int64_t now, kefu_error *error) {
    static const char *const severities[] = {"minor", "major", "critical"};
    const kefu_alert *alerts;
    size_t count, i;
    cJSON *list, *item;
    if (kefu_monitor_update(monitor, now, &alerts, &count, error))
        return;
    list = cJSON_CreateArray();
    for (i = 0; i < count; i++) {
        const kefu_alert *alert = &alerts[i];
        item = cJSON_CreateObject();
        cJSON_AddStringToObject(item, "rule", alert->rule);
        add_title(item, alert->title_zh, alert->title_en);
        cJSON_AddStringToObject(item, "severity",
                                severities[alert->severity < 3 ? alert->severity : 0]);
        add_instant(item, "at", alert->at);
        add_text(item, "message_id", alert->message_id);
        add_text(item, "evidence", alert->evidence);
        if (alert->message != UINT64_MAX)
            cJSON_AddNumberToObject(item, "message", (double)alert->message);
        cJSON_AddNumberToObject(item, "start", alert->start);
        cJSON_AddNumberToObject(item, "end", alert->end);
        cJSON_AddItemToArray(list, item);
    }
    put_tree(out, list, error);
}

static cJSON *group_tree(const kefu_aggregate *aggregate, const kefu_scheme *scheme, size_t group) {
    cJSON *tree = cJSON_CreateObject(), *key = cJSON_AddArrayToObject(tree, "key");
    cJSON *metrics = cJSON_AddObjectToObject(tree, "metrics");
    kefu_metric_info info;
    kefu_value value;
    kefu_str part;
    size_t i;
    for (i = 0; group && !kefu_aggregate_group_key(aggregate, group, i, &part); i++) {
        cJSON *holder = cJSON_CreateObject();
        add_text(holder, "part", part);
        cJSON_AddItemToArray(key, cJSON_DetachItemFromObject(holder, "part"));
        cJSON_Delete(holder);
    }
    for (i = 0; i < kefu_scheme_metric_count(scheme); i++) {
        const kefu_metric metric = kefu_scheme_metric_at(scheme, i);
        if (!kefu_scheme_metric_info(scheme, metric, &info) &&
            !kefu_aggregate_value(aggregate, group, metric, KEFU_STATISTIC_DEFAULT, &value, NULL))
            add_value(cJSON_AddObjectToObject(metrics, info.id), &value);
    }
    return tree;
}

void text_out_groups(struct text_out *out, const kefu_aggregate *aggregate,
                     const kefu_scheme *scheme, kefu_error *error) {
    cJSON *list = cJSON_CreateArray();
    size_t i;
    for (i = 0; i < kefu_aggregate_group_count(aggregate); i++)
        cJSON_AddItemToArray(list, group_tree(aggregate, scheme, i));
    put_tree(out, list, error);
}

void text_out_group_value(struct text_out *out, const kefu_aggregate *aggregate,
                          const kefu_scheme *scheme, size_t group, const char *metric,
                          uint32_t statistic, kefu_error *error) {
    kefu_metric handle;
    kefu_value value;
    cJSON *tree;
    if (kefu_scheme_find_metric(scheme, metric, strlen(metric), &handle, error) ||
        kefu_aggregate_value(aggregate, group, handle, (kefu_statistic)statistic, &value, error))
        return;
    tree = cJSON_CreateObject();
    add_value(tree, &value);
    put_tree(out, tree, error);
}

static kefu_status keep_sentiment(void *ctx, size_t index, const kefu_analysis *analysis) {
    ((kefu_sentiment *)ctx)[index] = *kefu_analysis_sentiment(analysis);
    return KEFU_OK;
}

void text_out_sentiments(kefu_scheme *scheme, kefu_scratch *scratch,
                         const kefu_analyze_options *options, const kefu_str *texts, size_t count,
                         kefu_sentiment *sentiments, kefu_error *error) {
    kefu_analyze_many(scheme, scratch, texts, count, options, keep_sentiment, sentiments, error);
}

void text_out_chart_script(kefu_report_options *options) {
    if (kefu_chart_count != 2)
        return;
    options->script.data = kefu_chart_files[0].data;
    options->script.size = kefu_chart_files[0].size;
    options->script_licence.data = kefu_chart_files[1].data;
    options->script_licence.size = kefu_chart_files[1].size;
}
