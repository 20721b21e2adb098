/* SPDX-License-Identifier: MIT
 * Reading a table's columns: what each is, and its values, which are not trusted. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "aggregate/columns.h"
#include "base/utf8.h"
#include "scheme/scheme.h"

/* ---- errors ---- */

kefu_status kefu__table_refuse(const struct table *t, const kefu_column *column, size_t row,
                               kefu_status status, const char *why) {
    char name[80];
    kefu__copy_text(name, sizeof name, column->name, column->name_size);
    kefu__fail(t->error, status, "column \"%s\", row %zu: %s", name, row, why);
    if (t->error)
        t->error->offset = row;
    return kefu__of_source(t->error, (size_t)(column - t->columns), status);
}

static kefu_status refuse_column(const struct table *t, size_t i, kefu_status status,
                                 const char *why) {
    char name[80];
    kefu__copy_text(name, sizeof name, t->columns[i].name, t->columns[i].name_size);
    kefu__fail(t->error, status, "column \"%s\" %s", name, why);
    return kefu__of_source(t->error, i, status);
}

/* ---- what columns are ---- */

static bool is_sound(const kefu_column *c, size_t rows) {
    const bool texts = c->type == KEFU_COLUMN_UTF8 || c->type == KEFU_COLUMN_CODE;
    return c->name && c->name_size && c->type >= KEFU_COLUMN_TEXT &&
           c->type <= KEFU_COLUMN_DOUBLE && (c->values || rows == 0) &&
           (c->texts || !texts || c->text_count == 0) && c->reason < MEASURE_REASONS;
}

static bool is_metric_of_rows(const struct metric *m) {
    return !kefu__metric_is_computed(m) &&
           (m->type != METRIC_FEEDBACK || m->of <= FEEDBACK_ANSWERED);
}

static kefu_status use_as_metric(struct table *t, size_t i, kefu_str name) {
    const struct metrics *metrics = t->into->scheme->metrics;
    size_t metric = 0;
    while (metric < metrics->count && !kefu__str_is(name, metrics->items[metric].id))
        metric++;
    if (metric == metrics->count)
        return refuse_column(t, i, KEFU_E_NOT_FOUND,
                             "is no attribute to group by and no metric of the scheme");
    const struct metric *m = &metrics->items[metric];
    if (!is_metric_of_rows(m))
        return refuse_column(t, i, KEFU_E_NOT_FOUND,
                             "is a metric that conversations do not observe");
    if (kefu__column_is_text(&t->columns[i]))
        return refuse_column(t, i, KEFU_E_DEFINITION, "must have numbers");
    const size_t rated = t->into->series[metric].rated;
    t->metrics[t->metric_count++] = (struct table_metric){
        &t->columns[i], i, m, m->type == METRIC_FEEDBACK && rated != SIZE_MAX ? rated : metric};
    return KEFU_OK;
}

/* Attributes come first: one may have the name of a metric. `contact_id` may be both attribute and
 * customer. */
static kefu_status use(struct table *t, size_t i) {
    const kefu_column *c = &t->columns[i];
    const kefu_str name = {c->name, c->name_size};
    bool used = false;
    for (size_t j = 0; j < t->into->column_count; j++)
        if (kefu__str_equal(t->into->columns[j], name) && !kefu__column_is_time(name)) {
            t->keys[j] = c;
            used = true;
        }
    if (kefu__str_is(name, "contact_id")) {
        t->contact = c;
        return kefu__column_is_text(c) ? KEFU_OK
                                       : refuse_column(t, i, KEFU_E_DEFINITION, "must have texts");
    }
    if (used)
        return c->type == KEFU_COLUMN_DOUBLE
                   ? refuse_column(t, i, KEFU_E_DEFINITION, "must have texts or integers")
                   : KEFU_OK;
    if (!kefu__str_is(name, "at") && !kefu__str_is(name, "messages"))
        return use_as_metric(t, i, name);
    *(kefu__str_is(name, "at") ? &t->at : &t->messages) = c;
    return kefu__column_is_text(c) ? refuse_column(t, i, KEFU_E_DEFINITION, "must have numbers")
                                   : KEFU_OK;
}

static kefu_status check_names(const struct table *t) {
    for (size_t i = 0; i < t->column_count; i++)
        for (size_t j = 0; j < i; j++)
            if (t->columns[i].name_size == t->columns[j].name_size &&
                memcmp(t->columns[i].name, t->columns[j].name, t->columns[i].name_size) == 0)
                return refuse_column(t, i, KEFU_E_DUPLICATE, "stands twice");
    return KEFU_OK;
}

