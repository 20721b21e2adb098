/* SPDX-License-Identifier: MIT
 * Adding a table of conversations. */
#include "aggregate/columns.h"

#include <string.h>

void kefu_column_init(kefu_column *column) {
    if (column)
        *column = (kefu_column)KEFU_COLUMN_INIT;
}

/* An empty aggregate of the same scheme and spec. */
static kefu_status make_part(struct table *t) {
    const kefu_aggregate *a = t->into;
    struct aggregate_spec spec = {.column_count = a->column_count,
                                  .offset_minutes = a->offset_minutes,
                                  .most_evidence = a->most_evidence,
                                  .as_of = a->as_of};
    memcpy(spec.columns, a->columns, sizeof spec.columns);
    return kefu__aggregate_make(a->scheme, &spec, &a->allocator, &t->made, t->error);
}

static void close(struct table *t) {
    const kefu_allocator *allocator = &t->into->allocator;
    kefu_aggregate_free(t->made);
    kefu__release(allocator, t->columns, t->column_count * sizeof *t->columns);
    kefu__release(allocator, t->metrics, t->column_count * sizeof *t->metrics);
    kefu__release(allocator, t->hours, t->rows * sizeof *t->hours);
    kefu__release(allocator, t->numbers, t->rows * sizeof *t->numbers);
    kefu__release(allocator, t->groups, t->group_count * sizeof *t->groups);
    kefu__release(allocator, t->counts, t->group_count * sizeof *t->counts);
}

kefu_status kefu_aggregate_add_columns(kefu_aggregate *a, const kefu_column *columns,
                                       size_t column_count, size_t row_count, kefu_error *error) {
    struct table t = {.into = a, .rows = row_count, .error = error};
    if (!a || (!columns && column_count))
        return kefu__fail(error, KEFU_E_ARGUMENT, "adding needs an aggregate and columns");
    if (!a->scheme)
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregate was loaded without a scheme");
    if (row_count > TABLE_ROWS_MAX || column_count > AGGREGATE_SERIES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "at most 2^31 - 1 rows and 16,384 columns");
    kefu_status status = kefu__table_open(&t, columns, column_count);
    if (status == KEFU_OK)
        status = make_part(&t);
    if (status == KEFU_OK)
        status = kefu__table_group(&t);
    if (status == KEFU_OK)
        status = kefu__table_fill(&t);
    if (status == KEFU_OK && row_count)
        status = kefu__aggregate_absorb(a, t.made, error);
    close(&t);
    return status;
}
