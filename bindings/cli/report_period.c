/* SPDX-License-Identifier: MIT
 * What kefu report adds up: all records of the files of one period. */
#include <stdlib.h>
#include <string.h>

#include "fields.h"
#include "held.h"
#include "report_job.h"

/* ---- a conversation, feedback ---- */

/* Feedback inherits from it, whether it counts or not. */
static kefu_status join_conversation(struct report_job *job, const kefu_conversation *conversation,
                                     bool counts, kefu_error *error) {
    pthread_mutex_lock(&job->join_lock);
    const kefu_status status = kefu_join_add(job->join, conversation,
                                             counts ? 0 : KEFU_JOIN_NOT_COUNTED, error);
    pthread_mutex_unlock(&job->join_lock);
    return status;
}

/* The aggregate to which a thread adds the records of a slice of the versions. */
static kefu_status aggregate_of(struct report_job *job, size_t thread, size_t slice,
                                kefu_aggregate **aggregate, kefu_error *error) {
    kefu_aggregate **place = &job->aggregates[thread][slice];
    const kefu_scheme *scheme = job->versions.slices[slice].scheme;
    const kefu_status status = *place ? KEFU_OK
                                      : kefu_aggregate_new(scheme, job->spec, strlen(job->spec),
                                                           NULL, place, error);
    *aggregate = *place;
    return status;
}

/* Adds a conversation to the aggregate of a thread. */
static kefu_status add_conversation(void *ctx, size_t thread, kefu_str json,
                                    kefu_findings *findings, kefu_error *error) {
    struct report_job *job = ctx;
    kefu_scratch *scratch = job->scratches[thread];
    kefu_aggregate *aggregate = NULL;
    kefu_conversation *conversation = NULL;
    kefu_evaluation *evaluation = NULL;
    kefu_closed closed = KEFU_CLOSED_INIT;
    bool counts = false;
    size_t slice;
    kefu_status status = cli_versions_find(&job->versions, json, &slice, error);
    if (status == KEFU_OK)
        status = aggregate_of(job, thread, slice, &aggregate, error);
    if (status == KEFU_OK)
        status = kefu_conversation_new(job->versions.slices[slice].scheme, NULL, &conversation,
                                       error);
    if (status == KEFU_OK)
        status = kefu_conversation_read_json(conversation, scratch, json.data, json.size, findings,
                                             error);
    if (status == KEFU_OK)
        status = cli_findings_strict(&job->printer, findings, error);
    if (status == KEFU_OK)
        status = cli_selection_conversation(&job->selection, conversation, &counts, error);
    if (status == KEFU_OK)
        status = join_conversation(job, conversation, counts, error);
    if (status == KEFU_OK && counts)
        status = kefu_evaluate(conversation, job->versions.slices[slice].rubric, job->as_of,
                               &evaluation, error);
    if (evaluation)
        cli_answers_apply(&job->answers, conversation, (kefu_str){"", 0}, evaluation);
    closed.conversation = conversation;
    closed.evaluations = (const kefu_evaluation *const *)&evaluation;
    closed.evaluation_count = 1;
    if (status == KEFU_OK && counts)
        status = kefu_aggregate_add(aggregate, scratch, &closed, NULL, error);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    return status;
}

/* Adds feedback, with what it inherits from the conversation whose id has these hashes. */
static kefu_status add_feedback(struct report_job *job, const uint64_t conversation[2],
                                const char *json, size_t size, kefu_error *error) {
    struct text_out joined = {NULL, 0, 0};
    kefu_join_outcome outcome = KEFU_JOIN_NONE;
    kefu_aggregate *aggregate = NULL;
    bool counts = false;
    size_t slice = job->versions.newest;
    kefu_status status = kefu_join_write(job->join, json, size, 0, text_out_write, &joined,
                                         &outcome, job->printer.collector, error);
    if (status == KEFU_OK)
        status = cli_selection_feedback(&job->selection, conversation, joined.data, joined.size,
                                        &counts, error);
    if (status == KEFU_OK && counts)
        status = cli_versions_find(&job->versions, (kefu_str){joined.data, joined.size}, &slice,
                                   error);
    if (status == KEFU_OK && counts)
        status = aggregate_of(job, 0, slice, &aggregate, error);
    if (status == KEFU_OK && counts)
        status = kefu_aggregate_add_feedback_json(aggregate, job->scratches[0], joined.data,
                                                  joined.size, job->printer.collector, error);
    if (status == KEFU_OK)
        status = cli_findings_strict(&job->printer, job->printer.collector, error);
    job->unjoined += status == KEFU_OK && counts && outcome >= KEFU_JOIN_LEFT_OUT;
    text_out_free(&joined);
    return status;
}

static kefu_status add_record(struct report_job *job, bool feedback, const char *json, size_t size,
                              kefu_error *error) {
    static const uint64_t unknown[2] = {0, 0};
    kefu_str record = {json, size};
    const kefu_status status = cli_roster_apply(&job->roster, &record, job->printer.collector,
                                                error);
    if (status != KEFU_OK)
        return status;
    if (feedback)
        return add_feedback(job, unknown, record.data, record.size, error);
    return add_conversation(job, 0, record, job->printer.collector, error);
}

