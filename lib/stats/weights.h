/* SPDX-License-Identifier: MIT
 * How near two ordered categories are. */
#ifndef KEFU_LIB_WEIGHTS_H
#define KEFU_LIB_WEIGHTS_H

#include "stats/agreement.h"

static inline double kefu__agreement_weight(enum agreement_weights kind, size_t i, size_t k,
                                            size_t count) {
    if (i == k || kind == WEIGHTS_NOMINAL)
        return i == k;
    const double distance = ((double)i - (double)k) / ((double)count - 1);
    return 1 -
           (kind == WEIGHTS_LINEAR ? (distance < 0 ? -distance : distance) : distance * distance);
}

#endif
