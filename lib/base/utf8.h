/* SPDX-License-Identifier: MIT
 * UTF-8, one code point at a time: decoding with validation, and encoding. */
#ifndef KEFU_LIB_BASE_UTF8_H
#define KEFU_LIB_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UTF8_INVALID     UINT32_MAX
#define UTF8_REPLACEMENT 0xFFFDu

/* Is the byte the first one of a code point, not a continuation byte (10xxxxxx)? */
static inline int utf8_is_start(char byte) {
    return ((unsigned char)byte & 0xC0) != 0x80;
}

/* Decodes the code point at p (left > 0 bytes remain) and returns its length. For an ill-formed
 * sequence *point is UTF8_INVALID and the length that of its maximal subpart, 1 to 3, which is what
 * the Unicode standard replaces by one U+FFFD. */
static inline uint32_t utf8_decode(const unsigned char *p, size_t left, uint32_t *point) {
    uint32_t lead = p[0], low = 0x80, high = 0xBF, length, value;
    if (lead < 0x80) {
        *point = lead;
        return 1;
    }
    *point = UTF8_INVALID;
    if (lead < 0xC2 || lead > 0xF4)
        return 1;
    if (lead < 0xE0) {
        length = 2;
        value = lead & 0x1F;
    } else if (lead < 0xF0) {
        length = 3;
        value = lead & 0x0F;
        low = lead == 0xE0 ? 0xA0 : 0x80;
        high = lead == 0xED ? 0x9F : 0xBF;
    } else {
        length = 4;
        value = lead & 0x07;
        low = lead == 0xF0 ? 0x90 : 0x80;
        high = lead == 0xF4 ? 0x8F : 0xBF;
    }
    for (uint32_t i = 1; i < length; i++) {
        if (i >= left || p[i] < low || p[i] > high)
            return i;
        value = value << 6 | (p[i] & 0x3Fu);
        low = 0x80;
        high = 0xBF;
    }
    *point = value;
    return length;
}

/* Decodes one code point at `text`; returns its length in bytes, at least 1. For ill-formed UTF-8,
 * *point is U+FFFD. */
static inline size_t utf8_next(const char *text, size_t size, uint32_t *point) {
    const size_t length = utf8_decode((const unsigned char *)text, size, point);
    if (*point == UTF8_INVALID)
        *point = 0xFFFD;
    return length;
}

/* Is the text well-formed UTF-8 without U+0000, so that JSON can hold it unchanged? */
static inline bool utf8_is_plain(const char *text, size_t size) {
    size_t at = 0;
    while (at < size) {
        uint32_t point;
        at += utf8_decode((const unsigned char *)text + at, size - at, &point);
        if (point == 0 || point == UTF8_INVALID)
            return false;
    }
    return true;
}

/* The number of code points of a text; an ill-formed sequence counts as one, because it is replaced
 * by one U+FFFD. */
static inline uint32_t utf8_count(const char *text, size_t size) {
    uint32_t count = 0, point;
    for (size_t at = 0; at < size; count++)
        at += utf8_decode((const unsigned char *)text + at, size - at, &point);
    return count;
}

/* Decodes the code point that ends before p[at] (at > 0); UTF8_INVALID if it is ill-formed. *length
 * is its number of bytes, 1 if it is ill-formed. */
static inline uint32_t utf8_decode_back(const unsigned char *p, size_t at, uint32_t *length) {
    uint32_t point;
    for (uint32_t back = 1; back <= 4 && back <= at; back++) {
        if ((p[at - back] & 0xC0) == 0x80)
            continue;
        if (utf8_decode(p + at - back, back, &point) == back && point != UTF8_INVALID) {
            *length = back;
            return point;
        }
        break;
    }
    *length = 1;
    return UTF8_INVALID;
}

/* Encodes a code point (not a surrogate) as UTF-8 and returns its number of bytes. */
static inline uint32_t utf8_encode(uint32_t point, char to[4]) {
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xC0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    if (point < 0x10000) {
        to[0] = (char)(0xE0 | point >> 12);
        to[1] = (char)(0x80 | (point >> 6 & 0x3F));
        to[2] = (char)(0x80 | (point & 0x3F));
        return 3;
    }
    to[0] = (char)(0xF0 | point >> 18);
    to[1] = (char)(0x80 | (point >> 12 & 0x3F));
    to[2] = (char)(0x80 | (point >> 6 & 0x3F));
    to[3] = (char)(0x80 | (point & 0x3F));
    return 4;
}

#endif
