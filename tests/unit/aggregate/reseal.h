/* SPDX-License-Identifier: MIT
 * Puts right sizes and checksums into changed bytes of a state, so that they get past them. */
#ifndef KEFU_UNIT_AGGREGATE_RESEAL_H
#define KEFU_UNIT_AGGREGATE_RESEAL_H

#include <string.h>

#include "aggregate/state.h"

static inline void reseal_put(unsigned char *to, uint64_t value, size_t bytes) {
    for (size_t i = 0; i < bytes; i++)
        to[i] = (unsigned char)(value >> (8 * i) & 0xFF);
}

static inline uint64_t reseal_get(const unsigned char *from, size_t bytes) {
    uint64_t value = 0;
    for (size_t i = 0; i < bytes; i++)
        value |= (uint64_t)from[i] << (8 * i);
    return value;
}

/* The version and the types and flags of the sections stay as they are. A section that is longer
 * than what is left ends with it. */
static inline void reseal(unsigned char *state, size_t size) {
    size_t at = STATE_HEADER_SIZE, canonical = size;
    if (size < STATE_HEADER_SIZE)
        return;
    while (size - at >= STATE_SECTION_SIZE) {
        unsigned char *section = state + at;
        uint64_t length = reseal_get(section + 8, 8);
        const size_t rest = size - at - STATE_SECTION_SIZE;
        if (length > rest)
            length = rest;
        if (reseal_get(section, 4) == SECTION_SOURCES)
            canonical = at;
        reseal_put(section + 8, length, 8);
        reseal_put(section + 16, kefu__crc32c(section + STATE_SECTION_SIZE, (size_t)length), 4);
        reseal_put(section + 20, kefu__crc32c(section, 20), 4);
        at += STATE_SECTION_SIZE + (size_t)length;
    }
    reseal_put(state + 16, size, 8);
    reseal_put(state + 24, canonical, 8);
    reseal_put(state + 32, kefu__crc32c(state, 32), 4);
}

#endif
