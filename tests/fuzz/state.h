/* SPDX-License-Identifier: MIT
 * What the fuzz targets of aggregates' states share: bytes are sealed as a state, so that they get
 * past sizes and checksums. */
#ifndef KEFU_FUZZ_STATE_H
#define KEFU_FUZZ_STATE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/reseal.h"

static kefu_scheme *scheme;

struct bytes {
    uint8_t *data;
    size_t size, capacity;
};

static inline kefu_status collect(void *ctx, const char *data, size_t size) {
    struct bytes *bytes = ctx;
    if (bytes->size + size > bytes->capacity) {
        bytes->capacity = (bytes->size + size) * 2;
        bytes->data = realloc(bytes->data, bytes->capacity);
        if (!bytes->data)
            abort();
    }
    memcpy(bytes->data + bytes->size, data, size);
    bytes->size += size;
    return KEFU_OK;
}

/* Makes bytes a state of a version as far as sizes and checksums go. */
static inline void seal_as(uint8_t *state, size_t size, const char *magic, uint32_t version,
                           uint32_t reader) {
    if (size < STATE_HEADER_SIZE)
        return;
    memcpy(state, magic, STATE_MAGIC_SIZE);
    reseal_put(state + 8, version, 4);
    reseal_put(state + 12, reader, 4);
    reseal(state, size);
}

static inline void seal(uint8_t *state, size_t size) {
    seal_as(state, size, STATE_MAGIC, STATE_VERSION, STATE_READER);
}

#endif
