/* SPDX-License-Identifier: MIT
 * Any bytes as an aggregate's state, under a right size and checksum so that they get deep:
 * refused, or a state that saves as these very bytes, merges, and gives numbers. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "aggregate/state.h"

static kefu_scheme *scheme;

struct bytes {
    uint8_t *data;
    size_t size, capacity;
};

static kefu_status collect(void *ctx, const char *data, size_t size) {
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

static void put(uint8_t *to, uint64_t value) {
    size_t i;
    for (i = 0; i < 8; i++)
        to[i] = (uint8_t)(value >> (8 * i));
}

/* What the envelope needs, and the scheme's digest. Where the input still begins as a state does,
 * all that stands before the groups too: its digests change with every definition. */
static void seal(uint8_t *state, size_t size) {
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

static void use(kefu_aggregate *aggregate, const uint8_t *state, size_t size) {
    struct bytes again = {NULL, 0, 0};
    kefu_aggregate *other;
    kefu_value value;
    size_t i;
    if (kefu_aggregate_save(aggregate, collect, &again, NULL) || again.size != size ||
        memcmp(again.data, state, size) != 0)
        abort();
    for (i = 0; i < kefu_scheme_metric_count(scheme); i++)
        if (kefu_aggregate_value(aggregate, 0, kefu_scheme_metric_at(scheme, i),
                                 (kefu_statistic)(i % (KEFU_STATISTIC_P95 + 1)), &value, NULL) ||
            value.value != value.value)
            abort();
    if (kefu_aggregate_load(scheme, state, size, NULL, &other, NULL) ||
        kefu_aggregate_merge(aggregate, other, NULL))
        abort();
    kefu_aggregate_free(other);
    free(again.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    kefu_aggregate *aggregate;
    uint8_t *state = malloc(size + 1);
    if (!state || (!scheme && kefu_scheme_builtin(NULL, &scheme, NULL)))
        abort();
    memcpy(state, data, size);
    if (kefu_aggregate_load(scheme, state, size, NULL, &aggregate, NULL) == KEFU_OK)
        kefu_aggregate_free(aggregate);
    seal(state, size);
    if (kefu_aggregate_load(scheme, state, size, NULL, &aggregate, NULL) == KEFU_OK) {
        use(aggregate, state, size);
        kefu_aggregate_free(aggregate);
    }
    free(state);
    return 0;
}
