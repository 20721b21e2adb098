/* SPDX-License-Identifier: MIT
 * Merging: first all memory is allocated, which may fail, then everything is added, which cannot.
 */
#include "aggregate/aggregate.h"

#include <string.h>

/* ---- facts ---- */

bool kefu__facts_reserve(const kefu_aggregate *a, struct facts *into, const struct facts *from) {
    for (size_t i = 0; i < a->metric_count; i++)
        if (!kefu__measure_reserve_merge(&into->measures[i], &from->measures[i], &a->allocator))
            return false; /* ratings have no histogram: nothing to allocate */
    return true;
}

void kefu__facts_merge(const kefu_aggregate *a, struct facts *into, const struct facts *from) {
    into->conversations += from->conversations;
    into->messages += from->messages;
    into->feedback += from->feedback;
    into->evaluations += from->evaluations;
    into->joined += from->joined;
    into->surveys += from->surveys;
    for (size_t i = 0; i < a->metric_count; i++)
        kefu__measure_merge(&into->measures[i], &from->measures[i]);
    for (size_t i = 0; i < a->rated_count; i++)
        kefu__measure_merge(&into->rated[i], &from->rated[i]);
}

/* ---- evidence ---- */

static bool stage_evidence(const kefu_aggregate *a, struct issue *into, const struct issue *from) {
    const size_t have = (size_t)into->evidence_count + into->evidence_staged;
    size_t capacity = into->evidence_capacity;
    if (!kefu__grow(&a->allocator, &into->evidence, &capacity, have + from->evidence_count,
                    sizeof *into->evidence))
        return false;
    into->evidence_capacity = (uint32_t)capacity;
    for (uint32_t i = 0; i < from->evidence_count; i++) {
        struct evidence *copy = kefu__evidence_make(&a->allocator, from->evidence[i]);
        if (!copy)
            return false;
        into->evidence[into->evidence_count + into->evidence_staged++] = copy;
    }
    return true;
}

/* Sorts quotes that a merge has staged (allocated behind the list) into the list of an issue's
 * quotes, and drops the weakest ones beyond the maximum number. */
static void sort_staged_evidence(const kefu_aggregate *a, struct issue *issue) {
    const uint32_t end = issue->evidence_count + issue->evidence_staged;
    uint32_t j;
    for (uint32_t i = issue->evidence_count; i < end; i++) {
        struct evidence *staged = issue->evidence[i];
        for (j = i; j > 0 && kefu__evidence_compare(issue->evidence[j - 1], staged) > 0; j--)
            issue->evidence[j] = issue->evidence[j - 1];
        issue->evidence[j] = staged;
    }
    issue->evidence_staged = 0;
    issue->evidence_count = end < a->most_evidence ? end : a->most_evidence;
    for (uint32_t i = issue->evidence_count; i < end; i++)
        kefu__release(&a->allocator, issue->evidence[i], issue->evidence[i]->size);
}

/* ---- groups ---- */

kefu_status kefu__group_reserve(const kefu_aggregate *a, struct group *into,
                                const struct group *from, bool quotes) {
    kefu_status status = KEFU_OK;
    if (!kefu__facts_reserve(a, &into->facts, &from->facts))
        return KEFU_E_MEMORY;
    for (size_t i = 0; i < from->issue_count; i++) {
        struct issue *issue = kefu__group_add_issue(a, into, from->issues[i].kind,
                                                    from->issues[i].id, &status);
        if (!issue)
            return status;
        if (quotes && !stage_evidence(a, issue, &from->issues[i]))
            return KEFU_E_MEMORY;
    }
    for (size_t i = 0; i < from->score_count; i++)
        if (!kefu__group_add_score(a, into, from->scores[i].id, &status))
            return status;
    return KEFU_OK;
}

/* Adds the counts and quotes of an issue to the same issue in `into`. Cannot fail: the reserve step
 * of the merge has created this issue and allocated the quotes. */
static void merge_issue(const kefu_aggregate *a, struct group *into, const struct issue *from,
                        bool quotes) {
    kefu_status status;
    struct issue *issue = kefu__group_add_issue(a, into, from->kind, from->id, &status);
    issue->conversations += from->conversations;
    issue->feedback += from->feedback;
    issue->mentions += from->mentions;
    issue->negative += from->negative;
    issue->positive += from->positive;
    if (quotes)
        sort_staged_evidence(a, issue);
}

void kefu__group_merge(const kefu_aggregate *a, struct group *into, const struct group *from,
                       bool quotes) {
    kefu__facts_merge(a, &into->facts, &from->facts);
    for (size_t i = 0; i < sizeof into->ratings / sizeof *into->ratings; i++)
        into->ratings[i] += from->ratings[i];
    for (size_t i = 0; i < sizeof into->recommend / sizeof *into->recommend; i++)
        into->recommend[i] += from->recommend[i];
    for (size_t i = 0; i < from->issue_count; i++)
        merge_issue(a, into, &from->issues[i], quotes);
    kefu_status status;
    for (size_t i = 0; i < from->score_count; i++) {
        struct score_part *score = kefu__group_add_score(a, into, from->scores[i].id, &status);
        kefu__measure_merge(&score->measure, &from->scores[i].measure);
    }
}

