/* SPDX-License-Identifier: MIT
 * A table that is being added: what its columns are, and the groups of its rows.
 *
 * A table becomes an aggregate of its own in a few passes, column by column, and this one is then
 * merged. So nothing has changed if a value in the last row is wrong. */
#ifndef KEFU_LIB_AGGREGATE_COLUMNS_H
#define KEFU_LIB_AGGREGATE_COLUMNS_H

#include "aggregate/aggregate.h"

enum {
    TABLE_ROWS_MAX = INT32_MAX,
    TABLE_BLOCK = 1024, /* rows are read in blocks that stay in the processor's cache */
    TABLE_NO_HOUR = AGGREGATE_HOURS
};
#define TABLE_NO_VALUE INT64_MIN /* what is read of a row without a value */

/* A column for a metric. */
struct table_metric {
    const kefu_column *column;
    size_t number; /* which column of the table it is, from 0 */
    const struct metric *metric;
    size_t series; /* where its observations are added up */
};

struct table {
    const kefu_aggregate *into;
    kefu_aggregate *made; /* the table as an aggregate */
    size_t rows;
    kefu_column *columns; /* copies of the caller's */
    size_t column_count;
    /* for each attribute to group by its column; NULL: there is none, or it is a time bucket */
    const kefu_column *keys[AGGREGATE_COLUMNS_MAX];
    const kefu_column *at, *messages, *contact;
    struct table_metric *metrics;
    size_t metric_count;

    /* of each row the hour of the day, or TABLE_NO_HOUR, and the number of its group in the order
     * in which they came; 0 for all if the aggregate has no columns to group by */
    uint8_t *hours;
    uint32_t *numbers;
    size_t group_count;
    struct group **groups; /* by number */
    uint32_t *counts;      /* rows of each group, by number */
    kefu_error *error;
};

/* Sets the error of a value that cannot be; returns its status. */
kefu_status kefu__table_refuse(const struct table *table, const kefu_column *column, size_t row,
                               kefu_status status, const char *why);
/* Has the row a value? */
static inline bool kefu__column_is_given(const kefu_column *column, size_t row) {
    const size_t bit = row + column->valid_offset;
    return !column->valid || (column->valid[bit / 8] >> bit % 8 & 1);
}
/* Copies and checks the columns and finds out what they are. */
kefu_status kefu__table_open(struct table *table, const kefu_column *columns, size_t count);
/* Reads the integers of at most TABLE_BLOCK rows from `from` on, rounded, each TABLE_NO_VALUE or
 * within the limits. */
kefu_status kefu__table_integers(const struct table *table, const kefu_column *column, size_t from,
                                 size_t count, int64_t low, int64_t high, int64_t *to);
/* Reads numbers times a scale. The limits are those of the number. */
kefu_status kefu__table_scaled(const struct table *table, const kefu_column *column, size_t from,
                               size_t count, double low, double high, double scale, int64_t *to);
/* Is it a column of texts or codes? */
static inline bool kefu__column_is_text(const kefu_column *column) {
    return column->type <= KEFU_COLUMN_CODE;
}
/* Reads the text of a row, empty without a value. */
kefu_status kefu__table_text(const struct table *table, const kefu_column *column, size_t row,
                             kefu_str *text);

/* Sets the hours and the group number of each row, and the keys of all groups in `made`. */
kefu_status kefu__table_group(struct table *table);
/* Adds the observations of all metrics, and what else rows count. */
kefu_status kefu__table_fill(struct table *table);

#endif
