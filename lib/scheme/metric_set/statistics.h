/* SPDX-License-Identifier: MIT
 * What each statistic is: a row of a table. How it is computed stands in measure/value.c. */
#ifndef KEFU_LIB_SCHEME_STATISTICS_H
#define KEFU_LIB_SCHEME_STATISTICS_H

#include "base/vocabulary.h"

struct statistic {
    uint32_t value;  /* a kefu_statistic */
    double quantile; /* of the distribution, which durations alone keep; 0: it is no quantile */
};

/* The row of a statistic, or NULL. */
const struct statistic *kefu__statistic(uint32_t value);

#endif
