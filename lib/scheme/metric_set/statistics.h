/* SPDX-License-Identifier: MIT
 * What each statistic is: a row of a table. How it is computed stands in measure/value.c. */
#ifndef KEFU_LIB_SCHEME_STATISTICS_H
#define KEFU_LIB_SCHEME_STATISTICS_H

#include "base/vocabulary.h"

struct statistic {
    uint32_t value; /* a kefu_statistic */
    /* probability of the quantile, which only durations can have; 0: the statistic is not a
     * quantile */
    double quantile;
};

/* The row of a kefu_statistic in the table of statistics; NULL: there is none. */
const struct statistic *kefu__statistic(uint32_t value);

#endif
