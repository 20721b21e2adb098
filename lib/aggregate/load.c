/* SPDX-License-Identifier: MIT
 * Reading an aggregate's state. The bytes are not trusted: every value is checked before it is
 * used. */
#include <math.h>
#include <string.h>

#include "aggregate/state.h"
#include "scheme/metric_set/statistics.h"

/* An aggregate that is being loaded. */
struct loading {
    kefu_aggregate *a;
    struct cursor *c;
    struct dictionary dictionary;
    size_t *map; /* for each series of the state: its index in the aggregate */
    size_t count;
};

enum { SERIES_SIZE_MIN = 48, COUNT_BITS = 56 };
#define COUNT_LIMIT  ((uint64_t)1 << COUNT_BITS)
/* limit on the absolute values of a rule's numbers, so that calculating with them overflows nowhere
 */
#define NUMBER_LIMIT 1e18

/* ---- series ---- */

static double get_double(struct cursor *c) {
    const uint64_t bits = kefu__get_fixed(c, 8);
    double value;
    memcpy(&value, &bits, sizeof value);
    kefu__cursor_check(c, (isinf(value) || fabs(value) <= NUMBER_LIMIT) &&
                              !(value == 0 && signbit(value)));
    return value;
}

static void get_rule(struct cursor *c, struct measure_rule *rule) {
    rule->kind = (enum measure_kind)kefu__get_number(c, MEASURE_RATIO);
    rule->unit = (uint32_t)kefu__get_number(c, KEFU_UNIT_POINTS);
    rule->statistic = (uint32_t)kefu__get_number(c, UINT32_MAX);
    rule->min_n = (uint32_t)kefu__get_number(c, UINT32_MAX);
    rule->bounds = (enum measure_bounds)kefu__get_number(c, BOUNDS_WALD);
    rule->clustered = kefu__get_number(c, 1) != 0;
    rule->scale = get_double(c);
    rule->level = get_double(c);
    rule->low = get_double(c);
    rule->high = get_double(c);
    kefu__cursor_check(c, kefu__statistic(rule->statistic) != NULL &&
                              rule->statistic != KEFU_STATISTIC_DEFAULT &&
                              rule->scale >= 1 / NUMBER_LIMIT && rule->scale <= NUMBER_LIMIT &&
                              rule->level >= 0 && rule->level < 1 && rule->low <= rule->high);
}

static void get_one_series(struct loading *l, struct series *series) {
    struct cursor *c = l->c;
    const struct series before = *series;
    series->id = kefu__get_text(c, AGGREGATE_KEY_MAX);
    series->digest = kefu__get_fixed(c, 8);
    series->flags = (uint32_t)kefu__get_number(c, SERIES_FLAGS);
    series->rated = SIZE_MAX;
    get_rule(c, &series->rule);
    if (!kefu__cursor_check(c, l->count == 0 || kefu__series_compare(&before, series) < 0))
        return;
    size_t index = kefu__series_find(l->a, series);
    if (index == SIZE_MAX)
        index = kefu__series_append(l->a, series);
    if (index == SIZE_MAX)
        kefu__cursor_fail(c, KEFU_E_MEMORY);
    l->map[l->count++] = index;
}

static bool widen_all(kefu_aggregate *a) {
    bool good = kefu__facts_widen(a, &a->groups[0]->facts);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        good = good && kefu__facts_widen(a, &a->hours[i]);
    return good;
}

static void get_series(struct loading *l) {
    const size_t count = (size_t)kefu__get_number(l->c, AGGREGATE_SERIES_MAX);
    struct series series;
    memset(&series, 0, sizeof series);
    if (!kefu__cursor_check(l->c, count <= (size_t)(l->c->end - l->c->at) / SERIES_SIZE_MIN))
        return;
    l->map = kefu__alloc(&l->a->allocator, AGGREGATE_SERIES_MAX * sizeof *l->map);
    if (!l->map)
        kefu__cursor_fail(l->c, KEFU_E_MEMORY);
    for (size_t i = 0; i < count && l->c->status == KEFU_OK; i++)
        get_one_series(l, &series);
    kefu__cursor_check(l->c, l->c->at == l->c->end && kefu__series_link(l->a));
    if (l->c->status == KEFU_OK && !widen_all(l->a))
        kefu__cursor_fail(l->c, KEFU_E_MEMORY);
}

/* ---- groups ---- */

static void get_measures(struct loading *l, struct facts *facts) {
    struct cursor *c = l->c;
    size_t at = 0;
    for (;;) {
        const size_t step = (size_t)kefu__get_number(c, l->count - at);
        if (step == 0 || c->status != KEFU_OK)
            return;
        at += step;
        const size_t series = l->map[at - 1];
        struct measure *measure = &facts->measures[series];
        kefu__get_measure(c, &l->a->allocator, &l->a->series[series].rule, measure);
        kefu__cursor_check(c, !kefu__measure_is_blank(measure));
    }
}

