/* SPDX-License-Identifier: MIT
 * Any bytes as a conversation or feedback record: refused, or measured, explained and added up. */
#include <stdint.h>
#include <stdlib.h>

#include "kefu/aggregate.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static kefu_status ignore(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
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
        const kefu_statistic statistic = (kefu_statistic)(i % (KEFU_STATISTIC_P95 + 1));
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

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    const char *text = (const char *)data;
    kefu_conversation *conversation;
    if (!scheme &&
        (kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL)))
        abort();
    if (kefu_conversation_new(scheme, NULL, &conversation, NULL))
        abort();
    if (kefu_conversation_read_json(conversation, scratch, text, size, NULL, NULL) == KEFU_OK) {
        measure(conversation, KEFU_TIME_END);
        measure(conversation, 1767225600000);
        measure(conversation, KEFU_TIME_NONE);
        kefu_conversation_push_json(conversation, scratch, text, size, NULL, NULL);
        measure(conversation, KEFU_TIME_END);
        add_up(conversation, text, size);
    } else {
        if (kefu_conversation_message_count(conversation) != 0)
            abort();
        add_up(NULL, text, size);
    }
    kefu_conversation_free(conversation);
    return 0;
}
