/* SPDX-License-Identifier: MIT
 * A finding as JSON, for editors, CI and the bindings. */
#include "json/json.h"

kefu_status kefu_finding_write(const kefu_finding *finding, const kefu_allocator *allocator,
                               kefu_write write, void *ctx, kefu_error *error) {
    kefu_allocator own;
    struct json_writer writer;
    struct buffer buffer;
    kefu_status status;
    if (!finding || !finding->code || !finding->source || !finding->pointer || !finding->message ||
        !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a finding or the writer is NULL");
    if ((status = kefu__allocator_init(&own, allocator, error)) != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &own);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_object(&writer);
    kefu__json_add_string(&writer, "source", finding->source);
    kefu__json_add_count(&writer, "line", finding->line);
    kefu__json_add_count(&writer, "column", finding->column);
    kefu__json_add_count(&writer, "offset", finding->offset);
    kefu__json_add_string(&writer, "severity",
                          kefu_vocabulary_name("finding_severity", finding->severity));
    kefu__json_add_string(&writer, "code", finding->code);
    kefu__json_add_string(&writer, "pointer", finding->pointer);
    kefu__json_add_string(&writer, "message", finding->message);
    kefu__json_close_object(&writer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
