/* SPDX-License-Identifier: MIT
 * Runs of bytes that stand for themselves in a JSON string, found several at a time. */
#ifndef KEFU_LIB_JSON_PLAIN_H
#define KEFU_LIB_JSON_PLAIN_H

#include <stdbool.h>

#include "base/eight.h"

/* How many of the first of eight bytes are plain: ASCII, but no control character, quote, backslash
 * or U+007F. */
static inline size_t kefu__plain_count(uint64_t word) {
    const uint64_t below = (word - EIGHT_EACH(0x20)) | word; /* below 0x20, or not ASCII */
    const uint64_t found = (below | EIGHT_ZEROS(word ^ EIGHT_EACH('"')) |
                            EIGHT_ZEROS(word ^ EIGHT_EACH('\\')) |
                            EIGHT_ZEROS(word ^ EIGHT_EACH(0x7F))) &
                           EIGHT_EACH(0x80);
    return found ? kefu__eight_first(found) : EIGHT;
}

/* Does the word begin with a character of three bytes, as nearly all of Chinese are? Those that
 * begin with E0 or ED, of which some are ill-formed, are left to a closer look. */
static inline bool kefu__plain_is_three(uint64_t word) {
    const uint64_t lead = word & 0xFF;
    return (word & 0xC0C0F0) == 0x8080E0 && lead != 0xE0 && lead != 0xED;
}

/* The end of the run of bytes from `at` on that stand for themselves in a JSON string. It may end
 * early, at a character that needs a closer look. */
static inline size_t kefu__plain_end(const char *text, size_t at, size_t size) {
    const unsigned char *bytes = (const unsigned char *)text;
    while (size - at >= EIGHT) {
        const uint64_t word = kefu__eight_load(bytes + at);
        const size_t count = kefu__plain_count(word);
        if (count > 0)
            at += count;
        else if (!kefu__plain_is_three(word))
            return at;
        else
            at += kefu__plain_is_three(word >> 24) ? 6 : 3;
    }
    while (at < size && bytes[at] >= 0x20 && bytes[at] < 0x7F && bytes[at] != '"' &&
           bytes[at] != '\\')
        at++;
    return at;
}

#endif
