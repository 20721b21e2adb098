/* SPDX-License-Identifier: MIT
 * What changed since the period before: by how much, for better or worse, and whether the change is
 * statistically significant. */
#include <string.h>

#include "report/model.h"

#define SIGNIFICANT 0.05

static void test_change(struct change *change, const struct sample *now,
                        const struct sample *before, const struct measure_rule *rule,
                        kefu_statistic statistic) {
    if (now->value.state != KEFU_STATE_OK || before->value.state != KEFU_STATE_OK)
        return; /* a sample is too small (KEFU_STATE_LOW_N): no test of significance */
    if (!kefu__measure_differs(&now->measure, &before->measure, rule, statistic, &change->p_value))
        return;
    change->test = now->value.unit == KEFU_UNIT_RATIO ? TEST_PROPORTIONS : TEST_MEANS;
    change->significant = change->p_value < SIGNIFICANT;
}

struct change kefu__report_change(const struct sample *now, const struct sample *before,
                                  const struct measure_rule *rule, kefu_statistic statistic,
                                  bool higher_is_better) {
    const kefu_value *value = &now->value, *previous = &before->value;
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
    test_change(&change, now, before, rule, statistic);
    return change;
}
