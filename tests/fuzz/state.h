/* SPDX-License-Identifier: MIT
 * What the fuzz targets of aggregates' states share: bytes are sealed as a state of the built-in
 * definitions, so that they get past size, checksum and digests. */
#ifndef KEFU_FUZZ_STATE_H
#define KEFU_FUZZ_STATE_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/state.h"

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

static inline void put(uint8_t *to, uint64_t value) {
    size_t i;
    for (i = 0; i < 8; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

/* What the envelope needs, and the scheme's digest. Where the input still begins as a state does,
 * all that stands before the groups too: its digests change with every definition. */
static inline void seal(uint8_t *state, size_t size) {
    const size_t digests = kefu_scheme_metric_count(scheme) * 16;
    const size_t configuration = STATE_HEADER_SIZE + 16 + 14 +
                                 digests; /* {"group_by":["agent_id"]} */
    struct bytes empty = {NULL, 0, 0};
    kefu_aggregate *aggregate;
    const bool whole = size > configuration + 8 && state[0] == 'K';
    if (size < 48)
        return;
    if (kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL) ||
        kefu_aggregate_save(aggregate, collect, &empty, NULL))
        abort();
    memcpy(state, empty.data, whole ? configuration : 40);
    put(state + 16, size);
    put(state + size - 8, kefu__hash(state, size - 8));
    kefu_aggregate_free(aggregate);
    free(empty.data);
}

#endif
