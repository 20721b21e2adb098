/* SPDX-License-Identifier: MIT
 * Computing a report from aggregates, and the dispatch to the writer of a format. */
#include <string.h>

#include "base/vocabulary.h"
#include "report/model.h"
#include "scheme/scheme.h"

/* ---- options ---- */

void kefu_report_options_init(kefu_report_options *options) {
    if (options)
        *options = (kefu_report_options)KEFU_REPORT_OPTIONS_INIT;
}

static kefu_status check(const kefu_aggregate *current, const kefu_report_options *options,
                         kefu_error *error) {
    uint32_t language;
    if (!current)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no aggregate");
    if (!kefu__str_sound(options->title) || !kefu__str_sound(options->language))
        return kefu__fail(error, KEFU_E_ARGUMENT, "a text of the options is NULL with a size");
    if (!current->scheme)
        return kefu__fail(error, KEFU_E_SCHEME,
                          "the aggregate was loaded without a scheme, which a report needs");
    if (options->language.size && !kefu__word_value(&kefu__languages, options->language, &language))
        return kefu__fail(error, KEFU_E_ARGUMENT, "the language must be zh-Hans, zh-Hant or en");
    return KEFU_OK;
}

/* ---- making ---- */

static void copy_period(kefu_report *report, const kefu_aggregate *current,
                        const kefu_aggregate *previous) {
    const struct facts *facts = &current->groups[0]->facts;
    report->conversations = facts->conversations;
    kefu__customers_value(current->groups[0], &report->customers);
    report->messages = facts->messages;
    report->feedback = facts->feedback;
    report->evaluations = facts->evaluations;
    report->first_at = current->first_at;
    report->last_at = current->last_at;
    report->offset_minutes = current->offset_minutes;
    report->column_count = current->column_count;
    for (size_t i = 0; i < current->column_count; i++)
        report->columns[i] = kefu__pen_str(&report->pen, current->columns[i]);
    report->previous_first_at = report->previous_last_at = KEFU_TIME_NONE;
    if (!previous)
        return;
    report->compared = true;
    report->previous_conversations = previous->groups[0]->facts.conversations;
    kefu__customers_value(previous->groups[0], &report->previous_customers);
    report->previous_feedback = previous->groups[0]->facts.feedback;
    report->previous_first_at = previous->first_at;
    report->previous_last_at = previous->last_at;
}

static void copy_options(kefu_report *report, const kefu_aggregate *current,
                         const kefu_report_options *options) {
    struct pen *pen = &report->pen;
    report->title = report->spec.title;
    if (options->title.size) {
        const char *title = kefu__pen_copy(pen, options->title.data, options->title.size);
        report->title = kefu__words(title, title);
    }
    report->left_out_conversations = options->left_out_conversations;
    report->left_out_feedback = options->left_out_feedback;
    report->unjoined_feedback = options->unjoined_feedback;
    report->english = kefu__str_is(options->language, "en");
    report->scheme_id = kefu__pen_copy(pen, current->scheme->id, strlen(current->scheme->id));
    report->scheme_digest = kefu__pen_copy(pen, current->scheme->digest, 16);
}

static kefu_status compute(kefu_report *report, const kefu_aggregate *current,
                           const kefu_report_options *options, kefu_error *error) {
    struct report_build build = {report, current, options->previous, NULL};
    report->scheme = kefu_scheme_retain(current->scheme);
    report->spec = *current->scheme->report_spec;
    copy_options(report, current, options);
    copy_period(report, current, options->previous);
    kefu__report_scores(&build);
    kefu__report_overview(&build);
    kefu__report_breaks(&build);
    kefu__report_tables(&build);
    kefu__report_issues(&build);
    kefu__report_findings(&build);
    kefu__report_suggestions(&build);
    return report->pen.failed ? kefu__no_memory(error) : KEFU_OK;
}

kefu_status kefu_report_new(const kefu_aggregate *current, const kefu_report_options *options,
                            kefu_report **report, kefu_error *error) {
    kefu_report_options used = KEFU_REPORT_OPTIONS_INIT;
    if (!report)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no place for the report");
    kefu_status status = kefu__options_copy(&used, sizeof used, options, error);
    if (status == KEFU_OK)
        status = check(current, &used, error);
    kefu_allocator allocator;
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator,
                                      used.allocator ? used.allocator : &current->allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu_report *made;
    made = kefu__alloc_zero(&allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = allocator;
    kefu__arena_init(&made->pen.arena, &allocator);
    status = compute(made, current, &used, error);
    if (status != KEFU_OK) {
        kefu_report_free(made);
        return status;
    }
    *report = made;
    return KEFU_OK;
}

void kefu_report_free(kefu_report *report) {
    if (!report)
        return;
    kefu_allocator allocator = report->allocator;
    kefu__arena_free(&report->pen.arena);
    kefu_scheme_release(report->scheme);
    kefu__release(&allocator, report, sizeof *report);
}

/* ---- writing ---- */

#define WRITER_ROW(format, writer) {format, writer},
static const struct {
    kefu_format format;
    void (*write)(const kefu_report *report, struct buffer *to);
} writers[] = {REPORT_WRITERS(WRITER_ROW)};

kefu_status kefu_report_write(const kefu_report *report, kefu_format format, kefu_write write,
                              void *ctx, kefu_error *error) {
    struct buffer buffer;
    size_t i = 0;
    while (i < sizeof writers / sizeof *writers && writers[i].format != format)
        i++;
    if (!report || !write || i == sizeof writers / sizeof *writers)
        return kefu__fail(error, KEFU_E_ARGUMENT, "no report, no writer, or no such format");
    kefu__buffer_init(&buffer, &report->allocator);
    writers[i].write(report, &buffer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
