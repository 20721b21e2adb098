/* SPDX-License-Identifier: MIT
 * A value by itself as JSON. */
#include "json/json.h"

kefu_status kefu_value_write(const kefu_value *value, kefu_write write, void *ctx,
                             kefu_error *error) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct json_writer writer;
    struct buffer buffer;
    if (!value || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "value or write is NULL");
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_put_value(&writer, value);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