/* ---- one record ---- */

static void widen_period(kefu_aggregate *a, int64_t first, int64_t last) {
    if (first != KEFU_TIME_NONE && (a->first_at == KEFU_TIME_NONE || first < a->first_at))
        a->first_at = first;
    if (last != KEFU_TIME_NONE && (a->last_at == KEFU_TIME_NONE || last > a->last_at))
        a->last_at = last;
}

static kefu_status explain(kefu_status status, kefu_error *error) {
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    return kefu__fail(error, status,
                      "an aggregate has at most 100,000 groups, with 4,096 ids and scores each");
}

/* What a record adds to the groups, `*count` elements: if it was split by agent, the part of each
 * agent, else the delta, which is all of it. None if the aggregate has no columns to group by. */
static struct group *const *shares_of(const kefu_aggregate *a, size_t *count) {
    *count = a->column_count == 0 ? 0 : a->part_count ? a->part_count : 1;
    return a->part_count ? a->parts : &a->delta;
}

static kefu_status reserve_delta(kefu_aggregate *a, struct facts *hour) {
    kefu_status status = kefu__group_reserve(a, a->groups[0], a->delta, true);
    size_t count;
    struct group *const *shares = shares_of(a, &count);
    for (size_t i = 0; i < count && status == KEFU_OK; i++) {
        struct group *group = kefu__aggregate_add_group(a, shares[i]->key, &status);
        if (group)
            status = kefu__group_reserve(a, group, shares[i], false);
    }
    if (status == KEFU_OK && hour && !kefu__facts_reserve(a, hour, &a->delta->facts))
        status = KEFU_E_MEMORY;
    return status;
}

kefu_status kefu__aggregate_add_delta(kefu_aggregate *a, int64_t at, kefu_error *error) {
    struct facts *hour = NULL;
    size_t count;
    struct group *const *shares = shares_of(a, &count);
    if (at != KEFU_TIME_NONE)
        hour = &a->hours[kefu__time_civil(at, a->offset_minutes).hour];
    kefu_status status;
    if ((status = reserve_delta(a, hour)) != KEFU_OK) {
        kefu__aggregate_prune(a);
        return explain(status, error);
    }
    kefu__group_merge(a, a->groups[0], a->delta, true);
    for (size_t i = 0; i < count; i++)
        kefu__group_merge(a, kefu__aggregate_add_group(a, shares[i]->key, &status), shares[i],
                          false);
    if (hour)
        kefu__facts_merge(a, hour, &a->delta->facts);
    widen_period(a, at, at);
    return KEFU_OK;
}

/* ---- whole aggregates ---- */

static bool same_spec(const kefu_aggregate *a, const kefu_aggregate *b) {
    if (a->column_count != b->column_count || a->offset_minutes != b->offset_minutes ||
        a->most_evidence != b->most_evidence || a->as_of != b->as_of)
        return false;
    for (size_t i = 0; i < a->column_count; i++)
        if (!kefu__str_equal(a->columns[i], b->columns[i]))
            return false;
    return true;
}

static kefu_status reserve_all(kefu_aggregate *into, const kefu_aggregate *from) {
    kefu_status status = kefu__group_reserve(into, into->groups[0], from->groups[0], true);
    for (size_t i = 1; i < from->group_count && status == KEFU_OK; i++) {
        struct group *group = kefu__aggregate_add_group(into, from->groups[i]->key, &status);
        if (group)
            status = kefu__group_reserve(into, group, from->groups[i], false);
    }
    for (size_t i = 0; i < AGGREGATE_HOURS && status == KEFU_OK; i++)
        if (!kefu__hour_is_empty(from, i) &&
            !kefu__facts_reserve(into, &into->hours[i], &from->hours[i]))
            status = KEFU_E_MEMORY;
    return status;
}

kefu_status kefu_aggregate_merge(kefu_aggregate *into, const kefu_aggregate *from,
                                 kefu_error *error) {
    if (!into || !from || into == from)
        return kefu__fail(error, KEFU_E_ARGUMENT, "merging needs two aggregates");
    if (strcmp(into->scheme->digest, from->scheme->digest) != 0)
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregates were made by different schemes");
    if (!same_spec(into, from))
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregates were made with different specs");
    kefu_status status;
    if ((status = reserve_all(into, from)) != KEFU_OK) {
        kefu__aggregate_prune(into);
        return explain(status, error);
    }
    kefu__group_merge(into, into->groups[0], from->groups[0], true);
    for (size_t i = 1; i < from->group_count; i++)
        kefu__group_merge(into, kefu__aggregate_add_group(into, from->groups[i]->key, &status),
                          from->groups[i], false);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        if (!kefu__hour_is_empty(from, i))
            kefu__facts_merge(into, &into->hours[i], &from->hours[i]);
    widen_period(into, from->first_at, from->last_at);
    return KEFU_OK;
}
