/* SPDX-License-Identifier: MIT
 * One UTF-8 sequence at a time, strictly: what the scanner refuses and the writer repairs. */
#ifndef KEFU_LIB_JSON_UTF8_H
#define KEFU_LIB_JSON_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Measures the sequence at `text` (size at least 1): its length when well formed; else the length
 * of its longest sound beginning, at least 1, and *valid is false (Unicode 15, table 3-7). */
static inline size_t kefu__json_utf8(const char *text, size_t size, bool *valid) {
    const unsigned char *byte = (const unsigned char *)text;
    unsigned low = 0x80, high = 0xBF;
    size_t need, i;
    *valid = true;
    if (byte[0] < 0x80)
        return 1;
    *valid = false;
    if (byte[0] < 0xC2 || byte[0] > 0xF4)
        return 1;
    need = byte[0] < 0xE0 ? 2 : byte[0] < 0xF0 ? 3 : 4;
    if (byte[0] == 0xE0)
        low = 0xA0; /* shorter forms exist */
    else if (byte[0] == 0xED)
        high = 0x9F; /* surrogates */
    else if (byte[0] == 0xF0)
        low = 0x90;
    else if (byte[0] == 0xF4)
        high = 0x8F; /* above U+10FFFF */
    for (i = 1; i < need; i++, low = 0x80, high = 0xBF)
        if (i >= size || byte[i] < low || byte[i] > high)
            return i;
    *valid = true;
    return need;
}

#endif
