/* SPDX-License-Identifier: MIT
 * Creating an aggregate from its spec, and reading its values. */
#include "aggregate/aggregate.h"

#include <string.h>

#include "measure/computed.h"
#include "scheme/metric_set/statistics.h"
#include "scheme/scheme.h"
#include "json/json.h"

/* ---- the spec ---- */

static void refuse(struct json_reader *reader, const char *code, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, code, "%s", message);
}

static void read_columns(struct json_reader *reader, struct aggregate_spec *spec) {
    const json_value *list = kefu__json_member_array(reader, reader->root, "group_by", false);
    if (!list)
        return;
    spec->column_count = 0;
    kefu__json_enter_name(reader, "group_by");
    if (kefu__json_count(list) > AGGREGATE_COLUMNS_MAX)
        refuse(reader, "limit_exceeded", "at most 6 names");
    struct time_key key;
    const json_value *value;
    size_t i;
    for (i = 0, value = kefu__json_first(list); value && i < AGGREGATE_COLUMNS_MAX;
         value = kefu__json_next(value), i++) {
        const kefu_str name = kefu__json_text(value);
        kefu__json_enter_index(reader, i);
        if (name.size == 0 || name.size > AGGREGATE_KEY_MAX)
            refuse(reader, "wrong_type", "must be the name of an attribute");
        else if (kefu__column_is_time(name) && !kefu__time_key(name, 0, 0, &key))
            refuse(reader, "unknown_choice",
                   "must be at:hour, at:day, at:week, at:month or at:quarter");
        for (size_t j = 0; j < spec->column_count; j++)
            if (kefu__str_equal(spec->columns[j], name))
                refuse(reader, "duplicate_id", "stands twice");
        spec->columns[spec->column_count++] = name;
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
}

static void read_spec(struct json_reader *reader, struct aggregate_spec *spec) {
    static const char *const known[] = {"group_by", "timezone", "evidence", "as_of", NULL};
    int64_t evidence = spec->most_evidence;
    if (!kefu__json_is(reader->root, JSON_OBJECT)) {
        refuse(reader, "wrong_type", "a spec must be an object");
        return;
    }
    kefu__json_known_members(reader, reader->root, known);
    read_columns(reader, spec);
    kefu_str zone;
    if (kefu__json_member_string(reader, reader->root, "timezone", false, &zone) &&
        !kefu__time_parse_offset(zone.data, zone.size, &spec->offset_minutes)) {
        kefu__json_enter_name(reader, "timezone");
        refuse(reader, "bad_offset", "must be an offset like \"+08:00\"");
        kefu__json_leave(reader);
    }
    kefu__json_member_integer(reader, reader->root, "evidence", false, 0, AGGREGATE_EVIDENCE_MAX,
                              &evidence);
    spec->most_evidence = (uint32_t)evidence;
    if (kefu__json_get(reader->root, "as_of"))
        kefu__json_member_instant(reader, reader->root, "as_of", false, &spec->as_of);
}

void kefu_aggregate_options_init(kefu_aggregate_options *options) {
    if (options)
        *options = (kefu_aggregate_options)KEFU_AGGREGATE_OPTIONS_INIT;
}

kefu_status kefu_aggregate_new(const kefu_scheme *scheme, const char *text, size_t size,
                               const kefu_aggregate_options *options, kefu_aggregate **aggregate,
                               kefu_error *error) {
    kefu_aggregate_options own = KEFU_AGGREGATE_OPTIONS_INIT;
    struct aggregate_spec spec = {{{"agent_id", 8}}, 1, 480, 5, KEFU_TIME_END};
    if (!scheme || !aggregate || (!text && size))
        return kefu__fail(error, KEFU_E_ARGUMENT, "an aggregate needs a scheme and an output");
    kefu_status status;
    if ((status = kefu__options_copy(&own, sizeof own, options, error)) != KEFU_OK)
        return status;
    if ((status = kefu__options_check(own.flags, 0, own.reserved, error)) != KEFU_OK)
        return status;
    if (size == 0)
        return kefu__aggregate_make(scheme, &spec, own.allocator, aggregate, error);
    struct json_reader reader;
    if ((status = kefu__json_open(&reader, own.allocator ? own.allocator : &scheme->allocator, text,
                                  size, NULL, NULL, error)) != KEFU_OK)
        return status;
    read_spec(&reader, &spec);
    status = reader.status;
    if (!reader.errors)
        status = kefu__aggregate_make(scheme, &spec, own.allocator, aggregate, error);
    kefu__json_close(&reader);
    return status;
}

/* ---- its life ---- */

static bool fill(kefu_aggregate *a, const kefu_str *columns) {
    void *groups = NULL;
    if (a->scheme && !kefu__series_of_scheme(a))
        return false;
    for (size_t i = 0; i < a->column_count; i++) {
        a->columns[i] = kefu__aggregate_keep(a, columns[i]);
        if (!a->columns[i].data)
            return false;
    }
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        if (!kefu__facts_init(a, &a->hours[i]))
            return false;
    if (!kefu__grow(&a->allocator, &groups, &a->group_capacity, 1, sizeof *a->groups))
        return false;
    a->groups = groups;
    a->groups[0] = kefu__group_new(a);
    a->group_count = a->groups[0] != NULL;
    a->delta = kefu__group_new(a);
    return a->group_count && a->delta;
}

kefu_status kefu__aggregate_make(const kefu_scheme *scheme, const struct aggregate_spec *spec,
                                 const kefu_allocator *allocator, kefu_aggregate **aggregate,
                                 kefu_error *error) {
    kefu_allocator own;
    const kefu_status status = kefu__allocator_init(
        &own, allocator || !scheme ? allocator : &scheme->allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu_aggregate *a;
    a = kefu__alloc_zero(&own, sizeof *a);
    if (!a)
        return kefu__no_memory(error);
    a->allocator = own;
    a->scheme = kefu_scheme_retain(scheme);
    a->column_count = spec->column_count;
    a->offset_minutes = spec->offset_minutes;
    a->most_evidence = spec->most_evidence;
    a->as_of = spec->as_of;
    a->first_at = a->last_at = KEFU_TIME_NONE;
    if (!fill(a, spec->columns)) {
        kefu_aggregate_free(a);
        return kefu__no_memory(error);
    }
    *aggregate = a;
    return KEFU_OK;
}

void kefu_aggregate_free(kefu_aggregate *a) {
    if (!a)
        return;
    kefu_allocator allocator = a->allocator;
    for (size_t i = 0; i < a->group_count; i++)
        kefu__group_free(a, a->groups[i]);
    kefu__group_free(a, a->delta);
    kefu_aggregate_free(a->staging);
    for (size_t i = 0; i < a->part_capacity; i++)
        kefu__group_free(a, a->parts[i]);
    kefu__release(&allocator, a->parts, a->part_capacity * sizeof *a->parts);
    for (size_t i = 0; i < AGGREGATE_HOURS; i++)
        kefu__facts_free(a, &a->hours[i]);
    for (size_t i = 0; i < AGGREGATE_COLUMNS_MAX; i++)
        kefu__aggregate_release(a, a->columns[i]);
    kefu__sources_free(a, &a->sources);
    kefu__series_truncate(a, 0);
    kefu__release(&allocator, a->series, a->series_capacity * sizeof *a->series);
    kefu__release(&allocator, a->groups, a->group_capacity * sizeof *a->groups);
    kefu_scheme_release(a->scheme);
    kefu__release(&allocator, a, sizeof *a);
}

/* ---- reading ---- */

size_t kefu_aggregate_group_count(const kefu_aggregate *aggregate) {
    return aggregate ? aggregate->group_count : 0;
}

kefu_status kefu_aggregate_group_key(const kefu_aggregate *a, size_t group, size_t column,
                                     kefu_str *key, kefu_error *error) {
    if (!a || !key)
        return kefu__fail(error, KEFU_E_ARGUMENT, "aggregate or key is NULL");
    if (group >= a->group_count)
        return kefu__no_item(error, group, a->group_count);
    if (column >= a->column_count)
        return kefu__no_item(error, column, a->column_count);
    *key = a->groups[group]->key[column];
    return KEFU_OK;
}

uint64_t kefu_aggregate_conversation_count(const kefu_aggregate *aggregate) {
    return aggregate ? aggregate->groups[0]->facts.conversations : 0;
}

uint64_t kefu_aggregate_feedback_count(const kefu_aggregate *aggregate) {
    return aggregate ? aggregate->groups[0]->facts.feedback : 0;
}

/* For the metric "ended conversations that were resolved": does none of the conversations come from
 * a source that marks resolutions? Then the rate is unknown, not 0. */
static bool is_never_marked(const kefu_aggregate *a, size_t series) {
    const struct measure *total = &a->groups[0]->facts.measures[series];
    return (a->series[series].flags & SERIES_MARKED) && total->n > 0 &&
           total->missing[KEFU_REASON_NEVER_MARKED] == total->n;
}

struct measure kefu__facts_measure(const kefu_aggregate *a, const struct facts *facts,
                                   size_t series) {
    const struct series *of = &a->series[series];
    const struct facts *total = &a->groups[0]->facts;
    struct measure view = facts->measures[series];
    /* Surveys often contain the same ratings as the conversations, which are then not read. Surveys
     * on another scale, such as recommendations from 0 to 10, say nothing about these. */
    if ((of->flags & SERIES_READS_RATED) && of->rated != SIZE_MAX && total->measures[series].n == 0)
        /* cannot fail: accumulators of ratings have no histogram, so that nothing is allocated */
        kefu__measure_merge(&view, &facts->measures[of->rated]);
    if (of->flags & SERIES_COMPLAINTS) {
        if (total->feedback == 0)
            view.n = 0; /* no feedback was added: the complaint rate is unknown, not 0 */
        if (view.hits > view.n)
            /* Complaints may be about conversations of another period, so that there are more
             * complaints than conversations. The rate is at most 1. */
            view.hits = view.n;
    }
    if (is_never_marked(a, series)) {
        memset(view.missing, 0, sizeof view.missing);
        view.missing[KEFU_REASON_NEVER_MARKED] = view.n > 0;
        view.n = view.hits = 0;
    }
    return view;
}

struct facts_reader {
    const kefu_aggregate *aggregate;
    const struct facts *facts;
};

static kefu_value read_part(void *ctx, size_t metric) {
    const struct facts_reader *reader = ctx;
    kefu_value value;
    kefu__facts_value(reader->aggregate, reader->facts, metric, KEFU_STATISTIC_DEFAULT, &value);
    return value;
}

/* Is a series that of a metric which is computed from others? Only the scheme says how. */
static bool is_computed(const kefu_aggregate *a, size_t series) {
    return a->scheme && series < a->metric_count &&
           kefu__metric_is_computed(&a->scheme->metrics->items[series]);
}

void kefu__facts_value(const kefu_aggregate *a, const struct facts *facts, size_t series,
                       kefu_statistic statistic, kefu_value *value) {
    if (is_computed(a, series)) {
        struct facts_reader reader = {a, facts};
        kefu__compute(a->scheme->metrics, series, statistic, read_part, &reader, value, NULL);
        return;
    }
    const struct measure measure = kefu__facts_measure(a, facts, series);
    kefu__measure_value(&measure, &a->series[series].rule, statistic, value);
}

kefu_status kefu_aggregate_value(const kefu_aggregate *a, size_t group, kefu_metric metric,
                                 kefu_statistic statistic, kefu_value *value, kefu_error *error) {
    if (!a || !value || !kefu__statistic(statistic))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a value needs an aggregate, a known statistic and an output");
    size_t i = a->scheme ? kefu__handle_index(a->scheme, metric, a->metric_count) : SIZE_MAX;
    if (i == SIZE_MAX)
        return kefu__fail(error, KEFU_E_HANDLE, "the metric is of another scheme, or none");
    return kefu_aggregate_series_value(a, group, i, statistic, value, error);
}

/* ---- series ---- */

size_t kefu_aggregate_series_count(const kefu_aggregate *aggregate) {
    return aggregate ? aggregate->series_count : 0;
}

kefu_status kefu_aggregate_series_at(const kefu_aggregate *a, size_t i, kefu_series_info *info,
                                     kefu_error *error) {
    if (!a)
        return kefu__fail(error, KEFU_E_ARGUMENT, "there is no aggregate");
    if (i >= a->series_count)
        return kefu__no_item(error, i, a->series_count);
    const struct series *series = &a->series[i];
    kefu_series_info own = {.id = series->id.data,
                            .flags = (i >= a->own_count ? KEFU_SERIES_APART : 0) |
                                     (series->flags & SERIES_RATED ? KEFU_SERIES_RATED : 0),
                            .n = a->groups[0]->facts.measures[i].n};
    kefu__digest_print(own.digest, series->digest);
    return kefu__result_copy(info, &own, sizeof own, error);
}

kefu_status kefu_aggregate_series_value(const kefu_aggregate *a, size_t group, size_t i,
                                        kefu_statistic statistic, kefu_value *value,
                                        kefu_error *error) {
    if (!a || !value || !kefu__statistic(statistic))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a value needs an aggregate, a known statistic and an output");
    if (i >= a->series_count)
        return kefu__no_item(error, i, a->series_count);
    if (group >= a->group_count)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "there is no group %zu", group);
    kefu__facts_value(a, &a->groups[group]->facts, i, statistic, value);
    return KEFU_OK;
}
