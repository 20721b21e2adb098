/* SPDX-License-Identifier: MIT
 * Any bytes as a sequence of calls on one conversation, its monitor, its evaluation and an
 * aggregate, in any order and with any arguments; at its end what is written is read back the
 * same, and a report can be made. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kefu/kefu.h"

static kefu_scheme *scheme;

struct objects {
    kefu_scratch *scratch;
    kefu_findings *findings;
    kefu_conversation *conversation;
    kefu_monitor *monitor;
    kefu_evaluation *evaluation;
    kefu_aggregate *aggregate;
};

/* The bytes that are left; past the end come zeros. */
struct input {
    const uint8_t *data;
    size_t size;
};

static uint8_t take(struct input *input) {
    if (!input->size)
        return 0;
    input->size--;
    return *input->data++;
}

static kefu_str take_text(struct input *input) {
    const size_t length = take(input), size = length < input->size ? length : input->size;
    const kefu_str text = {(const char *)input->data, size};
    input->data += size;
    input->size -= size;
    return text;
}

static int64_t take_time(struct input *input) {
    const uint8_t kind = take(input);
    const int64_t steps = take(input) | take(input) << 8;
    if (kind == 255)
        return KEFU_TIME_END;
    if (kind == 254)
        return KEFU_TIME_NONE;
    return INT64_C(1773280800000) + steps * (kind & 1 ? 1000 : 60000) * (kind & 2 ? -1 : 1);
}

static kefu_status drop(void *ctx, const char *data, size_t size) {
    (void)ctx, (void)data, (void)size;
    return KEFU_OK;
}

static kefu_status append(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static void push(struct objects *of, struct input *input) {
    kefu_event event = KEFU_EVENT_INIT;
    event.type = take(input);
    event.role = take(input);
    event.flags = take(input);
    event.content = take(input);
    event.at = take_time(input);
    event.id = take_text(input);
    event.agent_id = take_text(input);
    event.message_id = take_text(input);
    event.text = take_text(input);
    event.value = take_text(input);
    event.rating = take(input);
    kefu_conversation_push(of->conversation, of->scratch, &event, of->findings, NULL);
}

static void set(struct objects *of, struct input *input) {
    const kefu_str name = take_text(input), value = take_text(input);
    kefu_conversation_set(of->conversation, name.data, name.size, value.data, value.size, NULL);
    kefu_conversation_add_label(of->conversation, value.data, value.size, NULL);
}

static void push_json(struct objects *of, struct input *input) {
    const kefu_str json = take_text(input);
    kefu_conversation_push_json(of->conversation, of->scratch, json.data, json.size, of->findings,
                                NULL);
}

static void watch(struct objects *of, struct input *input) {
    int64_t next;
    if (!of->monitor && kefu_monitor_new(of->conversation, kefu_scheme_rubric_at(scheme, 0), NULL,
                                         &of->monitor, NULL))
        abort();
    if (kefu_monitor_update(of->monitor, take_time(input), NULL) ||
        kefu_monitor_next(of->monitor, &next, NULL) ||
        kefu_monitor_write_alerts(of->monitor, drop, NULL, NULL) ||
        kefu_monitor_write(of->monitor, drop, NULL, NULL))
        abort();
}

static void judge(struct objects *of, struct input *input) {
    kefu_evaluation_free(of->evaluation);
    of->evaluation = NULL;
    if (kefu_evaluate(of->conversation, kefu_scheme_rubric_at(scheme, 0), take_time(input),
                      &of->evaluation, NULL) ||
        kefu_evaluation_write(of->evaluation, drop, NULL, NULL))
        abort();
}

static void answer(struct objects *of, struct input *input) {
    const kefu_str json = take_text(input);
    if (of->evaluation)
        kefu_evaluation_answer(of->evaluation, json.data, json.size, NULL, NULL);
}

static void add(struct objects *of, struct input *input) {
    const kefu_str json = take_text(input);
    kefu_aggregate_add_conversation(of->aggregate, of->conversation, NULL);
    if (of->evaluation)
        kefu_aggregate_add_evaluation(of->aggregate, of->conversation, of->evaluation, NULL);
    kefu_aggregate_add_feedback_json(of->aggregate, of->scratch, json.data, json.size, of->findings,
                                     NULL);
}

static void measure(struct objects *of, struct input *input) {
    const kefu_metric metric = kefu_scheme_metric_at(scheme, take(input));
    kefu_value value;
    if (kefu_conversation_metric(of->conversation, metric, take(input) % 8, take_time(input),
                                 &value, NULL) == KEFU_OK &&
        value.value != value.value)
        abort();
    kefu_conversation_explain(of->conversation, metric, take_time(input), drop, NULL, NULL);
}

/* A conversation that was written reads back and is written the same. */
static void check_written(const struct objects *of) {
    const kefu_allocator allocator = kefu__allocator_default();
    kefu_conversation *again = NULL;
    struct buffer first, second;
    kefu__buffer_init(&first, &allocator);
    kefu__buffer_init(&second, &allocator);
    if (kefu_conversation_write(of->conversation, append, &first, NULL) ||
        kefu_conversation_new(scheme, NULL, &again, NULL) ||
        kefu_conversation_read_json(again, of->scratch, first.data, first.size, NULL, NULL) ||
        kefu_conversation_write(again, append, &second, NULL) || first.size != second.size ||
        memcmp(first.data, second.data, first.size) != 0)
        abort();
    kefu_conversation_free(again);
    kefu__buffer_free(&first);
    kefu__buffer_free(&second);
}

static void check_report(const struct objects *of) {
    kefu_report *report = NULL;
    if (kefu_report_new(of->aggregate, NULL, &report, NULL) ||
        kefu_report_write(report, KEFU_FORMAT_JSON, drop, NULL, NULL))
        abort();
    kefu_report_free(report);
}

static void (*const calls[])(struct objects *of, struct input *input) = {
    push, push_json, set, watch, judge, answer, add, measure};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct objects of = {0};
    struct input input = {data, size};
    if (!scheme && kefu_scheme_builtin(NULL, &scheme, NULL))
        abort();
    if (kefu_scratch_new(NULL, &of.scratch, NULL) || kefu_findings_new(NULL, &of.findings, NULL) ||
        kefu_conversation_new(scheme, NULL, &of.conversation, NULL) ||
        kefu_aggregate_new(scheme, NULL, 0, NULL, &of.aggregate, NULL))
        abort();
    for (int i = 0; i < 100 && input.size; i++)
        calls[take(&input) % (sizeof calls / sizeof *calls)](&of, &input);
    check_written(&of);
    check_report(&of);
    kefu_aggregate_free(of.aggregate);
    kefu_evaluation_free(of.evaluation);
    kefu_monitor_free(of.monitor);
    kefu_conversation_free(of.conversation);
    kefu_findings_free(of.findings);
    kefu_scratch_free(of.scratch);
    return 0;
}
