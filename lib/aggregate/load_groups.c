/* SPDX-License-Identifier: MIT
 * Reading the groups and hours of a state. The bytes are not trusted: every value is checked before
 * it is used. */
#include <string.h>

#include "aggregate/loading.h"

/* ---- groups ---- */

static void get_measures(struct loading *l, struct facts *facts) {
    struct cursor *c = &l->c;
    size_t at = 0;
    for (;;) {
        const size_t step = (size_t)kefu__get_number(c, l->count - at);
        if (step == 0 || c->status != KEFU_OK)
            return;
        at += step;
        const size_t series = l->series[at - 1].index;
        l->series[at - 1].is_used = true;
        struct measure *measure = &facts->measures[series];
        kefu__get_measure(c, &l->a->allocator, &l->a->series[series].rule, measure);
        kefu__cursor_check(c, !kefu__measure_is_blank(measure));
    }
}

static void get_facts(struct loading *l, struct facts *facts) {
    struct cursor *c = &l->c;
    facts->conversations = kefu__get_number(c, LOADING_COUNT_LIMIT);
    facts->messages = kefu__get_number(c, LOADING_COUNT_LIMIT);
    facts->feedback = kefu__get_number(c, LOADING_COUNT_LIMIT);
    facts->evaluations = kefu__get_number(c, LOADING_COUNT_LIMIT);
    facts->joined = kefu__get_number(c, LOADING_COUNT_LIMIT);
    facts->surveys = kefu__get_number(c, facts->feedback);
    get_measures(l, facts);
}

static struct evidence *get_evidence(struct cursor *c, const kefu_aggregate *a) {
    struct evidence values;
    memset(&values, 0, sizeof values);
    values.conversation_id = kefu__get_text(c, AGGREGATE_KEY_MAX);
    values.record_id = kefu__get_text(c, AGGREGATE_KEY_MAX);
    values.agent_id = kefu__get_text(c, AGGREGATE_KEY_MAX);
    values.text = kefu__get_text(c, AGGREGATE_QUOTE_MAX);
    values.start = (uint32_t)kefu__get_number(c, AGGREGATE_QUOTE_MAX);
    values.end = (uint32_t)kefu__get_number(c, AGGREGATE_QUOTE_MAX);
    values.at = kefu__get_signed(c);
    values.strength = (int32_t)kefu__get_number(c, MEASURE_SCALE);
    values.role = (uint32_t)kefu__get_number(c, KEFU_ROLE_SYSTEM);
    values.contact = kefu__get_fixed(c, 8);
    if (!kefu__cursor_check(c, values.text.size > 0 && values.start <= values.end &&
                                   values.end <= values.text.size && values.at != KEFU_TIME_END))
        return NULL;
    values.order = kefu__evidence_order(&values);
    struct evidence *made = kefu__evidence_make(&a->allocator, &values);
    if (!made)
        kefu__cursor_fail(c, KEFU_E_MEMORY);
    return made;
}

static void get_quotes(struct cursor *c, const kefu_aggregate *a, struct issue *issue, bool total) {
    const uint64_t count = kefu__get_number(c, total ? a->most_evidence : 0);
    void *grown = NULL;
    size_t capacity = 0;
    if (count == 0 || c->status)
        return;
    if (!kefu__grow(&a->allocator, &grown, &capacity, (size_t)count, sizeof *issue->evidence)) {
        kefu__cursor_fail(c, KEFU_E_MEMORY);
        return;
    }
    issue->evidence = grown;
    issue->evidence_capacity = (uint32_t)capacity;
    for (uint64_t i = 0; i < count; i++) {
        struct evidence *evidence = get_evidence(c, a);
        if (!evidence)
            return;
        issue->evidence[issue->evidence_count++] = evidence;
        kefu__cursor_check(c,
                           i == 0 || kefu__evidence_compare(issue->evidence[i - 1], evidence) <= 0);
    }
}

