/* SPDX-License-Identifier: MIT
 * Eight bytes of a text as one number, so that they are compared at once. */
#ifndef KEFU_LIB_BASE_EIGHT_H
#define KEFU_LIB_BASE_EIGHT_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

enum { EIGHT = 8 };

/* The number that consists of eight times the same byte. */
#define EIGHT_EACH(byte) (UINT64_C(0x0101010101010101) * (byte))
/* Sets the highest bit of the lowest byte that is zero; only bytes above it may be wrong. */
#define EIGHT_ZEROS(x)   (((x)-EIGHT_EACH(1)) & ~(x)&EIGHT_EACH(0x80))

/* Eight bytes as a number, the first one lowest. */
static inline uint64_t kefu__eight_load(const void *at) {
    uint64_t word = 0;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&word, at, sizeof word);
#else
    const unsigned char *bytes = at;
    for (unsigned i = 0; i < EIGHT; i++)
        word |= (uint64_t)bytes[i] << 8 * i;
#endif
    return word;
}

/* The number of the lowest byte that has a bit. */
static inline size_t kefu__eight_first(uint64_t found) {
#if defined(__GNUC__)
    return (size_t)__builtin_ctzll(found) / 8;
#else
    size_t byte = 0;
    while (!(found >> 8 * byte & 0xFF))
        byte++;
    return byte;
#endif
}

#endif