kefu_status kefu__table_open(struct table *t, const kefu_column *columns, size_t count) {
    const kefu_allocator *allocator = &t->into->allocator;
    const size_t width = count ? columns[0].size : 0;
    const unsigned char *at = (const unsigned char *)columns;
    kefu_status status = KEFU_OK;
    t->columns = kefu__alloc(allocator, count * sizeof *t->columns);
    t->metrics = kefu__alloc(allocator, count * sizeof *t->metrics);
    t->column_count = count;
    if (!t->columns || !t->metrics)
        return kefu__no_memory(t->error);
    for (size_t i = 0; i < count && status == KEFU_OK; i++) {
        const kefu_column *given = (const kefu_column *)(const void *)(at + i * width);
        t->columns[i] = (kefu_column)KEFU_COLUMN_INIT;
        if (width == 0 || given->size != width)
            return kefu__of_source(
                t->error, i,
                kefu__fail(t->error, KEFU_E_ARGUMENT, "the columns are not all of the same size"));
        status = kefu__options_copy(&t->columns[i], sizeof *t->columns, given, t->error);
        if (status == KEFU_OK && !is_sound(&t->columns[i], t->rows))
            status = kefu__fail(t->error, KEFU_E_ARGUMENT,
                                "a column needs a name, a type and values");
        if (status != KEFU_OK)
            return kefu__of_source(t->error, i, status);
    }
    status = check_names(t);
    for (size_t i = 0; i < count && status == KEFU_OK; i++)
        status = use(t, i);
    return status;
}

/* ---- numbers ---- */

static void widen(const kefu_column *c, size_t from, size_t count, int64_t *to) {
    if (c->type == KEFU_COLUMN_UINT8)
        for (size_t i = 0; i < count; i++)
            to[i] = ((const uint8_t *)c->values)[from + i];
    else if (c->type == KEFU_COLUMN_INT64)
        memcpy(to, (const int64_t *)c->values + from, count * sizeof *to);
    else
        for (size_t i = 0; i < count; i++)
            to[i] = ((const int32_t *)c->values)[from + i];
}

/* NaN is what many programs have where there is no value. */
static kefu_status round_all(const struct table *t, const kefu_column *c, size_t from, size_t count,
                             double low, double high, double scale, int64_t *to) {
    const double *values = (const double *)c->values + from;
    for (size_t i = 0; i < count; i++) {
        if (isnan(values[i]) || !kefu__column_is_given(c, from + i))
            to[i] = TABLE_NO_VALUE;
        else if (values[i] < low || values[i] > high)
            return kefu__table_refuse(t, c, from + i, KEFU_E_DEFINITION, "is out of range");
        else
            to[i] = llround(values[i] * scale);
    }
    return KEFU_OK;
}

static kefu_status check_integers(const struct table *t, const kefu_column *c, size_t from,
                                  size_t count, int64_t low, int64_t high, int64_t *to) {
    const uint64_t range = (uint64_t)high - (uint64_t)low;
    bool beyond = false;
    for (size_t i = 0; c->valid && i < count; i++)
        to[i] = kefu__column_is_given(c, from + i) ? to[i] : TABLE_NO_VALUE;
    for (size_t i = 0; i < count; i++)
        beyond |= (to[i] != TABLE_NO_VALUE) & ((uint64_t)to[i] - (uint64_t)low > range);
    if (!beyond)
        return KEFU_OK;
    for (size_t i = 0; i < count; i++)
        if (to[i] != TABLE_NO_VALUE && (to[i] < low || to[i] > high))
            return kefu__table_refuse(t, c, from + i, KEFU_E_DEFINITION, "is out of range");
    return KEFU_OK;
}

kefu_status kefu__table_integers(const struct table *t, const kefu_column *c, size_t from,
                                 size_t count, int64_t low, int64_t high, int64_t *to) {
    if (c->type == KEFU_COLUMN_DOUBLE)
        return round_all(t, c, from, count, (double)low, (double)high, 1, to);
    widen(c, from, count, to);
    return check_integers(t, c, from, count, low, high, to);
}

kefu_status kefu__table_scaled(const struct table *t, const kefu_column *c, size_t from,
                               size_t count, double low, double high, double scale, int64_t *to) {
    if (c->type == KEFU_COLUMN_DOUBLE)
        return round_all(t, c, from, count, low, high, scale, to);
    const kefu_status status = kefu__table_integers(t, c, from, count, (int64_t)ceil(low),
                                                    (int64_t)floor(high), to);
    for (size_t i = 0; i < count && status == KEFU_OK; i++)
        if (to[i] != TABLE_NO_VALUE)
            to[i] *= (int64_t)scale;
    return status;
}

/* ---- texts ---- */

static bool find_text(const kefu_column *c, size_t row, kefu_str *text) {
    if (c->type == KEFU_COLUMN_TEXT) {
        *text = ((const kefu_str *)c->values)[row];
        return kefu__str_sound(*text);
    }
    const int32_t *numbers = c->values;
    if (c->type == KEFU_COLUMN_CODE) {
        if (numbers[row] < 0 || (size_t)numbers[row] >= c->text_count)
            return false;
        *text = ((const kefu_str *)c->texts)[numbers[row]];
        return kefu__str_sound(*text);
    }
    if (numbers[row] < 0 || numbers[row + 1] < numbers[row] ||
        (size_t)numbers[row + 1] > c->text_count)
        return false;
    *text = (kefu_str){(const char *)c->texts + numbers[row],
                       (size_t)(numbers[row + 1] - numbers[row])};
    return true;
}

kefu_status kefu__table_text(const struct table *t, const kefu_column *c, size_t row,
                             kefu_str *text) {
    *text = (kefu_str){"", 0};
    if (!kefu__column_is_given(c, row))
        return KEFU_OK;
    if (!find_text(c, row, text))
        return kefu__table_refuse(t, c, row, KEFU_E_DEFINITION, "has no such text");
    return KEFU_OK;
}
