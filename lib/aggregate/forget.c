/* SPDX-License-Identifier: MIT
 * Forgetting a customer: the quotes, and the id as a part of group keys. */
#include <string.h>

#include "aggregate/aggregate.h"

/* ---- quotes ---- */

static uint64_t forget_quotes_of(const kefu_aggregate *a, struct issue *issue, uint64_t contact) {
    uint32_t kept = 0;
    for (uint32_t i = 0; i < issue->evidence_count; i++) {
        struct evidence *evidence = issue->evidence[i];
        if (evidence->contact == contact)
            kefu__release(&a->allocator, evidence, evidence->size);
        else
            issue->evidence[kept++] = evidence;
    }
    const uint64_t forgotten = issue->evidence_count - kept;
    issue->evidence_count = kept;
    return forgotten;
}

/* Only the total has quotes. */
static uint64_t forget_quotes(const kefu_aggregate *a, uint64_t contact) {
    uint64_t forgotten = 0;
    for (size_t i = 0; i < a->groups[0]->issue_count; i++)
        forgotten += forget_quotes_of(a, &a->groups[0]->issues[i], contact);
    return forgotten;
}

/* ---- counts of customers ---- */

/* Where customers are counted exactly, by their hashes, there is one less; registers do not tell
 * whose they are. */
static void forget_hashes(kefu_aggregate *a, uint64_t contact) {
    for (size_t i = 0; i < a->group_count; i++)
        kefu__distinct_remove(&a->groups[i]->customers, kefu__distinct_hash(contact));
}

/* ---- groups ---- */

static void remove_group(kefu_aggregate *a, struct group *group) {
    size_t i = 1;
    while (a->groups[i] != group)
        i++;
    kefu__group_free(a, group);
    a->group_count--;
    memmove(&a->groups[i], &a->groups[i + 1], (a->group_count - i) * sizeof *a->groups);
}

/* Merges a group into the one whose key is the same but for an empty part at `column`. */
static kefu_status blank_key(kefu_aggregate *a, struct group *group, size_t column) {
    const struct merging merging = {a, NULL, a->series_count, false};
    kefu_str key[AGGREGATE_COLUMNS_MAX];
    kefu_status status = KEFU_OK;
    memcpy(key, group->key, sizeof key);
    key[column] = (kefu_str){"", 0};
    struct group *into = kefu__aggregate_add_group(a, key, &status);
    if (into)
        status = kefu__group_reserve(&merging, into, group);
    if (status != KEFU_OK) {
        kefu__aggregate_prune(a);
        return status;
    }
    kefu__group_merge(&merging, into, group);
    remove_group(a, group);
    return KEFU_OK;
}

static struct group *group_of(const kefu_aggregate *a, size_t column, kefu_str contact_id) {
    for (size_t i = 1; i < a->group_count; i++)
        if (kefu__str_equal(a->groups[i]->key[column], contact_id))
            return a->groups[i];
    return NULL;
}

static kefu_status forget_groups(kefu_aggregate *a, kefu_str contact_id, uint64_t *forgotten) {
    kefu_status status = KEFU_OK;
    struct group *group;
    for (size_t column = 0; column < a->column_count; column++) {
        if (!kefu__str_is(a->columns[column], "contact_id"))
            continue;
        while (status == KEFU_OK && (group = group_of(a, column, contact_id)) != NULL) {
            status = blank_key(a, group, column);
            *forgotten += status == KEFU_OK;
        }
    }
    return status;
}

kefu_status kefu_aggregate_forget(kefu_aggregate *a, const char *contact_id, size_t size,
                                  uint64_t *forgotten, kefu_error *error) {
    const kefu_str id = {contact_id, size};
    if (!a || !contact_id || size == 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "forgetting needs an aggregate and a contact_id");
    uint64_t count = 0;
    const kefu_status status = forget_groups(a, kefu__str_truncate(id, AGGREGATE_KEY_MAX), &count);
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    if (status != KEFU_OK)
        return kefu__fail(error, status, "an aggregate has at most 1,000,000 groups");
    forget_hashes(a, kefu__contact_hash(id));
    count += forget_quotes(a, kefu__contact_hash(id));
    if (forgotten)
        *forgotten = count;
    return KEFU_OK;
}
