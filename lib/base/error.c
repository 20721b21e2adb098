/* SPDX-License-Identifier: MIT
 * Filling errors. */
#include "base/base.h"

#include <stdio.h>
#include <string.h>

#include "base/utf8.h"

void kefu__copy_text(char *to, size_t capacity, const char *text, size_t size) {
    size_t at = 0, used = 0;
    if (capacity == 0)
        return;
    while (at < size) {
        uint32_t point;
        const size_t length = utf8_decode((const unsigned char *)text + at, size - at, &point);
        const bool sound = point != UTF8_INVALID;
        const size_t need = sound ? length : 3;
        if (need >= capacity - used)
            break;
        memcpy(to + used, sound ? text + at : "\xEF\xBF\xBD", need);
        used += need;
        at += length;
    }
    to[used] = '\0';
}

static void fill(kefu_error *error, kefu_status status, const char *pointer, const char *format,
                 va_list arguments) {
    memset(error, 0, sizeof *error);
    error->status = (int32_t)status;
    char message[1024];
    vsnprintf(message, sizeof message, format, arguments);
    kefu__copy_text(error->message, sizeof error->message, message, strlen(message));
    kefu__copy_text(error->pointer, sizeof error->pointer, pointer, strlen(pointer));
}

kefu_status kefu__fail(kefu_error *error, kefu_status status, const char *format, ...) {
    va_list arguments;
    if (error) {
        va_start(arguments, format);
        fill(error, status, "", format, arguments);
        va_end(arguments);
    }
    return status;
}

kefu_status kefu__fail_at(kefu_error *error, kefu_status status, const char *pointer,
                          const char *format, ...) {
    va_list arguments;
    if (error) {
        va_start(arguments, format);
        fill(error, status, pointer, format, arguments);
        va_end(arguments);
    }
    return status;
}

kefu_status kefu__no_memory(kefu_error *error) {
    return kefu__fail(error, KEFU_E_MEMORY, "out of memory");
}

kefu_status kefu__stopped(kefu_error *error, kefu_status returned) {
    return kefu__fail(error, returned, "a callback ended the call with %s (%ld)",
                      kefu_status_name((int32_t)returned), (long)returned);
}

kefu_status kefu__of_source(kefu_error *error, size_t i, kefu_status status) {
    if (error)
        error->source = (uint32_t)(i + 1);
    return status;
}

kefu_status kefu__no_item(kefu_error *error, size_t i, size_t count) {
    return kefu__fail(error, KEFU_E_NOT_FOUND, "there is no item %zu among %zu", i, count);
}