/* Reads a reference to an entry of the dictionary, which is behind the one before. Returns NULL on
 * failure. */
static struct dictionary_entry *get_entry(struct loading *l, size_t *before) {
    const size_t step = (size_t)kefu__get_number(&l->c, l->dictionary.count - *before);
    if (!kefu__cursor_check(&l->c, step > 0))
        return NULL;
    *before += step;
    l->dictionary.items[*before - 1].used = true;
    return &l->dictionary.items[*before - 1];
}

/* The id of an issue or score: a copy, or in a group that borrows the text in the state. Has data
 * NULL after a failure. */
static kefu_str get_id(struct loading *l, const struct dictionary_entry *entry, bool borrows) {
    const kefu_str id = borrows ? entry->id : kefu__aggregate_keep(l->a, entry->id);
    if (!id.data)
        kefu__cursor_fail(&l->c, KEFU_E_MEMORY);
    return id;
}

/* Issues come in the order in which a group has them. */
static struct issue *append_issue(struct loading *l, struct group *group,
                                  const struct dictionary_entry *entry, bool borrows) {
    if (!kefu__grow(&l->a->allocator, &group->issues, &group->issue_capacity,
                    group->issue_count + 1, sizeof *group->issues)) {
        kefu__cursor_fail(&l->c, KEFU_E_MEMORY);
        return NULL;
    }
    const kefu_str id = get_id(l, entry, borrows);
    if (!id.data)
        return NULL;
    struct issue *issue = &group->issues[group->issue_count++];
    memset(issue, 0, sizeof *issue);
    issue->kind = entry->kind;
    issue->id = id;
    issue->definition = entry->definition;
    return issue;
}

static void get_issue(struct loading *l, struct group *group, bool total, bool borrows,
                      size_t *before) {
    struct cursor *c = &l->c;
    const struct dictionary_entry *entry = get_entry(l, before);
    if (!entry || !kefu__cursor_check(c, entry->kind != DICTIONARY_SCORE))
        return;
    struct issue *issue = append_issue(l, group, entry, borrows);
    if (!issue)
        return;
    issue->conversations = kefu__get_number(c, LOADING_COUNT_LIMIT);
    issue->feedback = kefu__get_number(c, LOADING_COUNT_LIMIT);
    issue->mentions = kefu__get_number(c, LOADING_COUNT_LIMIT);
    const uint64_t records = issue->conversations + issue->feedback;
    issue->negative = kefu__get_number(c, records);
    issue->positive = kefu__get_number(c, records - issue->negative);
    kefu__cursor_check(c, records > 0 && issue->mentions >= records);
    get_quotes(c, l->a, issue, total);
}

static const struct measure_rule score_rule = {.kind = MEASURE_QUANTITY};

static void get_score(struct loading *l, struct group *group, bool borrows, size_t *before) {
    const struct dictionary_entry *entry = get_entry(l, before);
    if (!entry || !kefu__cursor_check(&l->c, entry->kind == DICTIONARY_SCORE))
        return;
    if (!kefu__grow(&l->a->allocator, &group->scores, &group->score_capacity,
                    group->score_count + 1, sizeof *group->scores)) {
        kefu__cursor_fail(&l->c, KEFU_E_MEMORY);
        return;
    }
    const kefu_str id = get_id(l, entry, borrows);
    if (!id.data)
        return;
    struct score_part *score = &group->scores[group->score_count++];
    memset(score, 0, sizeof *score);
    score->id = id;
    score->definition = entry->definition;
    kefu__get_measure(&l->c, &l->a->allocator, &score_rule, &score->measure);
    kefu__cursor_check(&l->c, score->measure.n > 0);
}

static void get_ratings(struct cursor *c, uint64_t *counts, size_t size, uint64_t surveys) {
    for (size_t i = 0; i < size; i++)
        counts[i] = kefu__get_number(c, surveys);
}