static void get_facts(struct loading *l, struct facts *facts) {
    struct cursor *c = l->c;
    facts->conversations = kefu__get_number(c, COUNT_LIMIT);
    facts->messages = kefu__get_number(c, COUNT_LIMIT);
    facts->feedback = kefu__get_number(c, COUNT_LIMIT);
    facts->evaluations = kefu__get_number(c, COUNT_LIMIT);
    facts->joined = kefu__get_number(c, COUNT_LIMIT);
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
    const size_t step = (size_t)kefu__get_number(l->c, l->dictionary.count - *before);
    if (!kefu__cursor_check(l->c, step > 0))
        return NULL;
    *before += step;
    l->dictionary.items[*before - 1].used = true;
    return &l->dictionary.items[*before - 1];
}

static void get_issue(struct loading *l, struct group *group, bool total, size_t *before) {
    struct cursor *c = l->c;
    const struct dictionary_entry *entry = get_entry(l, before);
    kefu_status status = KEFU_OK;
    if (!entry || !kefu__cursor_check(c, entry->kind != DICTIONARY_SCORE))
        return;
    struct issue *issue = kefu__group_add_issue(l->a, group, entry->kind, entry->id,
                                                entry->definition, &status);
    if (!issue) {
        kefu__cursor_fail(c, status);
        return;
    }
    issue->conversations = kefu__get_number(c, COUNT_LIMIT);
    issue->feedback = kefu__get_number(c, COUNT_LIMIT);
    issue->mentions = kefu__get_number(c, COUNT_LIMIT);
    const uint64_t records = issue->conversations + issue->feedback;
    issue->negative = kefu__get_number(c, records);
    issue->positive = kefu__get_number(c, records - issue->negative);
    kefu__cursor_check(c, records > 0 && issue->mentions >= records);
    get_quotes(c, l->a, issue, total);
}

static const struct measure_rule score_rule = {.kind = MEASURE_QUANTITY};

static void get_score(struct loading *l, struct group *group, size_t *before) {
    const struct dictionary_entry *entry = get_entry(l, before);
    kefu_status status = KEFU_OK;
    if (!entry || !kefu__cursor_check(l->c, entry->kind == DICTIONARY_SCORE))
        return;
    struct score_part *score = kefu__group_add_score(l->a, group, entry->id, entry->definition,
                                                     &status);
    if (!score) {
        kefu__cursor_fail(l->c, status);
        return;
    }
    kefu__get_measure(l->c, &l->a->allocator, &score_rule, &score->measure);
    kefu__cursor_check(l->c, score->measure.n > 0);
}

static void get_ratings(struct cursor *c, uint64_t *counts, size_t size, uint64_t surveys) {
    for (size_t i = 0; i < size; i++)
        counts[i] = kefu__get_number(c, surveys);
}

static void get_group(struct loading *l, struct group *group, bool total) {
    size_t before = 0;
    get_facts(l, &group->facts);
    if (group->facts.surveys) {
        get_ratings(l->c, group->ratings, sizeof group->ratings / sizeof *group->ratings,
                    group->facts.surveys);
        get_ratings(l->c, group->recommend, sizeof group->recommend / sizeof *group->recommend,
                    group->facts.surveys);
    }
    uint64_t count = kefu__get_number(l->c, AGGREGATE_ISSUES_MAX);
    for (uint64_t i = 0; i < count && l->c->status == KEFU_OK; i++)
        get_issue(l, group, total, &before);
    count = kefu__get_number(l->c, AGGREGATE_SCORES_MAX);
    before = 0;
    for (uint64_t i = 0; i < count && l->c->status == KEFU_OK; i++)
        get_score(l, group, &before);
    kefu__get_customers(l->c, &l->a->allocator, group);
}

/* Reads the key of group number `index` and creates the group. Returns NULL on failure. */
static struct group *get_key(struct loading *l, size_t index) {
    kefu_str key[AGGREGATE_COLUMNS_MAX] = {{NULL, 0}};
    kefu_status status = KEFU_OK;
    for (size_t column = 0; column < l->a->column_count; column++)
        key[column] = kefu__get_text(l->c, AGGREGATE_KEY_MAX);
    if (l->c->status != KEFU_OK)
        return NULL;
    struct group *group = kefu__aggregate_add_group(l->a, key, &status);
    if (!group)
        kefu__cursor_fail(l->c, status);
    else if (!kefu__cursor_check(l->c,
                                 l->a->group_count == index + 1 && group == l->a->groups[index]))
        return NULL; /* out of order, or there twice */
    return group;
}

static void get_groups(struct loading *l) {
    kefu_aggregate *a = l->a;
    const size_t count = (size_t)kefu__get_number(l->c, AGGREGATE_GROUPS_MAX + 1);
    uint64_t conversations = 0, feedback = 0;
    if (!kefu__cursor_check(l->c, count > 0 && (a->column_count || count == 1)))
        return;
    get_group(l, a->groups[0], true);
    for (size_t i = 1; i < count && l->c->status == KEFU_OK; i++) {
        struct group *group = get_key(l, i);
        if (!group)
            return;
        get_group(l, group, false);
        kefu__cursor_check(l->c, !kefu__group_is_empty(group));
        conversations += group->facts.conversations;
        feedback += group->facts.feedback;
    }
    kefu__cursor_check(l->c, a->column_count == 0 ||
                                 (conversations == a->groups[0]->facts.conversations &&
                                  feedback == a->groups[0]->facts.feedback));
    kefu__cursor_check(l->c, l->c->at == l->c->end);
}

