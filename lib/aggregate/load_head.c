/* SPDX-License-Identifier: MIT
 * Reading what stands before the groups of a state: spec, series, dictionary; and its sources. The
 * bytes are not trusted: every value is checked before it is used. */
#include <math.h>
#include <string.h>

#include "aggregate/loading.h"
#include "scheme/metric_set/statistics.h"

enum { SERIES_SIZE_MIN = 48 };
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
    struct cursor *c = &l->c;
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
    l->series[l->count++] = (struct loaded_series){index, false};
}

static bool widen_all(kefu_aggregate *a) {
    bool good = kefu__facts_widen(a, &a->groups[0]->facts);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        good = good && kefu__facts_widen(a, &a->hours[i]);
    return good;
}

static void get_series(struct loading *l) {
    const size_t count = (size_t)kefu__get_number(&l->c, AGGREGATE_SERIES_MAX);
    struct series series;
    memset(&series, 0, sizeof series);
    if (!kefu__cursor_check(&l->c, count <= (size_t)(l->c.end - l->c.at) / SERIES_SIZE_MIN))
        return;
    l->series = kefu__alloc(&l->a->allocator, AGGREGATE_SERIES_MAX * sizeof *l->series);
    if (!l->series)
        kefu__cursor_fail(&l->c, KEFU_E_MEMORY);
    for (size_t i = 0; i < count && l->c.status == KEFU_OK; i++)
        get_one_series(l, &series);
    kefu__cursor_check(&l->c, l->c.at == l->c.end && kefu__series_link(l->a));
    if (l->c.status == KEFU_OK && !widen_all(l->a))
        kefu__cursor_fail(&l->c, KEFU_E_MEMORY);
}

/* ---- the spec ---- */

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

/* ---- sections ---- */

static void get_dictionary(struct loading *l) {
    kefu__get_dictionary(&l->c, &l->a->allocator, &l->dictionary);
}

static void get_sources(struct loading *l) {
    kefu__get_sources(&l->c, l->a);
}

/* Reads a section unless an earlier one failed. */
static void get_section(struct loading *l, struct state_payload payload,
                        void (*get)(struct loading *l)) {
    if (l->c.status != KEFU_OK)
        return;
    l->c = kefu__cursor(payload);
    get(l);
}

kefu_status kefu__loading_begin(struct loading *l, const struct state_sections *sections,
                                const kefu_scheme *scheme, const kefu_allocator *allocator,
                                kefu_error *error) {
    memset(l, 0, sizeof *l);
    l->sections = sections;
    l->c = kefu__cursor(sections->spec);
    l->a = get_spec(&l->c, scheme, allocator, error);
    if (!l->a)
        return l->c.status;
    get_section(l, sections->series, get_series);
    get_section(l, sections->dictionary, get_dictionary);
    if (sections->sources.data)
        get_section(l, sections->sources, get_sources);
    return l->c.status;
}

void kefu__loading_end(struct loading *l) {
    if (!l->a)
        return;
    kefu__release(&l->a->allocator, l->series,
                  l->series ? AGGREGATE_SERIES_MAX * sizeof *l->series : 0);
    kefu__dictionary_free(&l->dictionary, &l->a->allocator);
}

static bool is_series_used(const struct loading *l, size_t i) {
    const size_t rated = l->a->series[l->series[i].index].rated;
    bool is_used = l->series[i].is_used;
    for (size_t k = 0; k < l->count && !is_used && rated != SIZE_MAX; k++)
        is_used = l->series[k].index == rated && l->series[k].is_used;
    return is_used;
}

bool kefu__loading_is_used(const struct loading *l) {
    for (size_t i = 0; i < l->count; i++)
        if (!is_series_used(l, i))
            return false;
    for (size_t i = 0; i < l->dictionary.count; i++)
        if (!l->dictionary.items[i].used)
            return false;
    return true;
}