static void get_group(struct loading *l, struct group *group, bool total, bool borrows) {
    size_t before = 0;
    get_facts(l, &group->facts);
    if (group->facts.surveys) {
        get_ratings(&l->c, group->ratings, sizeof group->ratings / sizeof *group->ratings,
                    group->facts.surveys);
        get_ratings(&l->c, group->recommend, sizeof group->recommend / sizeof *group->recommend,
                    group->facts.surveys);
    }
    uint64_t count = kefu__get_number(&l->c, AGGREGATE_ISSUES_MAX);
    for (uint64_t i = 0; i < count && l->c.status == KEFU_OK; i++)
        get_issue(l, group, total, borrows, &before);
    count = kefu__get_number(&l->c, AGGREGATE_SCORES_MAX);
    before = 0;
    for (uint64_t i = 0; i < count && l->c.status == KEFU_OK; i++)
        get_score(l, group, borrows, &before);
    kefu__get_customers(&l->c, &l->a->allocator, group);
}

size_t kefu__loading_total(struct loading *l) {
    if (l->c.status != KEFU_OK)
        return 0;
    l->c = kefu__cursor(l->sections->groups);
    l->conversations = l->feedback = 0;
    const size_t count = (size_t)kefu__get_number(&l->c, AGGREGATE_GROUPS_MAX + 1);
    if (kefu__cursor_check(&l->c, count > 0 && (l->a->column_count || count == 1)))
        get_group(l, l->a->groups[0], true, false);
    return count;
}

void kefu__loading_key(struct loading *l, const kefu_str *before,
                       kefu_str key[AGGREGATE_COLUMNS_MAX]) {
    int order = 0;
    for (size_t column = 0; column < l->a->column_count; column++) {
        key[column] = kefu__get_text(&l->c, AGGREGATE_KEY_MAX);
        if (before && order == 0)
            order = kefu__str_compare(before[column], key[column]);
    }
    kefu__cursor_check(&l->c, !before || order < 0);
}

void kefu__loading_group(struct loading *l, struct group *group, bool borrows) {
    get_group(l, group, false, borrows);
    kefu__cursor_check(&l->c, !kefu__group_is_empty(group));
    l->conversations += group->facts.conversations;
    l->feedback += group->facts.feedback;
}

void kefu__loading_reuse(struct group *group) {
    group->issue_count = group->score_count = 0;
    kefu__facts_clear(&group->facts);
    memset(group->ratings, 0, sizeof group->ratings);
    memset(group->recommend, 0, sizeof group->recommend);
    kefu__distinct_clear(&group->customers);
    group->customer_records = 0;
}

void kefu__loading_groups_end(struct loading *l) {
    const struct facts *total = &l->a->groups[0]->facts;
    kefu__cursor_check(
        &l->c, l->a->column_count == 0 ||
                   (l->conversations == total->conversations && l->feedback == total->feedback));
    kefu__cursor_check(&l->c, l->c.at == l->c.end);
}

/* ---- hours ---- */

/* Reads what was counted in one hour of the day. If that is no record at all, all bytes of the hour
 * must be 0. */
static void get_hour(struct loading *l, size_t hour) {
    const unsigned char *byte = l->c.at;
    get_facts(l, &l->a->hours[hour]);
    if (l->c.status != KEFU_OK || !kefu__hour_is_empty(l->a, hour))
        return;
    while (byte < l->c.at && *byte == 0)
        byte++;
    kefu__cursor_check(&l->c, byte == l->c.at);
}

void kefu__loading_hours(struct loading *l) {
    if (l->c.status != KEFU_OK)
        return;
    l->c = kefu__cursor(l->sections->hours);
    for (size_t i = 0; i < AGGREGATE_HOURS && l->c.status == KEFU_OK; i++)
        get_hour(l, i);
    kefu__cursor_check(&l->c, l->c.at == l->c.end);
}