/* Reads what was counted in one hour of the day. If that is no record at all, all bytes of the hour
 * must be 0. */
static void get_hour(struct loading *l, size_t hour) {
    const unsigned char *byte = l->c->at;
    get_facts(l, &l->a->hours[hour]);
    if (l->c->status != KEFU_OK || !kefu__hour_is_empty(l->a, hour))
        return;
    while (byte < l->c->at && *byte == 0)
        byte++;
    kefu__cursor_check(l->c, byte == l->c->at);
}

static void get_hours(struct loading *l) {
    for (size_t i = 0; i < AGGREGATE_HOURS && l->c->status == KEFU_OK; i++)
        get_hour(l, i);
    kefu__cursor_check(l->c, l->c->at == l->c->end);
}

/* ---- the whole ---- */

static kefu_aggregate *get_spec(struct cursor *c, const kefu_scheme *scheme,
                                const kefu_allocator *allocator, kefu_error *error) {
    kefu_aggregate *a = NULL;
    struct aggregate_spec spec = {
        .column_count = (size_t)kefu__get_number(c, AGGREGATE_COLUMNS_MAX)};
    for (size_t i = 0; i < spec.column_count; i++) {
        spec.columns[i] = kefu__get_text(c, AGGREGATE_KEY_MAX);
        kefu__cursor_check(c, spec.columns[i].size > 0);
    }
    const int64_t offset = kefu__get_signed(c);
    kefu__cursor_check(c, offset >= -1440 && offset <= 1440);
    spec.offset_minutes = (int32_t)offset;
    spec.most_evidence = (uint32_t)kefu__get_number(c, AGGREGATE_EVIDENCE_MAX);
    spec.as_of = kefu__get_signed(c);
    const int64_t first_at = kefu__get_signed(c), last_at = kefu__get_signed(c);
    kefu__cursor_check(c, c->at == c->end && first_at <= last_at &&
                              (first_at == KEFU_TIME_NONE) == (last_at == KEFU_TIME_NONE));
    if (c->status == KEFU_OK)
        c->status = kefu__aggregate_make(scheme, &spec, allocator, &a, error);
    if (a) {
        a->first_at = first_at;
        a->last_at = last_at;
    }
    return a;
}

/* Is each series of the state, or the ratings for it, used by a group or hour? */
static bool are_series_used(const struct loading *l) {
    for (size_t i = 0; i < l->count; i++) {
        const size_t rated = l->a->series[l->map[i]].rated;
        if (!kefu__series_is_used(l->a, l->map[i]) &&
            (rated == SIZE_MAX || !kefu__series_is_used(l->a, rated)))
            return false;
    }
    return true;
}

static bool are_entries_used(const struct dictionary *dictionary) {
    for (size_t i = 0; i < dictionary->count; i++)
        if (!dictionary->items[i].used)
            return false;
    return true;
}

/* Reads a section unless an earlier one failed. */
static void get_section(struct loading *l, struct state_payload payload,
                        void (*get)(struct loading *l)) {
    if (l->c->status != KEFU_OK)
        return;
    *l->c = kefu__cursor(payload);
    get(l);
}

static void get_dictionary(struct loading *l) {
    kefu__get_dictionary(l->c, &l->a->allocator, &l->dictionary);
}

static void get_sources(struct loading *l) {
    kefu__get_sources(l->c, l->a);
}

static kefu_status get_all(const struct state_sections *sections, const kefu_scheme *scheme,
                           const kefu_allocator *allocator, kefu_aggregate **aggregate,
                           kefu_error *error) {
    struct cursor c = kefu__cursor(sections->spec);
    struct loading l = {.c = &c};
    l.a = get_spec(&c, scheme, allocator, error);
    if (!l.a)
        return c.status;
    get_section(&l, sections->series, get_series);
    get_section(&l, sections->dictionary, get_dictionary);
    get_section(&l, sections->groups, get_groups);
    get_section(&l, sections->hours, get_hours);
    kefu__cursor_check(&c, c.status || (are_series_used(&l) && are_entries_used(&l.dictionary)));
    if (sections->sources.data)
        get_section(&l, sections->sources, get_sources);
    kefu__release(&l.a->allocator, l.map, l.map ? AGGREGATE_SERIES_MAX * sizeof *l.map : 0);
    kefu__dictionary_free(&l.dictionary, &l.a->allocator);
    if (c.status == KEFU_OK)
        *aggregate = l.a;
    else
        kefu_aggregate_free(l.a);
    return c.status;
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
