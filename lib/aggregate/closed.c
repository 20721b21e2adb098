/* SPDX-License-Identifier: MIT
 * Adding a closed conversation with all that belongs to it, or nothing: it is added to an empty
 * aggregate of the same configuration, which is then merged; merging is all or nothing. */
#include "aggregate/aggregate.h"

#include <string.h>

void kefu_closed_init(kefu_closed *closed) {
    if (closed)
        *closed = (kefu_closed)KEFU_CLOSED_INIT;
}

static kefu_status check(const kefu_aggregate *a, const kefu_scratch *scratch,
                         const kefu_closed *closed, kefu_error *error) {
    if (!a || !closed->conversation || (!closed->evaluations && closed->evaluation_count) ||
        (!closed->feedback && closed->feedback_count))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "aggregate, conversation, evaluations or feedback is NULL");
    if (!scratch && closed->feedback_count)
        return kefu__fail(error, KEFU_E_ARGUMENT, "feedback is read with a scratch");
    return KEFU_OK;
}

/* Makes a->staging an empty aggregate, in which one conversation and what belongs to it are
 * collected; creates it on first use. */
static kefu_status stage(kefu_aggregate *a, kefu_error *error) {
    if (a->staging) {
        kefu__aggregate_clear(a->staging);
        return KEFU_OK;
    }
    struct aggregate_spec spec = {.column_count = a->column_count,
                                  .offset_minutes = a->offset_minutes,
                                  .most_evidence = a->most_evidence,
                                  .as_of = a->as_of};
    memcpy(spec.columns, a->columns, sizeof spec.columns);
    const kefu_status status = kefu__aggregate_make(a->scheme, &spec, &a->allocator, &a->staging,
                                                    error);
    if (status == KEFU_OK)
        a->staging->whole = a;
    return status;
}

static kefu_status gather(kefu_aggregate *to, kefu_scratch *scratch, const kefu_closed *closed,
                          kefu_findings *findings, kefu_error *error) {
    kefu_status status = kefu_aggregate_add_conversation(to, closed->conversation, error);
    for (size_t i = 0; i < closed->evaluation_count && status == KEFU_OK; i++)
        status = kefu_aggregate_add_evaluation(to, closed->conversation, closed->evaluations[i],
                                               error);
    for (size_t i = 0; i < closed->feedback_count && status == KEFU_OK; i++) {
        const kefu_str record = closed->feedback[i];
        status = kefu_aggregate_add_feedback_json(to, scratch, record.data, record.size, findings,
                                                  error);
        if (status != KEFU_OK)
            kefu__of_source(error, i, status);
    }
    return status;
}

kefu_status kefu_aggregate_add(kefu_aggregate *a, kefu_scratch *scratch, const kefu_closed *closed,
                               kefu_findings *findings, kefu_error *error) {
    kefu_closed own = KEFU_CLOSED_INIT;
    kefu_status status = kefu__options_copy(&own, sizeof own, closed, error);
    if (status == KEFU_OK)
        status = check(a, scratch, &own, error);
    if (status == KEFU_OK)
        status = stage(a, error);
    if (status == KEFU_OK)
        status = gather(a->staging, scratch, &own, findings, error);
    return status == KEFU_OK ? kefu_aggregate_merge(a, a->staging, error) : status;
}
