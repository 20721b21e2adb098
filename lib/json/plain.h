/* SPDX-License-Identifier: MIT
 * Runs of bytes that stand for themselves in a JSON string, found several at a time. */
#ifndef KEFU_LIB_JSON_PLAIN_H
#define KEFU_LIB_JSON_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { PLAIN_WORD = 8 /* bytes that are looked at together */ };

#define PLAIN_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
/* Sets the highest bit of each byte that is zero; bytes above one may be wrong. */
#define PLAIN_ZEROS(x)   (((x)-PLAIN_EACH(1)) & ~(x))

/* Eight bytes as a number, the first one lowest. */
static inline uint64_t kefu__plain_load(const unsigned char *at) {
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, at, sizeof word);
#else
    for (unsigned i = 0; i < PLAIN_WORD; i++)
        word |= (uint64_t)at[i] << 8 * i;
#endif
    return word;
}

/* The number of the lowest byte that has a bit. */
static inline size_t kefu__plain_first(uint64_t found) {
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(found) / 8;
#else
    size_t byte = 0;
    while (!(found >> 8 * byte & 0xFF))
        byte++;
    return byte;
#endif
}

/* How many of the first of eight bytes are plain: ASCII, but no control character, quote, backslash
 * or U+007F. */
static inline size_t kefu__plain_count(uint64_t word) {
    const uint64_t below = (word - PLAIN_EACH(0x20)) | word; /* below 0x20, or not ASCII */
    const uint64_t found = (below | PLAIN_ZEROS(word ^ PLAIN_EACH('"')) |
                            PLAIN_ZEROS(word ^ PLAIN_EACH('\\')) |
                            PLAIN_ZEROS(word ^ PLAIN_EACH(0x7F))) &
                           PLAIN_EACH(0x80);
    return found ? kefu__plain_first(found) : PLAIN_WORD;
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
    while (size - at >= PLAIN_WORD) {
        const uint64_t word = kefu__plain_load(bytes + at);
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
