/* SPDX-License-Identifier: MIT
 * Making an aggregate of its state. */
#include <string.h>

#include "aggregate/loading.h"

/* Reads the groups behind the total. */
static void get_groups(struct loading *l) {
    kefu_aggregate *a = l->a;
    kefu_str key[AGGREGATE_COLUMNS_MAX] = {{NULL, 0}};
    const size_t count = kefu__loading_total(l);
    kefu_status status = KEFU_OK;
    for (size_t i = 1; i < count && l->c.status == KEFU_OK; i++) {
        kefu__loading_key(l, i > 1 ? a->groups[i - 1]->key : NULL, key);
        if (l->c.status != KEFU_OK)
            return;
        struct group *group = kefu__aggregate_add_group(a, key, &status);
        if (!group) {
            kefu__cursor_fail(&l->c, status);
            return;
        }
        kefu__loading_group(l, group, false);
    }
    kefu__loading_groups_end(l);
}

static kefu_status get_all(const struct state_sections *sections, const kefu_scheme *scheme,
                           const kefu_allocator *allocator, kefu_aggregate **aggregate,
                           kefu_error *error) {
    struct loading l;
    kefu_status status = kefu__loading_begin(&l, sections, scheme, allocator, error);
    if (status == KEFU_OK) {
        get_groups(&l);
        kefu__loading_hours(&l);
        kefu__cursor_check(&l.c, l.c.status || kefu__loading_is_used(&l));
        status = l.c.status;
    }
    kefu__loading_end(&l);
    if (status == KEFU_OK)
        *aggregate = l.a;
    else
        kefu_aggregate_free(l.a);
    return status;
}

kefu_status kefu_aggregate_load(const kefu_scheme *scheme, const void *state, size_t size,
                                const kefu_aggregate_options *options, kefu_aggregate **aggregate,
                                kefu_error *error) {
    kefu_aggregate_options own = KEFU_AGGREGATE_OPTIONS_INIT;
    struct state_sections sections;
    if (!state || !aggregate)
        return kefu__fail(error, KEFU_E_ARGUMENT, "loading needs bytes and an output");
    kefu_status status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = kefu__options_check(own.flags, 0, own.reserved, error);
    if (status == KEFU_OK)
        status = kefu__state_open(state, size, &sections, error);
    if (status != KEFU_OK)
        return status;
    status = get_all(&sections, scheme, own.allocator, aggregate, error);
    if (status == KEFU_OK || status == KEFU_E_ARGUMENT)
        return status;
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    return kefu__fail(error, status, "the state holds what no aggregate can hold");
}
