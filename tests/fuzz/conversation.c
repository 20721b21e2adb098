/* SPDX-License-Identifier: MIT
 * Any bytes as a conversation or feedback record: refused, or measured, explained, added up, and
 * written and read back as it was; any bytes as a monitor's state. */
#include <stdint.h>
#include <stdlib.h>

#include <string.h>

#include "kefu/aggregate.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static kefu_status ignore(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
}

/* What was written, terminated nowhere. */
struct text {
    char *data;
    size_t size;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    struct text *text = ctx;
    text->data = malloc(size);
    if (!text->data)
        abort();
    memcpy(text->data, data, size);
    text->size = size;
    return KEFU_OK;
}

static kefu_monitor *watch_over(const kefu_conversation *conversation) {
    kefu_monitor *monitor;
    kefu_rubric rubric;
    if (kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL) ||
        kefu_monitor_new(conversation, rubric, NULL, &monitor, NULL))
        abort();
    return monitor;
}

static void update(kefu_monitor *monitor) {
    if (kefu_monitor_update(monitor, KEFU_TIME_NONE, NULL))
        abort();
}

static struct text write_monitor(const kefu_monitor *monitor) {
    struct text text = {NULL, 0};
    if (kefu_monitor_write(monitor, keep, &text, NULL))
        abort();
    return text;
}

/* Whatever was accepted is written so that reading it back gives the same bytes. */
static void write_and_read_back(const kefu_conversation *conversation) {
    kefu_monitor *monitor = watch_over(conversation), *again;
    kefu_conversation *copy;
    struct text first, second;
    update(monitor);
    first = write_monitor(monitor);
    if (kefu_conversation_new(scheme, NULL, &copy, NULL) ||
        kefu_conversation_read_json(copy, scratch, first.data, first.size, NULL, NULL))
        abort();
    again = watch_over(copy);
    if (kefu_monitor_read_json(again, first.data, first.size, NULL, NULL))
        abort();
    second = write_monitor(again);
    if (first.size != second.size || memcmp(first.data, second.data, first.size) != 0)
        abort();
    kefu_monitor_free(monitor);
    kefu_monitor_free(again);
    kefu_conversation_free(copy);
    free(first.data);
    free(second.data);
}

/* The state of a monitor, from wherever it comes. */
static void restore_monitor(const kefu_conversation *conversation, const char *data, size_t size) {
    kefu_monitor *monitor = watch_over(conversation);
    kefu_monitor_read_json(monitor, data, size, NULL, NULL);
    update(monitor);
    kefu_monitor_free(monitor);
}

static void measure(const kefu_conversation *conversation, int64_t now) {
    kefu_value value;
    size_t i;
    if (kefu_conversation_write_metrics(conversation, now, ignore, NULL, NULL))
        abort();
    if (kefu_conversation_write_dialogue(conversation, ignore, NULL, NULL))
        abort();
    for (i = 0; i < kefu_scheme_metric_count(scheme); i++) {
        const kefu_metric metric = kefu_scheme_metric_at(scheme, i);
        const kefu_statistic statistic = (kefu_statistic)(i % (KEFU_STATISTIC_P99 + 1));
        if (kefu_conversation_metric(conversation, metric, statistic, now, &value, NULL) ||
            value.value != value.value ||
            kefu_conversation_explain(conversation, metric, now, ignore, NULL, NULL))
            abort();
    }
}

static void add_up(const kefu_conversation *conversation, const char *data, size_t size) {
    kefu_aggregate *aggregate;
    if (kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL))
        abort();
    if (conversation && kefu_aggregate_add_conversation(aggregate, conversation, NULL))
        abort();
    kefu_aggregate_add_feedback_json(aggregate, scratch, data, size, NULL, NULL);
    if (kefu_aggregate_save(aggregate, ignore, NULL, NULL))
        abort();
    kefu_aggregate_free(aggregate);
}

/* The version of the analysis, as an empty conversation's record has it. */
static void read_version(char version[16]) {
    static const char name[] = "\"analysis\":\"";
    struct text text = {NULL, 0};
    kefu_conversation *empty;
    size_t i = 0;
    if (kefu_conversation_new(scheme, NULL, &empty, NULL) ||
        kefu_conversation_write(empty, keep, &text, NULL))
        abort();
    while (memcmp(text.data + i, name, sizeof name - 1) != 0)
        i++;
    memcpy(version, text.data + i + sizeof name - 1, 16);
    free(text.data);
    kefu_conversation_free(empty);
}

/* A copy in which sixteen zeros are the digest of the scheme in use, and sixteen ones the version
 * of the analysis: kept inputs outlive both. */
static char *with_digests(const uint8_t *data, size_t size) {
    static char version[16];
    char *text = malloc(size ? size : 1);
    size_t i;
    if (!text)
        abort();
    if (!*version)
        read_version(version);
    if (size)
        memcpy(text, data, size);
    for (i = 0; i + 16 <= size; i++) {
        if (memcmp(text + i, "0000000000000000", 16) == 0)
            memcpy(text + i, kefu_scheme_digest(scheme), 16);
        if (memcmp(text + i, "1111111111111111", 16) == 0)
            memcpy(text + i, version, 16);
    }
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_conversation *conversation;
    char *text;
    if (!scheme &&
        (kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL)))
        abort();
    text = with_digests(data, size);
    if (kefu_conversation_new(scheme, NULL, &conversation, NULL))
        abort();
    if (kefu_conversation_read_json(conversation, scratch, text, size, NULL, NULL) == KEFU_OK) {
        measure(conversation, KEFU_TIME_END);
        measure(conversation, 1767225600000);
        measure(conversation, KEFU_TIME_NONE);
        restore_monitor(conversation, text, size);
        write_and_read_back(conversation);
        kefu_conversation_push_json(conversation, scratch, text, size, NULL, NULL);
        measure(conversation, KEFU_TIME_END);
        write_and_read_back(conversation);
        add_up(conversation, text, size);
    } else {
        if (kefu_conversation_message_count(conversation) != 0)
            abort();
        add_up(NULL, text, size);
    }
    kefu_conversation_free(conversation);
    free(text);
    return 0;
}
