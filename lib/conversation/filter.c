/* SPDX-License-Identifier: MIT
 * Filters: which conversations and feedback records count. */
#include "kefu/filter.h"

#include "conversation/conversation.h"
#include "conversation/record.h"

struct kefu_filter {
    kefu_allocator allocator;
    struct arena arena;
    int64_t from, to;
    const struct condition *where, *exclude; /* NULL: none */
    int32_t offset_minutes;
};

void kefu_filter_options_init(kefu_filter_options *options) {
    if (options)
        *options = (kefu_filter_options)KEFU_FILTER_OPTIONS_INIT;
}

/* ---- making ---- */

/* Compiles one of the conditions. `source` names it in findings. */
static kefu_status compile(kefu_filter *filter, kefu_str json, const char *source,
                           const struct condition **condition, kefu_findings *findings,
                           kefu_error *error) {
    struct json_reader reader;
    if (json.size == 0)
        return KEFU_OK;
    kefu_status status = kefu__json_open(&reader, &filter->allocator, json.data, json.size, source,
                                         findings, error);
    if (status != KEFU_OK)
        return status;
    *condition = kefu__condition_compile(&filter->arena, &reader, reader.root,
                                         &kefu__conversation_place, NULL);
    status = reader.status;
    kefu__json_close(&reader);
    return *condition || status != KEFU_OK ? status : kefu__no_memory(error);
}

static kefu_status check(const kefu_filter_options *options, kefu_error *error) {
    if (!kefu__str_sound(options->where) || !kefu__str_sound(options->exclude))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a condition is NULL with a size");
    if (options->from >= options->to)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the period ends before it begins");
    return kefu__options_check(0, 0, options->reserved, error);
}

kefu_status kefu_filter_new(const kefu_filter_options *options, kefu_filter **filter,
                            kefu_findings *findings, kefu_error *error) {
    kefu_filter_options own = KEFU_FILTER_OPTIONS_INIT;
    kefu_allocator allocator;
    if (!filter)
        return kefu__fail(error, KEFU_E_ARGUMENT, "filter is NULL");
    kefu_status status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = check(&own, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator, own.allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu_filter *made = kefu__alloc_zero(&allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = allocator;
    kefu__arena_init(&made->arena, &allocator);
    made->from = own.from;
    made->to = own.to;
    made->offset_minutes = own.offset_minutes;
    status = compile(made, own.where, "where", &made->where, findings, error);
    if (status == KEFU_OK)
        status = compile(made, own.exclude, "exclude", &made->exclude, findings, error);
    if (status == KEFU_OK)
        *filter = made;
    else
        kefu_filter_free(made);
    return status;
}

void kefu_filter_free(kefu_filter *filter) {
    if (!filter)
        return;
    const kefu_allocator allocator = filter->allocator;
    kefu__arena_free(&filter->arena);
    kefu__release(&allocator, filter, sizeof *filter);
}

/* ---- judging ---- */

static kefu_filter_outcome judge(const kefu_filter *filter, int64_t at, leaf_asker ask,
                                 const void *record) {
    const bool has_period = filter->from != KEFU_TIME_NONE || filter->to != KEFU_TIME_END;
    if (has_period && at == KEFU_TIME_NONE)
        return KEFU_FILTER_UNTIMED;
    if (has_period && (at < filter->from || at >= filter->to))
        return KEFU_FILTER_OUTSIDE;
    if (filter->where &&
        kefu__condition_evaluate(filter->where, ask, (void *)record, NULL) != TRUTH_TRUE)
        return KEFU_FILTER_UNMATCHED;
    if (filter->exclude &&
        kefu__condition_evaluate(filter->exclude, ask, (void *)record, NULL) == TRUTH_TRUE)
        return KEFU_FILTER_EXCLUDED;
    return KEFU_FILTER_COUNTS;
}

kefu_status kefu_filter_conversation(const kefu_filter *filter,
                                     const kefu_conversation *conversation,
                                     kefu_filter_outcome *outcome, kefu_error *error) {
    if (!filter || !conversation || !outcome)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a filter, a conversation or an output is NULL");
    const int64_t start = conversation->episode_count ? conversation->episodes[0].begun
                                                      : KEFU_TIME_NONE;
    *outcome = judge(filter, start, kefu__conversation_ask, conversation);
    return KEFU_OK;
}

/* A feedback record, and its labels: a list or NULL. */
struct judged_feedback {
    struct feedback_record record;
    const json_value *labels;
};

static bool has_label(const json_value *labels, kefu_str label) {
    for (const json_value *item = kefu__json_first(labels); item; item = kefu__json_next(item))
        if (kefu__json_is(item, JSON_STRING) && kefu__str_equal(kefu__json_text(item), label))
            return true;
    return false;
}

static void ask_feedback(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer) {
    const struct judged_feedback *feedback = ctx;
    kefu_str value = {NULL, 0};
    if (leaf->kind == RULE_LEAF_LABEL)
        answer->found = has_label(feedback->labels, leaf->name) ? TRUTH_TRUE : TRUTH_FALSE;
    else
        kefu__condition_answer_text(
            leaf, kefu__record_feedback_find(&feedback->record, leaf->name, &value), value, answer);
}

kefu_status kefu_filter_feedback_json(const kefu_filter *filter, const char *json, size_t size,
                                      kefu_filter_outcome *outcome, kefu_error *error) {
    struct json_reader reader;
    struct judged_feedback feedback;
    struct arena arena;
    if (!filter || !json || !outcome)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a filter, a record or an output is NULL");
    kefu_status status = kefu__json_open_record(&reader, &filter->allocator, json, size, NULL,
                                                error);
    if (status != KEFU_OK)
        return status;
    kefu__arena_init(&arena, &filter->allocator);
    kefu__record_feedback(&reader, &arena, filter->offset_minutes, reader.root, &feedback.record);
    status = reader.status;
    if (!reader.errors) {
        const struct feedback_record *record = &feedback.record;
        feedback.labels = kefu__record_get(reader.root, "labels");
        *outcome = judge(filter, record->at != KEFU_TIME_NONE ? record->at : record->invited_at,
                         ask_feedback, &feedback);
    }
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
