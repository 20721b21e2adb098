/* SPDX-License-Identifier: MIT
 * A value as JSON text, written by the caller. */
#include "json/json.h"

/* A metric's value as JSON text has a bounded size: four numbers of at most 24 characters, and
 * names. So a buffer on the stack suffices. */
enum { VALUE_TEXT_MAX = 1024 };

static void *take_room(void *ctx, size_t size) {
    return size <= VALUE_TEXT_MAX ? ctx : NULL;
}

static void *keep_room(void *ctx, void *room, size_t old_size, size_t size) {
    (void)room, (void)old_size;
    return take_room(ctx, size);
}

static void leave_room(void *ctx, void *room, size_t size) {
    (void)ctx, (void)room, (void)size;
}

kefu_status kefu_value_write(const kefu_value *value, kefu_write write, void *ctx,
                             kefu_error *error) {
    char room[VALUE_TEXT_MAX];
    const kefu_allocator allocator = {take_room, keep_room, leave_room, room};
    struct json_writer writer;
    struct buffer buffer;
    if (!value || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "value or write is NULL");
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_put_value(&writer, value);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
