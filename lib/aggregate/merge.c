/* SPDX-License-Identifier: MIT
 * Merging: first all memory is allocated, which may fail, then everything is added, which cannot.
 */
#include "aggregate/aggregate.h"

#include <string.h>

/* ---- facts ---- */

static struct measure *counterpart(const struct merging *m, const struct facts *into, size_t i) {
    return &into->measures[m->map ? m->map[i] : i];
}

bool kefu__facts_reserve(const struct merging *m, struct facts *into, const struct facts *from) {
    for (size_t i = 0; i < m->count; i++)
        if (!kefu__measure_reserve_merge(counterpart(m, into, i), &from->measures[i],
                                         &m->into->allocator))
            return false;
    return true;
}

void kefu__facts_merge(const struct merging *m, struct facts *into, const struct facts *from) {
    into->conversations += from->conversations;
    into->messages += from->messages;
    into->feedback += from->feedback;
    into->evaluations += from->evaluations;
    into->joined += from->joined;
    into->surveys += from->surveys;
    for (size_t i = 0; i < m->count; i++)
        kefu__measure_merge(counterpart(m, into, i), &from->measures[i]);
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

kefu_status kefu__group_reserve(const struct merging *m, struct group *into,
                                const struct group *from) {
    kefu_status status = KEFU_OK;
    if (!kefu__facts_reserve(m, &into->facts, &from->facts) ||
        !kefu__distinct_reserve(&into->customers, &from->customers, &m->into->allocator))
        return KEFU_E_MEMORY;
    for (size_t i = 0; i < from->issue_count; i++) {
        const struct issue *of = &from->issues[i];
        struct issue *issue = kefu__group_add_issue(m->into, into, of->kind, of->id, of->definition,
                                                    &status);
        if (!issue)
            return status;
        if (m->quotes && !stage_evidence(m->into, issue, of))
            return KEFU_E_MEMORY;
    }
    for (size_t i = 0; i < from->score_count; i++)
        if (!kefu__group_add_score(m->into, into, from->scores[i].id, from->scores[i].definition,
                                   &status))
            return status;
    return KEFU_OK;
}

/* Adds the counts and quotes of an issue to the same issue in `into`. Cannot fail: the reserve step
 * of the merge has created this issue and allocated the quotes. */
static void merge_issue(const struct merging *m, struct group *into, const struct issue *from) {
    kefu_status status;
    struct issue *issue = kefu__group_add_issue(m->into, into, from->kind, from->id,
                                                from->definition, &status);
    issue->conversations += from->conversations;
    issue->feedback += from->feedback;
    issue->mentions += from->mentions;
    issue->negative += from->negative;
    issue->positive += from->positive;
    if (m->quotes)
        sort_staged_evidence(m->into, issue);
}

void kefu__group_merge(const struct merging *m, struct group *into, const struct group *from) {
    kefu__facts_merge(m, &into->facts, &from->facts);
    kefu__distinct_merge(&into->customers, &from->customers);
    into->customer_records += from->customer_records;
    for (size_t i = 0; i < sizeof into->ratings / sizeof *into->ratings; i++)
        into->ratings[i] += from->ratings[i];
    for (size_t i = 0; i < sizeof into->recommend / sizeof *into->recommend; i++)
        into->recommend[i] += from->recommend[i];
    for (size_t i = 0; i < from->issue_count; i++)
        merge_issue(m, into, &from->issues[i]);
    kefu_status status;
    for (size_t i = 0; i < from->score_count; i++) {
        struct score_part *score = kefu__group_add_score(m->into, into, from->scores[i].id,
                                                         from->scores[i].definition, &status);
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

kefu_status kefu__merge_explain(kefu_status status, kefu_error *error) {
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    return kefu__fail(error, status,
                      "an aggregate has at most 1,000,000 groups, with 4,096 ids and scores each");
}

/* What a record adds to the groups, `*count` elements: if it was split by agent, the part of each
 * agent, else the delta, which is all of it. None if the aggregate has no columns to group by. */
static struct group *const *shares_of(const kefu_aggregate *a, size_t *count) {
    *count = a->column_count == 0 ? 0 : a->part_count ? a->part_count : 1;
    return a->part_count ? a->parts : &a->delta;
}

static kefu_status reserve_delta(kefu_aggregate *a, struct facts *hour) {
    const struct merging total = {a, NULL, a->own_count, true};
    const struct merging part = {a, NULL, a->own_count, false};
    kefu_status status = kefu__group_reserve(&total, a->groups[0], a->delta);
    size_t count;
    struct group *const *shares = shares_of(a, &count);
    for (size_t i = 0; i < count && status == KEFU_OK; i++) {
        struct group *group = kefu__aggregate_add_group(a, shares[i]->key, &status);
        if (group)
            status = kefu__group_reserve(&part, group, shares[i]);
    }
    if (status == KEFU_OK && hour && !kefu__facts_reserve(&part, hour, &a->delta->facts))
        status = KEFU_E_MEMORY;
    return status;
}

kefu_status kefu__aggregate_add_delta(kefu_aggregate *a, int64_t at, kefu_error *error) {
    const struct merging total = {a, NULL, a->own_count, true};
    const struct merging part = {a, NULL, a->own_count, false};
    struct facts *hour = NULL;
    size_t count;
    struct group *const *shares = shares_of(a, &count);
    if (at != KEFU_TIME_NONE)
        hour = &a->hours[kefu__time_civil(at, a->offset_minutes).hour];
    kefu_status status;
    if ((status = reserve_delta(a, hour)) != KEFU_OK) {
        kefu__aggregate_prune(a);
        return kefu__merge_explain(status, error);
    }
    kefu__group_merge(&total, a->groups[0], a->delta);
    for (size_t i = 0; i < count; i++)
        kefu__group_merge(&part, kefu__aggregate_add_group(a, shares[i]->key, &status), shares[i]);
    if (hour)
        kefu__facts_merge(&part, hour, &a->delta->facts);
    widen_period(a, at, at);
    return KEFU_OK;
}

/* ---- whole aggregates ---- */

bool kefu__aggregate_same_spec(const kefu_aggregate *a, const kefu_aggregate *b) {
    if (a->column_count != b->column_count || a->offset_minutes != b->offset_minutes ||
        a->most_evidence != b->most_evidence || a->as_of != b->as_of)
        return false;
    for (size_t i = 0; i < a->column_count; i++)
        if (!kefu__str_equal(a->columns[i], b->columns[i]))
            return false;
    return true;
}

static bool widen_all(kefu_aggregate *a) {
    for (size_t i = 0; i < a->group_count; i++)
        if (!kefu__facts_widen(a, &a->groups[i]->facts))
            return false;
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        if (!kefu__facts_widen(a, &a->hours[i]))
            return false;
    return true;
}

/* Sets map[i] to the index of series i of `from` in `into`, and adds to `into` those that it lacks.
 */
static kefu_status map_series(kefu_aggregate *into, const kefu_aggregate *from, size_t *map) {
    const size_t before = into->series_count;
    for (size_t i = 0; i < from->series_count; i++) {
        map[i] = kefu__series_find(into, &from->series[i]);
        if (map[i] == SIZE_MAX && into->series_count == AGGREGATE_SERIES_MAX)
            return KEFU_E_LIMIT;
        if (map[i] == SIZE_MAX)
            map[i] = kefu__series_append(into, &from->series[i]);
        if (map[i] == SIZE_MAX)
            return KEFU_E_MEMORY;
    }
    return into->series_count == before || widen_all(into) ? KEFU_OK : KEFU_E_MEMORY;
}

/* Do both have the same series at the same indices, or `from` the first of those of `into`? */
static bool is_aligned(const kefu_aggregate *into, const kefu_aggregate *from) {
    return into->scheme && from->scheme && from->series_count == from->own_count &&
           (into->scheme == from->scheme ||
            strcmp(into->scheme->digest, from->scheme->digest) == 0);
}

static kefu_status reserve_groups(const struct merging *total, kefu_aggregate *into,
                                  const kefu_aggregate *from) {
    struct merging part = *total;
    part.quotes = false;
    kefu_status status = kefu__group_reserve(total, into->groups[0], from->groups[0]);
    if (status == KEFU_OK)
        status = kefu__aggregate_add_groups(into, from);
    for (size_t i = 1; i < from->group_count && status == KEFU_OK; i++) {
        struct group *group = kefu__aggregate_add_group(into, from->groups[i]->key, &status);
        if (group)
            status = kefu__group_reserve(&part, group, from->groups[i]);
    }
    for (size_t i = 0; i < AGGREGATE_HOURS && status == KEFU_OK; i++)
        if (!kefu__hour_is_empty(from, i) &&
            !kefu__facts_reserve(total, &into->hours[i], &from->hours[i]))
            status = KEFU_E_MEMORY;
    return status;
}

static void merge_groups(const struct merging *total, kefu_aggregate *into,
                         const kefu_aggregate *from) {
    struct merging part = *total;
    kefu_status status;
    part.quotes = false;
    kefu__group_merge(total, into->groups[0], from->groups[0]);
    for (size_t i = 1; i < from->group_count; i++)
        kefu__group_merge(&part, kefu__aggregate_add_group(into, from->groups[i]->key, &status),
                          from->groups[i]);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        if (!kefu__hour_is_empty(from, i))
            kefu__facts_merge(total, &into->hours[i], &from->hours[i]);
    widen_period(into, from->first_at, from->last_at);
}

kefu_status kefu__merge_begin(struct merge *merge, kefu_aggregate *into,
                              const kefu_aggregate *from) {
    const size_t size = from->series_count * sizeof *merge->map;
    kefu_status status = KEFU_OK;
    *merge = (struct merge){.into = into, .from = from, .series_before = into->series_count};
    if (!is_aligned(into, from)) {
        merge->map = kefu__alloc(&into->allocator, size);
        status = merge->map ? map_series(into, from, merge->map) : KEFU_E_MEMORY;
    }
    merge->total = (struct merging){into, merge->map, from->series_count, true};
    if (status == KEFU_OK && from->sources.count)
        status = kefu__sources_unite(into, &into->sources, &from->sources, &merge->sources);
    return status == KEFU_OK ? reserve_groups(&merge->total, into, from) : status;
}

static void end_merge(struct merge *merge) {
    if (merge->map)
        kefu__release(&merge->into->allocator, merge->map,
                      merge->from->series_count * sizeof *merge->map);
}

void kefu__merge_cancel(struct merge *merge) {
    kefu__aggregate_prune(merge->into);
    kefu__sources_free(merge->into, &merge->sources);
    kefu__series_truncate(merge->into, merge->series_before);
    end_merge(merge);
}

void kefu__merge_commit(struct merge *merge) {
    kefu_aggregate *into = merge->into;
    merge_groups(&merge->total, into, merge->from);
    if (merge->from->sources.count) {
        kefu__sources_free(into, &into->sources);
        into->sources = merge->sources;
    }
    if (into->series_count != merge->series_before)
        kefu__series_link(into);
    end_merge(merge);
}

kefu_status kefu__merge_check(const kefu_aggregate *into, const kefu_aggregate *from,
                              bool *is_there, kefu_error *error) {
    if (!kefu__aggregate_same_spec(into, from))
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregates were made with different specs");
    const enum overlap overlap = kefu__sources_overlap(&into->sources, &from->sources);
    if (overlap == OVERLAP_SOME)
        return kefu__fail(error, KEFU_E_DUPLICATE,
                          "some of what was merged into this aggregate was merged already");
    *is_there = overlap == OVERLAP_ALL;
    return KEFU_OK;
}

static kefu_status merge_all(kefu_aggregate *into, const kefu_aggregate *from, kefu_error *error) {
    struct merge merge;
    const kefu_status status = kefu__merge_begin(&merge, into, from);
    if (status != KEFU_OK) {
        kefu__merge_cancel(&merge);
        return kefu__merge_explain(status, error);
    }
    kefu__merge_commit(&merge);
    return KEFU_OK;
}

kefu_status kefu_aggregate_merge(kefu_aggregate *into, const kefu_aggregate *from,
                                 kefu_error *error) {
    bool is_there = false;
    if (!into || !from || into == from)
        return kefu__fail(error, KEFU_E_ARGUMENT, "merging needs two aggregates");
    kefu_status status = kefu__merge_check(into, from, &is_there, error);
    if (status != KEFU_OK || is_there)
        return status;
    return merge_all(into, from, error);
}

/* ---- what is built apart ---- */

static bool is_blank(const kefu_aggregate *a) {
    return a->group_count == 1 && kefu__group_is_empty(a->groups[0]) &&
           a->groups[0]->score_count == 0;
}

/* Exchanges what both have; all that this needs is that their series are the same. */
static void exchange(kefu_aggregate *a, kefu_aggregate *b) {
    const kefu_aggregate was = *a;
    a->groups = b->groups;
    a->group_count = b->group_count;
    a->group_capacity = b->group_capacity;
    memcpy(a->hours, b->hours, sizeof a->hours);
    a->first_at = b->first_at;
    a->last_at = b->last_at;
    b->groups = was.groups;
    b->group_count = was.group_count;
    b->group_capacity = was.group_capacity;
    memcpy(b->hours, was.hours, sizeof b->hours);
    b->first_at = was.first_at;
    b->last_at = was.last_at;
}

kefu_status kefu__aggregate_absorb(kefu_aggregate *into, kefu_aggregate *from, kefu_error *error) {
    if (is_blank(into) && into->series_count == from->series_count) {
        exchange(into, from);
        return KEFU_OK;
    }
    return merge_all(into, from, error);
}
