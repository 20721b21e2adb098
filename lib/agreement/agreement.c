/* SPDX-License-Identifier: MIT
 * The public call. */
#include "agreement/agreement.h"

#include "kefu/agreement.h"

static kefu_status measure(struct arena *arena, const struct agreement_request *request,
                           struct buffer *to, kefu_error *error) {
    struct rating_table table;
    if (!kefu__agreement_tabulate(arena, request, &table) ||
        kefu__agreement_write(arena, request, &table, to) != STATS_OK)
        return kefu__no_memory(error);
    return KEFU_OK;
}

kefu_status kefu_agreement_measure(const char *json, size_t size, const kefu_allocator *allocator,
                                   kefu_findings *findings, kefu_write write, void *ctx,
                                   kefu_error *error) {
    struct agreement_request request;
    struct json_reader reader;
    struct buffer answer;
    struct arena arena;
    kefu_allocator own;
    kefu_status status;
    if (!json || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "ratings need their JSON and an output");
    status = kefu__allocator_init(&own, allocator, error);
    if (status == KEFU_OK)
        status = kefu__json_open(&reader, &own, json, size, NULL, findings, error);
    if (status != KEFU_OK)
        return status;
    kefu__arena_init(&arena, &own);
    kefu__buffer_init(&answer, &own);
    if (!kefu__agreement_read(&reader, &arena, &request))
        status = kefu__no_memory(error);
    else if (reader.errors > 0)
        status = reader.status;
    else
        status = measure(&arena, &request, &answer, error);
    if (status == KEFU_OK)
        status = kefu__buffer_hand_over(&answer, write, ctx, error);
    else
        kefu__buffer_free(&answer);
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