/* A map that finds no messages in what it is given makes conversations that say nothing. */
static kefu_status check_mapped(struct report_job *job, const struct text_out *line, bool *empty,
                                kefu_error *error) {
    kefu_record record = {.size = sizeof record};
    kefu_reader *reader = NULL;
    kefu_status status = kefu_reader_new(NULL, &reader, error);
    if (status == KEFU_OK)
        status = kefu_reader_push(reader, line->data, line->size, error);
    if (status == KEFU_OK)
        status = kefu_reader_end(reader, error);
    if (status == KEFU_OK)
        status = kefu_reader_next(reader, &record, job->printer.collector, error);
    *empty = status == KEFU_OK && (record.flags & KEFU_RECORD_EMPTY);
    kefu_reader_free(reader);
    return status;
}

/* Adds a line. *derived: findings are about the record that a field map made from the line. */
static kefu_status add_line(struct report_job *job, bool feedback, const struct input *input,
                            bool *derived, kefu_error *error) {
    const kefu_field_map *map = feedback ? job->feedback_map : job->conversation_map;
    struct text_out line = {NULL, 0, 0};
    bool empty = false;
    kefu_status status;
    if (!map)
        return add_record(job, feedback, input->line, input->size, error);
    status = kefu_field_map_apply_reported(map, input->line, input->size, input->line_number,
                                           text_out_write, &line, job->printer.collector, error);
    if (status == KEFU_OK)
        cli_findings_of_line(&job->printer, input, false);
    *derived = status == KEFU_OK;
    if (status == KEFU_OK && !feedback)
        status = check_mapped(job, &line, &empty, error);
    if (status == KEFU_OK && !empty)
        status = add_record(job, feedback, line.data, line.size, error);
    text_out_free(&line);
    return status;
}

static bool add_file(struct report_job *job, bool feedback, const char *name) {
    struct progress progress;
    struct input input;
    bool good;
    if (!cli_input_open(&input, &name, 1, NULL))
        return false;
    cli_progress_begin(&progress, name, true);
    for (good = true; good && cli_input_line(&input); cli_progress_step(&progress, &input)) {
        kefu_error error;
        bool derived = false;
        memset(&error, 0, sizeof error);
        if (!cli_input_blank(&input) && add_line(job, feedback, &input, &derived, &error))
            good = cli_findings_skip(&job->printer, &input, derived, &error) &&
                   error.status != KEFU_E_MEMORY;
        cli_findings_of_line(&job->printer, &input, derived);
    }
    cli_progress_end(&progress);
    good = good && !input.failed;
    cli_input_close(&input);
    return good;
}

/* The files of a period through field maps: conversations, then feedback. */
static bool add_mapped(struct report_job *job, const struct file_list *files) {
    const bool feedback_only = job->feedback_map && !job->conversation_map;
    const bool both = job->feedback_map && job->conversation_map;
    bool good = true;
    for (size_t i = 0; good && i < files->count; i++)
        good = add_file(job, feedback_only || (both && i == 1), files->names[i]);
    return good;
}

/* Feedback waits in `held`; what counts nowhere yet is reported. Returns false if the command ends.
 */
static bool add_current(struct report_job *job, struct pool *pool, struct records *records,
                        struct held_records *held) {
    const struct finding_place place = cli_records_place(records);
    const kefu_record *record = &records->record;
    cli_group_names_look(&job->names, record->json);
    if (record->kind == KEFU_RECORD_FEEDBACK)
        return cli_held_add(held, records);
    if (record->kind != KEFU_RECORD_CONVERSATION)
        cli_records_pass(records, "report");
    else if (!(record->flags & (KEFU_RECORD_REPEATED | KEFU_RECORD_EMPTY)))
        return cli_pool_add(pool, &place, record->json);
    return true;
}

static bool add_held(struct report_job *job, struct held_records *held) {
    bool good = cli_held_settle(held);
    for (size_t i = 0; good && i < held->count; i++) {
        const struct held_record *item = &held->items[i];
        const struct finding_place place = {item->name, (size_t)item->line, false};
        const char *json = item->replaced ? NULL : cli_held_read(held, i);
        kefu_error error;
        memset(&error, 0, sizeof error);
        if (item->replaced)
            continue;
        good = json != NULL;
        if (good && add_feedback(job, item->conversation, json, item->size, &error))
            good = cli_findings_skip_at(&job->printer, &place, &error) &&
                   error.status != KEFU_E_MEMORY;
        cli_findings_flush(&job->printer, &place);
    }
    return good;
}

