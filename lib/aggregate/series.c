/* SPDX-License-Identifier: MIT
 * The series of an aggregate: each metric under each definition under which it was added up. */
#include <string.h>

#include "aggregate/state.h"
#include "scheme/scheme.h"

/* ---- comparing ---- */

static int compare_numbers(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

static int compare_doubles(double a, double b) {
    return (a > b) - (a < b);
}

static int compare_rules(const struct measure_rule *a, const struct measure_rule *b) {
    const int orders[] = {compare_numbers(a->kind, b->kind),
                          compare_numbers(a->unit, b->unit),
                          compare_numbers(a->statistic, b->statistic),
                          compare_numbers(a->min_n, b->min_n),
                          compare_numbers(a->bounds, b->bounds),
                          compare_numbers(a->clustered, b->clustered),
                          compare_doubles(a->scale, b->scale),
                          compare_doubles(a->level, b->level),
                          compare_doubles(a->low, b->low),
                          compare_doubles(a->high, b->high)};
    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++)
        if (orders[i])
            return orders[i];
    return 0;
}

int kefu__series_compare(const struct series *a, const struct series *b) {
    int order = kefu__str_compare(a->id, b->id);
    if (order == 0)
        order = compare_numbers(a->digest, b->digest);
    if (order == 0)
        order = compare_numbers(a->flags, b->flags);
    return order ? order : compare_rules(&a->rule, &b->rule);
}

/* Usually the aggregate that is searched has the series of the same scheme, at the same indices. */
size_t kefu__series_find(const kefu_aggregate *a, const struct series *series) {
    for (size_t i = 0; i < a->series_count; i++)
        if (a->series[i].digest == series->digest &&
            kefu__series_compare(&a->series[i], series) == 0)
            return i;
    return SIZE_MAX;
}

/* ---- making ---- */

size_t kefu__series_append(kefu_aggregate *a, const struct series *series) {
    if (!kefu__grow(&a->allocator, &a->series, &a->series_capacity, a->series_count + 1,
                    sizeof *a->series))
        return SIZE_MAX;
    struct series *made = &a->series[a->series_count];
    *made = *series;
    made->id = kefu__aggregate_keep(a, series->id);
    if (!made->id.data)
        return SIZE_MAX;
    return a->series_count++;
}

void kefu__series_truncate(kefu_aggregate *a, size_t count) {
    while (a->series_count > count)
        kefu__aggregate_release(a, a->series[--a->series_count].id);
}

static uint32_t flags_of(const struct metric *m) {
    uint32_t flags = 0;
    if (m->type == METRIC_FEEDBACK && m->of <= FEEDBACK_ANSWERED &&
        (!m->source || strcmp(m->source, FEEDBACK_SURVEY) == 0))
        flags |= SERIES_READS_RATED;
    if (m->type == METRIC_FEEDBACK && m->of == FEEDBACK_COMPLAINTS)
        flags |= SERIES_COMPLAINTS;
    if (m->type == METRIC_FLAG && m->of == FLAG_ENDED_RESOLVED)
        flags |= SERIES_MARKED;
    return flags;
}

static bool append_metric(kefu_aggregate *a, const struct metric *m, bool rated) {
    const struct series series = {.id = kefu__str(m->id),
                                  .digest = kefu__digest_number(m->digest),
                                  .flags = rated ? SERIES_RATED : flags_of(m),
                                  .rule = m->rule};
    return kefu__series_append(a, &series) != SIZE_MAX;
}

bool kefu__series_of_scheme(kefu_aggregate *a) {
    const struct metrics *metrics = a->scheme->metrics;
    for (size_t i = 0; i < metrics->count; i++)
        if (!append_metric(a, &metrics->items[i], false))
            return false;
    for (size_t i = 0; i < metrics->count; i++)
        if (metrics->items[i].type == METRIC_FEEDBACK &&
            !append_metric(a, &metrics->items[i], true))
            return false;
    a->metric_count = metrics->count;
    a->own_count = a->series_count;
    return kefu__series_link(a);
}

/* The ratings for a metric differ from it only by their flags. */
static size_t find_rated(const kefu_aggregate *a, const struct series *series) {
    struct series rated = *series;
    rated.flags = SERIES_RATED;
    return kefu__series_find(a, &rated);
}

bool kefu__series_link(kefu_aggregate *a) {
    size_t ratings = 0, linked = 0;
    for (size_t i = 0; i < a->series_count; i++) {
        struct series *series = &a->series[i];
        series->rated = series->flags & SERIES_RATED ? SIZE_MAX : find_rated(a, series);
        ratings += (series->flags & SERIES_RATED) != 0;
        linked += series->rated != SIZE_MAX;
    }
    return linked == ratings;
}

/* ---- use ---- */

bool kefu__series_is_used(const kefu_aggregate *a, size_t series) {
    for (size_t i = 0; i < a->group_count; i++)
        if (!kefu__measure_is_blank(&a->groups[i]->facts.measures[series]))
            return true;
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        if (!kefu__measure_is_blank(&a->hours[i].measures[series]))
            return true;
    return false;
}
