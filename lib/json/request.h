/* SPDX-License-Identifier: MIT
 * Calls whose request and answer are JSON texts: what they share of opening, failing and handing
 * over. */
#ifndef KEFU_LIB_JSON_REQUEST_H
#define KEFU_LIB_JSON_REQUEST_H

#include "json/json.h"

/* The arguments of such a call. */
struct json_request {
    const char *json;
    size_t size;
    const kefu_allocator *allocator; /* NULL: the C library's */
    kefu_findings *findings;         /* may be NULL */
    kefu_write write;
    void *ctx;
    const char *missing; /* the message where json or write is NULL */
};

/* Opens the request, has `answer` read it and append the answer, and hands that over in one call.
 * `answer` returns a status and sets the error, except that after it the errors that were reported
 * to the reader decide. All memory of the arena is released afterwards. */
kefu_status kefu__json_answer(const struct json_request *request,
                              kefu_status (*answer)(struct json_reader *reader, struct arena *arena,
                                                    struct buffer *to, void *to_caller,
                                                    kefu_error *error),
                              void *to_caller, kefu_error *error);

#endif
