/* SPDX-License-Identifier: MIT
 * Any bytes as JSON: refused with a place, or read and written to the same value. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "json/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct json_reader reader, again;
    struct json_writer writer;
    struct buffer first, second;
    kefu_error error;
    const kefu_allocator allocator = kefu__allocator_default();
    if (kefu__json_open(&reader, NULL, (const char *)data, size, "fuzz", NULL, &error)) {
        if (error.offset > size)
            abort();
        return 0;
    }
    kefu__buffer_init(&first, &allocator);
    kefu__buffer_init(&second, &allocator);
    kefu__json_begin(&writer, &first);
    kefu__json_put_copy(&writer, reader.root);
    kefu__json_close(&reader);
    if (kefu__json_open(&again, NULL, first.data, first.size, "again", NULL, &error))
        abort(); /* what is written is valid */
    kefu__json_begin(&writer, &second);
    kefu__json_put_copy(&writer, again.root);
    kefu__json_close(&again);
    if (first.size != second.size || memcmp(first.data, second.data, first.size))
        abort();
    kefu__buffer_free(&first);
    kefu__buffer_free(&second);
    return 0;
}
