/* SPDX-License-Identifier: MIT
 * The functions of lib/stats as a table: by name, with named arguments and results, so that vectors
 * in JSON can call them. */
#ifndef STATISTICS_DRIVER_H
#define STATISTICS_DRIVER_H

#include "stats/stats.h"
#include "json/json.h"

enum { ARGUMENTS_MAX = 12, RESULTS_MAX = 16 };

enum argument_kind {
    NUMBER,
    INTEGER,
    BOOLEAN,
    WORD,
    NUMBERS, /* an array of numbers; null is a missing value (NaN) where a function allows it */
    MATRIX   /* an array of rows of equal length */
};

struct argument_spec {
    const char *name;
    enum argument_kind kind;
    const char *fallback; /* the JSON text of its default; NULL: the argument is required */
    const char *words;    /* of a WORD: the choices, separated by blanks */
};

struct argument {
    double number;
    double *items; /* row after row */
    size_t count, rows, columns;
    size_t word; /* index of the choice */
};

/* A result: one number, or a list. */
struct result {
    double number;
    double *items;
    size_t count;
    bool is_list;
};

struct results {
    struct result items[RESULTS_MAX];
    size_t count;
};

struct statistics_function {
    const char *name;
    struct argument_spec arguments[ARGUMENTS_MAX];
    const char *results; /* their names, separated by blanks */
    enum stats_status (*run)(const struct argument *a, struct results *out);
};

/* Appends the next result. */
void give(struct results *out, double value);
void give_interval(struct results *out, struct stats_interval interval);
void give_list(struct results *out, const double *values, size_t count);
void *need_memory(size_t size);

#define LEVEL_95                                                                                   \
    { "level", NUMBER, "0.95", NULL }

extern const struct statistics_function proportion_functions[], comparison_functions[],
    agreement_functions[], trend_functions[], alarm_functions[], forecast_functions[];

/* Reads the arguments of one vector; prints what is wrong with them and returns false. */
bool read_arguments(const struct statistics_function *function, const json_value *object,
                    struct argument arguments[ARGUMENTS_MAX]);
void free_arguments(struct argument arguments[ARGUMENTS_MAX]);
/* Compares results with what is expected; prints the first difference and returns false. */
bool compare_results(const struct statistics_function *function, const struct results *results,
                     const json_value *expected, double tolerance);
/* The i-th of names that are separated by blanks; false at their end. */
bool name_at(const char *names, size_t i, kefu_str *name);

#endif
