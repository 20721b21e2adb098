/* SPDX-License-Identifier: MIT
 * A JSON text in, a JSON text out. */
#include "json/request.h"

kefu_status kefu__json_answer(const struct json_request *request,
                              kefu_status (*answer)(struct json_reader *reader, struct arena *arena,
                                                    struct buffer *to, void *to_caller,
                                                    kefu_error *error),
                              void *to_caller, kefu_error *error) {
    struct json_reader reader;
    struct buffer text;
    struct arena arena;
    kefu_allocator own;
    kefu_status status;
    if (!request->json || !request->write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "%s", request->missing);
    status = kefu__allocator_init(&own, request->allocator, error);
    if (status == KEFU_OK)
        status = kefu__json_open(&reader, &own, request->json, request->size, NULL,
                                 request->findings, error);
    if (status != KEFU_OK)
        return status;
    kefu__arena_init(&arena, &own);
    kefu__buffer_init(&text, &own);
    status = answer(&reader, &arena, &text, to_caller, error);
    if (status == KEFU_OK && reader.errors > 0)
        status = reader.status;
    if (status == KEFU_OK)
        status = kefu__buffer_hand_over(&text, request->write, request->ctx, error);
    else
        kefu__buffer_free(&text);
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
