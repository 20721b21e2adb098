/* SPDX-License-Identifier: MIT
 * The public call. */
#include "kefu/series.h"

#include "series/series.h"

/* Judges the series of a request that was read, and writes the answer. */
static kefu_status judge(struct json_reader *reader, struct arena *arena,
                         struct series_request *request, struct buffer *to,
                         kefu_series_found *found, kefu_error *error) {
    struct series series;
    if (!kefu__series_arrange(reader, arena, request, &series))
        return kefu__no_memory(error);
    if (reader->errors > 0)
        return reader->status;
    const struct series_judge *method = &kefu__series_judges[request->method];
    enum stats_status status = method->judge(&arena->allocator, request, &series);
    if (status == STATS_OK)
        status = kefu__series_write(&arena->allocator, request, &series, to, found);
    return status == STATS_OK ? KEFU_OK : kefu__no_memory(error);
}

kefu_status kefu_series_judge(const char *json, size_t size, const kefu_allocator *allocator,
                              kefu_findings *findings, kefu_write write, void *ctx,
                              kefu_series_found *found, kefu_error *error) {
    struct series_request request;
    struct json_reader reader;
    struct buffer answer;
    struct arena arena;
    kefu_allocator own;
    kefu_status status;
    kefu_series_found counted = {sizeof counted, 0, 0};
    if (!json || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a series needs its JSON and an output");
    if (found && found->size <= sizeof found->size)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the size of the result is not set");
    status = kefu__allocator_init(&own, allocator, error);
    if (status == KEFU_OK)
        status = kefu__json_open(&reader, &own, json, size, NULL, findings, error);
    if (status != KEFU_OK)
        return status;
    kefu__arena_init(&arena, &own);
    kefu__buffer_init(&answer, &own);
    if (!kefu__series_read(&reader, &arena, &request))
        status = kefu__no_memory(error);
    else if (reader.errors > 0)
        status = reader.status;
    else
        status = judge(&reader, &arena, &request, &answer, &counted, error);
    if (status == KEFU_OK)
        status = kefu__buffer_hand_over(&answer, write, ctx, error);
    else
        kefu__buffer_free(&answer);
    if (status == KEFU_OK && found)
        status = kefu__result_copy(found, &counted, sizeof counted, error);
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
