/* SPDX-License-Identifier: MIT
 * Any bytes as an aggregate's state, with right sizes and checksums so that they get deep: refused,
 * or a state that saves as bytes which load and save the same again, merges, and gives numbers;
 * with a scheme and without. */
#include "state.h"

static void read_values(const kefu_aggregate *aggregate) {
    kefu_value value;
    for (size_t i = 0; i < kefu_aggregate_series_count(aggregate); i++)
        if (kefu_aggregate_series_value(
                aggregate, 0, i, (kefu_statistic)(i % (KEFU_STATISTIC_P99 + 1)), &value, NULL) ||
            value.value != value.value)
            abort();
}

/* Merging bytes into what they were saved from is merging it: a state with sources is there
 * already.
 */
static void merge_bytes(const kefu_aggregate *merged, kefu_aggregate *into,
                        const struct bytes *state) {
    struct bytes one = {NULL, 0, 0}, other = {NULL, 0, 0};
    if (kefu_aggregate_merge_bytes(into, state->data, state->size, NULL) ||
        kefu_aggregate_save(merged, collect, &one, NULL) ||
        kefu_aggregate_save(into, collect, &other, NULL) || one.size != other.size ||
        memcmp(one.data, other.data, one.size) != 0)
        abort();
    free(one.data);
    free(other.data);
}

/* Sections of other types than this version's may be skipped, so that only the second time must be
 * like the first. */
static void use(kefu_aggregate *aggregate, const kefu_scheme *with) {
    struct bytes first = {NULL, 0, 0}, second = {NULL, 0, 0};
    kefu_aggregate *other;
    if (kefu_aggregate_save(aggregate, collect, &first, NULL) ||
        kefu_aggregate_load(with, first.data, first.size, NULL, &other, NULL) ||
        kefu_aggregate_save(other, collect, &second, NULL) || first.size != second.size ||
        memcmp(first.data, second.data, first.size) != 0)
        abort();
    read_values(aggregate);
    if (kefu_aggregate_merge(aggregate, other, NULL))
        abort();
    merge_bytes(aggregate, other, &first);
    kefu_aggregate_free(other);
    free(first.data);
    free(second.data);
}

static void load(const kefu_scheme *with, const uint8_t *state, size_t size) {
    kefu_aggregate *aggregate;
    if (kefu_aggregate_load(with, state, size, NULL, &aggregate, NULL) == KEFU_OK) {
        use(aggregate, with);
        kefu_aggregate_free(aggregate);
    } else if (!with) {
        struct bytes empty = {NULL, 0, 0};
        if (kefu_aggregate_new(scheme, "{}", 2, NULL, &aggregate, NULL) ||
            kefu_aggregate_merge_bytes(aggregate, state, size, NULL) == KEFU_OK ||
            kefu_aggregate_save(aggregate, collect, &empty, NULL))
            abort();
        free(empty.data);
        kefu_aggregate_free(aggregate);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *state = malloc(size + 1);
    if (!state || (!scheme && kefu_scheme_builtin(NULL, &scheme, NULL)))
        abort();
    memcpy(state, data, size);
    load(scheme, state, size);
    seal(state, size);
    load(scheme, state, size);
    load(NULL, state, size);
    free(state);
    return 0;
}
