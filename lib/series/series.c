/* SPDX-License-Identifier: MIT
 * The public call. */
#include "kefu/series.h"

#include "series/series.h"
#include "json/request.h"

/* Reads the request, judges its series, and writes the answer. */
static kefu_status judge(struct json_reader *reader, struct arena *arena, struct buffer *to,
                         void *found, kefu_error *error) {
    struct series_request request;
    struct series series;
    if (!kefu__series_read(reader, arena, &request))
        return kefu__no_memory(error);
    if (reader->errors > 0)
        return reader->status;
    if (!kefu__series_arrange(reader, arena, &request, &series))
        return kefu__no_memory(error);
    if (reader->errors > 0)
        return reader->status;
    const struct series_judge *method = &kefu__series_judges[request.method];
    enum stats_status status = method->judge(&arena->allocator, &request, &series);
    if (status == STATS_OK)
        status = kefu__series_write(&arena->allocator, &request, &series, to, found);
    return status == STATS_OK ? KEFU_OK : kefu__no_memory(error);
}

kefu_status kefu_series_judge(const char *json, size_t size, const kefu_allocator *allocator,
                              kefu_findings *findings, kefu_write write, void *ctx,
                              kefu_series_found *found, kefu_error *error) {
    const struct json_request request = {
        json, size, allocator, findings, write, ctx, "a series needs its JSON and an output"};
    kefu_series_found counted = {sizeof counted, 0, 0};
    if (json && write && found && found->size <= sizeof found->size)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the size of the result is not set");
    kefu_status status = kefu__json_answer(&request, judge, &counted, error);
    if (status == KEFU_OK && found)
        status = kefu__result_copy(found, &counted, sizeof counted, error);
    return status;
}
