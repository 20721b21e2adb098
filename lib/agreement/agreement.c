/* SPDX-License-Identifier: MIT
 * The public call. */
#include "agreement/agreement.h"

#include "kefu/agreement.h"
#include "json/request.h"

static kefu_status measure(struct json_reader *reader, struct arena *arena, struct buffer *to,
                           void *unused, kefu_error *error) {
    struct agreement_request request;
    struct rating_table table;
    (void)unused;
    if (!kefu__agreement_read(reader, arena, &request))
        return kefu__no_memory(error);
    if (reader->errors > 0)
        return reader->status;
    if (!kefu__agreement_tabulate(arena, &request, &table) ||
        kefu__agreement_write(arena, &request, &table, to) != STATS_OK)
        return kefu__no_memory(error);
    return KEFU_OK;
}

kefu_status kefu_agreement_measure(const char *json, size_t size, const kefu_allocator *allocator,
                                   kefu_findings *findings, kefu_write write, void *ctx,
                                   kefu_error *error) {
    const struct json_request request = {
        json, size, allocator, findings, write, ctx, "ratings need their JSON and an output"};
    return kefu__json_answer(&request, measure, NULL, error);
}
