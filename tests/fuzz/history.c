/* SPDX-License-Identifier: MIT
 * Any bytes as a history, with right sizes and checksums so that they get deep: refused, or a
 * history that saves as bytes which load and save the same again; whose days add up or are refused,
 * that forgets, merges and counts what waits. */
#include "history/bytes.h"
#include "state.h"

static kefu_scratch *scratch;

static kefu_history *load(const kefu_scheme *with, const struct bytes *bytes) {
    kefu_history *history = NULL;
    if (kefu_history_load(with, bytes->data, bytes->size, NULL, &history, NULL))
        abort();
    return history;
}

static void expect_same_again(const kefu_history *history, const kefu_scheme *with) {
    struct bytes first = {NULL, 0, 0}, second = {NULL, 0, 0};
    if (kefu_history_save(history, collect, &first, NULL))
        abort();
    kefu_history *other = load(with, &first);
    if (kefu_history_save(other, collect, &second, NULL) || first.size != second.size ||
        memcmp(first.data, second.data, first.size) != 0)
        abort();
    kefu_history_free(other);
    free(first.data);
    free(second.data);
}

static void use(kefu_history *history, const kefu_scheme *with) {
    static const char record[] = "{\"id\":\"f\",\"rating\":1,\"at\":0,\"text\":\"x\"}";
    kefu_aggregate *aggregate = NULL;
    expect_same_again(history, with);
    kefu_history_aggregate(history, KEFU_TIME_NONE, KEFU_TIME_END, &aggregate, NULL);
    kefu_aggregate_free(aggregate);
    if (with) {
        kefu_history_add_json(history, scratch, KEFU_RECORD_FEEDBACK, record, sizeof record - 1,
                              NULL, NULL, NULL);
        kefu_history_fold(history, scratch, KEFU_TIME_END, NULL, NULL);
    }
    kefu_history_forget(history, "u1", 2, NULL, NULL);
    expect_same_again(history, with);
}

static void try_load(const kefu_scheme *with, const uint8_t *state, size_t size) {
    kefu_history *history = NULL, *other = NULL;
    if (kefu_history_load(with, state, size, NULL, &history, NULL))
        return;
    use(history, with);
    if (kefu_history_load(with, state, size, NULL, &other, NULL))
        abort();
    kefu_history_merge(history, other, NULL);
    kefu_history_free(history);
    kefu_history_free(other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    uint8_t *state = malloc(size + 1);
    if (!state || (!scheme && (kefu_scheme_builtin(NULL, &scheme, NULL) ||
                               kefu_scratch_new(NULL, &scratch, NULL))))
        abort();
    memcpy(state, data, size);
    try_load(scheme, state, size);
    seal_as(state, size, HISTORY_MAGIC, HISTORY_VERSION, HISTORY_READER);
    try_load(scheme, state, size);
    try_load(NULL, state, size);
    free(state);
    return 0;
}
