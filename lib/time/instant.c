/* SPDX-License-Identifier: MIT
 * An instant as text: RFC 3339, or milliseconds since the Unix epoch. */
#include "time/time.h"

enum { DIGITS_MAX = 16 }; /* the number of digits of 2^53 */

static bool read_milliseconds(const char *text, size_t size, int64_t *at) {
    const bool negative = size > 1 && text[0] == '-';
    int64_t value = 0;
    if (size - negative > DIGITS_MAX)
        return false;
    for (size_t i = negative; i < size; i++) {
        if (text[i] < '0' || text[i] > '9')
            return false;
        value = 10 * value + (text[i] - '0');
    }
    *at = negative ? -value : value;
    return true;
}

kefu_status kefu_time_read(const char *text, size_t size, int64_t *at, kefu_error *error) {
    int64_t read;
    if (!text || size == 0 || !at)
        return kefu__fail(error, KEFU_E_ARGUMENT, "an instant needs a text and an output");
    if (!read_milliseconds(text, size, &read) && !kefu__time_parse(text, size, &read))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "\"%.*s\" is no instant: RFC 3339 with an offset, or milliseconds",
                          (int)kefu__str_truncate((kefu_str){text, size}, 40).size, text);
    *at = read;
    return KEFU_OK;
}