static bool add_records(struct report_job *job, const struct file_list *files) {
    struct pool *pool = cli_pool_open(job->threads, add_conversation, job, &job->printer);
    struct held_records held = {0};
    struct progress progress;
    struct records records = {0};
    bool good = pool && cli_records_open(&records, files, job->encoding, &job->printer);
    if (good && job->reader_map)
        kefu_reader_use_map(records.reader, job->reader_map, NULL);
    if (good)
        cli_records_use_roster(&records, &job->roster);
    cli_progress_begin(&progress, files->count == 1 ? files->names[0] : "reading", good);
    while (good && cli_records_next(&records)) {
        good = add_current(job, pool, &records, &held);
        cli_progress_at(&progress, cli_records_done(&records), records.total);
    }
    good = pool && cli_pool_drain(pool) && good && !records.failed;
    progress.always &= good; /* after a stop, how much was read depends on the threads */
    cli_progress_end(&progress);
    cli_pool_close(pool);
    good = good && add_held(job, &held);
    cli_held_free(&held);
    cli_records_close(&records);
    return good;
}

/* Are maps applied line by line? */
static bool is_mapped(const struct report_job *job) {
    return !job->reader_map && (job->feedback_map || job->conversation_map);
}

static bool is_empty(const kefu_aggregate *aggregate) {
    return kefu_aggregate_conversation_count(aggregate) == 0 &&
           kefu_aggregate_feedback_count(aggregate) == 0;
}

/* What would be a report over nothing is none. */
static bool is_usable(const struct report_job *job, const kefu_aggregate *aggregate) {
    if (is_empty(aggregate))
        return cli_fail(cli_selection_left_out(&job->selection, 0) ||
                                cli_selection_left_out(&job->selection, 1)
                            ? "all records of the input are left out"
                            : "there is no record in the input that a report can count") ==
               EXIT_DONE;
    return is_mapped(job) || cli_group_names_check(&job->names);
}

/* Inherited is what may be grouped by, besides what always is. */
static bool make_join(struct report_job *job) {
    kefu_join_options options = KEFU_JOIN_OPTIONS_INIT;
    kefu_str names[GROUP_NAMES_MAX];
    kefu_error error;
    for (; options.attribute_count < job->names.count; options.attribute_count++) {
        const char *name = job->names.wanted[options.attribute_count];
        names[options.attribute_count] = (kefu_str){name, strlen(name)};
    }
    options.attributes = names;
    return !kefu_join_new(&options, &job->join, &error) ||
           cli_fail("%s", error.message) == EXIT_DONE;
}

static void free_aggregates(struct report_job *job) {
    for (size_t i = 0; i < job->threads; i++) {
        for (size_t slice = 0; job->aggregates[i] && slice <= job->versions.newest; slice++)
            kefu_aggregate_free(job->aggregates[i][slice]);
        free(job->aggregates[i]);
        job->aggregates[i] = NULL;
    }
}

/* Room for the aggregates of each thread; that of the newest versions is made now, so that what is
 * wrong with the specification is told before anything is read. */
static bool make_aggregates(struct report_job *job) {
    kefu_aggregate *newest;
    kefu_error error;
    if (!make_join(job))
        return false;
    for (size_t i = 0; i < job->threads; i++)
        if (!(job->aggregates[i] = calloc(job->versions.newest + 1, sizeof(kefu_aggregate *))))
            return cli_fail("out of memory") == EXIT_DONE;
    if (aggregate_of(job, 0, job->versions.newest, &newest, &error))
        return cli_fail("%s", error.message) == EXIT_DONE;
    return true;
}

/* Merges the aggregates of all threads and slices into one of the newest slice that has records:
 * the report is by its definitions. The result is taken out of the job; NULL after a failure that
 * was printed. */
static kefu_aggregate *merge_aggregates(struct report_job *job) {
    kefu_aggregate **into = NULL, *merged;
    kefu_error error;
    for (size_t slice = job->versions.newest + 1; slice-- > 0;)
        for (size_t i = 0; i < job->threads; i++) {
            kefu_aggregate **from = &job->aggregates[i][slice];
            if (!into && !is_empty(*from))
                into = from;
            else if (!is_empty(*from) && kefu_aggregate_merge(*into, *from, &error)) {
                cli_fail("%s", error.message);
                return NULL;
            }
        }
    if (!into)
        into = &job->aggregates[0][job->versions.newest];
    merged = *into;
    *into = NULL;
    return merged;
}

kefu_aggregate *cli_report_period(struct report_job *job, const char *const *names, size_t count) {
    kefu_aggregate *aggregate = NULL;
    struct file_list files;
    if (!cli_files_find(&files, names, count, true))
        return NULL;
    if (make_aggregates(job) &&
        (is_mapped(job) ? add_mapped(job, &files) : add_records(job, &files)))
        aggregate = merge_aggregates(job);
    if (aggregate && !is_usable(job, aggregate)) {
        kefu_aggregate_free(aggregate);
        aggregate = NULL;
    }
    free_aggregates(job);
    kefu_join_free(job->join);
    job->join = NULL;
    cli_files_free(&files);
    return aggregate;
}
