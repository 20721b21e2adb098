/* SPDX-License-Identifier: MIT
 * How two aggregates differ, metric by metric and group by group, with tests of significance. */
#include <math.h>

#include "aggregate/aggregate.h"
#include "stats/compare.h"
#include "json/json.h"

#define SIGNIFICANT 0.05

/* A metric in a group that both aggregates have. */
struct row {
    const struct group *group; /* of `after`; NULL: the total */
    size_t series;             /* of `after` */
    kefu_value before, after;
    double p, q; /* NAN: not tested */
};
struct comparison {
    const kefu_aggregate *before, *after;
    struct row *rows;
    size_t count, capacity;
};

/* ---- rows ---- */

static bool is_number(const kefu_value *value) {
    return KEFU_VALUE_IS_NUMBER(*value);
}

static double test(const struct comparison *c, const struct row *row, const struct facts *before,
                   const struct facts *after, size_t old) {
    const struct measure now = kefu__facts_measure(c->after, after, row->series),
                         then = kefu__facts_measure(c->before, before, old);
    double p;
    if (row->before.state != KEFU_STATE_OK || row->after.state != KEFU_STATE_OK ||
        !kefu__measure_differs(&now, &then, &c->after->series[row->series].rule,
                               KEFU_STATISTIC_DEFAULT, &p))
        return NAN;
    return p;
}

/* Adds the metrics of a group. Returns false if out of memory. */
static bool add_group(struct comparison *c, const struct group *before, const struct group *after) {
    for (size_t i = 0; i < c->after->series_count; i++) {
        const size_t old = kefu__series_find(c->before, &c->after->series[i]);
        if (old == SIZE_MAX || (c->after->series[i].flags & SERIES_RATED))
            continue;
        if (!kefu__grow(&c->after->allocator, &c->rows, &c->capacity, c->count + 1,
                        sizeof *c->rows))
            return false;
        struct row *row = &c->rows[c->count++];
        row->group = after == c->after->groups[0] ? NULL : after;
        row->series = i;
        kefu__facts_value(c->before, &before->facts, old, KEFU_STATISTIC_DEFAULT, &row->before);
        kefu__facts_value(c->after, &after->facts, i, KEFU_STATISTIC_DEFAULT, &row->after);
        row->p = row->q = test(c, row, &before->facts, &after->facts, old);
    }
    return true;
}

static bool add_groups(struct comparison *c) {
    bool good = add_group(c, c->before->groups[0], c->after->groups[0]);
    for (size_t i = 1; good && i < c->after->group_count; i++) {
        const struct group *before = kefu__aggregate_find(c->before, c->after->groups[i]->key);
        if (before)
            good = add_group(c, before, c->after->groups[i]);
    }
    return good;
}

/* Adjusts all p values for the number of tests. Returns false if out of memory. */
static bool adjust(struct comparison *c) {
    const size_t size = c->count * sizeof(double);
    double *p = kefu__alloc(&c->after->allocator, size);
    size_t tests = 0;
    if (!p)
        return false;
    for (size_t i = 0; i < c->count; i++)
        if (!isnan(c->rows[i].p))
            p[tests++] = c->rows[i].p;
    const bool good = tests == 0 ||
                      kefu__benjamini_hochberg(&c->after->allocator, p, tests, p) == STATS_OK;
    tests = 0;
    for (size_t i = 0; good && i < c->count; i++)
        if (!isnan(c->rows[i].p))
            c->rows[i].q = p[tests++];
    kefu__release(&c->after->allocator, p, size);
    return good;
}

/* ---- writing ---- */

static void put_number(struct json_writer *writer, const char *name, double number, bool known) {
    kefu__json_put_name(writer, name);
    if (known)
        kefu__json_put_number(writer, number);
    else
        kefu__json_put_null(writer);
}

static void put_row(struct json_writer *writer, const struct comparison *c, const struct row *row) {
    const struct series *series = &c->after->series[row->series];
    char digest[DIGEST_SIZE];
    kefu__digest_print(digest, series->digest);
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "key");
    kefu__json_open_array(writer);
    for (size_t i = 0; row->group && i < c->after->column_count; i++)
        kefu__json_put_text(writer, row->group->key[i].data, row->group->key[i].size);
    kefu__json_close_array(writer);
    kefu__json_put_name(writer, "metric");
    kefu__json_put_text(writer, series->id.data, series->id.size);
    kefu__json_put_name(writer, "digest");
    kefu__json_put_text(writer, digest, DIGEST_SIZE - 1);
    kefu__json_put_name(writer, "before");
    kefu__json_put_value(writer, &row->before);
    kefu__json_put_name(writer, "after");
    kefu__json_put_value(writer, &row->after);
    put_number(writer, "difference", row->after.value - row->before.value,
               is_number(&row->before) && is_number(&row->after));
    put_number(writer, "p_value", row->p, !isnan(row->p));
    put_number(writer, "q_value", row->q, !isnan(row->q));
    kefu__json_put_name(writer, "significant");
    kefu__json_put_bool(writer, row->q < SIGNIFICANT);
    kefu__json_close_object(writer);
}

static bool have_same_columns(const kefu_aggregate *a, const kefu_aggregate *b) {
    if (a->column_count != b->column_count)
        return false;
    for (size_t i = 0; i < a->column_count; i++)
        if (!kefu__str_equal(a->columns[i], b->columns[i]))
            return false;
    return true;
}

kefu_status kefu_aggregate_compare(const kefu_aggregate *before, const kefu_aggregate *after,
                                   kefu_write write, void *ctx, kefu_error *error) {
    struct comparison c = {.before = before, .after = after};
    struct json_writer writer;
    struct buffer buffer;
    if (!before || !after || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "comparing needs two aggregates and a writer");
    if (!have_same_columns(before, after))
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregates group by different attributes");
    const bool good = add_groups(&c) && adjust(&c);
    kefu__buffer_init(&buffer, &after->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_array(&writer);
    for (size_t i = 0; good && i < c.count; i++)
        put_row(&writer, &c, &c.rows[i]);
    kefu__json_close_array(&writer);
    kefu__release(&after->allocator, c.rows, c.capacity * sizeof *c.rows);
    if (good)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return kefu__no_memory(error);
}
