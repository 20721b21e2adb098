/* SPDX-License-Identifier: MIT
 * How many different customers a group had. */
#include <string.h>

#include "aggregate/aggregate.h"

bool kefu__customers_add(const kefu_aggregate *a, struct group *group, kefu_str contact_id) {
    const uint64_t contact = kefu__contact_hash(contact_id);
    if (contact == 0)
        return true;
    group->customer_records++;
    return kefu__distinct_add(&group->customers, kefu__distinct_hash(contact), &a->allocator);
}

void kefu__customers_value(const struct group *group, kefu_value *value) {
    memset(value, 0, sizeof *value);
    value->unit = KEFU_UNIT_NUMBER;
    value->n = group->customer_records;
    if (group->customer_records == 0) {
        value->state = KEFU_STATE_NO_DATA;
        value->reason = KEFU_REASON_NO_EVENTS;
        return;
    }
    const struct distinct_estimate estimate = kefu__distinct_read(&group->customers);
    value->value = estimate.value;
    if (estimate.is_exact)
        return;
    /* there are not more customers than records that name one */
    const double most = (double)group->customer_records;
    value->value = estimate.value < most ? estimate.value : most;
    value->low = estimate.low < most ? estimate.low : most;
    value->high = estimate.high < most ? estimate.high : most;
    value->flags = KEFU_VALUE_APPROXIMATE | KEFU_VALUE_HAS_INTERVAL;
}

kefu_status kefu_aggregate_customers(const kefu_aggregate *a, size_t group, kefu_value *value,
                                     kefu_error *error) {
    if (!a || !value)
        return kefu__fail(error, KEFU_E_ARGUMENT, "aggregate or value is NULL");
    if (group >= a->group_count)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "there is no group %zu", group);
    kefu__customers_value(a->groups[group], value);
    return KEFU_OK;
}
