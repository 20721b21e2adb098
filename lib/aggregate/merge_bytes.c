/* SPDX-License-Identifier: MIT
 * Merging a state from its bytes, a group at a time: its groups are never in memory together.
 *
 * They are read twice: first each is checked and room is made for it, which may fail, then each is
 * added, which cannot. The second reading allocates nothing, because what groups are read into
 * keeps what the first reading allocated for it. */
#include <string.h>

#include "aggregate/loading.h"

/* A state that is being merged. */
struct streaming {
    struct loading loading; /* of the total and the hours, in an aggregate of their own */
    struct group *group;    /* the group that was read last */
    struct cursor groups;   /* behind the total */
    size_t count;           /* of the groups, the total included */
    struct merge merge;
};

typedef kefu_status take_group(const struct merging *merging, struct group *into,
                               const struct group *from);

static kefu_status add_group(const struct merging *merging, struct group *into,
                             const struct group *from) {
    kefu__group_merge(merging, into, from);
    return KEFU_OK;
}

/* Reads all groups but the total, and hands each to `take` with its counterpart in `into`; to none
 * if `into` is NULL. */
static kefu_status read_groups(struct streaming *s, kefu_aggregate *into, take_group *take) {
    struct loading *l = &s->loading;
    struct merging part = s->merge.total;
    kefu_str keys[2][AGGREGATE_COLUMNS_MAX];
    struct group_walk walk;
    kefu_status status = KEFU_OK;
    if (into)
        kefu__group_walk_begin(into, &walk);
    memset(keys, 0, sizeof keys);
    part.quotes = false;
    l->c = s->groups;
    l->conversations = l->feedback = 0;
    for (size_t i = 1; i < s->count && status == KEFU_OK && l->c.status == KEFU_OK; i++) {
        kefu__loading_reuse(s->group);
        kefu__loading_key(l, i > 1 ? keys[(i - 1) % 2] : NULL, keys[i % 2]);
        kefu__loading_group(l, s->group, true);
        if (!into || l->c.status != KEFU_OK)
            continue;
        struct group *group = kefu__group_walk_to(into, &walk, keys[i % 2], &status);
        if (group)
            status = take(&part, group, s->group);
    }
    if (status != KEFU_OK)
        return status;
    kefu__loading_groups_end(l);
    if (into && l->c.status == KEFU_OK)
        return kefu__group_walk_end(into, &walk);
    return l->c.status;
}

/* Reads all but the groups behind the total. */
static kefu_status read_rest(struct streaming *s) {
    struct loading *l = &s->loading;
    s->count = kefu__loading_total(l);
    s->groups = l->c;
    kefu__loading_hours(l);
    s->group = l->c.status == KEFU_OK ? kefu__group_new(l->a) : NULL;
    return l->c.status != KEFU_OK ? l->c.status : s->group ? KEFU_OK : KEFU_E_MEMORY;
}

/* Groups that borrowed their ids do not own them. */
static void free_group(struct streaming *s) {
    if (!s->group)
        return;
    kefu__loading_reuse(s->group);
    kefu__group_free(s->loading.a, s->group);
}

static kefu_status add_all(struct streaming *s, kefu_aggregate *into) {
    kefu_status status = kefu__merge_begin(&s->merge, into, s->loading.a);
    if (status == KEFU_OK)
        status = read_groups(s, into, kefu__group_reserve);
    if (status == KEFU_OK && !kefu__loading_is_used(&s->loading))
        status = KEFU_E_CORRUPT;
    if (status != KEFU_OK) {
        kefu__merge_cancel(&s->merge);
        return status;
    }
    read_groups(s, into, add_group);
    kefu__merge_commit(&s->merge);
    return KEFU_OK;
}

/* Merges the state, or checks it only if all its sources were merged before. */
static kefu_status merge(struct streaming *s, kefu_aggregate *into, kefu_error *error) {
    bool is_there = false;
    kefu_status status = kefu__merge_check(into, s->loading.a, &is_there, error);
    if (status != KEFU_OK)
        return status;
    status = read_rest(s);
    if (status == KEFU_OK && is_there)
        status = read_groups(s, NULL, NULL);
    else if (status == KEFU_OK)
        status = add_all(s, into);
    free_group(s);
    if (status == KEFU_E_CORRUPT)
        return kefu__fail(error, status, "the state holds what no aggregate can hold");
    return status == KEFU_OK ? KEFU_OK : kefu__merge_explain(status, error);
}

kefu_status kefu_aggregate_merge_bytes(kefu_aggregate *into, const void *state, size_t size,
                                       kefu_error *error) {
    struct state_sections sections;
    struct streaming s;
    if (!into || !state)
        return kefu__fail(error, KEFU_E_ARGUMENT, "merging needs an aggregate and bytes");
    kefu_status status = kefu__state_open(state, size, &sections, error);
    if (status != KEFU_OK)
        return status;
    memset(&s, 0, sizeof s);
    status = kefu__loading_begin(&s.loading, &sections, NULL, &into->allocator, error);
    if (status == KEFU_OK)
        status = merge(&s, into, error);
    else if (status == KEFU_E_CORRUPT)
        kefu__fail(error, status, "the state holds what no aggregate can hold");
    else
        kefu__merge_explain(status, error);
    kefu__loading_end(&s.loading);
    kefu_aggregate_free(s.loading.a);
    return status;
}
