/* SPDX-License-Identifier: MIT
 * Agreement between raters: a table of ratings, and every coefficient that it allows. */
#ifndef KEFU_LIB_RATINGS_H
#define KEFU_LIB_RATINGS_H

#include "stats/agreement.h"
#include "json/fields.h"

enum {
    AGREEMENT_CELLS_MAX = 2000000, /* limit on units × raters, and on units × categories */
    AGREEMENT_RATERS_MAX = 1000,
    AGREEMENT_PAIRED_MAX = 20,     /* up to so many raters, each pair of them is compared */
    AGREEMENT_CATEGORIES_MAX = 256 /* more distinct ratings are measurements, not categories */
};

/* One rating while it is read. */
struct rating {
    const json_value *value; /* a text or a number */
    size_t unit, rater;
    uint32_t category; /* its index, if the request has categories */
};

/* "weights" of a request that leaves them to the scale */
enum { WEIGHTS_OF_SCALE = WEIGHTS_QUADRATIC + 1 };

struct agreement_request {
    uint32_t scale;   /* enum krippendorff_level */
    uint32_t weights; /* enum agreement_weights, or WEIGHTS_OF_SCALE */
    double level;
    const char **raters; /* names; NULL: none are given */
    size_t rater_names;
    const json_value **categories; /* in order; NULL: the ratings that occur */
    size_t category_count;
    struct rating *ratings;
    size_t count, units, rater_count;
};

/* Reads a request; errors are reported to the reader. Returns false if out of memory. */
bool kefu__agreement_read(struct json_reader *reader, struct arena *arena,
                          struct agreement_request *request);

/* The ratings as matrices of units × raters in row-major order. */
struct rating_table {
    double *numbers;  /* the rating or, of texts, the index of the category; NaN: none */
    uint32_t *places; /* index of the category; UINT32_MAX: none */
    const json_value **categories; /* a value of each, in order; NULL: there are too many */
    size_t units, raters, category_count;
};
/* Makes the table. Returns false if out of memory. */
bool kefu__agreement_tabulate(struct arena *arena, const struct agreement_request *request,
                              struct rating_table *table);

/* Computes all coefficients and writes them as JSON. STATS_NO_MEMORY, or STATS_OK. */
enum stats_status kefu__agreement_write(struct arena *arena,
                                        const struct agreement_request *request,
                                        const struct rating_table *table, struct buffer *to);

#endif
