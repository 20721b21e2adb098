/* SPDX-License-Identifier: MIT
 * What changed since the period before: by how much, for better or worse, and whether the change is
 * statistically significant. */
#include <math.h>
#include <string.h>

#include "report/model.h"
#include "stats/stats.h"

#define SIGNIFICANT   0.05
#define LEVEL_DEFAULT 0.95 /* of intervals, where a definition names none */

/* A two-sided z test of two means, whose standard errors follow from the widths of their confidence
 * intervals, which have the same level. */
static bool means_differ(const kefu_value *value, const kefu_value *previous, double *p) {
    const double width = value->high - value->low, before = previous->high - previous->low;
    const double quantile = kefu__normal_quantile(0.5 + LEVEL_DEFAULT / 2);
    const double error = sqrt(width * width + before * before) / 2 / quantile;
    if (!(value->flags & previous->flags & KEFU_VALUE_HAS_INTERVAL) || !(error > 0))
        return false;
    *p = 2 * kefu__normal_cdf(-fabs(value->value - previous->value) / error);
    return true;
}

/* A two-sided z test of two proportions. */
static bool proportions_differ(const kefu_value *value, const kefu_value *previous, double *p) {
    const double hits = value->value * (double)value->n;
    const double before = previous->value * (double)previous->n;
    double z;
    return kefu__two_proportions((uint64_t)llround(hits), value->n, (uint64_t)llround(before),
                                 previous->n, &z, p);
}

static void test_change(struct change *change, const kefu_value *value,
                        const kefu_value *previous) {
    if (value->state != KEFU_STATE_OK || previous->state != KEFU_STATE_OK)
        return; /* small samples are not tested */
    if (value->unit == KEFU_UNIT_RATIO) {
        if (proportions_differ(value, previous, &change->p_value))
            change->test = TEST_PROPORTIONS;
    } else if (means_differ(value, previous, &change->p_value)) {
        change->test = TEST_MEANS;
    }
    change->significant = change->test != TEST_NONE && change->p_value < SIGNIFICANT;
}

struct change kefu__report_change(const kefu_value *value, const kefu_value *previous,
                                  bool higher_is_better) {
    struct change change;
    memset(&change, 0, sizeof change);
    if (!KEFU_VALUE_IS_NUMBER(*value) || !KEFU_VALUE_IS_NUMBER(*previous))
        return change;
    double difference = value->value - previous->value;
    change.kind = value->unit == KEFU_UNIT_RATIO ? CHANGE_POINTS : CHANGE_DIFFERENCE;
    change.value = difference;
    if (value->unit == KEFU_UNIT_MS && previous->value > 0) {
        change.kind = CHANGE_RELATIVE;
        change.value = difference / previous->value;
    }
    change.verdict = difference == 0                        ? VERDICT_SAME
                     : (difference > 0) == higher_is_better ? VERDICT_BETTER
                                                            : VERDICT_WORSE;
    test_change(&change, value, previous);
    return change;
}
