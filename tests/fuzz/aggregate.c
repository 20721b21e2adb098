/* SPDX-License-Identifier: MIT
 * Any bytes as an aggregate's state, under a right size and checksum so that they get deep:
 * refused, or a state that saves as these very bytes, merges, and gives numbers. */
#include "state.h"

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
