/* SPDX-License-Identifier: MIT
 * The public call. */
#include "kefu/sample.h"

#include "sample/sample.h"
#include "json/request.h"

static kefu_status draw(struct json_reader *reader, struct arena *arena, struct buffer *to,
                        void *unused, kefu_error *error) {
    struct sample_request request;
    struct sample sample;
    (void)unused;
    if (!kefu__sample_read(reader, arena, &request))
        return kefu__no_memory(error);
    if (reader->errors > 0)
        return reader->status;
    if (!kefu__sample_draw(arena, &request, &sample))
        return kefu__no_memory(error);
    kefu__sample_write(&request, &sample, to);
    return KEFU_OK;
}

kefu_status kefu_sample_draw(const char *json, size_t size, const kefu_allocator *allocator,
                             kefu_findings *findings, kefu_write write, void *ctx,
                             kefu_error *error) {
    const struct json_request request = {
        json, size, allocator, findings, write, ctx, "a sample needs its JSON and an output"};
    return kefu__json_answer(&request, draw, NULL, error);
}
