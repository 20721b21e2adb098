/* SPDX-License-Identifier: MIT
 * Fisher's exact test (Fisher 1935, J. R. Stat. Soc. 98, 39-54). */
#include <math.h>

#include "stats/proportion.h"

/* Tables whose probabilities differ by at most this factor count as equally likely; R's fisher.test
 * uses the same factor. */
#define TIE (1 + 1e-7)

/* The fixed margins of a 2 × 2 table of counts: sums of its first row, second row and first column.
 */
struct margins {
    double row, other_row, column;
};

/* With fixed margins, the first cell x determines the table: the ratio of the probabilities of the
 * tables with first cell x + 1 and x. */
static double ratio_up(const struct margins *m, double x) {
    return (m->row - x) * (m->column - x) / ((x + 1) * (m->other_row - m->column + x + 1));
}

/* Sums of the weights of tables: of all; of those that are at most as likely as the observed one;
 * of those whose first cell is at most (less) or at least (greater) the observed one. The weight of
 * a table is its probability divided by that of the most likely table. */
struct sums {
    double all, unlikely, less, greater;
};

static void add(struct sums *sums, double x, double weight, double observed, double limit) {
    sums->all += weight;
    sums->less += x <= observed ? weight : 0;
    sums->greater += x >= observed ? weight : 0;
    sums->unlikely += weight <= limit ? weight : 0;
}

/* Visits all tables with these margins, from the most likely one (the mode) outward until the
 * weight becomes 0, and adds up their weights. Returns the weight of the table whose first cell is
 * `observed`; if `sums` is NULL that is all it does. */
static double walk(const struct margins *m, double observed, double limit, struct sums *sums) {
    const double low = fmax(0, m->column - m->other_row), high = fmin(m->row, m->column);
    const double mode = kefu__clamp(
        floor((m->row + 1) * (m->column + 1) / (m->row + m->other_row + 2)), low, high);
    double weight = 1, found = observed == mode;
    if (sums)
        add(sums, mode, 1, observed, limit);
    for (double x = mode; x < high && weight > 0; x++) {
        weight *= ratio_up(m, x);
        found = x + 1 == observed ? weight : found;
        if (sums)
            add(sums, x + 1, weight, observed, limit);
    }
    weight = 1;
    for (double x = mode; x > low && weight > 0; x--) {
        weight /= ratio_up(m, x - 1);
        found = x - 1 == observed ? weight : found;
        if (sums)
            add(sums, x - 1, weight, observed, limit);
    }
    return found;
}

static bool is_count(double x) {
    return x >= 0 && x <= 0x1p53 && floor(x) == x;
}

enum stats_status kefu__fisher(double a, double b, double c, double d, struct fisher *out) {
    const struct margins margins = {a + b, c + d, a + c};
    struct sums sums = {0};
    if (!is_count(a) || !is_count(b) || !is_count(c) || !is_count(d))
        return STATS_DOMAIN;
    const double limit = walk(&margins, a, 0, NULL) * TIE;
    walk(&margins, a, limit, &sums);
    out->p = fmin(1, sums.unlikely / sums.all);
    out->less = fmin(1, sums.less / sums.all);
    out->greater = fmin(1, sums.greater / sums.all);
    return STATS_OK;
}
